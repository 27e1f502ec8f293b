"""Child process that re-encodes one GGUF file: `python -m components.inference.encoding SOURCE TARGET
ENCODING`.

Exit status: 0 done, 1 llama.cpp could not do it, 2 wrong call, 3 no llama.cpp.
"""

from __future__ import annotations

import ctypes
import sys

ENCODINGS = {"F16": 1, "Q4_0": 2, "Q8_0": 7, "Q6_K": 18}
"""Names to llama.cpp's `llama_ftype`."""


def main(arguments: list[str]) -> int:
    """Run with (source, target, encoding)."""
    if len(arguments) != 3 or arguments[2] not in ENCODINGS:
        print(f"expected SOURCE TARGET and one of {', '.join(ENCODINGS)}", file=sys.stderr)
        return 2
    source, target, encoding = arguments
    try:
        import llama_cpp
    except (ImportError, OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 3
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.ftype = ENCODINGS[encoding]
    parameters.allow_requantize = True
    status = llama_cpp.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(parameters))
    return 0 if status == 0 else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
