"""Parts of the map page below the controls: heading, map, panel of the area, downloads."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st
from streamlit_folium import st_folium

from sozialraum.export.view import FORMATS
from sozialraum.render.map import base_map, view_group
from sozialraum.render.panel import area_panel, download_links, empty_panel, notes_fold
from sozialraum.render.view import engine_view
from sozialraum.web.assets import PREFIX
from sozialraum.web.guard import Visit
from sozialraum.web.map_controls import MAP, take_click
from sozialraum.web.state import MapState

HEIGHT = 1010
"""Pixels of the frame: the map and, under it, its twin as text and table."""


def heading(visit: Visit, state: MapState) -> None:
    """Title with indicator, level and reference date."""
    view = visit.live.monitor.map_view(state.query)
    st.title(view.title)
    total, shown = len(view.codes), sum(v is not None for v in view.current.values)
    covered = (
        f"{total} {view.level_plural}"
        if shown == total
        else (f"{shown} von {total} {view.level_plural} mit veröffentlichtem Wert")
    )
    st.caption(f"{view.indicator.kind.label} in {view.indicator.unit} · {covered}")


def notices(texts: tuple[str, ...]) -> None:
    """Say what of the address could not be shown."""
    for text in texts:
        st.warning(text)


def map_frame(visit: Visit, state: MapState) -> None:
    """The map with legend, search, time slider and twin; only its values travel."""
    monitor, assets = visit.live.monitor, visit.live.assets
    view = engine_view(
        monitor.map_view(state.query),
        area=state.area,
        layers=state.layers,
        highlight=monitor.catalog.start.map.highlight,
    )
    st_folium(
        base_map(assets.package_url, assets.engine),
        key=MAP,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=view_group(view),
        on_change=take_click,
    )


def side_panel(visit: Visit, state: MapState) -> None:
    """The chosen area, or what to do to choose one; downloads of exactly this view."""
    monitor = visit.live.monitor
    view = monitor.map_view(state.query)
    if state.area:
        area = monitor.area_view(state.query, state.area)
        st.html(area_panel(area, view.indicator, view.current.period.label))
    else:
        st.html(empty_panel(view.indicator, "; ".join(s.citation for s in view.sources)))
    query = urlencode(state.parameters())
    links = [(k.upper(), f"{PREFIX}/export/karte.{k}?{query}") for k in FORMATS]
    st.html(notes_fold(view.notes) + download_links(links))
    with st.popover("Ansicht teilen", width="stretch"):
        st.write("Dieser Link stellt genau diese Ansicht wieder her:")
        st.code(f"{(st.context.url or '').split('?')[0]}?{query}", language=None, wrap_lines=True)
