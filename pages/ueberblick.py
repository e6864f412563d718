"""Überblick: what the monitor is, key figures, the city map, ways for the three groups."""

import streamlit as st

from sozialraum.web import overview
from sozialraum.web.guard import enter

visit = enter()

overview.introduction(visit)
overview.key_figures(visit)
map_column, ways_column = st.columns([1.7, 1], gap="medium")
with map_column:
    overview.city_map(visit)
with ways_column:
    overview.ways(visit)
