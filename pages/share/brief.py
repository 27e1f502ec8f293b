"""The decision brief, links, export and import."""

from components.ui.view import page_header

page_header("Brief", "The decision brief, links, export and import.")
