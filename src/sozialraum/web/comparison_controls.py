"""Controls of the page Vergleich: the way, indicators, level, dates, areas."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sozialraum.domain.comparison import (
    MOST_AREAS,
    NOBODY,
    Comparing,
    ComparisonState,
    Quadrant,
    Thirds,
    arranged,
)
from sozialraum.language import n_, t
from sozialraum.render.comparison import quadrant_label
from sozialraum.service.comparison_facts import PAGE
from sozialraum.web.address import Address
from sozialraum.web.comparison_state import PARAMETERS, others
from sozialraum.web.guard import Visit

ADDRESS = Address(PAGE, PARAMETERS)
_BESIDE = n_("Indikator links"), n_("Indikator rechts")
_ONE_AND_TWO = n_("Indikator"), n_("Zweiter Indikator")
_LAST = f"{PAGE}_zuletzt"
_KEPT = f"{PAGE}_gemerkt"
_LIST = f"{PAGE}_gebieteliste"


def asked(visit: Visit) -> dict[str, str]:
    """What this run asks for: a new address as it is, else the controls.

    Whoever changes the indicator, the level or the way starts with the dates that fit.
    """
    given, new = ADDRESS.read()
    last: Mapping[str, str] = st.session_state.get(_LAST, {})
    if new or not last:
        return given
    changed = {name for name in PARAMETERS if given.get(name, "") != last.get(name, "")}
    dropped = set[str]()
    if changed & {"indikator", "ebene"}:
        dropped |= {"stichtag", "stichtag2"}
    if "indikator" in changed and last.get("indikator2") == last.get("indikator"):
        dropped.add("indikator2")
    if "indikator2" in changed:
        dropped.add("stichtag2")
    ways = {given.get("art"), last.get("art")}
    if "art" in changed and ways & {Comparing.INDICATORS.value, Comparing.AREAS.value}:
        dropped |= {"stichtag", "stichtag2", "indikator2"}
    levels = visit.live.monitor.levels(given.get("indikator", ""))
    if "indikator" in changed and given.get("ebene") not in levels:
        dropped.add("ebene")
    if "ebene" in changed | dropped:
        dropped |= {"gebiet", "gebiete"}
    if "art" in changed and given.get("indikator2") == given.get("indikator"):
        dropped.add("indikator2")
    kept = {name: text for name, text in given.items() if name not in dropped}
    level, areas = st.session_state.get(_KEPT, ("", ()))
    if "art" in changed and kept.get("art") == Comparing.AREAS.value and level == kept.get("ebene"):
        chosen = [*filter(None, areas), *filter(None, [kept.get("gebiet", "")])]
        kept["gebiete"] = ",".join(arranged(areas, chosen))
    return kept


def _keep_selection(state: ComparisonState) -> None:
    """The selection is no widget: what belongs to another way must not stay behind."""
    chosen, other = ADDRESS.key("gebiet"), ADDRESS.key("gebiete")
    if state.way is Comparing.AREAS:
        chosen, other = other, chosen
    st.session_state[chosen] = state.parameters().get(chosen.removeprefix(f"{PAGE}_"), "")
    st.session_state.pop(other, None)


def remember(state: ComparisonState) -> None:
    """The state in session and address."""
    parameters = state.parameters()
    if state.way is Comparing.AREAS:
        st.session_state[_KEPT] = (state.level, state.areas)
    st.session_state[_LAST] = parameters
    ADDRESS.remember(parameters)


def choose_way(state: ComparisonState) -> None:
    """The segmented control of the five ways."""
    ADDRESS.seed({"art": state.way.value})
    ways = {way.value: way.label for way in Comparing}
    st.segmented_control(
        t("Was vergleichen?"),
        list(ways),
        format_func=ways.__getitem__,
        key=ADDRESS.key("art"),
        required=True,
    )


def choose(visit: Visit, state: ComparisonState) -> None:
    """Indicators, level, dates and what else the way needs."""
    monitor = visit.live.monitor
    names = {i.id: f"{i.topic} · {i.name}" for i in monitor.indicators(visit.held)}
    second = {i.id: f"{i.topic} · {i.name}" for i in others(monitor, visit.held, state.level)}
    levels = {id_: monitor.catalog.level(id_).name for id_ in monitor.levels(state.indicator)}
    _keep_selection(state)
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{PAGE}_wahl"):
        labels = _BESIDE if state.way is Comparing.BESIDE else _ONE_AND_TWO
        _select("indikator", t(labels[0]), names, state.indicator)
        if state.way is Comparing.INDICATORS:
            second.pop(state.indicator, None)
        if state.way.two_indicators and second:
            _select("indikator2", t(labels[1]), second, state.other)
        ADDRESS.seed({"ebene": state.level})
        st.segmented_control(
            t("Raumebene"),
            list(levels),
            format_func=levels.__getitem__,
            key=ADDRESS.key("ebene"),
            required=True,
        )
        if state.way is Comparing.AREAS:
            _choose_areas(visit, state)
        else:
            _choose_dates(visit, state)
        if state.way is Comparing.INDICATORS:
            thirds = {entry.value: entry.label for entry in Thirds}
            _select("klassen", t("Klassen"), thirds, state.thirds.value)
            _choose_quadrant(visit, state)


def _select(name: str, label: str, options: Mapping[str, str], chosen: str) -> None:
    ADDRESS.seed({name: chosen})
    st.selectbox(label, list(options), format_func=options.__getitem__, key=ADDRESS.key(name))


def _choose_dates(visit: Visit, state: ComparisonState) -> None:
    labels = (t("Erster Stichtag"), t("Zweiter Stichtag"))
    if state.way is Comparing.BESIDE:
        labels = (t("Stichtag links"), t("Stichtag rechts"))
    elif state.way is Comparing.INDICATORS:
        labels = (t("Stichtag des ersten"), t("Stichtag des zweiten"))
    _select("stichtag", labels[0], _dates(visit, state, state.indicator), state.first)
    if state.second:
        known = _dates(visit, state, state.other or state.indicator)
        _select("stichtag2", labels[1], known, state.second)


def _dates(visit: Visit, state: ComparisonState, indicator: str) -> dict[str, str]:
    """Reference dates, the newest first, with the number of areas where it is not all of them."""
    monitor = visit.live.monitor
    total = len(monitor.catalog.areas(state.level))
    return {
        period.code: period.label
        if number == total
        else t("{date} ({number} von {total})", date=period.label, number=number, total=total)
        for period, number in reversed(monitor.coverage(indicator, state.level).items())
    }


def _choose_areas(visit: Visit, state: ComparisonState) -> None:
    areas = visit.live.monitor.catalog.areas(state.level)
    names = {area.code: f"{area.name} ({area.code})" for area in areas}
    key = f"{_LIST}_{state.level}"
    if st.session_state.get(key) != list(state.compared):
        st.session_state[key] = list(state.compared)

    def take() -> None:
        set_areas(arranged(state.areas, st.session_state[key]))

    st.multiselect(
        t("Gebiete (höchstens fünf)"),
        list(names),
        format_func=names.__getitem__,
        key=key,
        max_selections=MOST_AREAS,
        placeholder=t("Gebiete wählen"),
        on_change=take,
    )


def _choose_quadrant(visit: Visit, state: ComparisonState) -> None:
    catalog = visit.live.monitor.catalog
    if not state.other:
        return
    shorts = catalog.indicator(state.indicator).short, catalog.indicator(state.other).short
    options = {"": t("Quadrant wählen")}
    options |= {entry.value: quadrant_label(entry, shorts) for entry in Quadrant}
    _select("quadrant", t("Gebiete auflisten"), options, state.quadrant)


def set_areas(places: tuple[str, ...]) -> None:
    """The compared areas, each at its place, for the next run."""
    st.session_state[ADDRESS.key("gebiete")] = ",".join(places) or NOBODY
