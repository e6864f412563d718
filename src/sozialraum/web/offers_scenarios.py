"""Angebote und Lücken: what changes when places are added, moved, closed or open at other hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from sozialraum.analysis.scenario import Change, Comparison, Scenario
from sozialraum.analysis.scenario_text import from_json, from_text, to_json, to_text
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.errors import SozialraumError
from sozialraum.export.names import file_name
from sozialraum.language import n_, t
from sozialraum.render import gap_compare
from sozialraum.render import gaps as drawn
from sozialraum.render.escape import markdown_text
from sozialraum.render.gap_words import question_line
from sozialraum.render.page_top import section_top
from sozialraum.service import gaps
from sozialraum.service.directory import directory
from sozialraum.web.address import Address
from sozialraum.web.guard import Visit
from sozialraum.web.offers_change import SAVED, add_change
from sozialraum.web.offers_question import Asked, ask
from sozialraum.web.upload_spool import tell_if_lost

_YEARS = (2010, date.today().year)
_COMPARED = (
    ("jahr_a", n_("Jahr"), _YEARS[1] - 10),
    ("jahr_b", n_("verglichen mit"), _YEARS[1]),
)
_OWN = n_("Eigenes Szenario")


def scenarios(
    visit: Visit, address: Address, given: Mapping[str, str], _fresh: bool
) -> dict[str, str]:
    """Changes, before and after, keeping and sharing; returns its part of the address."""
    asked = ask(visit, address, given)
    services = directory(visit.live.monitor, visit.held)
    changes = _read(given.get("szenario", ""))
    address.seed({"szenario": to_text(changes)})
    st.html(section_top(t("Was wäre, wenn?"), t(_INTRODUCTION)))
    left, right = st.columns([2, 3], gap="large")
    with left:
        _changes(address, changes, services)
        add_change(visit, address, changes, services)
        _keep(address, changes)
    with right:
        if changes:
            _compare(visit, asked, changes)
        else:
            st.html(drawn.empty(t("Noch keine Änderung. Links die erste hinzufügen.")))
    years = _over_time(visit, address, given, asked)
    return asked.question.parameters() | {"szenario": to_text(changes)} | years


def _read(text: str) -> tuple[Change, ...]:
    """The changes of the address; what cannot be read is named and left out."""
    try:
        return from_text(text)
    except SozialraumError as error:
        st.warning(markdown_text(str(error)))
        return ()


def _changes(
    address: Address, changes: tuple[Change, ...], services: Sequence[ServiceAtPlace]
) -> None:
    """The changes so far; each can be taken back."""
    names = {service.id: service.name for service in services}
    for at, change in enumerate(changes):
        with st.container(horizontal=True, vertical_alignment="center", key=f"szenario_{at}"):
            st.html(gap_compare.change_line(change, names))
            st.button(
                t("Zurücknehmen"),
                key=f"szenario_weg_{at}",
                on_click=_set,
                args=(address, (*changes[:at], *changes[at + 1 :])),
            )


def _set(address: Address, changes: tuple[Change, ...]) -> None:
    st.session_state[address.key("szenario")] = to_text(changes)


def _compare(visit: Visit, asked: Asked, changes: tuple[Change, ...]) -> None:
    question = asked.question
    try:
        _, after, found = gaps.compare(
            visit.live.monitor, question.target, question.walk, question.wanted, visit.held,
            estimate=question.estimate, network=asked.network, scenario=changes,
        )  # fmt: skip
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
        return
    line = question_line(question.walk, question.wanted, asked.proxy)
    new = [id_ for id_ in after.undecided if id_.startswith("neu-")]
    hint = (
        t(
            "Ein neuer Ort hat keine Zeiten oder Sprachen und ist bei diesem Filter "
            "deshalb nicht entschieden; er zählt nicht mit."
        )
        if new
        else ""
    )
    st.html(
        _figures(found, (t("heute"), t("mit Szenario")))
        + drawn.sentence(hint)
        + drawn.assumptions(line, after.assumptions)
        + gap_compare.change_table(found, (t("heute"), t("mit Szenario")))
        + drawn.unknown_areas(after.unknown_areas)
    )


def _figures(found: Comparison, titles: tuple[str, str]) -> str:
    if not found.demand:
        return drawn.empty(t("Für diese Zielgruppe ist in keinem Gebiet eine Zahl bekannt."))
    return gap_compare.change_figures(found, titles)


# -- keeping -----------------------------------------------------------------------------------


def _keep(address: Address, changes: tuple[Change, ...]) -> None:
    """Save by name in this session, load again, download and read a file."""
    box = st.popover(t("Speichern und laden"), key="szenario_ablage", on_change="rerun")
    if not box.open:
        return
    saved: dict[str, str] = st.session_state.setdefault(SAVED, {})
    with box:
        typed = st.text_input(t("Name"), key="szenario_name", max_chars=80)
        name = str(typed or "").strip() or t(_OWN)
        if changes:
            st.button(
                t("In dieser Sitzung merken"),
                on_click=saved.update,
                args=({name: to_text(changes)},),
            )
            st.download_button(
                t("Als Datei speichern (JSON)"),
                to_json(Scenario(name, changes)),
                file_name=file_name("szenario", name, suffix="json"),
                mime="application/json",
                on_click="ignore",
            )
        for title, text in saved.items():
            st.button(
                t("„{name}“ laden", name=title),
                key=f"szenario_laden_{title}",
                on_click=_set,
                args=(address, from_text(text)),
            )
        _read_file(address)


def _read_file(address: Address) -> None:
    file = st.file_uploader(t("Datei einlesen (JSON)"), type=["json"], key="szenario_datei")
    tell_if_lost("szenario_datei")
    if file is None:
        return
    try:
        found = from_json(file.getvalue().decode("utf-8", "replace"))
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
        return
    st.button(
        t("„{name}“ aus der Datei laden", name=found.name or t(_OWN)),
        on_click=_set,
        args=(address, found.changes),
    )


# -- over time ---------------------------------------------------------------------------------


def _year(address: Address, given: Mapping[str, str], name: str, title: str, usual: int) -> int:
    """One of the two years; the address wins over what is usual."""
    text = given.get(name, "")
    wanted = int(text) if text.isdecimal() and len(text) == 4 else usual
    address.seed({name: min(max(wanted, _YEARS[0]), _YEARS[1])})
    return int(st.number_input(t(title), _YEARS[0], _YEARS[1], key=address.key(name)))


def _over_time(
    visit: Visit, address: Address, given: Mapping[str, str], asked: Asked
) -> dict[str, str]:
    """Services of one year against those of another, for the people of today."""
    st.html(section_top(t("Umzüge und Schließungen über die Jahre"), t(_OVER_TIME)))
    with st.container(horizontal=True, key="szenario_jahre"):
        years = [_year(address, given, *wanted) for wanted in _COMPARED]
    question = asked.question
    try:
        before, after, found = gaps.compare(
            visit.live.monitor, question.target, question.walk, question.wanted, visit.held,
            estimate=question.estimate, network=asked.network, years=(years[0], years[1]),
        )  # fmt: skip
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
        return {}
    names = {s.id: s.name for s in directory(visit.live.monitor, visit.held)}
    titles = (str(years[0]), str(years[1]))
    gone = [names.get(i, i) for i in before.services if i not in after.services]
    came = [names.get(i, i) for i in after.services if i not in before.services]
    st.html(
        _figures(found, titles)
        + drawn.names(t("Angebote nur {year}", year=titles[0]), gone)
        + drawn.names(t("Angebote nur {year}", year=titles[1]), came)
        + gap_compare.change_table(found, titles)
        + drawn.sentence(after.assumptions.get(t("Stand der Angebote"), ""))
    )
    shown = {name: str(year) for (name, *_), year in zip(_COMPARED, years, strict=True)}
    return {name: text for name, text in shown.items() if name in address.names}


_INTRODUCTION = n_(
    "Orte hinzufügen, verlegen, schließen oder zu anderen Zeiten öffnen und vergleichen, wie viele "
    "Menschen vorher und nachher zu Fuß erreicht werden. Das Szenario steht in der Adresse: "
    "„Diese Ansicht teilen“ gibt es weiter. Am Verzeichnis ändert sich nichts."
)
_OVER_TIME = n_(
    "Welche Angebote in welchem Jahr da waren, sagen deren Angaben „gültig von“ und „gültig bis“. "
    "Die Menschen sind in beiden Jahren die von heute; verglichen wird nur die Lage der Angebote."
)
