"""The services of a question on the map: those that fit and those of which it is not known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from sozialraum.domain.directory import LIST_ID
from sozialraum.domain.records import Record, RecordList
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.language import n_, t
from sozialraum.render.formats import enumeration
from sozialraum.render.offer_card import languages
from sozialraum.render.timeline import StateLook, Things
from sozialraum.service.directory import spread_house_mates
from sozialraum.service.directory_filter import Selection
from sozialraum.web.address import Address
from sozialraum.web.engine_map import show_things
from sozialraum.web.guard import Visit

HEIGHT = 480
_LOOKS = (
    StateLook(n_("passt sicher"), "#0f6f83", "kreis"),
    StateLook(n_("unentschieden"), "#b0620d", "raute", hollow=True),
)
_FIELDS = (("kategorie", n_("Kategorie")), ("sprachen", n_("Sprachen")), ("zeiten", n_("Zeiten")))
_UNKNOWN = n_("unbekannt")


def offers_map(
    visit: Visit, declared: RecordList, selection: Selection, chosen: str, address: Address
) -> None:
    """Map of the selection; a click chooses an entry. Nothing where no entry has a point."""
    things = offer_things(selection, declared.said)
    if not any(record.latitude is not None for record in things.records):
        st.info(t("Kein Angebot dieser Auswahl hat einen bekannten Ort; die Karte entfällt."))
        return
    show_things(
        visit,
        things,
        key=f"{address.page}_verzeichnis_karte",
        height=HEIGHT,
        chosen=chosen,
        source=visit.live.monitor.catalog.source(declared.source).citation,
        address=address,
    )


def offer_things(selection: Selection, said: Callable[[str], str] = str) -> Things:
    """The selection as signs; services of one house stand beside each other.

    ``said`` says words of the list in the current language.
    """
    everything = (*selection.found, *selection.undecided)
    undecided = {service.id for service in selection.undecided}
    exact = {service.id: service.place.precision.label for service in everything}
    return Things(
        id=LIST_ID,
        name=t("Angebote der Auswahl"),
        records=_records(everything, said),
        looks=[replace(look, label=t(look.label)) for look in _LOOKS],
        state=lambda record, _year: int(record.id in undecided),
        fields=[(name, t(title)) for name, title in _FIELDS],
        precision=lambda record: exact[record.id],
    )


def _records(services: Sequence[ServiceAtPlace], said: Callable[[str], str]) -> list[Record]:
    points = spread_house_mates(services)
    return [
        Record(
            id=service.id,
            title=service.name,
            cells={
                "kategorie": said(service.category) or t(_UNKNOWN),
                "sprachen": enumeration(languages(service))
                or service.languages_text
                or t(_UNKNOWN),
                "zeiten": service.timetable.text or t(_UNKNOWN),
            },
            latitude=points[service.id][0] if service.id in points else None,
            longitude=points[service.id][1] if service.id in points else None,
        )
        for service in services
    ]
