"""CSV in and out: any delimiter, any encoding, bad rows by line, formulas disarmed."""

import time
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.diagnosis import Columns, DiagnosisError, Failure, read_failures, read_table, to_csv
from components.diagnosis.labels import MAX_TEXT
from components.diagnosis.reading import MAX_ROWS
from components.diagnosis.tables import MAX_BYTES, NO_DELIMITER
from components.diagnosis.writing import escape, unescape

ROWS = (("Said 30 days; the policy says 14", "knowledge"), ("Replied in prose, not JSON", "behaviour"))


def table_of(delimiter: str) -> str:
    quoted = [f'"{text}"{delimiter}{label}' for text, label in ROWS]
    return "\n".join([f"failure{delimiter}label", *quoted]) + "\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_recognised(delimiter: str) -> None:
    reading = read_failures(table_of(delimiter).encode())
    assert [(item.text, item.label) for item in reading.failures] == list(ROWS)
    assert reading.table.delimiter == delimiter
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Prix erroné 😀"),
        ("utf-8-sig", "Prix erroné 😀"),
        ("utf-16", "Prix erroné 😀"),
        ("cp1252", "Café fermé à 9 h, déjà vu"),
        ("cp1251", "Бот ответил прозой, а не в нужном формате, и назвал неверную цену"),
        ("cp932", "返品は三十日と答えたが正しくは十四日です"),
    ],
)
def test_any_encoding_is_recognised(encoding: str, text: str) -> None:
    reading = read_failures(f"failure;label\n{text};knowledge\n".encode(encoding))
    assert reading.failures == (Failure(text=text, label="knowledge"),)


def test_a_wrongly_recognised_encoding_can_be_chosen() -> None:
    data = "failure;label\nYanlış fiyat;knowledge\n".encode("cp1254")
    assert read_failures(data, encoding="cp1254").failures[0].text == "Yanlış fiyat"
    with pytest.raises(DiagnosisError, match="not in the encoding utf-8"):
        read_failures(data, encoding="utf-8")


def test_right_to_left_text_and_line_breaks_in_cells_survive() -> None:
    data = 'failure,label\n"قال البوت: ثلاثين يوما\nسطر ثان",both\n'.encode()
    assert read_failures(data).failures == (Failure(text="قال البوت: ثلاثين يوما\nسطر ثان", label="both"),)


def test_prose_with_commas_in_a_file_of_one_column_stays_whole() -> None:
    lines = [
        "The bot said 30 days, policy says 14",
        "Answered in prose, not JSON; again",
        '"Hi", it said, and left',
    ]
    reading = read_failures("\n".join(lines).encode())
    assert [item.text for item in reading.failures] == lines
    assert reading.table.delimiter == NO_DELIMITER


def test_a_named_single_column_loses_its_header() -> None:
    assert [item.text for item in read_failures(b"failure\none, two\nthree\n").failures] == [
        "one, two",
        "three",
    ]


def test_a_table_without_header_keeps_its_first_row() -> None:
    reading = read_failures(b"The price was wrong,knowledge\nToo chatty,behaviour\n")
    assert [item.label for item in reading.failures] == ["knowledge", "behaviour"]
    assert reading.table.columns == ("Column 1", "Column 2")


def test_the_header_can_be_overruled() -> None:
    assert len(read_failures(b"failure,label\na,both\n", has_header=False).failures) == 2


def test_columns_are_guessed_by_content_and_can_be_picked() -> None:
    data = (
        b"id,seen by,note,kind\n1,Ann,The price was wrong in the answer,knowledge\n2,Bo,Too chatty for us,b\n"
    )
    reading = read_failures(data)
    assert reading.columns == Columns(text=2, label=3)
    picked = read_failures(data, columns=Columns(text=1))
    assert [item.text for item in picked.failures] == ["Ann", "Bo"]


def test_labels_are_read_in_any_spelling_and_the_second_rater_too() -> None:
    data = b"text,label,second_rater\na,Behavior,K\nb,BOTH,unsure\n"
    assert [(item.label, item.second_label) for item in read_failures(data).failures] == [
        ("behaviour", "knowledge"),
        ("both", "unclear"),
    ]


def test_bad_rows_are_reported_by_line_and_the_others_kept() -> None:
    long = "x" * (MAX_TEXT + 1)
    data = f'failure,label\ngood,both\n,knowledge\n"two\nlines",weird\na,b,c,d\n{long},both\nlast,both\n'
    reading = read_failures(data.encode())
    assert [item.text for item in reading.failures] == ["good", "two\nlines", "last"]
    assert [problem.line for problem in reading.problems] == [3, 4, 6, 7]
    assert reading.failures[1].label is None


def test_a_quotation_mark_never_closed_names_the_line_where_it_opens() -> None:
    reading = read_failures(b'failure,label\ngood,both\n"open,both\nmore,both\n')
    assert [item.text for item in reading.failures] == ["good"]
    assert "Line 3: a quotation mark opens" in str(reading.problems[0])


def test_more_than_ten_thousand_rows_are_cut_with_the_line_named() -> None:
    reading = read_failures(("failure,label\n" + "x,both\n" * (MAX_ROWS + 5)).encode())
    assert len(reading.failures) == MAX_ROWS
    assert reading.problems[0].line == MAX_ROWS + 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\n \n\n", "empty"),
        (b"failure,label\n", "There are no rows"),
        (b"failure,label\n,both\n", "Line 2"),
        (b"PK\x03\x04rest of an xlsx", "Excel"),
        (bytes(range(256)) * 40, "not text"),
    ],
)
def test_what_holds_no_failures_is_refused_with_a_reason(data: bytes, message: str) -> None:
    with pytest.raises(DiagnosisError, match=message):
        read_failures(data)


def test_fifty_megabytes_are_refused_at_once() -> None:
    start = time.perf_counter()
    with pytest.raises(DiagnosisError, match="50 MB; up to 10 MB"):
        read_failures(b"a,b\n" * 12_500_000)
    assert time.perf_counter() - start < 1


def test_the_largest_file_allowed_is_read_in_seconds() -> None:
    row = "word " * 190 + ",knowledge\n"
    data = ("failure,label\n" + row * (MAX_BYTES // len(row) - 1)).encode()
    start = time.perf_counter()
    assert len(read_failures(data).failures) == min(MAX_ROWS, MAX_BYTES // len(row) - 1)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "filler", [b"a\n", b"a,", b",\n", b"a,b,c\n\n", b'"', b'"a"b\n', "é;".encode("cp1252")]
)
def test_hostile_files_of_ten_megabytes_are_over_in_seconds_and_fit_in_memory(filler: bytes) -> None:
    data = filler * (MAX_BYTES // len(filler))
    start = time.perf_counter()
    tracemalloc.start()
    with suppress(DiagnosisError):
        assert len(read_failures(data).failures) <= MAX_ROWS
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000_000
    assert time.perf_counter() - start < 30


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=400))
def test_no_bytes_whatever_raise_anything_but_a_clear_message(data: bytes) -> None:
    with suppress(DiagnosisError):
        assert read_failures(data).failures


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30), min_size=1))
def test_what_is_written_is_read_back(texts: list[str]) -> None:
    failures = tuple(Failure(text=text.strip(), label="both") for text in texts if text.strip())
    if failures:
        assert read_failures(to_csv(failures).encode("utf-8-sig")).failures == failures


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "'="])
def test_formulas_are_disarmed_on_the_way_out_and_whole_again_on_the_way_in(start: str) -> None:
    cell = f'{start}HYPERLINK("http://x","y")'
    assert escape(cell).startswith("'")
    assert unescape(escape(cell)) == cell
    assert to_csv([Failure(text=cell)]).splitlines()[1].lstrip('"').startswith("'")


@pytest.mark.parametrize("cell", ["plain", "'quoted' word", "a=b", ""])
def test_other_cells_are_left_alone(cell: str) -> None:
    assert escape(cell) == unescape(cell) == cell


def test_columns_with_one_name_stay_apart() -> None:
    assert read_table(b"a,a,\n1,2,3\n", has_header=True).columns == ("a", "a (2)", "Column 3")
