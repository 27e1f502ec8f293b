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


@cache
def page_entries() -> dict[str, PageEntry]:
    """All pages by id, in navigation order."""
    return load_models(DATA / "pages.yaml", PageEntry)
