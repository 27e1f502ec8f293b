"""Not a test: run by test_training.py with the app's Python, which has llama.cpp. Prints the last token's logits.

Arguments: model, adapter ("-" for none), token ids separated by commas. The model is unpacked to f32 first, so
that what is left to differ is the adapter.
"""

import ctypes
import json
import sys
from pathlib import Path

import llama_cpp

model, adapter, tokens = sys.argv[1], sys.argv[2], [int(token) for token in sys.argv[3].split(",")]
unpacked = Path(sys.argv[4]) / "unpacked.gguf"
if not unpacked.exists():
    settings = llama_cpp.llama_model_quantize_default_params()
    settings.ftype = llama_cpp.LLAMA_FTYPE_ALL_F32
    settings.allow_requantize = True
    settings.nthread = 1
    assert llama_cpp.llama_model_quantize(model.encode(), str(unpacked).encode(), ctypes.byref(settings)) == 0
llama = llama_cpp.Llama(
    str(unpacked),
    n_ctx=128,
    n_threads=1,
    logits_all=True,
    verbose=False,
    lora_path=None if adapter == "-" else adapter,
)
llama.eval(tokens)
print(json.dumps([float(value) for value in llama.scores[len(tokens) - 1]]))
