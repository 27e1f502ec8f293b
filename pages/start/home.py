"""Home: what this is, three doors, sample scenarios."""

from components.start import view

view.hero()
view.doors()
view.measured()
view.sample_scenarios()
