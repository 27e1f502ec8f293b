"""Invented names, put together from syllables, so that none can be known beforehand."""

from __future__ import annotations

from random import Random

_STARTS = (
    "Ba", "Bre", "Cal", "Cor", "Da", "Dre", "El", "Fa", "Fen", "Gal", "Gri", "Ha", "Hol", "Is", "Jo",
    "Ka", "Kel", "La", "Lin", "Ma", "Mor", "Na", "Nor", "Ol", "Or", "Pa", "Pel", "Quin", "Ra", "Ro",
    "Sa", "Sil", "Sta", "Ta", "Tor", "Ul", "Va", "Vel", "Wa", "Wil", "Ya", "Ze",
)  # fmt: skip
_MIDDLES = (
    "", "", "", "li", "ra", "no", "ve", "mi", "da", "lo", "ri", "sa", "be", "tu", "ne",
)  # fmt: skip
_ENDS = (
    "bury", "dale", "den", "ford", "gate", "ham", "holm", "lund", "mar", "mere", "mont", "more", "nach",
    "nova", "ra", "ren", "ris", "sen", "sk", "son", "stead", "ta", "tern", "ton", "vale", "via", "wick",
    "win", "worth", "ley", "lin", "dor", "beck", "cote", "quay", "rook", "hurst", "vik", "zen", "lia",
)  # fmt: skip


def invented(rng: Random) -> str:
    """A name of two or three syllables, such as Velrawick."""
    return rng.choice(_STARTS) + rng.choice(_MIDDLES) + rng.choice(_ENDS)
