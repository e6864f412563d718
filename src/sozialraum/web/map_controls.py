"""Controls of the map page: session, address and widgets always say the same."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sozialraum.classification import MAX_CLASSES
from sozialraum.domain.queries import Scheme
from sozialraum.language import t
from sozialraum.render.escape import html_text
from sozialraum.web.address import is_new, trail
from sozialraum.web.guard import Visit
from sozialraum.web.spoken import said_now
from sozialraum.web.state import (
    FULL,
    PARAMETERS,
    MapState,
    layer_text,
    limits_text,
    opacities,
    resolve,
)

MAP = "karte"
"""Key of the map component; its clicks arrive in the session under this name."""
HEAD_START = 0.4
"""Seconds between map and controls when a visitor comes."""
_STATE = "karte_zustand"
_WRITTEN = "karte_adresse"
_KEYS = {name: f"karte_{name}" for name in PARAMETERS}
_OF_INDICATOR = ("ebene", "stichtag", "einteilung", "klassen", "grenzen")
"""Settings that belong to an indicator: another one starts with its own defaults."""


def current_state(visit: Visit) -> tuple[MapState, tuple[str, ...]]:
    """The state to show in this run, and notices for an address that asked for the unknown.

    A new address wins (deep link, back button), then the controls, then the last state of the
    session, then the start view.
    """
    address = {n: v for n, v in st.query_params.to_dict().items() if n in PARAMETERS}
    last = st.session_state.get(_STATE, {})
    chosen = _from_widgets(last)
    if address and is_new(address, st.session_state.get(_WRITTEN, ()), last, chosen):
        resolved = resolve(visit.live.monitor, address, visit.held)
        return resolved.state, resolved.notices
    given = last | chosen
    if given.get("indikator") != last.get("indikator"):
        given = {name: text for name, text in given.items() if name not in _OF_INDICATOR}
    return resolve(visit.live.monitor, given, visit.held).state, ()


def remember(state: MapState) -> None:
    """Write the state to the session and, where it differs, to the address."""
    parameters = state.parameters()
    st.session_state[_STATE] = parameters
    written = st.session_state.get(_WRITTEN, ())
    address = st.query_params.to_dict()
    others = {name: text for name, text in address.items() if name not in PARAMETERS}
    if not written or parameters != written[-1] or len(others) == len(address):
        st.session_state[_WRITTEN] = trail(written, parameters)
        st.query_params.from_dict(others | parameters)


def take_event(event: Mapping[str, Any]) -> None:
    """Callback of the map: a click on an area, at the period that the map shows."""
    if event.get("area") is not None:
        st.session_state[_KEYS["gebiet"]] = str(event["area"])
        if event.get("period"):
            st.session_state[_KEYS["stichtag"]] = str(event["period"])


def place() -> DeltaGenerator:
    """The place of the controls above the map, kept free until they are drawn."""
    place = st.container(key="steuerung", horizontal=True, vertical_alignment="bottom")
    title = html_text(t("Auswahl"))
    place.html(f'<h2 class="sr-nur-vorlesen">{title}</h2>')
    return place


def choose(visit: Visit, state: MapState, place: DeltaGenerator) -> None:
    """Draw the controls into their place, set to ``state``.

    They come after the map: building them costs the browser as much time as the map does. In the
    first run of a session the map gets a head start (docs/leistung.md).
    """
    if _STATE not in st.session_state:
        time.sleep(HEAD_START)
    _seed(state)
    with place:
        _statistics(visit, state)
        _overlays(visit, state)


def _statistics(visit: Visit, state: MapState) -> None:
    monitor = visit.live.monitor
    names = {i.id: f"{i.topic} · {i.name}" for i in monitor.indicators(visit.held)}
    st.selectbox(t("Indikator"), list(names), format_func=names.__getitem__, key=_KEYS["indikator"])
    st.segmented_control(
        t("Raumebene"),
        list(monitor.levels(state.indicator)),
        format_func=lambda id_: monitor.catalog.level(id_).name,
        key=_KEYS["ebene"],
        required=True,
        width="stretch",
    )
    dates = _period_labels(visit, state)
    st.selectbox(t("Stichtag"), list(dates), format_func=dates.__getitem__, key=_KEYS["stichtag"])
    st.selectbox(
        t("Klasseneinteilung"),
        [scheme.value for scheme in Scheme],
        format_func=said_now(lambda value: Scheme(value).label),
        key=_KEYS["einteilung"],
    )


def _overlays(visit: Visit, state: MapState) -> None:
    layers = {layer.id: layer.name for layer in visit.live.monitor.layers(visit.held)}
    st.multiselect(
        t("Ebenen"),
        list(layers),
        format_func=layers.__getitem__,
        key=_KEYS["ebenen"],
        placeholder=t("Ebenen einblenden"),
    )
    look = st.popover(t("Darstellung"), key="karte_darstellung", on_change="rerun")
    if look.open:
        with look:
            _appearance(state, layers)


def _appearance(state: MapState, layers: Mapping[str, str]) -> None:
    """Number of classes, own limits, opacity; sent only while the popover is open."""
    own = state.scheme is Scheme.OWN
    st.slider(t("Zahl der Klassen"), 2, MAX_CLASSES, key=_KEYS["klassen"], disabled=own)
    st.text_input(
        t("Eigene Grenzen"),
        key=_KEYS["grenzen"],
        disabled=not own,
        placeholder=t("zum Beispiel 10; 20; 32,5"),
    )
    for id_, _ in state.layers:
        st.slider(
            t("Deckkraft {layer} (%)", layer=layers[id_]),
            10,
            FULL,
            step=10,
            key=_opacity_key(id_),
        )


def _period_labels(visit: Visit, state: MapState) -> dict[str, str]:
    """Reference dates, the newest first, with the number of areas where it is not all of them."""
    monitor = visit.live.monitor
    total = len(monitor.catalog.areas(state.level))
    covered = monitor.coverage(state.indicator, state.level)
    return {
        period.code: period.label
        if number == total
        else t("{label} ({number} von {total})", label=period.label, number=number, total=total)
        for period, number in reversed(covered.items())
    }


def _seed(state: MapState) -> None:
    """Set the widgets to the state before they are drawn; what is right stays untouched."""
    values: dict[str, object] = {
        _KEYS["indikator"]: state.indicator,
        _KEYS["ebene"]: state.level,
        _KEYS["stichtag"]: state.period,
        _KEYS["einteilung"]: state.scheme.value,
        _KEYS["klassen"]: state.k,
        _KEYS["grenzen"]: limits_text(state.breaks),
        _KEYS["gebiet"]: state.area,
        _KEYS["ebenen"]: [id_ for id_, _ in state.layers],
        **{_opacity_key(id_): opacity for id_, opacity in state.layers},
    }
    for key, value in values.items():
        if st.session_state.get(key) != value:
            st.session_state[key] = value


def _from_widgets(last: Mapping[str, str]) -> dict[str, str]:
    """What the widgets are set to, as address parameters; those not drawn yet are left out."""
    session = st.session_state
    given = {
        name: str(session[key])
        for name, key in _KEYS.items()
        if name != "ebenen" and session.get(key) is not None
    }
    if _KEYS["ebenen"] in session:
        before = opacities(last.get("ebenen", ""))
        layers = [
            layer_text(id_, session.get(_opacity_key(id_), before.get(id_, FULL)))
            for id_ in session[_KEYS["ebenen"]]
        ]
        given["ebenen"] = ",".join(layers) or "keine"
    return given


def _opacity_key(layer: str) -> str:
    return f"karte_deckkraft_{layer}"
