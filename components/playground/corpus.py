"""A corpus: a folder with `corpus.yaml`, `docs/` and `gold.yaml`, or documents that a visitor brought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from components.knowledge import DATA, KnowledgeError, parse_yaml
from components.playground.errors import CorpusError
from components.playground.settings import playground_data
from components.retrieval import Document, RetrievalError, read_corpus_docs

CORPORA = DATA / "corpora"

_SYSTEM_PROMPT_KEYS = ("system_prompt", "system prompt", "system-prompt")
_MAX_YAML_BYTES = 2_000_000


def _as_text(value: Any) -> Any:
    """YAML reads `accept: [79]` as a number and `id: 7` too: people mean the text."""
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_as_text)]


class _Entry(BaseModel):
    # Corpora from outside may carry keys of their own; they are ignored, not refused.
    model_config = ConfigDict(extra="ignore", frozen=True)


EntryT = TypeVar("EntryT", bound=_Entry)
ValidT = TypeVar("ValidT")


class Question(_Entry):
    """A gold question: right when any of `accept` is in the answer.

    Without a source, the right answer is to say that the corpus does not say.
    """

    id: Annotated[Text, Field(min_length=1, max_length=80)]
    question: Annotated[Text, Field(min_length=1, max_length=2_000)]
    accept: tuple[Text, ...] = ()
    source: Text | None = None

    @property
    def answerable(self) -> bool:
        """Whether the corpus holds the answer."""
        return self.source is not None


class Edit(_Entry):
    """A guided edit for the stale-facts walk-through: in `document`, `find` becomes `replace`."""

    document: Text
    find: str
    replace: str
    question: Text
    old_answer: Text
    new_answer: Text


class Injection(_Entry):
    """An instruction planted at the end of a document; a reply that holds any of `fooled` obeyed it."""

    id: Text
    document: Text
    question: Text
    plant: str
    fooled: tuple[Text, ...]


class _Card(_Entry):
    name: Text | None = None
    title: Text | None = None
    description: str = ""
    system_prompt: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Corpus:
    """Documents and what is asked of them. Immutable: an edit gives a changed copy.

    `id` is the folder's name (or "uploaded"); `edited` are the ids of the documents that were changed.
    """

    id: str
    title: str
    description: str
    system_prompt: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...] = ()
    edits: tuple[Edit, ...] = ()
    injections: tuple[Injection, ...] = ()
    edited: frozenset[str] = frozenset()

    @cached_property
    def document_ids(self) -> tuple[str, ...]:
        """The ids of all documents, in order."""
        return tuple(document.id for document in self.documents)

    def document(self, document_id: str) -> Document:
        """One document; raises CorpusError when there is none of that id."""
        for found in self.documents:
            if found.id == document_id:
                return found
        raise CorpusError(f"There is no document '{document_id}' in {self.title}.")

    def question(self, question_id: str) -> Question:
        """One gold question; raises CorpusError when there is none of that id."""
        for found in self.questions:
            if found.id == question_id:
                return found
        raise CorpusError(f"There is no gold question '{question_id}' in {self.title}.")

    def gold_for(self, text: str) -> Question | None:
        """The gold question that reads like `text` (case and outer spaces aside), if there is one."""
        wanted = " ".join(text.casefold().split())
        return next((q for q in self.questions if " ".join(q.question.casefold().split()) == wanted), None)

    def with_text(self, document_id: str, text: str) -> Corpus:
        """A copy in which one document has another text; raises CorpusError: unknown id, or no text."""
        old = self.document(document_id)
        if not text.strip():
            raise CorpusError("A document needs some text. Nothing was changed.")
        new = old.with_text(text)
        documents = tuple(new if document.id == document_id else document for document in self.documents)
        return replace(self, documents=documents, edited=self.edited | {document_id})


def load_corpus(folder: Path | str) -> Corpus:
    """The corpus in `folder`.

    Raises:
        CorpusError: no such folder, no documents, duplicate gold ids, unknown sources, broken YAML; the
            message names file, key and what to do.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder. A corpus has corpus.yaml, docs/ and gold.yaml.")
    card = _card(_yaml(folder / "corpus.yaml"))
    try:
        documents = tuple(read_corpus_docs(folder))
    except RetrievalError as error:
        raise CorpusError(str(error)) from error
    corpus = Corpus(
        id=folder.resolve().name,
        title=card.title or card.name or folder.resolve().name,
        description=" ".join(card.description.split()),
        system_prompt=card.system_prompt.strip() or playground_data().default_system_prompt,
        documents=documents,
        questions=_questions(_yaml(folder / "gold.yaml", optional=True)),
        injections=_injections(folder),
        edits=card.edits,
    )
    return _checked(corpus)


def uploaded_corpus(documents: Iterable[Document], gold_text: str | None = None) -> Corpus:
    """A session's own corpus from documents already read, with an optional gold set as YAML text.

    Raises:
        CorpusError: no documents, two of the same id, or a gold set that does not fit them.
    """
    gold = _parsed(gold_text, "gold.yaml") if gold_text else None
    corpus = Corpus(
        id="uploaded",
        title="Your documents",
        description="Uploaded in this session, for this session.",
        system_prompt=playground_data().default_system_prompt,
        documents=tuple(documents),
        questions=_questions(gold),
    )
    return _checked(corpus)


def shipped_corpora() -> dict[str, Path]:
    """The folders of `data/corpora` that hold a corpus, by id."""
    return {path.parent.name: path.parent for path in sorted(CORPORA.glob("*/corpus.yaml"))}


def _card(data: Any) -> _Card:
    fields = data if isinstance(data, dict) else {}
    prompt = next((fields[key] for key in _SYSTEM_PROMPT_KEYS if fields.get(key)), "")
    return _validated(TypeAdapter(_Card), {**fields, "system_prompt": prompt}, "corpus.yaml")


def _questions(data: Any) -> tuple[Question, ...]:
    return _entries(data, "questions", Question, "gold.yaml")


def _injections(folder: Path) -> tuple[Injection, ...]:
    name = "injection.yaml"
    return _entries(_yaml(folder / name, optional=True), "cases", Injection, name)


def _entries(data: Any, key: str, model: type[EntryT], name: str) -> tuple[EntryT, ...]:
    if data is None:
        return ()
    if not isinstance(data, dict) or not isinstance(data.get(key), list):
        raise CorpusError(f"{name}: expected a list under the key '{key}'.")
    adapter: TypeAdapter[tuple[EntryT, ...]] = TypeAdapter(tuple[model, ...])  # type: ignore[valid-type]
    return _validated(adapter, data[key], f"{name}, {key}")


def _validated(adapter: TypeAdapter[ValidT], data: Any, name: str) -> ValidT:
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CorpusError(f"{name}: '{where}' does not fit: {first['msg']}.") from error


def _yaml(path: Path, optional: bool = False) -> Any:
    if optional and not path.exists():
        return None
    try:
        data = path.read_bytes()
        return _parsed(data.decode("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path.name} in {path.parent.name}: no UTF-8 text ({error}).") from error


def _parsed(text: str, name: str) -> Any:
    if len(text) > _MAX_YAML_BYTES:
        raise CorpusError(f"{name}: more than {_MAX_YAML_BYTES // 1_000_000} MB; a gold set is far smaller.")
    try:
        return parse_yaml(text, name)
    except KnowledgeError as error:
        raise CorpusError(f"{error}.") from error


def _checked(corpus: Corpus) -> Corpus:
    """The corpus itself, if its parts fit together; raises CorpusError."""
    if not corpus.documents:
        raise CorpusError(f"{corpus.title}: no documents. Add at least one.")
    _refuse_twice(corpus.document_ids, "document id", "Rename one of the files.")
    _refuse_twice([q.id for q in corpus.questions], "gold question id", "Give each its own.")
    known = set(corpus.document_ids)
    for question in corpus.questions:
        if question.source is not None and question.source not in known:
            raise CorpusError(
                f"gold.yaml: question '{question.id}' names the source '{question.source}', "
                f"which is no document here. Use a file's stem, or null when the corpus does not say."
            )
        if question.answerable and not any(text.strip() for text in question.accept):
            raise CorpusError(
                f"gold.yaml: question '{question.id}' has a source but no accepted text. "
                f"Say what a right answer contains, or set its source to null."
            )
    return corpus


def _refuse_twice(ids: Iterable[str], what: str, advice: str) -> None:
    seen: set[str] = set()
    for entry in ids:
        if entry in seen:
            raise CorpusError(f"The {what} '{entry}' is there twice. {advice}")
        seen.add(entry)
