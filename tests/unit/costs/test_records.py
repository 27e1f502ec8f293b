"""The figures of the five documents are on record, as published."""

import pytest

from components.knowledge import record, records

PUBLISHED = {
    "labour.rag_build_gbp": (5_000, 40_000, "winder"),
    "labour.tuning_build_gbp": (10_000, 60_000, "winder"),
    "labour.hybrid_build_gbp": (30_000, 120_000, "winder"),
    "labour.pretraining_build_gbp": (100_000, 1_000_000, "winder"),
    "labour.days_per_1000_examples": (5, 10, "winder"),
    "published.lora_run_7b_13b": (50, 500, "winder"),
    "published.tuning_run_7b": (200, 2_000, "khan"),
    "published.openai_mini_run": (10, 200, "winder"),
    "published.closed_training_price": (15, 100, "khan"),
    "published.rag_infrastructure": (50, 500, "khan"),
    "published.full_context_threshold": (100_000, 100_000, "khan"),
    "published.examples_enough_tyo": (200, 200, "train_your_own"),
    "published.examples_enough_winder": (200, 500, "winder"),
    "published.distilled_inference_share": (0.1, 0.1, "winder"),
    "training.full_16bit_bytes": (12, 12, "qlora_paper"),
    "training.qlora_bytes": (0.516, 0.516, "qlora_paper"),
    "serving.measured_parameters": (8e9, 8e9, "a100_serving"),
    "published.lora_parameters_fewer": (10_000, 10_000, "lora_paper"),
    "published.lora_memory_less": (3, 3, "lora_paper"),
    "published.qlora_card_gb": (48, 48, "qlora_paper"),
    "upkeep.upkeep_multiple": (3, 5, "astronic"),
    "published.rag_time_weeks": (1, 3, "winder"),
    "published.fine_tune_time_weeks": (4, 8, "winder"),
    "published.hybrid_time_weeks": (6, 12, "winder"),
}


@pytest.mark.parametrize(("key", "figure"), PUBLISHED.items(), ids=PUBLISHED)
def test_the_figure_is_as_published(key: str, figure: tuple[float, float, str]) -> None:
    item = record(key)
    assert (item.low, item.high, item.source) == figure


def test_an_own_assumption_says_so() -> None:
    for key, item in records().items():
        if item.source == "tune_or_retrieve" and key.startswith(
            ("labour.", "training.", "serving.", "upkeep.", "retrieval.")
        ):
            assert item.note or item.low == item.high, key


@pytest.mark.parametrize("key", ["serving.weight_bytes", "serving.room_to_work", "labour.workday_hours"])
def test_what_moves_totals_is_on_record_as_ours(key: str) -> None:
    assert record(key).source == "tune_or_retrieve"
    assert record(key).note
