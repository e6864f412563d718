"""Parts of the overview: introduction, key figures, the city map, ways for the groups of users."""

from __future__ import annotations

import streamlit as st

from sozialraum.language import n_, t
from sozialraum.render.escape import markdown_text
from sozialraum.render.missing import missing
from sozialraum.render.overview import figure_cards, way_cards
from sozialraum.render.page_top import page_top
from sozialraum.render.view import engine_view
from sozialraum.web.collect import collect_button
from sozialraum.web.engine_map import show_map
from sozialraum.web.guard import Visit
from sozialraum.web.map_show import outlines
from sozialraum.web.state import resolve

HEIGHT = 560
_NO_WAYS = n_("Noch sind keine Einstiege festgelegt. Das geht in data/start.toml unter [[wege]].")


def introduction(visit: Visit) -> None:
    """Title and what the monitor is."""
    start = visit.live.monitor.catalog.start
    st.html(page_top(f"{start.title} {start.city}", start.introduction))


def key_figures(visit: Visit) -> None:
    """Cards with value, area, date, source and quality; nothing where none is declared."""
    figures = visit.live.monitor.key_figures()
    if figures:
        st.html(figure_cards(figures))


def ways(visit: Visit) -> None:
    """Heading and one card per group of users, with links into prepared views."""
    st.subheader(t("Wie möchten Sie beginnen?"))
    ways = visit.live.monitor.catalog.start.ways
    st.html(way_cards(ways) if ways else missing(t(_NO_WAYS)))


def city_map(visit: Visit) -> None:
    """Heading and start view of the map page; a click opens the map page with that area."""
    st.subheader(t("Die Stadt auf einen Blick"))
    monitor = visit.live.monitor
    if not monitor.indicators(visit.held):
        outlines(visit, key="ueberblick", height=HEIGHT)
        return
    state = resolve(monitor, {"ebenen": "keine"}, visit.held).state
    view = monitor.map_view(state.query)
    painted = engine_view(view, area="", layers=(), highlight=monitor.catalog.start.map.highlight)
    clicked = show_map(visit, painted | {"twin": False}, key="ueberblick", height=HEIGHT)
    if clicked and clicked.get("area"):
        chosen = {"gebiet": clicked["area"], "stichtag": clicked["period"]}
        given = state.parameters() | chosen | {"ebenen": "keine"}
        st.switch_page("pages/karte.py", query_params=given)
    st.caption(markdown_text(f"{view.title}. {view.current.sentence}"))
    st.caption(markdown_text(t("Quelle: {cited}", cited=view.cited)))
    collect_button(
        visit,
        page="karte",
        part="",
        query=state.parameters(),
        title=view.title,
        text=view.current.sentence,
        key="ueberblick",
    )
