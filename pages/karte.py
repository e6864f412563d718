"""Karte: one indicator on one level at one reference date, with overlays."""

import streamlit as st

from sozialraum.web import map_controls, map_show
from sozialraum.web.guard import enter

visit = enter()
map_show.share()


@st.fragment
def karte() -> None:
    state, notices = map_controls.current_state(visit)
    map_show.heading(visit, state, notices)
    controls = map_controls.place()
    with st.container(key="ansicht", horizontal=True, vertical_alignment="top"):
        map_show.map_frame(visit, state)
        map_show.side_panel(visit, state)
    map_controls.choose(visit, state, controls)
    with controls:
        map_show.collect(visit, state)
    map_controls.remember(state)


if visit.live.monitor.indicators(visit.held):
    karte()
else:
    map_show.outlines_page(visit)
