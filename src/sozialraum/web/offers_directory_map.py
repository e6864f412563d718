"""The services of a question on the map: those that fit and those of which it is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit_folium import st_folium

from sozialraum.domain.directory import LIST_ID
from sozialraum.domain.records import Record
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.render.formats import enumeration
from sozialraum.render.map import base_map, view_group
from sozialraum.render.offer_card import languages
from sozialraum.render.timeline import StateLook, Things, timeline_view
from sozialraum.service.directory import spread_house_mates
from sozialraum.service.directory_filter import Selection
from sozialraum.web.address import Address
from sozialraum.web.guard import Visit

HEIGHT = 480
LEVEL = "stadtbezirk"
_LOOKS = (
    StateLook("passt sicher", "#0f6f83", "kreis"),
    StateLook("unentschieden", "#b0620d", "raute", hollow=True),
)
_FIELDS = (("kategorie", "Kategorie"), ("sprachen", "Sprachen"), ("zeiten", "Zeiten"))
_UNKNOWN = "unbekannt"


def offers_map(visit: Visit, selection: Selection, chosen: str, address: Address) -> None:
    """Map of the selection; a click chooses an entry. Nothing where no entry has a point."""
    monitor, assets = visit.live.monitor, visit.live.assets
    things = offer_things(selection)
    if not any(record.latitude is not None for record in things.records):
        st.info("Kein Angebot dieser Auswahl hat einen bekannten Ort; die Karte entfällt.")
        return
    painted = timeline_view(
        things,
        years=range(1),
        year=0,
        dated=False,
        level=LEVEL,
        areas=len(monitor.catalog.areas(LEVEL)),
        chosen=chosen,
        layers=(),
        source=monitor.catalog.source(monitor.catalog.records(LIST_ID).source).citation,
    )
    key = f"{address.page}_verzeichnis_karte"

    def take_click() -> None:
        event = st.session_state.get(key)
        if isinstance(event, Mapping) and event.get("thing"):
            st.session_state[address.key("eintrag")] = str(event["thing"])

    st_folium(
        base_map(assets.package_url, assets.engine),
        key=key,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=view_group(painted),
        on_change=take_click,
    )


def offer_things(selection: Selection) -> Things:
    """The selection as signs; services of one house stand beside each other."""
    everything = (*selection.found, *selection.undecided)
    undecided = {service.id for service in selection.undecided}
    exact = {service.id: service.place.precision.label for service in everything}
    return Things(
        id=LIST_ID,
        name="Angebote der Auswahl",
        records=_records(everything),
        looks=_LOOKS,
        state=lambda record, _year: int(record.id in undecided),
        fields=_FIELDS,
        precision=lambda record: exact[record.id],
    )


def _records(services: Sequence[ServiceAtPlace]) -> list[Record]:
    points = spread_house_mates(services)
    return [
        Record(
            id=service.id,
            title=service.name,
            cells={
                "kategorie": service.category or _UNKNOWN,
                "sprachen": enumeration(languages(service)) or service.languages_text or _UNKNOWN,
                "zeiten": service.timetable.text or _UNKNOWN,
            },
            latitude=points[service.id][0] if service.id in points else None,
            longitude=points[service.id][1] if service.id in points else None,
        )
        for service in services
    ]
