"""Untrusted text in small print: the playground's name for it."""

from components.ui.view import plain_caption

__all__ = ["plain_caption"]
