"""Seven approaches at a glance."""

from components.ui.view import page_header

page_header("Approaches", "Seven approaches at a glance.")
