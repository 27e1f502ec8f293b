"""One colour an approach, one an arm, in both themes."""

from typing import Protocol


class Coloured(Protocol):
    """Anything of `data/` with a colour for each theme."""

    @property
    def colour(self) -> str:
        """Hex colour on the light theme."""

    @property
    def colour_dark(self) -> str:
        """Hex colour on the dark theme."""


def colour(entry: Coloured, dark: bool = False) -> str:
    """The entry's colour (hex) on the present background."""
    return entry.colour_dark if dark else entry.colour
