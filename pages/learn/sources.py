"""Every source and number in the app."""

from components.ui.view import page_header

page_header("Sources", "Every source and number in the app.")
