"""What each approach costs over its life."""

from components.costs import view

view.header()
view.lifecycle()
