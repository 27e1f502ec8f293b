import numpy as np
import pytest

from components.inference.cells import CellMap, lies_first
from components.inference.prefixes import Kept, PrefixStore


def _tokens(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int32)


def test_the_lowest_free_cells_are_taken_first() -> None:
    cells = CellMap(8)
    first = cells.take(4)
    cells.drop(first[1:3])
    assert cells.take(3).tolist() == [1, 2, 4]
    assert cells.used == 5


def test_a_shared_cell_is_free_only_when_its_last_holder_drops_it() -> None:
    cells = CellMap(4)
    held = cells.take(2)
    cells.share(held)
    cells.drop(held)
    assert cells.used == 2
    cells.drop(held)
    assert cells.used == 0


def test_more_than_is_free_is_refused() -> None:
    with pytest.raises(MemoryError, match="5 cells wanted, 4 free"):
        CellMap(4).take(5)


def test_to_lie_first_is_to_have_the_first_cells_in_order() -> None:
    assert lies_first(np.arange(9))
    assert not lies_first(np.arange(9) + 1)
    assert not lies_first(np.array([0, 2, 1]))


def test_the_store_finds_the_longest_common_beginning() -> None:
    store = PrefixStore(most_tokens=100, most_entries=4)
    store.add(Kept(_tokens(1, 2, 3), 0, np.arange(3)))
    store.add(Kept(_tokens(1, 9, 9, 9), 1, np.arange(4)))
    kept, length = store.best(_tokens(1, 2, 4))
    assert kept is not None
    assert (kept.sequence, length) == (0, 2)
    assert store.best(_tokens(7)) == (None, 0)


def test_an_entry_that_a_longer_one_covers_goes() -> None:
    store = PrefixStore(most_tokens=100, most_entries=4)
    store.add(Kept(_tokens(1, 2), 0, np.arange(2)))
    assert [old.sequence for old in store.add(Kept(_tokens(1, 2, 3), 1, np.arange(3)))] == [0]
    assert len(store) == 1


@pytest.mark.parametrize(("tokens", "entries"), [(5, 9), (99, 2)])
def test_the_least_recently_used_goes_first_when_there_is_too_much(tokens: int, entries: int) -> None:
    store = PrefixStore(most_tokens=tokens, most_entries=entries)
    first, second = Kept(_tokens(1, 1), 1, np.arange(2)), Kept(_tokens(2, 2), 2, np.arange(2))
    store.add(first)
    store.add(second)
    store.touch(first)
    assert store.add(Kept(_tokens(3, 3), 3, np.arange(2))) == [second]
    assert store.tokens == 4
