"""The scenario: name, answers, labelled failures, cost overrides, playground choices."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from components.decision import Answers
from components.diagnosis import Failure
from components.scenario import links, yaml_io

VERSION = 1
_NEVER_IN_LINKS = {"name", "summary", "failures"}
"""What people typed; nobody may put it into a link by hand, either."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,63}$")]
Name = Annotated[str, StringConstraints(max_length=80, strip_whitespace=True)]
Word = Annotated[str, StringConstraints(max_length=80)]
Number = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
# A cost override: one number, a (low, mode, high) range, a switch, or the id of a model or method.
Override = bool | int | Number | Word | tuple[Number, Number, Number]


class Playground(BaseModel):
    """What the playground shows, and what it last measured.

    `results` is the evaluation report of the playground slice (arms -> metrics with intervals); it stays out of links.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    corpus: Word | None = None
    arms: tuple[Word, ...] = Field(default=(), max_length=12)
    settings: dict[Key, bool | int | Number | Word] = Field(default_factory=dict, max_length=30)
    results: dict[str, Any] | None = None


class Scenario(BaseModel):
    """Everything that one team's question consists of. Immutable: pages make changed copies."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    name: Name = "Untitled scenario"
    summary: Annotated[str, StringConstraints(max_length=600)] = ""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "USD"
    answers: Answers = Answers()
    failures: tuple[Failure, ...] = Field(default=(), max_length=10_000)
    costs: dict[Key, Override] = Field(default_factory=dict, max_length=120)
    playground: Playground = Playground()

    def to_yaml(self) -> str:
        """The whole scenario as YAML text, only what differs from the defaults."""
        return yaml_io.dump(self.model_dump(mode="json", exclude_defaults=True), VERSION)

    @classmethod
    def from_yaml(cls, text: str) -> "Scenario":
        """A scenario from YAML text.

        Raises:
            ScenarioError: not YAML, too large, an unknown version, or a key that does not fit; nothing is applied.
        """
        return yaml_io.validated(cls, yaml_io.load(text, VERSION))

    def to_query(self) -> str:
        """The shareable part as a URL query string of under 2,000 characters.

        Name, summary, failure texts and measured results stay out; so does everything that equals its default.

        Raises:
            ScenarioError: it does not fit.
        """
        return links.encode(self._shareable(), VERSION)

    @classmethod
    def from_query(cls, query: str) -> "Scenario":
        """A scenario from a query string (a leading `?` and foreign parameters are ignored).

        Raises:
            ScenarioError: the link is cut short, changed, from an unknown version, or holds values that do not fit.
        """
        found = links.decode(query, VERSION)
        carried = {key: value for key, value in found.items() if key not in _NEVER_IN_LINKS}
        if isinstance(carried.get("playground"), dict):
            kept = {key: value for key, value in carried["playground"].items() if key != "results"}
            carried["playground"] = kept
        return yaml_io.validated(cls, yaml_io.plain(carried, "The link"))

    def _shareable(self) -> dict[str, Any]:
        dumped = self.model_dump(mode="json", exclude_defaults=True, exclude=_NEVER_IN_LINKS)
        dumped.get("playground", {}).pop("results", None)
        return {key: value for key, value in dumped.items() if value != {}}
