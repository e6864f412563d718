"""The service directory as JSON after Open Referral HSDS 3 (Human Services Data Specification).

A list of services as in ``schema/compiled/service_package.json`` of HSDS 3.2: each with its
organisation, its place (``service_at_locations``), hours (RFC 5545 rules), languages and their
sources. Ids are UUIDs made from the names, so that the same entry always has the same id. Telephone
numbers are not in the directory.

What HSDS has no field for stands in ``attributes``; what is unknown is left out, or empty text
where HSDS demands the field (parts of an address). HSDS demands a ``status`` and knows no
"unknown": it is ``inactive`` where the published beginning or end says so, else ``active``. HSDS
knows no day that ends at 24:00: that is 23:59, as its guidance says. The words are German whatever
language is spoken, as the entries are: the file is for other programs, and ids are made of words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sozialraum.analysis.validity import valid_on
from sozialraum.catalog.catalog import Catalog
from sozialraum.domain.directory import STEPS
from sozialraum.domain.indicators import Source
from sozialraum.domain.languages import language_name
from sozialraum.domain.records import LIST_SEPARATOR
from sozialraum.domain.services import Place, ServiceAtPlace
from sozialraum.export.hsds_schedules import Json, exact_day, known, schedules_of, uuid
from sozialraum.export.service_table import catchment_text, number_text
from sozialraum.language import Language, speaking
from sozialraum.render.formats import enumeration

COUNTRY = "DE"
_INTERPRETERS = ("dolmetsch", "sprachmittl")


def hsds_json(
    services: Sequence[ServiceAtPlace],
    catalog: Catalog,
    sources: Iterable[Source],
    *,
    made_on: date,
) -> bytes:
    """The directory as a JSON document in UTF-8.

    ``sources`` are those of the whole directory; the catalogue gives the names of the city and of
    its districts. The same input gives the same bytes.
    """
    told = list(sources)
    with speaking(Language.GERMAN):
        document = [_service(service, catalog.german, told, made_on) for service in services]
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode()


def _service(
    service: ServiceAtPlace, catalog: Catalog, sources: Sequence[Source], made_on: date
) -> Json:
    key = service.id
    over = valid_on(service.valid_from, service.valid_to, made_on) is False
    located = _located(service.place)
    schedules = list(schedules_of(service))
    areas = list(_service_areas(service, catalog))
    here = {
        "id": uuid("service_at_location", key),
        "location": _location(service, catalog.start.city),
        "schedules": schedules,
        "service_areas": areas,
    }
    return known(
        {
            "id": uuid("service", key),
            "name": service.name,
            "description": _description(service),
            "url": _first(service.cell("website")),
            "additional_urls": [
                {"id": uuid("url", f"{key}/{url}"), "label": "Quelle", "url": url}
                for url in service.source_url.split(LIST_SEPARATOR)
                if url
            ],
            "status": "inactive" if over else "active",
            "interpretation_services": _interpreting(service.languages_text),
            "eligibility_description": "; ".join(service.target_groups),
            "assured_date": exact_day(service.checked_on),
            "organization": _organisation(service),
            "languages": _languages(service),
            "service_at_locations": [known(here)] if located else [],
            "schedules": [] if located else schedules,
            "service_areas": [] if located else areas,
            "funding": _funding(service),
            "attributes": list(_attributes(service)),
            "metadata": list(_metadata(service, sources, made_on)),
        }
    )


def _description(service: ServiceAtPlace) -> str:
    parts = (service.category, service.cell("art"), enumeration(service.topics), service.note)
    return ". ".join(part.rstrip(".") for part in parts if part)


def _interpreting(text: str) -> str:
    """The words on languages where they speak of interpreters."""
    return text if any(word in text.casefold() for word in _INTERPRETERS) else ""


def _organisation(service: ServiceAtPlace) -> Json | None:
    """The first organisation; HSDS knows one only, the others are attributes."""
    if not service.organisations:
        return None
    name = service.organisations[0]
    return {"id": uuid("organization", name), "name": name, "description": f"Träger: {name}"}


def _languages(service: ServiceAtPlace) -> list[Json]:
    slots = (code for slot in service.timetable.slots for code in slot.languages)
    return [
        {"id": uuid("language", f"{service.id}/{c}"), "name": language_name(c), "code": c}
        for c in dict.fromkeys((*service.languages, *slots))
    ]


def _funding(service: ServiceAtPlace) -> list[Json]:
    if not service.funded_until:
        return []
    return [{"id": uuid("funding", service.id), "source": f"gefördert bis {service.funded_until}"}]


# -- where -------------------------------------------------------------------------------------


def _located(place: Place) -> bool:
    return place.latitude is not None or bool(place.address)


def _location(service: ServiceAtPlace, city: str) -> Json:
    place = service.place
    key = f"{place.id}/{place.address}"
    access = {True: "barrierefrei", False: "nicht barrierefrei"}
    accessibility = {"id": uuid("accessibility", key)}
    if place.accessible is not None:
        accessibility["description"] = access[place.accessible]
    address = {
        "id": uuid("address", key),
        "address_1": place.address,
        "city": city,
        "state_province": "",
        "postal_code": service.cell("plz"),
        "country": COUNTRY,
        "address_type": "physical",
    }
    return known(
        {
            "id": uuid("location", key),
            "location_type": "physical",
            "name": place.name,
            "description": f"Genauigkeit der Koordinate: {place.precision.label}",
            "latitude": place.latitude,
            "longitude": place.longitude,
            "addresses": [address] if place.address else [],
            "accessibility": [accessibility] if place.accessible is not None else [],
        }
    )


def _service_areas(service: ServiceAtPlace, catalog: Catalog) -> Iterator[Json]:
    polygon = service.catchment.polygon
    name = "eigene Fläche" if polygon else catchment_text(service.catchment, catalog)
    if name:
        area = {"id": uuid("service_area", service.id), "name": name, "extent": polygon}
        yield known({**area, "extent_type": "geojson" if polygon else ""})


# -- everything else ---------------------------------------------------------------------------


def _attributes(service: ServiceAtPlace) -> Iterator[Json]:
    groups: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("kategorie", "Kategorie", (service.category,)),
        ("thema", "Thema", service.topics),
        ("zielgruppe", "Zielgruppe", service.target_groups),
        ("rechtsstatus", "Rechtsstatus", service.legal_statuses),
        ("schritt", "Schritt", (f"{step}: {STEPS[step - 1]}" for step in service.steps)),
        ("zugang", "Zugang", (mode.label for mode in service.reach_modes)),
        ("sprachen", "Sprachen (Wortlaut)", (service.languages_text,)),
        ("traeger", "weiterer Träger", service.organisations[1:]),
        ("kapazitaet", "Kontakte je Woche", _amount(service.capacity)),
        ("gueltig_von", "Beginn", (service.valid_from,)),
        ("gueltig_bis", "Ende", (service.valid_to,)),
        ("geprueft_am", "geprüft am", (service.checked_on,)),
        ("stadtbezirk", "Stadtbezirk", (service.district,)),
        ("anmerkung", "Anmerkung beim Lesen", service.remarks),
    )
    for kind, label, values in groups:
        for value in filter(None, values):
            yield {
                "id": uuid("attribute", f"{service.id}/{kind}/{value}"),
                "link_type": kind,
                "link_entity": "service",
                "label": label,
                "value": value,
            }


def _amount(value: float | None) -> tuple[str, ...]:
    return () if value is None else (number_text(value),)


def _metadata(service: ServiceAtPlace, sources: Sequence[Source], made_on: date) -> Iterator[Json]:
    """Where the entry and the directory come from; HSDS has no field for a source."""
    told = [("quelle", service.source_title, service.source_url)] if service.source_title else []
    told += [(f"verzeichnis/{s.id}", f"{s.citation} ({s.licence})", s.url) for s in sources]
    for field, title, url in told:
        yield {
            "id": uuid("metadata", f"{service.id}/{field}"),
            "resource_id": uuid("service", service.id),
            "resource_type": "service",
            "last_action_date": made_on.isoformat(),
            "last_action_type": "export",
            "field_name": field.partition("/")[0],
            "previous_value": "",
            "replacement_value": " ".join(part for part in (title, url) if part),
            "updated_by": title,
        }


def _first(text: str) -> str:
    return text.split(LIST_SEPARATOR, maxsplit=1)[0]
