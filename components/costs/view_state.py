"""The lifecycle page's inputs in the session: read from the scenario, written back when they fit."""

from typing import Any, get_args

import streamlit as st

from components.costs.errors import CostError
from components.costs.fit import inputs_of, seeded
from components.costs.inputs import CostInputs, check, defaults, inputs_from, usable
from components.costs.quantities import Quantity, as_triple
from components.costs.summary import Summary, summarise
from components.costs.units import CURRENCIES, Unit, from_tokens, scaled, to_tokens, usd_per
from components.scenario import view as scenario
from components.ui import human

ERRORS = "cost_errors"
UNIT = "cost_unit"
PLACES = ("six", "chart", "all")
LENGTHS = ("question_tokens", "answer_tokens", "kb_tokens")


def current_inputs() -> CostInputs:
    """The inputs of the session's scenario; overrides that do not fit are left out and reported by `rejected`."""
    return _fitted()[0]


def rejected() -> dict[str, str]:
    """Messages of the scenario's overrides that do not fit, by field."""
    return _fitted()[1]


def _fitted() -> tuple[CostInputs, dict[str, str]]:
    held = scenario.current()
    return inputs_of(held.answers, held.costs, held.playground.results)


def current_summary(inputs: CostInputs) -> Summary:
    """The scenario's summary, computed once for the same inputs by all sessions."""
    return _summary(inputs.model_dump_json(), inputs)


@st.cache_data(max_entries=64, show_spinner=False)
def _summary(key: str, _inputs: CostInputs) -> Summary:
    return summarise(_inputs)


def put(field: str, value: Any) -> None:
    """Write one override, or take it back when it equals the untouched value."""
    costs = {key: item for key, item in scenario.current().costs.items() if key != field}
    if value != untouched(field):
        costs[field] = value
    scenario.update(costs=costs)
    errors().pop(field, None)


def reset(field: str) -> None:
    """Take one override back, and show the untouched value in its fields again."""
    put(field, untouched(field))
    refresh(field)


def reset_all() -> None:
    """Take all overrides back."""
    for field in list(scenario.current().costs):
        reset(field)


def untouched(field: str) -> Any:
    """What an input is without an override: what the interview knows, else the default of the present model and GPU."""
    known: dict[str, Any] = dict(seeded(scenario.current().answers))
    if field in known:
        return known[field]
    others = {key: item for key, item in usable(scenario.current().costs)[0].items() if key != field}
    try:
        return getattr(inputs_from(others), field)
    except CostError:
        return getattr(defaults(), field)


def key_of(place: str, field: str) -> str:
    """The key of an input's widget; it changes when the value was changed elsewhere, so that the widget shows that."""
    return f"cost_in_{place}__{field}__{_versions().get(f'{place}__{field}', 0)}"


def refresh(field: str, but: str = "") -> None:
    """Make all widgets of an input show its value anew, except the one in the place `but`."""
    for place in PLACES:
        if place != but:
            _versions()[f"{place}__{field}"] = _versions().get(f"{place}__{field}", 0) + 1


def _versions() -> dict[str, int]:
    found: dict[str, int] = st.session_state.setdefault("cost_versions", {})
    return found


def changed() -> list[str]:
    """The fields with an override."""
    return list(scenario.current().costs)


def errors() -> dict[str, str]:
    """Messages of fields that hold something that does not fit; the last good value stays in force."""
    found: dict[str, str] = st.session_state.setdefault(ERRORS, {})
    return found


def take(field: str, place: str, unit_of: str = "") -> None:
    """Callback of a typed field: take the value over, or leave a message at the field."""
    text = str(st.session_state[key_of(place, field)])
    try:
        nothing = _optional(field) and not text.strip()
        value = None if nothing else _from_shown(check(field, text), unit_of)
        put(field, check(field, value))
        refresh(field, but=place)
    except CostError as error:
        errors()[field] = str(error)


def take_choice(field: str, place: str) -> None:
    """Callback of a chosen field (a model, a switch, a slider): the same, without parsing."""
    try:
        put(field, check(field, st.session_state[key_of(place, field)]))
        refresh(field, but=place)
    except CostError as error:
        errors()[field] = str(error)


def shown(value: Quantity | None, unit_of: str = "") -> str:
    """A quantity as the text of its field: `20,000` or `5; 7.5; 10`."""
    if value is None:
        return ""
    parts = as_triple(_to_shown(value, unit_of))
    sign = " %" if unit_of == "share" else ""
    texts = [_plain(part) + sign for part in parts]
    return texts[1] if parts[0] == parts[2] else "; ".join(texts)


def unit() -> Unit:
    """The unit that lengths are shown in."""
    chosen: Unit = st.session_state.get(UNIT) or "words"
    return chosen


def _to_shown(value: Quantity, unit_of: str) -> Quantity:
    if unit_of in ("pages", "words", "tokens"):
        return from_tokens(value, unit_of)  # type: ignore[arg-type]
    if unit_of in CURRENCIES:
        return scaled(value, 1.0 / usd_per(unit_of, current_inputs()))
    return scaled(value, 100.0) if unit_of == "share" else value


def _from_shown(value: Quantity, unit_of: str) -> Quantity:
    if unit_of in ("pages", "words", "tokens"):
        return to_tokens(value, unit_of)  # type: ignore[arg-type]
    return scaled(value, usd_per(unit_of, current_inputs())) if unit_of in CURRENCIES else value


def _optional(field: str) -> bool:
    """Whether an empty field means "no figure of our own"."""
    return type(None) in get_args(CostInputs.model_fields[field].annotation)


def _plain(number: float) -> str:
    if number >= 1e6 and number == round(number, -4):
        return human(number, 4).replace(" ", "")
    rounded = float(round(number)) if 100 <= number < 1e15 else float(f"{number:.4g}")
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.10f}".rstrip("0").rstrip(".")
