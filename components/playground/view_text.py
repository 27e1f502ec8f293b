"""Untrusted text in small print."""

from __future__ import annotations

import streamlit as st

from components.ui import escape_html


def plain_caption(text: str) -> None:
    """Untrusted text, small and literal."""
    style = "font-size:.82rem;opacity:.75;overflow-wrap:anywhere"
    st.html(f'<div style="{style}" dir="auto">{escape_html(text)}</div>')
