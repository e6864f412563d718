"""Parts of the map page below the controls: heading, map and panel of the area."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from sozialraum.render.page_top import SHARE
from sozialraum.render.panel import area_panel, empty_panel, page_heading
from sozialraum.render.view import engine_view
from sozialraum.web.engine_map import show_map
from sozialraum.web.guard import Visit
from sozialraum.web.map_controls import MAP, take_event
from sozialraum.web.state import MapState

HEIGHT = 1010
"""Pixels of the frame: the map and, under it, its twin as text and table."""


def share() -> None:
    """The share button beside the heading; outside of what a click sends again."""
    st.html(f'<div class="sr-oben-rechts">{SHARE}</div>')


def heading(visit: Visit, state: MapState, notices: tuple[str, ...]) -> None:
    """Title with indicator and reference date; what of the address could not be shown."""
    st.html(page_heading(visit.live.monitor.map_view(state.query)))
    for notice in notices:
        st.warning(notice)


def map_frame(visit: Visit, state: MapState) -> None:
    """The map with legend, search, time slider and twin; only its values travel."""
    monitor = visit.live.monitor
    view = engine_view(
        monitor.map_view(state.query),
        area=state.area,
        layers=state.layers,
        highlight=monitor.catalog.start.map.highlight,
        query=urlencode(state.parameters(), safe=";:,"),
    )
    show_map(visit, view, key=MAP, height=HEIGHT, on_event=take_event)


def side_panel(visit: Visit, state: MapState) -> None:
    """The chosen area, or what to do to choose one."""
    monitor = visit.live.monitor
    view = monitor.map_view(state.query)
    area = monitor.area_view(state.query, state.area) if state.area else None
    st.html(area_panel(view, area) if area else empty_panel(view))
