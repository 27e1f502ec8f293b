"""The page registry, from `data/pages.yaml`."""

from functools import cache

from pydantic import BaseModel, ConfigDict

from components.knowledge import DATA, load_models


class PageEntry(BaseModel):
    """One page: its script, its place in the navigation, and the tooltip that says what it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    section: str
    title: str
    icon: str
    help: str
    story: int | None = None


@cache
def page_entries() -> dict[str, PageEntry]:
    """All pages by id, in navigation order."""
    return load_models(DATA / "pages.yaml", PageEntry)


def story() -> tuple[str, ...]:
    """The ids of the pages of workshop mode, in the order they are told."""
    told = {page_id: entry.story for page_id, entry in page_entries().items() if entry.story is not None}
    return tuple(sorted(told, key=lambda page_id: told[page_id]))
