"""Angebote und Lücken: the parts of the page and what each keeps in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from sozialraum.render.page_top import page_top
from sozialraum.web import offers_directory, offers_gaps, offers_report
from sozialraum.web.address import Address, choice
from sozialraum.web.guard import Visit

PAGE = "angebote"
PARTS = {
    "verzeichnis": "Verzeichnis",
    "abdeckung": "Wer ist erreicht?",
    "sprachen": "Sprachen und Zeiten",
    "standorte": "Neue Orte",
    "szenarien": "Szenarien",
    "schritte": "Neun Schritte",
    "pflege": "Pflege der Angaben",
    "bericht": "Bericht",
}
NAMES = (
    "bereich", "zielgruppe", "schaetzung", "minuten", "umweg", "tempo", "netz", "sprache", "thema",
    "schritt", "zugang", "tag", "uhrzeit", "anzahl", "orte", "gerecht", "szenario", "filter",
    "eintrag", "monate", "gebiet", "karte", "jahr_a", "jahr_b",
)  # fmt: skip
Part = Callable[[Visit, Address, Mapping[str, str], bool], dict[str, str]]
_DRAW: dict[str, Part] = {
    "verzeichnis": offers_directory.directory,
    "abdeckung": offers_gaps.coverage,
    "sprachen": offers_gaps.languages,
    "standorte": offers_gaps.places,
    "szenarien": offers_gaps.scenarios,
    "schritte": offers_directory.steps,
    "pflege": offers_directory.upkeep,
    "bericht": offers_report.draw,
}
_INTRODUCTION = (
    "Welche Angebote es gibt, wen sie zu Fuß erreichen, in welcher Sprache und wann, und wo das "
    "nächste am meisten bewirkt. Ein Modell, kein Nachweis eines Bedarfs."
)


@st.fragment
def show(visit: Visit) -> None:
    """The page."""
    st.html(page_top("Angebote und Lücken", _INTRODUCTION))
    address = Address(PAGE, NAMES)
    given, fresh = address.read()
    notices: list[str] = []
    part = choice(given.get("bereich", ""), PARTS, "verzeichnis", "Der Bereich", notices)
    for notice in notices:
        st.warning(notice)
    address.seed({"bereich": part})
    st.pills(
        "Bereich",
        list(PARTS),
        format_func=PARTS.__getitem__,
        key=address.key("bereich"),
        required=True,
    )
    kept = {name: given.get(name, "") for name in _SHARED}
    address.remember({"bereich": part} | kept | _DRAW[part](visit, address, given, fresh))


_SHARED = (*NAMES[1:13], "filter")
"""The question (target group, way, filter) stays when somebody turns to another part."""
