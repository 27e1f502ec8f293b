"""Small shared pieces: colours, numbers for people, escaping, the page registry. No streamlit here; see `view`."""

from components.ui.colours import Coloured, colour
from components.ui.format import count_in_words, escape_html, human, money, percent
from components.ui.logs import kind_and_places
from components.ui.pages import PageEntry, page_entries, story

__all__ = [
    "Coloured",
    "PageEntry",
    "colour",
    "count_in_words",
    "escape_html",
    "human",
    "kind_and_places",
    "money",
    "page_entries",
    "percent",
    "story",
]
