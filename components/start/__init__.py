"""The home page's content: doors and sample scenarios."""

from components.start.content import Door, Home, home

__all__ = ["Door", "Home", "home"]
