"""The usual way: a folium.GeoJson rebuilt on every rerun, on the same generalised outlines."""

import os
from pathlib import Path

import folium
import streamlit as st
from streamlit_folium import st_folium

from sozialraum.geometry.topology import load_outlines

HUES = ("#100000", "#200000", "#300000", "#400000", "#500000")


@st.cache_resource
def outlines() -> str:
    home = Path(os.environ["SOZIALRAUM_HOME"])
    return load_outlines(home).to_crs(4326).reset_index().to_json()


choice = st.selectbox("Indikator", [f"Indikator {n}" for n in range(5)])
colour = HUES[int(choice.split()[-1])]
chart = folium.Map(location=[51.51, 7.46], zoom_start=11, tiles=None)
links = Path(os.environ["BENCH_LINKS"]).read_text().splitlines()
chart.default_js = [("leaflet", links[0])]
chart.default_css = [("leaflet", links[1])]
folium.GeoJson(outlines(), style_function=lambda _: {"fillColor": colour, "weight": 1}).add_to(
    chart
)
st_folium(chart, height=600, use_container_width=True, returned_objects=[], key=f"karte-{choice}")
