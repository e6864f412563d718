"""Controls of the map page: session, address and widgets always say the same."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sozialraum.classification import MAX_CLASSES
from sozialraum.domain.queries import Scheme
from sozialraum.web.guard import Visit
from sozialraum.web.state import FULL, PARAMETERS, MapState, limits_text, resolve

MAP = "karte"
"""Key of the map component; its clicks arrive in the session under this name."""
_STATE = "karte_zustand"
_WRITTEN = "karte_adresse"
_OF_INDICATOR = ("einteilung", "klassen", "grenzen")
"""Settings that belong to an indicator: another one starts with its own defaults."""
_KEYS = {name: f"karte_{name}" for name in PARAMETERS}


def current_state(visit: Visit) -> tuple[MapState, tuple[str, ...]]:
    """The state to show in this run, and notices for an address that asked for the unknown.

    A new address wins (deep link, back button), then the controls, then the last state of the
    session, then the start view.
    """
    address = {n: v for n, v in st.query_params.to_dict().items() if n in PARAMETERS}
    written = st.session_state.get(_WRITTEN)
    if address and address != written:
        resolved = resolve(visit.live.monitor, address, visit.held)
        return resolved.state, resolved.notices
    last = st.session_state.get(_STATE, {})
    given = _from_widgets() or last
    if given.get("indikator") != last.get("indikator"):
        given = {name: text for name, text in given.items() if name not in _OF_INDICATOR}
    return resolve(visit.live.monitor, given, visit.held).state, ()


def remember(state: MapState) -> None:
    """Write the state to the session and, where it differs, to the address."""
    parameters = state.parameters()
    st.session_state[_STATE] = parameters
    if parameters != st.session_state.get(_WRITTEN) or not st.query_params:
        st.session_state[_WRITTEN] = parameters
        st.query_params.from_dict(parameters)


def take_click() -> None:
    """Callback of the map: a click on an area, at the period that the map shows."""
    event = st.session_state.get(MAP)
    if isinstance(event, Mapping) and event.get("area") is not None:
        st.session_state[_KEYS["gebiet"]] = str(event["area"])
        if event.get("period"):
            st.session_state[_KEYS["stichtag"]] = str(event["period"])


def choose(visit: Visit, state: MapState) -> MapState:
    """Draw the controls, set to ``state``; returns the state that they are set to."""
    _seed(state)
    with st.container(key="steuerung"):
        _statistics(visit, state)
        _overlays(visit, state)
    return state


def _statistics(visit: Visit, state: MapState) -> None:
    monitor = visit.live.monitor
    names = {i.id: f"{i.topic} · {i.name}" for i in monitor.indicators(visit.held)}
    what, level, when, how = st.columns([4.4, 2.8, 2, 2.4], vertical_alignment="bottom")
    what.selectbox("Indikator", list(names), format_func=names.__getitem__, key=_KEYS["indikator"])
    levels = list(monitor.levels(state.indicator))
    level.segmented_control(
        "Raumebene",
        levels,
        format_func=lambda id_: monitor.catalog.level(id_).name,
        key=_KEYS["ebene"],
        required=True,
        width="stretch",
    )
    when.selectbox(
        "Stichtag",
        [period.code for period in reversed(monitor.periods(state.indicator, state.level))],
        format_func=lambda code: _period_label(visit, state, code),
        key=_KEYS["stichtag"],
    )
    how.selectbox(
        "Klasseneinteilung",
        [scheme.value for scheme in Scheme],
        format_func=lambda value: Scheme(value).label,
        key=_KEYS["einteilung"],
    )


def _overlays(visit: Visit, state: MapState) -> None:
    layers = {layer.id: layer for layer in visit.live.monitor.layers(visit.held)}
    overlays, look = st.columns([9.2, 2.4], vertical_alignment="bottom")
    overlays.multiselect(
        "Ebenen",
        list(layers),
        format_func=lambda id_: layers[id_].name,
        key=_KEYS["ebenen"],
        placeholder="Ebenen einblenden",
        help="Die zuletzt gewählte Ebene liegt oben. Die Deckkraft steht unter „Darstellung“.",
    )
    with look.popover("Darstellung", width="stretch"):
        own = state.scheme is Scheme.OWN
        st.slider("Zahl der Klassen", 2, MAX_CLASSES, key=_KEYS["klassen"], disabled=own)
        st.text_input(
            "Eigene Grenzen",
            key=_KEYS["grenzen"],
            disabled=not own,
            help="Zahlen mit Dezimalkomma, getrennt durch Semikolon: 10; 20; 32,5",
        )
        for id_, _ in state.layers:
            name = f"Deckkraft {layers[id_].name} (%)"
            st.slider(name, 10, FULL, step=10, key=f"karte_deckkraft_{id_}")


def _period_label(visit: Visit, state: MapState, code: str) -> str:
    monitor = visit.live.monitor
    periods = {p.code: p.label for p in monitor.periods(state.indicator, state.level)}
    number = monitor.coverage(state.indicator, state.level, code)
    total = len(monitor.catalog.areas(state.level))
    label = periods.get(code, code)
    return label if number == total else f"{label} ({number} von {total})"


def _seed(state: MapState) -> None:
    """Set the widgets to the state before they are drawn; what is right already stays untouched."""
    values: dict[str, object] = {
        "indikator": state.indicator,
        "ebene": state.level,
        "stichtag": state.period,
        "einteilung": state.scheme.value,
        "klassen": state.k,
        "grenzen": limits_text(state.breaks),
        "gebiet": state.area,
        "ebenen": [id_ for id_, _ in state.layers],
    }
    for name, value in values.items():
        if st.session_state.get(_KEYS[name]) != value:
            st.session_state[_KEYS[name]] = value
    for id_, opacity in state.layers:
        st.session_state[f"karte_deckkraft_{id_}"] = opacity


def _from_widgets() -> dict[str, str]:
    """What the widgets are set to, as address parameters; empty before they were drawn once."""
    session = st.session_state
    if _KEYS["indikator"] not in session:
        return {}
    layers = [
        f"{id_}:{session.get(f'karte_deckkraft_{id_}', FULL)}" for id_ in session[_KEYS["ebenen"]]
    ]
    plain = {name: str(session.get(key) or "") for name, key in _KEYS.items() if name != "ebenen"}
    return plain | {"ebenen": ",".join(layers) or "keine"}
