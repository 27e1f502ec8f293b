"""One interview, five published frameworks."""

from components.decision import view

view.header()
view.wizard()
