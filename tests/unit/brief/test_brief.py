"""The brief says what is there, what is missing, and lets nothing that people typed come alive."""

import re
from datetime import date
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt
from pypdf import PdfReader

from components.brief import Brief, Chart, build, to_html, to_markdown, to_pdf
from components.decision import Answers, decide, deciding
from components.diagnosis import Failure
from components.scenario import Playground, Scenario, samples

DAY = date(2026, 11, 20)
LINK = "http://localhost:8501/brief?s=1.abc&shared=1"
HOSTILE = "<script>alert(1)</script> ![x](http://evil.example/x.png) #set text(red) | $x$"


def metric(hits: int, n: int) -> dict[str, float]:
    return {
        "value": hits / n,
        "low": max(0, hits / n - 0.1),
        "high": min(1, hits / n + 0.1),
        "hits": hits,
        "n": n,
    }


def full_scenario(name: str = "Parrot support") -> Scenario:
    results = {
        "corpus": "spokewren",
        "model": "smollm2-135m",
        "created": "2026-11-20T06:00:00+00:00",
        "documents": 28,
        "questions": 56,
        "arms": {
            arm: {"knowledge": metric(hits, 40), "behaviour": metric(hits, 48)}
            for arm, hits in (("retrieved", 29), ("hybrid", 38))
        },
        "examples": [{"question": HOSTILE, "answers": {"hybrid": HOSTILE}}],
    }
    return Scenario(
        name=name,
        currency="GBP",
        answers=Answers(failure_mode="both", prompting_exhausted=True, has_evals=True, labelled_examples=400),
        failures=tuple(
            Failure(text="secret customer text", label=label)
            for label in ("knowledge",) * 12 + ("behaviour",) * 2
        ),
        costs={"requests_per_month": 250_000},
        playground=Playground(results=results),
    )


def pdf_text(brief: Brief) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(to_pdf(brief))).pages)


def test_a_full_journey_fills_every_section() -> None:
    brief = build(full_scenario(), DAY, LINK)
    assert brief.missing == ()
    text = to_markdown(brief)
    for expected in (
        "Hybrid",
        "12 knowledge",
        "£",
        "250,000",
        "24 months",
        "95%",
        "Winder",
        "20 November 2026",
        "s=1.abc",
    ):
        assert expected in text, expected


def test_an_empty_journey_says_what_is_missing_and_still_reads() -> None:
    brief = build(Scenario(), DAY)
    assert brief.title == "Fine-tune or retrieve?"
    assert len(brief.missing) == 3
    text = to_markdown(brief)
    assert "Diagnose page" in text
    assert "Decide page" in text
    assert "Scoreboard page" in text
    assert "Open this scenario again" not in text


def test_the_three_formats_say_the_same() -> None:
    brief = build(full_scenario(), DAY, LINK)
    outputs = {"markdown": to_markdown(brief), "html": to_html(brief), "pdf": pdf_text(brief)}
    for section in brief.sections:
        for name, text in outputs.items():
            assert section.title in re.sub(r"\s+", " ", text), f"{section.title} is not in {name}"


def test_texts_of_failures_stay_out() -> None:
    brief = build(full_scenario(), DAY, LINK)
    assert "secret customer text" not in to_markdown(brief) + to_html(brief) + pdf_text(brief)


def test_nothing_that_people_typed_comes_alive() -> None:
    brief = build(full_scenario(name=HOSTILE), DAY, LINK)
    html = to_html(brief)
    assert "<script" not in html
    assert "<img" not in html
    assert "default-src 'none'" in html
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(to_markdown(brief))
    assert "<script" not in rendered
    assert "<img" not in rendered
    assert re.findall(r'href="([^"]*)', rendered) == [LINK.replace("&", "&amp;")]
    assert "#set text(red)" in pdf_text(brief), "typst took the text for markup"


def test_html_fetches_nothing() -> None:
    html = to_html(build(full_scenario(), DAY, LINK)).replace(LINK.replace("&", "&amp;"), "")
    loads = re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?!data:|#)([^\"')\s>]+)", html)
    assert loads == []


def test_charts_are_well_formed_vector_pictures_with_words() -> None:
    charts = [
        block
        for section in build(full_scenario(), DAY).sections
        for block in section.blocks
        if isinstance(block, Chart)
    ]
    assert len(charts) == 4
    for chart in charts:
        assert ElementTree.fromstring(chart.svg).tag.endswith("svg")
        assert ElementTree.fromstring(chart.svg_dark).tag.endswith("svg")
        assert len(chart.alt) > 30


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.id)
def test_every_sample_scenario_makes_a_brief_of_two_to_six_pages(sample) -> None:  # type: ignore[no-untyped-def]
    pages = len(PdfReader(BytesIO(to_pdf(build(sample.scenario, DAY, LINK)))).pages)
    assert 2 <= pages <= 6


@pytest.mark.parametrize(
    "results",
    [
        {"arms": 3},
        {"arms": {"hybrid": None}},
        {"arms": {"nobody": {}}},
        {"examples": "x"},
        {},
        {"arms": {"hybrid": {"knowledge": {"value": "x"}}}},
    ],
)
def test_a_hostile_report_of_results_does_not_break_the_brief(results: dict[str, Any]) -> None:
    scenario = Scenario(playground=Playground(results=results))
    assert "What a model on this machine did" in build(scenario, DAY).missing


def test_a_figure_that_does_not_fit_is_left_out_and_named() -> None:
    brief = build(Scenario(costs={"no_such_input": 1, "requests_per_month": 250_000}), DAY)
    assert "What it costs over its life" not in brief.missing
    text = to_markdown(brief).replace("\\", "")
    assert "no_such_input" in text
    assert "Requests a month: 250,000 requests/month" in text


def test_figures_of_ones_own_have_the_labels_and_units_of_the_cost_page() -> None:
    costs = {
        "kb_churn_per_month": 0.08,
        "must_self_host": False,
        "epochs": (2, 3, 5),
        "caching": "off",
        "utilisation": (0.2, 0.3, 0.4),
    }
    text = to_markdown(build(Scenario(costs=costs), DAY)).replace("\\", "")
    for said in (
        "Share of the knowledge base that changes in a month: 8%/month",
        "Everything on own hardware: no",
        "Passes over the data: 2 to 5 epochs",
        "Prompt caching: Never",
        "Share of the peak rate that training reaches: 20% to 40%",
    ):
        assert said in text


def test_the_costs_speak_of_the_gap_and_bridge_to_the_recommendation() -> None:
    known = Answers(failure_mode="knowledge", knowledge_changes=True, kb_tokens=40_000, has_evals=True)
    text = to_markdown(build(Scenario(answers=known), DAY)).replace("\\", "")
    assert "Full context costs the least of what closes the knowledge gap" in text
    assert "| Better prompting (does not close this gap) |" in text
    assert "| Hybrid (fine-tune and RAG) |" in text
    assert text.count("In the end the frameworks recommend retrieval (RAG); it costs $") == 1
    assert "| 1 week |" in text


def test_the_brief_gives_the_reasons_of_the_decide_page() -> None:
    answers = Answers(failure_mode="knowledge", knowledge_changes=True, kb_tokens=40_000)
    text = to_markdown(build(Scenario(answers=answers), DAY))
    for verdict in decide(answers).verdicts.values():
        assert deciding(verdict).says in text.replace("\\", "")
