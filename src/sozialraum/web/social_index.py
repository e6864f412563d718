"""Sozialindex: status, dynamics, contributions, certainty and spatial patterns of areas."""

from __future__ import annotations

import streamlit as st

from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.social_index import IndexResult
from sozialraum.domain.views import MapView
from sozialraum.errors import SozialraumError
from sozialraum.language import n_, t
from sozialraum.render.escape import markdown_text
from sozialraum.render.formats import enumeration, number
from sozialraum.render.index_panel import caution, formula, no_area
from sozialraum.render.missing import missing
from sozialraum.render.page_top import page_top, section_top
from sozialraum.render.view import engine_view
from sozialraum.service.index_choice import NOTHING, IndexState, resolve, same_choice
from sozialraum.service.index_exhibits import (
    areas_exhibit,
    clusters_exhibit,
    contributions_exhibit,
    movers_exhibit,
)
from sozialraum.service.index_ground import offered, presets
from sozialraum.service.index_view import IndexMap
from sozialraum.service.social_index import social_index
from sozialraum.web import exhibits
from sozialraum.web.collect import collect_button
from sozialraum.web.engine_map import Event, show_map
from sozialraum.web.guard import Visit
from sozialraum.web.index_controls import ADDRESS, PAGE, choose, formula_files
from sozialraum.web.index_scene import index_map
from sozialraum.web.map_show import outlines

HEIGHT = 900
"""Pixels of the frame: the map and, under it, its twin as text and table."""
MOST_NAMES = 12
"""Indicators that are named where none is chosen."""
_MAP = "sozialindex_karte"
_INTRODUCTION = n_(
    "Mehrere Kennzahlen in einer: wie Gebiete zueinander stehen, was den Ausschlag gibt und wie "
    "sicher die Einstufung ist."
)


@st.fragment
def show(visit: Visit) -> None:
    """The page."""
    st.html(page_top(t("Sozialindex"), t(_INTRODUCTION)))
    given, _ = ADDRESS.read()
    state, notices = resolve(visit.live.monitor, given, visit.held)
    if notices:
        st.warning("\n\n".join(map(markdown_text, notices)))
    st.html(caution())
    if not state.query.level:
        outlines(visit, key=_MAP, height=HEIGHT // 2)
        return
    choose(visit, state)
    if state.query.parts:
        _result(visit, state)
    else:
        _nothing_chosen(visit, state)
    empty = {"indikatoren": NOTHING} if not state.query.parts else {}
    ADDRESS.remember(state.parameters() | empty)


def _nothing_chosen(visit: Visit, state: IndexState) -> None:
    """What to do, and which indicators there are on this level."""
    monitor = visit.live.monitor
    found = [indicator.name for indicator in offered(monitor, state.query.level, visit.held)]
    names = enumeration([*found[:MOST_NAMES], *(["…"] if len(found) > MOST_NAMES else [])])
    there = t(
        "Für die Raumebene {level} gibt es {n}: {names}.",
        level=monitor.catalog.level(state.query.level).name,
        n=number(len(found)),
        names=names,
    )
    parts = (t("Noch ist kein Indikator gewählt."), there, _preset_note(visit, state))
    step = t("Unter „Indikatoren“ mindestens einen wählen.")
    st.html(missing(" ".join(filter(None, parts)), step))


def _preset_note(visit: Visit, state: IndexState) -> str:
    """The note of the preset that is shown, or that there is none in this city."""
    prepared = presets(visit.live.monitor, visit.held)
    shown = same_choice(state.query, prepared)
    if shown:
        return prepared[shown].note
    if prepared:
        return ""
    return t(
        "Für diese Stadt ist keine Vorlage angelegt (data/sozialindex). Indikatoren lassen sich "
        "frei wählen."
    )


def _result(visit: Visit, state: IndexState) -> None:
    monitor = visit.live.monitor
    try:
        result = social_index(monitor, state.query)
    except SozialraumError as error:
        st.html(missing(error.what, *([error.fix] if error.fix else [])))
        return
    if result.no_dynamics:
        reason = result.no_dynamics
        st.info(markdown_text(t("Keine Dynamik, nur der Status: {reason}", reason=reason)))
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _map(visit, state, result)
    with right:
        _area(visit, state, result)
    _below(visit, state, result)


def _map(visit: Visit, state: IndexState, result: IndexResult) -> None:
    monitor = visit.live.monitor
    if state.view is IndexMap.CLUSTERS:
        with st.spinner(t("Räumliche Muster werden berechnet …")):
            view = index_map(monitor, result, state.view)
    else:
        view = index_map(monitor, result, state.view)
    highlight = monitor.catalog.start.map.highlight
    painted = engine_view(view, area=state.area, layers=(), highlight=highlight)

    def take_event(event: Event) -> None:
        if event.get("area") is not None:
            st.session_state[ADDRESS.key("gebiet")] = str(event["area"])

    show_map(visit, painted, key=_MAP, height=HEIGHT, on_event=take_event)
    _collect(visit, state, view)


def _collect(visit: Visit, state: IndexState, view: MapView) -> None:
    collect_button(
        visit,
        page=PAGE,
        part="",
        query=state.parameters(),
        title=view.title,
        text=view.current.sentence,
        key=_MAP,
    )


def _area(visit: Visit, state: IndexState, result: IndexResult) -> None:
    """The chosen area with its contributions and how sure its class is."""
    if state.area:
        _show(visit, state, contributions_exhibit(result, state.area))
        return
    st.html(no_area())
    _formula(visit, state, result)


def _formula(visit: Visit, state: IndexState, result: IndexResult) -> None:
    st.html(section_top(t("Rechenweg"), _preset_note(visit, state)))
    st.html(formula(result, _district(visit)))


def _below(visit: Visit, state: IndexState, result: IndexResult) -> None:
    if state.view is IndexMap.CLUSTERS:
        _show(visit, state, clusters_exhibit(visit.live.monitor, result))
    elif not result.no_dynamics:
        _show(visit, state, movers_exhibit(result))
    if state.area:
        _formula(visit, state, result)
    with st.expander(t("Formel und Gewichte als Datei")):
        formula_files(visit, state)
    with st.expander(t("Alle Gebiete als Tabelle und Datei")):
        _show(visit, state, areas_exhibit(result))


def _show(visit: Visit, state: IndexState, exhibit: Exhibit) -> None:
    exhibits.show(visit, exhibit, {k: v for k, v in state.parameters().items() if v})


def _district(visit: Visit) -> str:
    catalog = visit.live.monitor.catalog
    return catalog.level(catalog.district).name if catalog.district else ""
