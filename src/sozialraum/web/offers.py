"""Angebote und Lücken: the parts of the page and what each keeps in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from sozialraum.domain.directory import LIST_ID
from sozialraum.importers.grid import CELLS_FILE
from sozialraum.language import n_, t
from sozialraum.render.escape import markdown_text
from sozialraum.render.missing import missing
from sozialraum.render.page_top import page_top
from sozialraum.service.demand import targets
from sozialraum.web import offers_directory, offers_gaps, offers_report
from sozialraum.web.address import Address, choice
from sozialraum.web.guard import Visit
from sozialraum.web.spoken import said_now

PAGE = "angebote"
PARTS = {
    "verzeichnis": n_("Verzeichnis"),
    "abdeckung": n_("Wer ist erreicht?"),
    "sprachen": n_("Sprachen und Zeiten"),
    "standorte": n_("Neue Orte"),
    "szenarien": n_("Szenarien"),
    "schritte": n_("Neun Schritte"),
    "pflege": n_("Pflege der Angaben"),
    "bericht": n_("Bericht"),
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
_INTRODUCTION = n_(
    "Welche Angebote es gibt, wen sie zu Fuß erreichen, in welcher Sprache und wann, und wo das "
    "nächste am meisten bewirkt. Ein Modell, kein Nachweis eines Bedarfs."
)


@st.fragment
def show(visit: Visit) -> None:
    """The page."""
    st.html(page_top(t("Angebote und Lücken"), t(_INTRODUCTION)))
    address = Address(PAGE, NAMES)
    if LIST_ID not in visit.live.monitor.catalog.lists:
        st.html(missing(*map(t, _NO_DIRECTORY)))
        return
    given, fresh = address.read()
    notices: list[str] = []
    titles = {id_: t(title) for id_, title in PARTS.items()}
    part = choice(given.get("bereich", ""), titles, "verzeichnis", t("Der Bereich"), notices)
    for notice in notices:
        st.warning(markdown_text(notice))
    address.seed({"bereich": part})
    st.pills(
        t("Bereich"),
        list(PARTS),
        format_func=said_now(lambda id_: t(PARTS[id_])),
        key=address.key("bereich"),
        required=True,
    )
    kept = {name: given.get(name, "") for name in _SHARED}
    lacking = _lacking(visit) if part in _ABOUT_PEOPLE else ()
    if lacking:
        st.html(missing(*map(t, lacking)))
    shown = {} if lacking else _DRAW[part](visit, address, given, fresh)
    address.remember({"bereich": part} | kept | shown)


def _lacking(visit: Visit) -> tuple[str, ...]:
    """What the answers about people lack: words for the empty page, nothing where all is there."""
    monitor = visit.live.monitor
    if not targets(monitor, visit.held):
        return _NO_TARGETS
    return () if f"declarations/{CELLS_FILE}" in monitor.release.files else _NO_CELLS


_ABOUT_PEOPLE = frozenset({"abdeckung", "sprachen", "standorte", "szenarien", "bericht"})
_NO_DIRECTORY = (
    n_("Noch ist kein Verzeichnis der Angebote angelegt."),
    n_(
        "In data/listen/angebote.toml die Spalten festlegen und die Angebote in "
        "data/orte/angebote.csv ablegen (id, name, kategorie, breite, laenge, sprachen, zeiten und "
        "weitere)."
    ),
    n_("Für Zeichen auf der Karte data/layer/angebote.toml anlegen."),
    n_("Mit „sozialraum check“ prüfen und mit „sozialraum publish“ veröffentlichen."),
)
_NO_TARGETS = (
    n_("Noch ist keine Zielgruppe festgelegt; deshalb lässt sich nicht sagen, wer erreicht wird."),
    n_("Einwohnerzahlen je Gebiet auf der Seite „Daten und Methoden“ einlesen."),
    n_(
        "In data/zielgruppen/alle.toml festlegen, aus welchem Indikator sich die Zielgruppe ergibt."
    ),
    n_("Mit „sozialraum publish“ veröffentlichen."),
)
_NO_CELLS = (
    n_(
        "Noch sind keine Adressen je 100-m-Zelle gezählt; ohne sie ist nicht bekannt, wo in einem "
        "Gebiet die Menschen leben."
    ),
    n_(
        "Eine CSV-Datei mit den Koordinaten der Adressen einlesen: sozialraum geo addresses --from "
        "DATEI --source QUELLE"
    ),
    n_("Mit „sozialraum publish“ veröffentlichen."),
)
_SHARED = (*NAMES[1:13], "filter")
"""The question (target group, way, filter) stays when somebody turns to another part."""
