"""A theme page: one section at a time, its exhibits, and a map that is linked with the bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from sozialraum.domain.themes import Block, BlockKind, Section, ThemePage
from sozialraum.language import n_, t
from sozialraum.render.escape import markdown_text
from sozialraum.render.missing import missing
from sozialraum.render.page_top import page_top, section_top
from sozialraum.web import theme_map
from sozialraum.web.address import Address, choice
from sozialraum.web.exhibits import draw, draw_bars
from sozialraum.web.guard import Visit
from sozialraum.web.records import draw_records

NAMES = ("abschnitt", "indikator", "ebene", "gebiet", "filter", "eintrag")

_UNDECLARED = (
    n_("Für diese Themenseite ist noch nichts festgelegt."),
    n_(
        "Unter data/seiten eine Datei mit dem Namen dieser Seite anlegen, zum Beispiel "
        "data/seiten/zuwanderung.toml. Sie nennt Abschnitte und Indikatoren."
    ),
    n_("Die Indikatoren unter „Daten und Methoden“ einlesen."),
    n_("Mit „sozialraum publish“ veröffentlichen; danach steht die Seite im Menü."),
)
_NO_VALUES = n_("Zu diesen Indikatoren ist noch kein Wert veröffentlicht.")


@dataclass(frozen=True)
class ThemeState:
    """What a theme page shows."""

    section: Section
    map: theme_map.MapChoice | None

    def parameters(self) -> dict[str, str]:
        """The state as address parameters."""
        chosen = self.map.parameters() if self.map else {}
        return {"abschnitt": self.section.id} | chosen


def top(visit: Visit, page_id: str) -> None:
    """Title and introduction of a page; where the home does not declare it, what to do."""
    page = visit.live.monitor.catalog.pages.get(page_id)
    if page is None:
        st.html(page_top(t("Seite ohne Inhalt"), "") + missing(*map(t, _UNDECLARED)))
        st.stop()
    st.html(page_top(page.title, page.introduction))


@st.fragment
def sections(visit: Visit, page_id: str) -> None:
    """The chosen section with its exhibits."""
    page = visit.live.monitor.catalog.page(page_id)
    address = Address(page_id, NAMES)
    given, fresh = address.read()
    notices: list[str] = []
    state = _resolve(visit, page, given, notices)
    for notice in notices:
        st.warning(markdown_text(notice))
    address.seed({"abschnitt": state.section.id})
    names = {section.id: section.title for section in page.sections}
    st.pills(
        t("Abschnitt"),
        list(names),
        format_func=names.__getitem__,
        key=address.key("abschnitt"),
        required=True,
    )
    st.html(section_top(state.section.title, state.section.text))
    shown = state.parameters()
    for block in state.section.blocks:
        if block.kind is BlockKind.RECORDS:
            shown |= draw_records(visit, page.id, block, address, given, fresh)
        else:
            _draw(visit, page, block, state, address)
    address.remember(shown)


def _resolve(
    visit: Visit, page: ThemePage, given: Mapping[str, str], notices: list[str]
) -> ThemeState:
    by_id = {section.id: section for section in page.sections}
    titles = {section.id: section.title for section in page.sections}
    first = page.sections[0].id
    chosen = by_id[choice(given.get("abschnitt", ""), titles, first, "Der Abschnitt", notices)]
    mapped = next((block for block in chosen.blocks if block.kind is BlockKind.MAP), None)
    return ThemeState(
        chosen, theme_map.resolve_choice(visit, mapped, given, notices) if mapped else None
    )


def _draw(visit: Visit, page: ThemePage, block: Block, state: ThemeState, address: Address) -> None:
    if block.kind is BlockKind.MAP:
        if state.map is None:
            st.html(section_top(block.title, block.text) + missing(t(_NO_VALUES)))
        else:
            theme_map.draw_map(visit, page.id, block, state.map, address)
    elif block.kind is BlockKind.TEXT:
        st.html(section_top(block.title, block.text))
    elif block.kind is BlockKind.BARS:
        draw_bars(visit, page.id, block, _highlight(block, state), address)
    else:
        draw(visit, page.id, block)


def _highlight(block: Block, state: ThemeState) -> str:
    """The area chosen on the map, where the bars are of the same level."""
    chosen = state.map
    return chosen.area if chosen and chosen.level == block.level else ""
