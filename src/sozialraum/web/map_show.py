"""Parts of the map page below the controls: heading, map and panel of the area."""

from __future__ import annotations

import streamlit as st

from sozialraum.language import n_, t
from sozialraum.render.escape import html_text, markdown_text
from sozialraum.render.links import query_text
from sozialraum.render.missing import missing
from sozialraum.render.page_top import share_button
from sozialraum.render.panel import area_panel, empty_panel, page_heading
from sozialraum.render.view import engine_view, outline_view
from sozialraum.web.collect import collect_button
from sozialraum.web.engine_map import show_map
from sozialraum.web.guard import Visit
from sozialraum.web.map_controls import MAP, take_event
from sozialraum.web.state import MapState

HEIGHT = 1010
"""Pixels of the frame: the map and, under it, its twin as text and table."""

_NO_INDICATOR = (
    n_("Noch ist kein Wert veröffentlicht. Die Karte zeigt deshalb nur die Umrisse."),
    n_(
        "Auf der Seite „Daten und Methoden“ eine Tabelle einlesen (CSV oder XLSX mit einer Spalte "
        "für die Gebiete), oder auf der Kommandozeile: sozialraum import DATEI."
    ),
    n_("Dabei Indikator, Einheit, Stichtag und Quelle angeben und veröffentlichen."),
)


def share() -> None:
    """The share button beside the heading; outside of what a click sends again."""
    st.html(f'<div class="sr-oben-rechts">{share_button()}</div>')


def heading(visit: Visit, state: MapState, notices: tuple[str, ...]) -> None:
    """Title with indicator and reference date; what of the address could not be shown."""
    st.html(page_heading(visit.live.monitor.map_view(state.query)))
    for notice in notices:
        st.warning(markdown_text(notice))


def map_frame(visit: Visit, state: MapState) -> None:
    """The map with legend, search, time slider and twin; only its values travel."""
    monitor = visit.live.monitor
    view = engine_view(
        monitor.map_view(state.query),
        area=state.area,
        layers=state.layers,
        highlight=monitor.catalog.start.map.highlight,
        query=query_text(state.parameters()),
    )
    show_map(visit, view, key=MAP, height=HEIGHT, on_event=take_event)


def collect(visit: Visit, state: MapState) -> None:
    """The button that puts this map into the presentation."""
    view = visit.live.monitor.map_view(state.query)
    collect_button(
        visit,
        page=MAP,
        part="",
        query=state.parameters(),
        title=view.title,
        text=view.current.sentence,
        key=MAP,
    )


def outlines_page(visit: Visit) -> None:
    """The map page while no indicator has a value."""
    title = html_text(t("Karte"))
    st.html(f'<header class="sr-kopf"><div><h1>{title}</h1></div></header>')
    outlines(visit, key=MAP, height=HEIGHT - 250)


def outlines(visit: Visit, *, key: str, height: int) -> None:
    """Outlines alone and what to do, while no indicator has a value."""
    catalog = visit.live.monitor.catalog
    level = catalog.level(catalog.atom)
    areas = len(catalog.areas(level.id))
    st.html(missing(*map(t, _NO_INDICATOR)))
    view = outline_view(level.id, areas, area="", title=level.plural, highlight=None)
    show_map(visit, view, key=key, height=height)


def side_panel(visit: Visit, state: MapState) -> None:
    """The chosen area, or what to do to choose one."""
    monitor = visit.live.monitor
    view = monitor.map_view(state.query)
    area = monitor.area_view(state.query, state.area) if state.area else None
    st.html(area_panel(view, area) if area else empty_panel(view))
