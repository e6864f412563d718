"""The nine-step procedure on its page: offers per area and step, and contacts per step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

import streamlit as st

from sozialraum.catalog import Catalog
from sozialraum.domain.areas import Level
from sozialraum.domain.directory import STEPS
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.errors import SozialraumError
from sozialraum.importers.step_contacts import COLUMNS, StepContacts, read_contacts
from sozialraum.language import n_, t
from sozialraum.render.charts import screen_spec
from sozialraum.render.escape import html_text, markdown_text
from sozialraum.render.exhibit import exhibit_foot, exhibit_heading
from sozialraum.render.formats import enumeration, inside_sentence
from sozialraum.render.list_import import problem_table
from sozialraum.render.page_top import section_top
from sozialraum.render.steps import StepCell, StepRow, steps_list, steps_matrix
from sozialraum.service.directory import directory, valid_on
from sozialraum.service.directory_match import HERE
from sozialraum.service.gap_steps import step_offers
from sozialraum.service.step_funnel import EXAMPLE, contacts_exhibit
from sozialraum.web.address import Address
from sozialraum.web.guard import Visit
from sozialraum.web.upload_spool import tell_if_lost

METHOD = "neun_schritte"
"""Method text with the origin of the procedure, where the home has one."""
_ALL = "alle"
_TEXT = n_(
    "Das 9-Schritte-Verfahren führt vom ersten Kontakt bis in Arbeit. Welche Schritte ein Angebot "
    "abdeckt, steht hier nur, wo eine Quelle es nennt. Unbekannt heißt nicht, dass es den Schritt "
    "nicht gibt."
)
_READING = n_(
    "Zahl: bekannte Angebote, auch solche von anderswo, deren Einzugsgebiet das Gebiet umfasst. "
    "?: im Gebiet liegen Angebote, deren Schritte niemand veröffentlicht hat. –: im Verzeichnis "
    "steht hier kein Angebot. Ein Ort zählt zu dem Gebiet, in dem er liegt."
)


def steps(visit: Visit, address: Address, given: Mapping[str, str], fresh: bool) -> dict[str, str]:
    """Matrix of areas and steps, the offers of each step, and contacts that somebody brings."""
    monitor = visit.live.monitor
    level = monitor.catalog.level(monitor.catalog.planning)
    method = monitor.catalog.methods.get(METHOD)
    st.html(section_top("", method.text.partition("\n\n")[0] if method else t(_TEXT)))
    try:
        everything = directory(monitor, visit.held)
    except SozialraumError as error:
        st.info(markdown_text(str(error)))
        return {}
    today = datetime.now(HERE).date()
    services = [s for s in everything if valid_on(s, today) is not False]
    st.html(f'<p class="sr-satz sr-anzahl">{html_text(_summary(services, level))}</p>')
    by_step = [[s.name for s in services if step in s.steps] for step in range(1, 10)]
    st.html(steps_list(by_step))
    st.html(section_top(t("Je {name}", name=inside_sentence(level.name)), t(_READING)))
    shown, empty = _rows(monitor.catalog, services, level.id)
    st.html(steps_matrix(shown, level.name))
    if empty:
        st.caption(t("Ohne Angebot im Verzeichnis: {empty}.", empty=enumeration(empty)))
    _contacts(monitor.catalog, level, address)
    return {}


def _summary(services: Sequence[ServiceAtPlace], level: Level) -> str:
    """How much is known at all, in numbers."""
    known = [service for service in services if service.steps]
    unplaced = sum(not service.area(level.id) for service in services)
    covered = {step for service in known for step in service.steps}
    missing = [str(step) for step in range(1, len(STEPS) + 1) if step not in covered]
    said = t(
        "Bei {known} von {all} bestehenden Angeboten ist bekannt, welche "
        "Schritte sie abdecken; bei {unknown} ist es unbekannt.",
        known=len(known),
        all=len(services),
        unknown=len(services) - len(known),
    )
    gaps = (
        t(" Ganz ohne bekanntes Angebot: Schritt {steps}.", steps=enumeration(missing))
        if missing
        else ""
    )
    return said + gaps + (_away(unplaced, level.name) if unplaced else "")


def _away(unplaced: int, level: str) -> str:
    if unplaced == 1:
        return t(
            " 1 Angebot liegt in keinem Gebiet der Ebene {level}, oder der Ort ist unbekannt.",
            level=level,
        )
    return t(
        " {n} Angebote liegen in keinem Gebiet der Ebene {level}, oder der Ort ist unbekannt.",
        n=unplaced,
        level=level,
    )


def _rows(
    catalog: Catalog, services: Sequence[ServiceAtPlace], level: str
) -> tuple[list[StepRow], list[str]]:
    """One row per area with anything to say, and the names of the others."""
    offers = step_offers(services, catalog.areas(level), level, catalog.district)
    rows: list[StepRow] = []
    empty: list[str] = []
    for code, group in groupby(offers, key=lambda offer: offer.code):
        entries = list(group)
        here = [service for service in services if service.area(level) == code]
        cells = [StepCell(len(e.inside), len(e.serving), len(e.unknown)) for e in entries]
        if not here and not any(cell.serving for cell in cells):
            empty.append(entries[0].name)
            continue
        unknown = sum(not service.steps for service in here)
        rows.append(StepRow(entries[0].name, len(here), unknown, cells))
    return rows, empty


def _contacts(catalog: Catalog, level: Level, address: Address) -> None:
    """Contacts of a file, or the invented example, as a funnel; nothing is stored."""
    st.html(section_top(t("Kontakte je Schritt"), ""))
    st.caption(
        t(
            "CSV oder XLSX mit den Spalten {id};{columns} ({name} als Name oder "
            "Nummer, Monat als 2026-03, Summen ohne Personenbezug; „geheim“ und "
            "„unbekannt“ sind erlaubt). Die Datei wird nur in dieser Sitzung gezeigt "
            "und nicht gespeichert.",
            id=level.id,
            columns=";".join(COLUMNS),
            name=level.name,
        )
    )
    file = st.file_uploader(
        t("Kontakte je Monat"), type=["csv", "xlsx"], key=address.key("kontakte")
    )
    tell_if_lost(address.key("kontakte"))
    areas = {area.code: area.name for area in catalog.areas(level.id)}
    if file is None:
        if st.toggle(t("Beispieldaten (erfunden) zeigen"), key=address.key("kontakte_beispiel")):
            _funnel(EXAMPLE, level, areas, address, example=True)
        return
    found = read_contacts(file.getvalue(), file.name, level, areas)
    if found.problems:
        st.error(t("Die Datei hat Fehler; es wird nichts gezeigt, bis sie behoben sind."))
        st.html(problem_table(found.problems))
        return
    _funnel(found.contacts, level, areas, address, example=False)


def _funnel(
    contacts: Sequence[StepContacts],
    level: Level,
    areas: Mapping[str, str],
    address: Address,
    *,
    example: bool,
) -> None:
    codes = [_ALL, *dict.fromkeys(entry.code for entry in contacts)]
    names = {code: areas.get(code, code) for code in codes}
    key = address.key(f"kontakte_gebiet_{'beispiel' if example else 'datei'}")
    if st.session_state.get(key) not in codes:
        st.session_state[key] = _ALL
    if not example:
        st.selectbox(level.name, codes, format_func=names.__getitem__, key=key)
    code = st.session_state[key]
    chosen = [entry for entry in contacts if code in {_ALL, entry.code}]
    exhibit = contacts_exhibit(chosen, example=example)
    st.html(exhibit_heading(exhibit))
    st.vega_lite_chart(
        screen_spec(exhibit), theme=None, width="stretch", key=address.key("kontakte_bild")
    )
    st.html(exhibit_foot(exhibit, []))
