"""Seven approaches at a glance, dimensions, situations, stack, tools, mistakes."""

from components.decision import view_approaches as view

view.header()
view.tables()
