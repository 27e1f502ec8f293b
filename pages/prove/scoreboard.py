"""The whole gold set through every arm."""

from components.playground import view
from components.ui.view import page_header

page_header("Scoreboard", "The whole gold set through every arm: counted, with intervals.")
view.corpus_row()
view.scoreboard_controls()
view.results()
view.injections_fold()
