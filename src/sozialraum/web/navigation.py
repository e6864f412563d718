"""Menu and frame of all pages."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from sozialraum.web.style import MARK, SIDEBAR_WIDTH, TITLE, WORDMARK, page_style

ROOT = Path(__file__).resolve().parents[3]
"""Folder of ``dashboard.py`` and ``pages/``."""


def pages() -> dict[str, list[st.Page]]:
    """Pages by section of the menu; a new page is one line here and one file in ``pages/``."""
    return {
        "": [_page("ueberblick", "Überblick", default=True)],
        "Erkunden": [_page("karte", "Karte"), _page("steckbrief", "Gebietssteckbrief")],
        "Themen": [
            _page("zuwanderung", "Zuwanderung"),
            _page("problemimmobilien", "Problemimmobilien"),
            _page("stadtentwicklung", "Stadtentwicklung"),
        ],
        "Planen": [_page("angebote", "Angebote und Lücken")],
        "Nachschlagen": [_page("daten", "Daten und Methoden")],
    }


def run() -> None:
    """Draw the menu and run the page that the address asks for."""
    st.set_page_config(
        page_title=TITLE, page_icon=MARK, layout="wide", initial_sidebar_state=SIDEBAR_WIDTH
    )
    st.logo(WORDMARK, size="large", icon_image=MARK)
    st.html(page_style())
    st.navigation(pages(), position="sidebar").run()


def _page(name: str, title: str, *, default: bool = False) -> st.Page:
    return st.Page(
        ROOT / "pages" / f"{name}.py",
        title=title,
        url_path="" if default else name,
        default=default,
    )
