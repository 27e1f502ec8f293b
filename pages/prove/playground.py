"""The same question, answered side by side by a local model."""

from components.playground import view
from components.ui.view import page_header

page_header("Playground", "One question, one small model, several ways of answering, live on this machine.")
view.toolbar()
if not view.engine_ready():
    view.recorded_answers()
elif view.mode() == "edit":
    view.walk_through()
    view.edit_freely()
else:
    view.prepare_prefix()
    view.question_bar()
    view.answers()
view.more()
