"""Which words make the base model use a passage: `python -m tests.bench.bench_prompts [corpus folder …]`.

Every answerable gold question with its right document in the prompt, so that the search plays no part. The corpora
are those of `tests/fixtures/corpora`, which nothing that ships was made from.
"""

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from components.inference import Engine
from components.playground.answering import Stopper, answer
from components.playground.arms import Plan
from components.playground.base_prompts import base_messages
from components.playground.corpus import Corpus, load_corpus
from components.playground.prompts import build_messages
from components.playground.scoring import holds_any, measure, score
from components.playground.settings import BasePrompt, playground_data
from components.retrieval import Document, LocalIndex

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "corpora"
PLAIN = "Answer the question from the document in one short sentence."


def words(
    system: str, passage: str = "Document:\n{text}", question: str = "Question: {question}"
) -> BasePrompt:
    return BasePrompt(system=system, instruction=PLAIN, passage=passage, question=question)


QUOTE = "Answer the question by quoting the document."
NAMED = 'Document "{document}":\n{text}'
VARIANTS: dict[str, tuple[BasePrompt | None, bool]] = {
    "the trained format": (None, False),
    "the chosen words": (playground_data().base_prompt, False),
    "the chosen words, no sentence pointed at": (
        playground_data().base_prompt.model_copy(update={"pointer": ""}),
        False,
    ),
    "the chosen words, with examples": (playground_data().base_prompt, True),
    "a short sentence, long request for JSON": (words(f"{PLAIN}\n{{reply}}", NAMED), False),
    "a quotation, long request for JSON": (words(f"{QUOTE}\n{{reply}}", NAMED), False),
    "a quotation, JSON asked for last": (
        words(f'{QUOTE} Reply as JSON with the keys "answer" and "source".', NAMED),
        False,
    ),
    "a quotation, JSON asked for first": (
        words(f'Reply as JSON with the keys "answer" and "source". {QUOTE}', NAMED),
        False,
    ),
    "a quotation, nothing about JSON": (words(QUOTE, NAMED), False),
    "own prompt, a quotation": (words(f"{{own}}\n{QUOTE}", NAMED), False),
}


def main() -> None:
    """Print one line a corpus and variant."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="*", type=Path, default=sorted(FIXTURES.glob("*/")))
    parser.add_argument("--only", default="", help="variants whose name begins so")
    options = parser.parse_args()
    with Engine() as engine:
        for folder in options.corpora:
            corpus = load_corpus(folder)
            print(
                f"{corpus.id:12} {'the pointed-at sentence holds the fact':40} {pointed(corpus)}", flush=True
            )
            for name, (variant, few_shot) in VARIANTS.items():
                if not name.startswith(options.only):
                    continue
                start = time.perf_counter()
                knowledge, valid = ask_all(engine, corpus, variant, few_shot)
                seconds = time.perf_counter() - start
                print(
                    f"{corpus.id:12} {name:40} knowledge {knowledge}, valid JSON {valid}, {seconds:.0f} s",
                    flush=True,
                )


def ask_all(engine: Engine, corpus: Corpus, variant: BasePrompt | None, few_shot: bool) -> tuple[str, str]:
    """Counts of right facts and of valid JSON, as "hits/n"."""
    asked = [question for question in corpus.questions if question.answerable]
    with ThreadPoolExecutor(playground_data().asked_at_once) as pool:
        texts = pool.map(lambda plan: answer(engine, plan, Stopper()).text, plans(corpus, variant, few_shot))
        found = measure(score(text, question) for text, question in zip(texts, asked, strict=True))
    return tuple(f"{found[name].hits}/{found[name].n}" for name in ("knowledge", "behaviour"))  # type: ignore[return-value]


def sentence_in(document: Document, question: str) -> str | None:
    """The sentence that the search would point at, were this the document it found."""
    with LocalIndex([document]) as index:
        return index.search(question, top_k=1).hits[0].sentence


def pointed(corpus: Corpus) -> str:
    """For how many answerable questions that sentence holds an accepted text, as "hits/n"."""
    asked = [question for question in corpus.questions if question.source is not None]
    found = [
        holds_any(
            sentence_in(corpus.document(question.source or ""), question.question) or "", question.accept
        )
        for question in asked
    ]
    return f"{sum(found)}/{len(asked)}"


def plans(corpus: Corpus, variant: BasePrompt | None, few_shot: bool) -> Iterator[Plan]:
    """One plan a question, with the right document as the only passage."""
    for question in corpus.questions:
        if question.source is None:
            continue
        document = corpus.document(question.source)
        passages = [(question.source, document.text)]
        if variant is None:
            messages = build_messages(corpus.system_prompt, question.question, passages, few_shot=few_shot)
        else:
            sentence = sentence_in(document, question.question)
            messages = base_messages(
                corpus.system_prompt,
                question.question,
                passages,
                few_shot=few_shot,
                sentence=sentence,
                words=variant,
            )
        yield Plan("retrieved", tuple(messages))


if __name__ == "__main__":
    main()
