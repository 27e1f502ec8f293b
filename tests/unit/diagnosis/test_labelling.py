"""Adding, pasting, labelling, taking back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from components.diagnosis import (
    LABELS,
    Failure,
    Label,
    Rater,
    diagnose,
    kappa_of,
    label_entries,
    labelling,
    parse_label,
    sample_failures,
)
from components.diagnosis.labels import MAX_TEXT
from components.diagnosis.reading import MAX_ROWS


def failures(*texts: str) -> tuple[Failure, ...]:
    return tuple(Failure(text=text) for text in texts)


def test_adding_keeps_the_labels_given_and_counts_what_was_there() -> None:
    have = (Failure(text="a", label="both"),)
    added = labelling.add(have, failures("a", "b", "b"))
    assert added == ((*have, Failure(text="b")), 1, 2, 0)


def test_adding_stops_at_the_limit() -> None:
    have = tuple(Failure(text=str(number)) for number in range(MAX_ROWS - 1))
    added = labelling.add(have, failures("x", "y", "z"))
    assert (len(added.failures), added.new, added.over) == (MAX_ROWS, 1, 2)


def test_pasted_lines_are_one_failure_each_and_blank_lines_separate_longer_ones() -> None:
    assert [item.text for item in labelling.from_paste("one\r\ntwo\n")[0]] == ["one", "two"]
    assert [item.text for item in labelling.from_paste("one\nmore\n\n \ntwo")[0]] == ["one\nmore", "two"]
    assert labelling.from_paste("  \n ") == ([], 0)


def test_a_pasted_novel_is_cut_and_said_to_be() -> None:
    found, cut = labelling.from_paste("x" * (MAX_TEXT + 1))
    assert (len(found[0].text), cut) == (MAX_TEXT, 1)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["first", "second"]), st.sampled_from(LABELS))))
def test_taking_everything_back_restores_the_start(steps: list[tuple[int, Rater, Label]]) -> None:
    start = now = failures(*"abcde")
    edits = []
    for position, rater, given_label in steps:
        now, edit = labelling.label(now, position, rater, given_label)
        assert now[position].by(rater) == given_label
        edits.append(edit)
    for edit in reversed(edits):
        now, _ = labelling.undo(now, edit)
    assert now == start


def test_the_next_failure_is_sought_onwards_and_then_from_the_start() -> None:
    have = (Failure(text="a"), Failure(text="b", label="both"), Failure(text="c"))
    assert labelling.next_unlabelled(have, "first") == 0
    assert labelling.next_unlabelled(have, "first", after=0) == 2
    assert labelling.next_unlabelled(have, "first", after=2) == 0
    assert labelling.next_unlabelled(have[1:2], "first") is None
    assert labelling.next_unlabelled(have, "second", after=0) == 1
    assert labelling.labelled(have, "first") == 1


def test_undo_of_a_failure_that_is_gone_changes_nothing() -> None:
    have, edit = labelling.label(failures("a", "b"), 1, "first", "both")
    assert labelling.undo(have[:1], edit) == (have[:1], None)


def test_undo_finds_its_failure_after_rows_were_removed() -> None:
    have, edit = labelling.label(failures("a", "b", "c"), 1, "first", "both")
    assert labelling.undo(have[1:], edit) == (failures("b", "c"), 0)


def test_every_label_has_an_entry_with_a_key_of_its_own() -> None:
    entries = label_entries()
    assert tuple(entries) == LABELS
    assert len({entry.shortcut for entry in entries.values()}) == 4
    assert all(parse_label(entry.title) == label for label, entry in entries.items())
    assert parse_label("  Not   SURE ") == "unclear"
    assert parse_label("banana") is None


def test_the_sample_set_has_forty_failures_both_raters_and_a_verdict() -> None:
    sample = sample_failures()
    assert len(sample) == 40
    assert all(item.label and item.second_label for item in sample)
    assert diagnose(sample).failure_mode is not None
    kappa = kappa_of(sample)
    assert kappa is not None
    assert 0.4 < kappa < 1
