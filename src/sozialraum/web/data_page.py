"""Daten und Methoden: one section at a time, and what is shown of it, kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from sozialraum.domain.access import Role
from sozialraum.domain.indicators import Quality
from sozialraum.language import n_, t
from sozialraum.render import library as lists
from sozialraum.render import library_release, library_sheet
from sozialraum.render.escape import markdown_text
from sozialraum.render.formats import number
from sozialraum.render.page_top import page_top, section_top
from sozialraum.service import Monitor
from sozialraum.service import library_views as library
from sozialraum.web import import_diary, import_wizard
from sozialraum.web.address import Address, choice
from sozialraum.web.guard import Visit
from sozialraum.web.import_wizard import may_edit
from sozialraum.web.spoken import said_now

PAGE = "daten"
EDIT = "einlesen"
FIRST = 50
"""Rows of a long list before somebody asks for all: the browser takes 2 ms for each."""
ADDRESS = Address(PAGE, ("bereich", "indikator", "thema", "suche", "guete", "methode"))
SECTIONS = {
    "indikatoren": n_("Indikatoren"),
    "ebenen": n_("Karten-Ebenen und Verzeichnisse"),
    "quellen": n_("Quellen"),
    "zuordnung": n_("Zuordnung"),
    "umrisse": n_("Umrisse"),
    "methoden": n_("Methoden"),
    "verlauf": n_("Importe"),
    EDIT: n_("Daten einlesen"),
}
_OWN = {
    "indikatoren": ("indikator", "thema", "suche"),
    "quellen": ("guete", "suche"),
    "methoden": ("methode",),
}
"""Parameters that a section uses; another section starts without them."""
_LONGEST = 80
_INTRODUCTION = n_(
    "Was gezeigt wird, woher es kommt, wie es gezählt und zugeordnet ist. Jede veröffentlichte "
    "Zahl des Monitors lässt sich hier nachschlagen und herunterladen."
)


@dataclass(frozen=True)
class DataState:
    """What the page shows; empty text where nothing is chosen."""

    section: str
    indicator: str = ""
    topic: str = ""
    words: str = ""
    quality: str = ""
    method: str = ""

    def parameters(self) -> dict[str, str]:
        """The state as address parameters."""
        return {
            "bereich": self.section,
            "indikator": self.indicator,
            "thema": self.topic,
            "suche": self.words,
            "guete": self.quality,
            "methode": self.method,
        }


def _qualities() -> dict[str, str]:
    """Quality to its label, with the choice of all of them first."""
    return {"": t("alle")} | {quality.value: quality.label for quality in Quality}


def resolve_data(
    monitor: Monitor, given: Mapping[str, str], held: frozenset[Role], notices: list[str]
) -> DataState:
    """The nearest valid state; what is unknown is named in ``notices`` and left out."""
    titles = {id_: t(title) for id_, title in SECTIONS.items()}
    section = choice(given.get("bereich", ""), titles, "indikatoren", t("Der Bereich"), notices)
    own = {name: given.get(name, "") for name in _OWN.get(section, ())}
    entries = library.indicator_entries(monitor, held)
    names = {entry.indicator.id: entry.indicator.name for entry in entries}
    topics = library.topics(monitor, entries)
    methods = {id_: method.title for id_, method in monitor.catalog.methods.items()}
    return DataState(
        section,
        indicator=choice(own.get("indikator", ""), names, "", t("Der Indikator"), notices),
        topic=choice(own.get("thema", ""), topics, "", t("Das Thema"), notices),
        words=own.get("suche", "").strip()[:_LONGEST],
        quality=choice(own.get("guete", ""), _qualities(), "", t("Die Güte"), notices),
        method=choice(
            own.get("methode", ""), methods, next(iter(methods), ""), t("Die Methode"), notices
        )
        if section == "methoden"
        else "",
    )


@st.fragment
def show(visit: Visit) -> None:
    """The page."""
    with st.container(key=PAGE):
        st.html(page_top(t("Daten und Methoden"), t(_INTRODUCTION)))
        given, _ = ADDRESS.read()
        notices: list[str] = []
        state = resolve_data(visit.live.monitor, given, visit.held, notices)
        for notice in notices:
            st.warning(markdown_text(notice))
        _choose_section(state, visit.held)
        _DRAWN[state.section](visit, state)
    ADDRESS.remember(state.parameters())


# -- choices -------------------------------------------------------------------------------


def _offered(state: DataState, held: frozenset[Role]) -> list[str]:
    """Sections for these roles; who follows a link to another one is told to sign in there."""
    return [id_ for id_ in SECTIONS if id_ == state.section or id_ != EDIT or may_edit(held)]


def _choose_section(state: DataState, held: frozenset[Role]) -> None:
    def begin() -> None:
        for name in ADDRESS.names[1:]:
            st.session_state[ADDRESS.key(name)] = ""

    ADDRESS.seed({"bereich": state.section})
    st.segmented_control(
        t("Bereich"),
        _offered(state, held),
        format_func=said_now(lambda id_: t(SECTIONS[id_])),
        key=ADDRESS.key("bereich"),
        required=True,
        on_change=begin,
    )


def _list_again() -> None:
    """Another search leads back from a sheet to the list."""
    st.session_state[ADDRESS.key("indikator")] = ""


def _search(label: str, example: str, on_change: Callable[[], None] | None = None) -> None:
    st.text_input(
        label,
        key=ADDRESS.key("suche"),
        max_chars=_LONGEST,
        placeholder=example,
        on_change=on_change,
    )


def _asked(words: str, narrowed: str) -> str:
    """What was searched for, in words: ``„Miete“ und „Wohnen“``."""
    return t(" und ").join(t("„{word}“", word=part) for part in (words, narrowed) if part)


# -- sections ------------------------------------------------------------------------------


def _indicators(visit: Visit, state: DataState) -> None:
    monitor = visit.live.monitor
    entries = library.indicator_entries(monitor, visit.held)
    titles = {"": t("Liste aller Indikatoren")} | {
        entry.indicator.id: f"{entry.indicator.topic} · {entry.indicator.name}" for entry in entries
    }
    topics = library.topics(monitor, entries)
    ADDRESS.seed({"indikator": state.indicator, "thema": state.topic, "suche": state.words})
    with st.container(key="daten_wahl", horizontal=True, vertical_alignment="bottom"):
        _search(t("Suchen"), t("Name, Definition oder Thema"), _list_again)
        st.selectbox(
            t("Thema"),
            ["", *topics],
            format_func=said_now(lambda topic: topics.get(topic) or t("alle Themen")),
            key=ADDRESS.key("thema"),
            on_change=_list_again,
        )
        key = ADDRESS.key("indikator")
        st.selectbox(t("Indikator"), list(titles), format_func=titles.__getitem__, key=key)
    if state.indicator:
        st.button(t("Zurück zur Liste"), on_click=_list_again)
        sheet = library.indicator_sheet(monitor, state.indicator, visit.held)
        st.html(library_sheet.indicator_sheet(sheet))
        return
    said = topics.get(state.topic, "")
    chosen = library.found(entries, state.words, said)
    asked = _asked(state.words, said)
    most = _most("indikatoren")
    st.html(lists.indicator_list(chosen, len(entries), asked, most))
    _more(len(chosen), most, t("Indikatoren"), "indikatoren")
    st.html(lists.files("indikatoren", t("Verzeichnis der Indikatoren")))


def _most(what: str) -> int | None:
    """How many rows a list shows; all of them (None) once somebody has asked for them."""
    return None if st.session_state.get(f"daten_alle_{what}") else FIRST


def _more(found: int, most: int | None, noun: str, what: str) -> None:
    if most is not None and found > most:
        label = t("Alle {n} {noun} zeigen", n=number(found), noun=noun)
        st.button(label, on_click=st.session_state.update, args=({f"daten_alle_{what}": True},))


def _layers(visit: Visit, _state: DataState) -> None:
    monitor = visit.live.monitor
    outside = library.outside_figures(monitor, visit.held)
    blocks = [
        section_top(t("Karten-Ebenen"), t(_LAYERS)),
        lists.layer_list(library.layer_entries(monitor, visit.held)),
        section_top(t("Verzeichnisse"), t(_LISTS)),
        lists.record_lists(library.list_entries(monitor, visit.held)),
    ]
    if outside:
        title = t("Angaben zu Orten außerhalb der Gebiete")
        blocks += [section_top(title, t(_OUTSIDE)), lists.outside_list(outside, title)]
    st.html("".join(blocks) + lists.files("ebenen", t("Karten-Ebenen und Verzeichnisse")))


def _sources(visit: Visit, state: DataState) -> None:
    monitor = visit.live.monitor
    ADDRESS.seed({"guete": state.quality, "suche": state.words})
    with st.container(key="daten_wahl", horizontal=True, vertical_alignment="bottom"):
        _search(t("Suchen"), t("Herausgeber, Titel oder Lizenz"))
        known, key = _qualities(), ADDRESS.key("guete")
        st.selectbox(t("Güte"), list(known), format_func=known.__getitem__, key=key)
    uses = library.source_uses(monitor, visit.held, state.quality, state.words)
    narrowed = known[state.quality] if state.quality else ""
    asked = _asked(state.words, narrowed)
    total = len(monitor.catalog.sources)
    most = _most("quellen")
    st.html(lists.source_list(uses, total, asked, most))
    _more(len(uses), most, t("Quellen"), "quellen")
    st.html(lists.files("quellen", t("Verzeichnis der Quellen")))


def _joins(visit: Visit, _state: DataState) -> None:
    reports = library_release.join_reports(library.join_entries(visit.live.monitor))
    top = section_top(t("Zuordnung der Tabellen zu den Gebieten"), "")
    st.html(top + reports + lists.files("zuordnung", t("Zuordnungsbericht")))


def _outlines(visit: Visit, _state: DataState) -> None:
    known = library_release.outlines(library.release_facts(visit.live.monitor))
    top = section_top(t("Umrisse und Datenstand"), t(_EMBEDDED))
    st.html(top + known + lists.files("umrisse", t("Raumebenen")))


def _methods(visit: Visit, state: DataState) -> None:
    methods = visit.live.monitor.catalog.methods
    if not methods:
        st.html(
            lists.empty(t("Es gibt noch keine Methodentexte."), t("Ablegen unter data/methoden."))
        )
        return
    ADDRESS.seed({"methode": state.method})
    st.pills(
        t("Methode"),
        list(methods),
        format_func=lambda id_: methods[id_].title,
        key=ADDRESS.key("methode"),
        required=True,
    )
    method = methods[state.method]
    with st.container(key="daten_text"):
        st.markdown(f"## {method.title}\n\n{method.text}")


_LAYERS = n_(
    "Was auf der Karte über die Statistik gelegt werden kann. Orte ohne Koordinate werden gezählt, "
    "aber nicht gezeichnet."
)
_LISTS = n_("Verzeichnisse mit benannten Spalten. Eine leere Zelle heißt unbekannt, nicht null.")
_OUTSIDE = n_(
    "Veröffentlichte Zahlen über Deutschland, die Europäische Union und andere Orte. Sie gehören "
    "zu keiner Raumebene und stehen deshalb auf keiner Karte."
)
_EMBEDDED = n_(
    "Was dieser Stand enthält: Raumebenen, vereinfachte Umrisse und wie weit sie vom Original "
    "abweichen. Alle gröberen Ebenen sind aus den Gebieten der feinsten zusammengesetzt."
)
_DRAWN: Mapping[str, Callable[[Visit, DataState], None]] = {
    "indikatoren": _indicators,
    "ebenen": _layers,
    "quellen": _sources,
    "zuordnung": _joins,
    "umrisse": _outlines,
    "methoden": _methods,
    "verlauf": lambda visit, _state: import_diary.show(visit),
    EDIT: lambda visit, _state: import_wizard.show(visit),
}
