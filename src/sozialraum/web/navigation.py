"""Menu and frame of all pages."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from sozialraum.errors import SozialraumError
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
        "zuwanderung": "Zuwanderung",
        "problemimmobilien": "Problemimmobilien",
        "stadtentwicklung": "Stadtentwicklung",
    }
    silent = [
        _page(id_, title, hidden=True) for id_, title in themes.items() if id_ not in declared
    ]
    sections = {
        "": [_page("ueberblick", "Überblick", default=True), *silent],
        "Erkunden": [
            _page("karte", "Karte"),
            _page("vergleich", "Vergleich"),
            _page("sozialindex", "Sozialindex"),
            _page("steckbrief", "Gebietssteckbrief"),
        ],
        "Themen": [_page(id_, title) for id_, title in themes.items() if id_ in declared],
        "Planen": [_page("angebote", "Angebote und Lücken")],
        "Zeigen": [_page("praesentation", "Präsentation")],
        "Nachschlagen": [_page("daten", "Daten und Methoden")],
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
    st.set_page_config(
        page_title=TITLE, page_icon=MARK, layout="wide", initial_sidebar_state=SIDEBAR_WIDTH
    )
    st.logo(WORDMARK, size="large", icon_image=MARK)
    st.html(page_style())
    tell_if_moved()
    st.navigation(pages(), position="sidebar").run()


def _page(name: str, title: str, *, default: bool = False, hidden: bool = False) -> st.Page:
    return st.Page(
        ROOT / "pages" / f"{name}.py",
        title=title,
        url_path="" if default else name,
        default=default,
        visibility="hidden" if hidden else "visible",
    )
