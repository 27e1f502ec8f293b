"""Label real failures; the ratio decides."""

from components.diagnosis import view

view.workbench()
