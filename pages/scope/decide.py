"""One interview, five published frameworks."""

from components.ui.view import page_header

page_header("Decide", "One interview, five published frameworks.")
