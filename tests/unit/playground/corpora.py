"""A tiny corpus, as a folder and in memory."""

from pathlib import Path

from components.playground.corpus import Corpus, load_corpus

DOCS = {
    "prices": "# Prices\n\nThe small box costs $79 a month. The large box costs 120 a month.\n",
    "hours": "# Opening hours\n\nThe shop opens at 08:30 and closes at 17:15. It is closed on Sunday.\n",
    "returns": "# Returns\n\nGoods may be sent back within 19 days.\n",
}
CARD = "name: Boxes\ndescription: An invented shop.\nsystem_prompt: You answer for a box shop.\n"
GOLD = """corpus: boxes
questions:
  - {id: q1, question: "What does the small box cost?", accept: [79, "seventy-nine"], source: prices}
  - {id: q2, question: "When does the shop open?", accept: ["08:30", "8:30"], source: hours}
  - {id: u1, question: "Who founded the shop?", accept: [], source: null}
"""


def write(
    folder: Path, gold: str | None = GOLD, card: str = CARD, docs: dict[str, str] | None = None
) -> Path:
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    for name, text in (DOCS if docs is None else docs).items():
        (folder / "docs" / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / "corpus.yaml").write_text(card, encoding="utf-8")
    if gold is not None:
        (folder / "gold.yaml").write_text(gold, encoding="utf-8")
    return folder


def boxes(folder: Path) -> Corpus:
    return load_corpus(write(folder))
