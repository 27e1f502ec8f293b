"""What each approach costs over its life."""

from components.ui.view import page_header

page_header("Lifecycle cost", "What each approach costs over its life.")
