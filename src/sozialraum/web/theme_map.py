"""The map of a theme page: the known values of its indicators, by level, linked with the bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from sozialraum.domain.access import may_see
from sozialraum.domain.themes import Block
from sozialraum.language import t
from sozialraum.render.links import page_link, query_text
from sozialraum.render.page_top import link_buttons, section_top
from sozialraum.render.view import engine_view
from sozialraum.web.address import Address, choice
from sozialraum.web.collect import collect_button
from sozialraum.web.engine_map import Event, show_map
from sozialraum.web.guard import Visit
from sozialraum.web.state import resolve

HEIGHT = 860
"""Pixels of the frame: the map and, under it, its twin as text and table."""


@dataclass(frozen=True)
class MapChoice:
    """What the map of a theme page shows; ``area`` is the chosen area or empty."""

    indicator: str
    level: str
    area: str

    def parameters(self) -> dict[str, str]:
        """As address parameters, understood by the map page as well."""
        return {"indikator": self.indicator, "ebene": self.level, "gebiet": self.area}


def resolve_choice(
    visit: Visit, block: Block, given: Mapping[str, str], notices: list[str]
) -> MapChoice | None:
    """The nearest choice that the block offers; unknown values fall back with a notice.

    None where none of its indicators has a value that the visitor may see.
    """
    monitor = visit.live.monitor
    indicators = _offered(visit, block)
    if not indicators:
        return None
    first = next(iter(indicators))
    indicator = choice(given.get("indikator", ""), indicators, first, t("Der Indikator"), notices)
    levels = {level: monitor.catalog.level(level).name for level in monitor.levels(indicator)}
    best = block.level if block.level in levels else monitor.best_level(indicator)
    level = given.get("ebene", "")
    if level not in levels:
        level = best
    areas = {area.code: area.name for area in monitor.catalog.areas(level)}
    area = given.get("gebiet", "")
    return MapChoice(indicator, level, area if area in areas else "")


def _offered(visit: Visit, block: Block) -> dict[str, str]:
    """Indicators of the block with values on some level that the visitor may see."""
    monitor = visit.live.monitor
    wanted = [monitor.catalog.indicator(id_) for id_ in block.indicators]
    return {i.id: i.name for i in wanted if may_see(i.roles, visit.held) and monitor.levels(i.id)}


def draw_map(visit: Visit, page: str, block: Block, chosen: MapChoice, address: Address) -> None:
    """Heading, choice of indicator and level, the map with its twin, links onwards."""
    monitor = visit.live.monitor
    st.html(section_top(block.title, block.text))
    _controls(visit, block, chosen, address)
    full = resolve(monitor, chosen.parameters() | {"ebenen": "keine"}, visit.held).state
    view = monitor.map_view(full.query)
    painted = engine_view(
        view,
        area=chosen.area,
        layers=(),
        highlight=monitor.catalog.start.map.highlight,
        query=query_text(full.parameters()),
    )

    def take(event: Event) -> None:
        if event.get("area") is not None:
            st.session_state[address.key("gebiet")] = str(event["area"])

    show_map(visit, painted, key=f"{page}_{block.id}", height=HEIGHT, on_event=take)
    links = [(t("Auf der Karte öffnen"), page_link("karte", full.parameters()))]
    if chosen.area:
        area = {"ebene": chosen.level, "gebiet": chosen.area}
        name = monitor.catalog.area(chosen.level, chosen.area).name
        links.append((t("Gebietssteckbrief {name}", name=name), page_link("steckbrief", area)))
    collect_button(
        visit,
        page=page,
        part=block.id,
        query=chosen.parameters(),
        title=view.title,
        text=view.current.sentence,
        key=f"{page}_{block.id}",
    )
    st.html(link_buttons(links, t("Weiter")))


def _controls(visit: Visit, block: Block, chosen: MapChoice, address: Address) -> None:
    monitor = visit.live.monitor
    names = _offered(visit, block)
    address.seed({"indikator": chosen.indicator, "ebene": chosen.level, "gebiet": chosen.area})
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"wahl_{block.id}"):
        if len(names) > 1:
            key = address.key("indikator")
            st.selectbox(t("Indikator"), list(names), format_func=names.__getitem__, key=key)
        levels = monitor.levels(chosen.indicator)
        if len(levels) > 1:
            st.segmented_control(
                t("Raumebene"),
                list(levels),
                format_func=lambda id_: monitor.catalog.level(id_).name,
                key=address.key("ebene"),
                required=True,
            )
