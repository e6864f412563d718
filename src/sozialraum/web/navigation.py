"""Menu and frame of all pages."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from sozialraum.errors import SozialraumError
from sozialraum.language import t
from sozialraum.web import spoken
from sozialraum.web.live import live
from sozialraum.web.moved_session import tell_if_moved
from sozialraum.web.style import MARK, SIDEBAR_WIDTH, TITLE, WORDMARK, page_style

ROOT = Path(__file__).resolve().parents[3]
"""Folder of ``dashboard.py`` and ``pages/``."""


def pages() -> dict[str, list[st.Page]]:
    """Pages by section of the menu; a new page is one line here and one file in ``pages/``.

    A theme page is in the menu where the home declares what it shows; a link to another one leads
    to a page that says what to do.
    """
    declared = _declared()
    themes = {
        "zuwanderung": t("Zuwanderung"),
        "problemimmobilien": t("Problemimmobilien"),
        "stadtentwicklung": t("Stadtentwicklung"),
    }
    silent = [
        _page(id_, title, hidden=True) for id_, title in themes.items() if id_ not in declared
    ]
    sections = {
        "": [_page("ueberblick", t("Überblick"), default=True), *silent],
        t("Erkunden"): [
            _page("karte", t("Karte")),
            _page("vergleich", t("Vergleich")),
            _page("sozialindex", t("Sozialindex")),
            _page("steckbrief", t("Gebietssteckbrief")),
        ],
        t("Themen"): [_page(id_, title) for id_, title in themes.items() if id_ in declared],
        t("Planen"): [_page("angebote", t("Angebote und Lücken"))],
        t("Zeigen"): [_page("praesentation", t("Präsentation"))],
        t("Nachschlagen"): [
            _page("daten", t("Daten und Methoden")),
            _page("leichte_sprache", t("Leichte Sprache")),
            _page("barrierefreiheit", t("Barrierefreiheit")),
        ],
    }
    return {title: entries for title, entries in sections.items() if entries}


def _declared() -> frozenset[str]:
    """Ids of the theme pages of the live release; none where there is no release yet."""
    try:
        return frozenset(live().monitor.catalog.pages)
    except SozialraumError:
        return frozenset()


def run() -> None:
    """Draw the menu and run the page that the address asks for."""
    spoken.listen()
    st.set_page_config(
        page_title=t(TITLE), page_icon=MARK, layout="wide", initial_sidebar_state=SIDEBAR_WIDTH
    )
    st.logo(WORDMARK, size="large", icon_image=MARK)
    st.html(page_style())
    tell_if_moved()
    page = st.navigation(pages(), position="sidebar", expanded=True)
    st.set_page_config(page_title=f"{page.title} – {t(TITLE)}")
    page.run()


def _page(name: str, title: str, *, default: bool = False, hidden: bool = False) -> st.Page:
    return st.Page(
        ROOT / "pages" / f"{name}.py",
        title=title,
        url_path="" if default else name,
        default=default,
        visibility="hidden" if hidden else "visible",
    )
