"""Brief: read it, take it along, pass the link on."""

from components.brief import view

view.header()
view.name_field()
view.downloads()
view.preview()
view.share_section()
