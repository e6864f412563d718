"""Exhibits on a page: heading, chart, sentence, table and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.themes import Block
from sozialraum.render.charts import screen_spec
from sozialraum.render.exhibit import exhibit_foot, exhibit_heading
from sozialraum.render.links import file_link
from sozialraum.service.exhibits import block_exhibit
from sozialraum.web.address import Address
from sozialraum.web.collect import collect_button
from sozialraum.web.guard import Visit
from sozialraum.web.scene_content import fits_scene

FILES = {"png": "PNG", "svg": "SVG", "csv": "CSV", "xlsx": "XLSX"}
_CHOSEN = "gebiet"


def draw(visit: Visit, page: str, block: Block) -> None:
    """One block of a theme page."""
    exhibit = block_exhibit(visit.live.monitor, page, block, held=visit.held)
    show(visit, exhibit, {})


def draw_bars(visit: Visit, page: str, block: Block, area: str, address: Address) -> None:
    """Bars of areas; a click on a bar chooses the area, here and on the map."""
    exhibit = block_exhibit(visit.live.monitor, page, block, held=visit.held, highlight=area)

    def take_click() -> None:
        picked = st.session_state[f"{page}_{block.id}_bild"].selection.get(_CHOSEN) or [{}]
        if picked[0].get("id"):
            st.session_state[address.key("gebiet")] = str(picked[0]["id"])
            st.session_state[address.key("ebene")] = block.level

    show(visit, exhibit, {"gebiet": area} if area else {}, on_select=take_click)


def show(
    visit: Visit, exhibit: Exhibit, query: Mapping[str, str], on_select: Any = "ignore"
) -> None:
    """An exhibit with its files; ``query`` are the parameters that its files need."""
    st.html(exhibit_heading(exhibit))
    if exhibit.chart:
        st.vega_lite_chart(
            screen_spec(exhibit),
            theme=None,
            width="stretch",
            key=f"{exhibit.page}_{exhibit.id}_bild",
            on_select=on_select,
        )
    st.html(exhibit_foot(exhibit, file_links(exhibit, query)))
    if fits_scene(exhibit):
        collect_button(
            visit,
            page=exhibit.page,
            part=exhibit.id,
            query=query,
            title=exhibit.title,
            text=exhibit.text or exhibit.sentence,
            key=f"{exhibit.page}_{exhibit.id}",
        )


def file_links(exhibit: Exhibit, query: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and relative address of every file that the exhibit can leave the house as."""
    kinds = FILES if exhibit.chart else {k: v for k, v in FILES.items() if k in {"csv", "xlsx"}}
    base = f"{exhibit.page}/{exhibit.id}"
    return [(name, file_link(f"{base}.{kind}", query)) for kind, name in kinds.items()]
