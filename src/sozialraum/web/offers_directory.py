"""The service directory on its page: what is asked, how many fit, map, table, card and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import streamlit as st

from sozialraum.analysis.week import DAYS
from sozialraum.domain.directory import LIST_ID
from sozialraum.domain.records import RecordList
from sozialraum.domain.services import Openness, ServiceAtPlace
from sozialraum.errors import SozialraumError
from sozialraum.export.service_table import catchment_text
from sozialraum.language import n_, t
from sozialraum.render.as_published import as_published, published_note
from sozialraum.render.escape import html_text, markdown_text
from sozialraum.render.formats import enumeration
from sozialraum.render.links import file_link
from sozialraum.render.offer_card import no_offer, offer_card, offer_head
from sozialraum.render.offers import OfferGroup, offers_table
from sozialraum.render.page_top import link_buttons, section_top
from sozialraum.service.directory import directory as services_of
from sozialraum.service.directory import open_at, valid_on
from sozialraum.service.directory_files import KINDS, PARTS, SURE, UNDECIDED
from sozialraum.service.directory_filter import FORMER, Selection, filter_services
from sozialraum.service.directory_match import HERE, folded
from sozialraum.service.directory_query import DirectoryQuery, count_sentence, unknown_words
from sozialraum.web.address import Address
from sozialraum.web.guard import Visit
from sozialraum.web.offers_address import entry_link
from sozialraum.web.offers_directory_filter import ask
from sozialraum.web.offers_directory_map import offers_map
from sozialraum.web.offers_steps import steps
from sozialraum.web.offers_upkeep import upkeep

__all__ = ["directory", "steps", "upkeep"]

_OPEN = {
    Openness.OPEN: n_("jetzt geöffnet"),
    Openness.CLOSED: n_("jetzt geschlossen"),
    Openness.UNKNOWN: n_("Ob jetzt geöffnet ist, ist unbekannt"),
}


def directory(
    visit: Visit, address: Address, given: Mapping[str, str], fresh: bool
) -> dict[str, str]:
    """Filters, map, table and the card of a chosen entry; keeps its part of the address."""
    try:
        services = services_of(visit.live.monitor, visit.held)
    except SozialraumError as error:
        st.info(markdown_text(str(error)))
        return {}
    declared = visit.live.monitor.catalog.records(LIST_ID)
    st.html(section_top("", declared.description))
    asked = ask(services, declared, address, given, fresh)
    now = datetime.now(HERE)
    selection = filter_services(services, asked.filters, now=now)
    unknown = {s.id: unknown_words(s, asked.filters, now) for s in selection.undecided}
    said = html_text(_counted(services, asked, unknown, selection, now))
    st.html(f'<p class="sr-satz sr-anzahl" role="status">{said}</p>')
    wanted = _wanted(services, address, given, fresh)
    with st.container(key="ansicht", horizontal=True, vertical_alignment="top"):
        with st.container():
            offers_map(visit, declared, selection, wanted, address)
        with st.container():
            chosen = _choose(services, address)
            if chosen is None:
                st.html(no_offer())
            else:
                fit = _fit(chosen, selection, unknown)
                st.html(offer_head(chosen, _open_now(chosen, now), fit, declared.said))
    if chosen is not None:
        st.html(_card(visit, declared, chosen))
    _table(declared, asked, selection, unknown)
    source = visit.live.monitor.catalog.source(declared.source)
    origin = t(
        "{caveat} Quelle: {citation} ({quality}).",
        caveat=html_text(declared.caveat.strip()),
        citation=as_published(source.citation),
        quality=html_text(source.quality.label),
    )
    st.html(f'{published_note()}<p class="sr-source">{origin}</p>')
    return asked.parameters() | {"eintrag": chosen.id if chosen else ""}


def _counted(
    services: Sequence[ServiceAtPlace],
    asked: DirectoryQuery,
    unknown: Mapping[str, Sequence[str]],
    selection: Selection,
    now: datetime,
) -> str:
    """How many fit, how many are undecided and why, what is left out and what has no point."""
    former = [s for s in services if valid_on(s, now.date()) is False]
    left_out = 0 if FORMER in asked.filters else len(former)
    reasons = list(unknown.values())
    said = count_sentence(len(selection.found), reasons, len(services), left_out)
    shown = (*selection.found, *selection.undecided)
    unplaced = sum(service.place.latitude is None for service in shown)
    return t("{said} Ohne Punkt auf der Karte: {n}.", said=said, n=unplaced) if unplaced else said


def _wanted(
    services: Sequence[ServiceAtPlace], address: Address, given: Mapping[str, str], fresh: bool
) -> str:
    """Id of the entry to show: that of a new address, else that of the widget or the last one."""
    wanted = given.get("eintrag", "")
    if wanted and wanted not in {service.id for service in services}:
        st.warning(
            markdown_text(
                t("Das Angebot „{wanted}“ steht nicht im Verzeichnis.", wanted=wanted[:40])
            )
        )
        wanted = ""
    key = address.key("eintrag")
    if fresh or key not in st.session_state or st.session_state[key] not in (None, wanted):
        st.session_state[key] = wanted or None
    return str(st.session_state[key] or "")


def _choose(services: Sequence[ServiceAtPlace], address: Address) -> ServiceAtPlace | None:
    """A selection among all entries, whether they fit the filters or not."""
    by_id = {s.id: s for s in sorted(services, key=lambda s: (folded(s.name), s.id))}
    picked = st.selectbox(
        t("Angebot im Einzelnen"),
        list(by_id),
        index=None,
        format_func=lambda id_: by_id[id_].name,
        key=address.key("eintrag"),
        placeholder=t("Namen suchen"),
    )
    return by_id.get(str(picked))


def _open_now(service: ServiceAtPlace, now: datetime) -> str:
    day, at = DAYS[now.weekday()], now.time().replace(tzinfo=None)
    state = t(_OPEN[open_at(service, day, at, now.date())])
    return t("{state} ({day}, {at:%H:%M} Uhr)", state=state, day=day.label, at=at)


def _fit(
    service: ServiceAtPlace, selection: Selection, unknown: Mapping[str, Sequence[str]]
) -> str:
    if service.id in unknown:
        return t(
            "Unentschieden; unbekannt: {unknown}.", unknown=enumeration(list(unknown[service.id]))
        )
    fits = service.id in {found.id for found in selection.found}
    return t("Passt zur Auswahl.") if fits else t("Passt nicht zur Auswahl der Filter.")


def _card(visit: Visit, declared: RecordList, service: ServiceAtPlace) -> str:
    catalog = visit.live.monitor.catalog
    polygon = bool(service.catchment.polygon)
    catchment = t("eigene Fläche") if polygon else catchment_text(service.catchment, catalog)
    areas = {
        catalog.level(level).name: catalog.area(level, code).name
        for level, code in service.areas or ()
    }
    return offer_card(service, catchment, areas, declared.said)


def _table(
    declared: RecordList,
    asked: DirectoryQuery,
    selection: Selection,
    unknown: Mapping[str, Sequence[str]],
) -> None:
    """Those that fit, those that may fit, each with its files."""
    parts = {SURE: selection.found, UNDECIDED: selection.undecided}
    if not any(parts.values()):
        st.info(t("Kein Angebot passt zu dieser Auswahl. Bitte einen Filter zurücknehmen."))
        return
    groups = [
        OfferGroup(f"{t(PARTS[part])}: {len(found)}", found, unknown)
        for part, found in parts.items()
    ]
    link = entry_link(asked.parameters())
    table = offers_table(groups, link, t("Angebote der Auswahl"), declared.said)
    links = "".join(_files(asked, part) for part, found in parts.items() if found)
    st.html(table + links)


def _files(asked: DirectoryQuery, part: str) -> str:
    query = {name: text for name, text in asked.parameters().items() if text}
    query |= {"auswahl": part} if part != SURE else {}
    links = [(word, file_link(f"angebote.{kind}", query)) for kind, word in KINDS.items()]
    label = t("Dateien: {part}", part=t(PARTS[part]))
    return f'<p class="sr-dateien">{label}</p>{link_buttons(links, label)}'
