"""Every source and number in the app, and the self-check."""

from components.costs import view

view.sources_header()
view.sources()
