"""English words too common to look up: they slow the search down and only add noise to the ranking."""

from __future__ import annotations

STOP_WORDS: frozenset[str] = frozenset(
    """
    a about am an and any are as at be been being but by can could d did do does doing for from had has
    have having he her here hers him his how i if in into is it its just ll m may me might must my of on
    or our ours re s shall she should so such t than that the their theirs them then there these they
    this those to us ve was we were what when where which while who whom whose why will with would you
    your yours
    """.split()  # noqa: SIM905 (as prose it can be read and sorted)
)
