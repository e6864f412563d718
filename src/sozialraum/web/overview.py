"""Parts of the overview: introduction, key figures, the city map, ways for the groups of users."""

from __future__ import annotations

import streamlit as st

from sozialraum.render.overview import figure_cards, way_cards
from sozialraum.render.page_top import page_top
from sozialraum.render.view import engine_view
from sozialraum.web.engine_map import show_map
from sozialraum.web.guard import Visit
from sozialraum.web.state import resolve

HEIGHT = 560


def introduction(visit: Visit) -> None:
    """Title and what the monitor is."""
    start = visit.live.monitor.catalog.start
    st.html(page_top(f"{start.title} {start.city}", start.introduction))


def key_figures(visit: Visit) -> None:
    """Cards with value, area, date, source and quality."""
    st.html(figure_cards(visit.live.monitor.key_figures()))


def ways(visit: Visit) -> None:
    """One card per group of users, with links into prepared views."""
    st.html(way_cards(visit.live.monitor.catalog.start.ways))


def city_map(visit: Visit) -> None:
    """The start view of the map page; a click opens the map page with that area."""
    monitor = visit.live.monitor
    state = resolve(monitor, {"ebenen": "keine"}, visit.held).state
    view = monitor.map_view(state.query)
    painted = engine_view(view, area="", layers=(), highlight=monitor.catalog.start.map.highlight)
    clicked = show_map(visit, painted | {"twin": False}, key="ueberblick", height=HEIGHT)
    if clicked and clicked.get("area"):
        chosen = {"gebiet": clicked["area"], "stichtag": clicked["period"]}
        given = state.parameters() | chosen | {"ebenen": "keine"}
        st.switch_page("pages/karte.py", query_params=given)
    st.caption(f"{view.title}. {view.current.sentence}")
    st.caption(f"Quelle: {view.cited}")
