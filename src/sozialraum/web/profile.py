"""Gebietssteckbrief: choice of an area, its sheet, and the files of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from sozialraum.catalog import Catalog
from sozialraum.domain.profiles import AreaProfile
from sozialraum.language import n_, t
from sozialraum.render import profile as blocks
from sozialraum.render.escape import markdown_text
from sozialraum.render.links import file_link, page_link
from sozialraum.render.page_top import link_buttons, page_top
from sozialraum.render.view import engine_view, outline_view
from sozialraum.service.profiles import area_profile
from sozialraum.web import exhibits
from sozialraum.web.address import Address, choice
from sozialraum.web.engine_map import Event, show_map
from sozialraum.web.guard import Visit
from sozialraum.web.sheets import all_sheets
from sozialraum.web.state import resolve

PAGE = "steckbrief"
ADDRESS = Address(PAGE, ("ebene", "gebiet"))
HEIGHT = 420
_MAP = "steckbrief_karte"
_INTRODUCTION = n_(
    "Alles Veröffentlichte über ein Gebiet: Kennzahlen im Vergleich, Verlauf, ähnliche Gebiete, "
    "Orte, Lücken und Quellen. Als PDF zum Weitergeben."
)


@st.fragment
def show(visit: Visit) -> None:
    """The page."""
    st.html(page_top(t("Gebietssteckbrief"), t(_INTRODUCTION)))
    given, _ = ADDRESS.read()
    notices: list[str] = []
    level, code = _resolve(visit, given, notices)
    for notice in notices:
        st.warning(markdown_text(notice))
    _choose(visit, level, code)
    profile = area_profile(visit.live.monitor, level, code, visit.held)
    with st.container(key="ansicht", horizontal=True, vertical_alignment="top"):
        place = st.container(height=HEIGHT, border=False)
        st.container().html(blocks.profile_head(profile) + _files(visit, level, code))
    _figures(profile)
    with place:
        _map(visit, level, code)
    _pictures(visit, profile)
    _places_and_sources(visit, profile)
    all_sheets(visit, level)
    ADDRESS.remember({"ebene": level, "gebiet": code})


def _resolve(visit: Visit, given: Mapping[str, str], notices: list[str]) -> tuple[str, str]:
    """Level and code; without a wish the area that the start view outlines."""
    catalog = visit.live.monitor.catalog
    start_level, start_code = catalog.start.map.highlight or (next(iter(catalog.levels)), "")
    names = {level.id: level.name for level in catalog.levels.values()}
    level = choice(given.get("ebene", ""), names, start_level, t("Die Raumebene"), notices)
    areas = {area.code: area.name for area in catalog.areas(level)}
    first = start_code if level == start_level and start_code in areas else next(iter(areas))
    return level, choice(given.get("gebiet", ""), areas, first, t("Das Gebiet"), notices)


def related(catalog: Catalog, level: str, code: str, other: str) -> str:
    """The area of another level that contains this one, or the first one inside it."""
    above = catalog.area(level, code).parents.get(other)
    inside = [fine for fine, coarse in catalog.membership(other, level).items() if coarse == code]
    return above or (inside[0] if inside else catalog.areas(other)[0].code)


def _choose(visit: Visit, level: str, code: str) -> None:
    catalog = visit.live.monitor.catalog
    names = {entry.id: entry.name for entry in catalog.levels.values()}
    areas = {area.code: f"{area.name} ({area.code})" for area in catalog.areas(level)}
    ADDRESS.seed({"ebene": level, "gebiet": code})

    def follow() -> None:
        other = str(st.session_state[ADDRESS.key("ebene")])
        st.session_state[ADDRESS.key("gebiet")] = related(catalog, level, code, other)

    with st.container(horizontal=True, vertical_alignment="bottom", key="steckbrief_wahl"):
        st.segmented_control(
            t("Raumebene"),
            list(names),
            format_func=names.__getitem__,
            key=ADDRESS.key("ebene"),
            required=True,
            on_change=follow,
        )
        st.selectbox(
            t("Gebiet"), list(areas), format_func=areas.__getitem__, key=ADDRESS.key("gebiet")
        )


def _map(visit: Visit, level: str, code: str) -> None:
    """Where the area lies; a click on another one opens its sheet."""

    def take(event: Event) -> None:
        if event.get("area"):
            st.session_state[ADDRESS.key("gebiet")] = str(event["area"])

    view = _painted(visit, level, code) | {"twin": False}
    show_map(visit, view, key=_MAP, height=HEIGHT, on_event=take)


def _shown(visit: Visit, level: str) -> str:
    """The start indicator, else the one that covers most areas of the level; empty without any."""
    monitor = visit.live.monitor
    offered = [i.id for i in monitor.indicators(visit.held) if level in monitor.levels(i.id)]
    start = monitor.catalog.start.map.indicator
    if start in offered or not offered:
        return start if offered else ""
    return max(offered, key=lambda id_: max(monitor.coverage(id_, level).values()))


def _painted(visit: Visit, level: str, code: str) -> dict[str, Any]:
    """An indicator on the level, or outlines alone where it has none."""
    monitor = visit.live.monitor
    shown = _shown(visit, level)
    if not shown:
        count = len(monitor.catalog.areas(level))
        plural = monitor.catalog.level(level).plural
        return outline_view(level, count, area=code, title=plural, highlight=(level, code))
    state = resolve(monitor, {"indikator": shown, "ebene": level, "gebiet": code}, visit.held).state
    view = monitor.map_view(state.query)
    return engine_view(view, area=code, layers=(), highlight=(level, code))


def _files(visit: Visit, level: str, code: str) -> str:
    area = {"ebene": level, "gebiet": code}
    shown = _shown(visit, level)
    links = [
        (t("Steckbrief (PDF)"), file_link("steckbrief.pdf", area)),
        (t("Tabelle (XLSX)"), file_link("steckbrief.xlsx", area)),
    ]
    if shown:
        links.append((t("Auf der Karte öffnen"), page_link("karte", {"indikator": shown} | area)))
    return link_buttons(links, t("Dateien dieses Gebiets"))


def _figures(profile: AreaProfile) -> None:
    """Drawn before the map, which takes the browser longer."""
    st.html(
        blocks.heading(t("Kennzahlen im Vergleich"))
        + blocks.key_figures(profile)
        + blocks.heading(t("Ähnliche Gebiete"))
        + blocks.similar_areas(profile)
    )


def _pictures(visit: Visit, profile: AreaProfile) -> None:
    query = {"ebene": profile.level, "gebiet": profile.code}
    if profile.exhibits:
        st.html(blocks.heading(t("Verlauf und Altersaufbau")))
        with st.container(horizontal=True, key="steckbrief_bilder"):
            for exhibit in profile.exhibits:
                with st.container(key=f"bild_{exhibit.id}"):
                    exhibits.show(visit, exhibit, query)


def _places_and_sources(visit: Visit, profile: AreaProfile) -> None:
    layers = {layer.id: layer.name for layer in visit.live.monitor.layers(visit.held)}
    st.html(
        blocks.heading(t("Orte und Angebote"))
        + blocks.places(profile, layers)
        + blocks.heading(t("Was nicht bekannt ist"))
        + blocks.gaps(profile)
        + blocks.heading(t("Quellen"))
        + blocks.source_list(profile)
    )
