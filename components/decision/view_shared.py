"""What the decide page's views share: the palette of the present theme, the styles, the live panel."""

from pathlib import Path

import streamlit as st

from components.decision.charts import Palette
from components.decision.markup import panel
from components.decision.verdicts import Decision
from components.decision.words import consensus_sentence, is_started, say
from components.knowledge import steps
from components.ui import colour
from components.ui.view import is_dark

_STYLES = Path(__file__).with_name("decide.css")


def styles() -> None:
    """The page's own styles; a chosen segment is written in the text colour, which stands out in both themes."""
    st.html(_STYLES)
    st.html(
        f"<style>[data-testid=stButtonGroup] [aria-checked=true] p {{ color: {palette().text}; }}</style>"
    )


def palette() -> Palette:
    """Colours of the present theme, as set in the app's configuration."""
    dark = is_dark()
    theme = "dark" if dark else "light"
    return Palette(
        text=_option(theme, "textColor"),
        muted=_option(theme, "grayTextColor"),
        faint=_option(theme, "borderColor"),
        paper=_option(theme, "backgroundColor"),
        line=_option(theme, "textColor"),
        outcomes={key: colour(entry, dark) for key, entry in steps().items()},
        labels={key: entry.short for key, entry in steps().items()},
    )


def live_panel(decision: Decision) -> None:
    """The five verdicts as they stand, and one sentence on them."""
    with st.container(border=True, key="live_panel"):
        st.markdown("**Five verdicts, live**")
        started = is_started(decision.answers)
        st.caption(consensus_sentence(decision) if started else say("not_started"))
        st.html(panel(decision, palette()))


def _option(theme: str, name: str) -> str:
    return str(st.get_option(f"theme.{theme}.{name}"))
