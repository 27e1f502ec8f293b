from hypothesis import given
from hypothesis import strategies as st

from components.inference.text import TextStream


def _shown(stream: TextStream, pieces: list[bytes]) -> list[str]:
    return [*(stream.push(piece) for piece in pieces), stream.end()]


def test_a_character_cut_by_a_token_border_is_shown_whole() -> None:
    first, second = "€".encode()[:1], "€".encode()[1:]
    assert _shown(TextStream(), [b"5 ", first, second]) == ["5 ", "", "€", ""]


def test_a_stop_string_across_token_borders_ends_the_answer_before_it() -> None:
    stream = TextStream(["</end>"])
    assert "".join(_shown(stream, [b"Yes. <", b"/en", b"d> and more"])) == "Yes. "
    assert stream.stopped
    assert stream.push(b"nothing comes after") == ""


def test_what_only_looked_like_a_stop_string_is_shown_as_soon_as_it_cannot_be_one() -> None:
    stream = TextStream(["</end>"])
    assert _shown(stream, [b"a <", b"/em> b"]) == ["a ", "</em> b", ""]
    assert not stream.stopped


def test_an_ending_that_might_have_become_a_stop_string_is_shown_at_the_end() -> None:
    assert "".join(_shown(TextStream(["###"]), [b"one ##"])) == "one ##"


def test_the_earliest_of_two_stop_strings_counts() -> None:
    assert "".join(_shown(TextStream(["zz", "b"]), [b"abzz"])) == "a"


def test_bytes_that_are_no_text_become_replacement_characters() -> None:
    assert "".join(_shown(TextStream(), [b"a\xff", b"b"])) == "a\ufffdb"


@given(st.text(), st.lists(st.integers(1, 5), min_size=1))
def test_any_cut_of_the_bytes_gives_the_same_text(text: str, sizes: list[int]) -> None:
    data, place = text.encode(), 0
    pieces: list[bytes] = []
    while place < len(data):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(data[place : place + size])
        place += size
    assert "".join(_shown(TextStream(), pieces)) == text


@given(st.text("ab<", max_size=30), st.integers(1, 4))
def test_with_a_stop_string_the_text_is_that_before_its_first_place(text: str, size: int) -> None:
    data = text.encode()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    assert "".join(_shown(TextStream(["ab<"]), pieces)) == text.split("ab<")[0]
