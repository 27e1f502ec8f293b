"""Label real failures; the ratio decides."""

from components.ui.view import page_header

page_header("Diagnose", "Label real failures; the ratio decides.")
