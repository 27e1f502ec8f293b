"""One colour an approach, one an arm, in both themes."""

from typing import Protocol


class Coloured(Protocol):
    """Anything of `data/` with a colour for each theme."""

    @property
    def colour(self) -> str: ...

    @property
    def colour_dark(self) -> str: ...


def colour(entry: Coloured, dark: bool = False) -> str:
    """The entry's colour (hex) on the present background."""
    return entry.colour_dark if dark else entry.colour
