"""The same question, answered side by side by a local model."""

from components.ui.view import page_header

page_header("Playground", "The same question, answered side by side by a local model.")
