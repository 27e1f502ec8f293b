"""The log holds where an error happened, and nothing that people typed."""

import pytest

from components.ui import kind_and_places
from components.ui.view import _escaped


def test_types_and_places_without_messages() -> None:
    with pytest.raises(ValueError, match="quillfeather") as caught:
        read_quillfeather()
    said = kind_and_places(caught.value)
    assert "ValueError" in said
    assert "KeyError" in said
    assert "test_logs.py" in said
    assert "in read_quillfeather" in said
    assert "secret" not in said
    assert "quillfeather.csv" not in said


def read_quillfeather() -> None:
    try:
        raise KeyError("secret")
    except KeyError as error:
        raise ValueError("quillfeather.csv") from error


@pytest.mark.parametrize(
    "address", ["https://evil.example", "HTTP://evil.example", "www.evil.example", "a@evil.example"]
)
def test_no_address_of_a_stranger_becomes_a_link(address: str) -> None:
    """Streamlit's frontend links these wherever they stand in a text, backslashes or not."""
    assert address not in _escaped(address).replace("\\", "")
