"""The whole gold set through every arm."""

from components.ui.view import page_header

page_header("Scoreboard", "The whole gold set through every arm.")
