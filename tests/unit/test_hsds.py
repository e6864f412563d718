"""The HSDS document against the field names of its schema (openreferral/specification, 3.2)."""

from __future__ import annotations

import json
import re
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from sozialraum.catalog import Catalog, load_catalog
from sozialraum.domain.indicators import Source
from sozialraum.export.hsds import hsds_json
from sozialraum.importers.service_cells import read_service
from toy_home import make_home

MADE_ON = date(2026, 11, 21)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SCHEMA: dict[str, tuple[str, str]] = {
    "service": (
        "id organization_id program_id name alternate_name description url additional_urls email "
        "status interpretation_services application_process fees_description wait_time fees "
        "accreditations eligibility_description minimum_age maximum_age assured_date "
        "assurer_email licenses alert last_modified phones schedules service_areas "
        "service_at_locations languages organization funding cost_options program "
        "required_documents contacts attributes metadata capacities",
        "id name status",
    ),
    "organization": (
        "id name alternate_name description email website additional_websites tax_status tax_id "
        "year_incorporated legal_status logo uri parent_organization_id funding contacts phones "
        "locations programs organization_identifiers attributes metadata",
        "id name description",
    ),
    "service_at_locations": (
        "id service_id location_id description service_areas contacts phones schedules location "
        "attributes metadata",
        "id",
    ),
    "location": (
        "id location_type url organization_id name alternate_name description transportation "
        "latitude longitude external_identifier external_identifier_type languages addresses "
        "contacts accessibility phones schedules attributes metadata",
        "id location_type",
    ),
    "addresses": (
        "id location_id attention address_1 address_2 city region state_province postal_code "
        "country address_type attributes metadata",
        "id address_1 city state_province postal_code country address_type",
    ),
    "accessibility": ("id location_id description details url attributes metadata", "id"),
    "schedules": (
        "id service_id location_id service_at_location_id valid_from valid_to dtstart timezone "
        "until count wkst freq interval byday byweekno bymonthday byyearday description opens_at "
        "closes_at schedule_link attending_type notes attributes metadata",
        "id",
    ),
    "languages": ("id service_id location_id phone_id name code note attributes metadata", "id"),
    "service_areas": (
        "id service_id service_at_location_id name description extent extent_type uri attributes "
        "metadata",
        "id",
    ),
    "funding": ("id organization_id service_id source attributes metadata", "id"),
    "additional_urls": ("id label url attributes metadata", "id url"),
    "attributes": (
        "id link_id taxonomy_term_id link_type link_entity value taxonomy_term metadata label",
        "id",
    ),
    "metadata": (
        "id resource_id resource_type last_action_date last_action_type field_name "
        "previous_value replacement_value updated_by",
        "id last_action_date last_action_type field_name previous_value replacement_value "
        "updated_by",
    ),
}
"""Per object: all fields, required fields."""
FULL = {
    "id": "x1", "name": "Beratung", "kategorie": "Beratung", "art": "Sprechstunde",
    "traeger": "Verein | Stadt", "anschrift": "Markt 1", "plz": "44135", "breite": "51,505",
    "laenge": "7,405", "genauigkeit": "gebaeude", "einzugsgebiet": "Stadtbezirke Mitte und Süd",
    "zielgruppen": "Familien", "themen": "Miete | Schulden", "zugangsform": "offene Tür | Termin",
    "sprachen": "Rumänisch", "sprachen_liste": "Rumänisch", "zeiten": "Mo, Di 9-12 Uhr, Do 17-24",
    "ausnahmen": "2026-12-24 geschlossen: Heiligabend | 2026-12-31 10:00-12:00",
    "gueltig_von": "2020-03-01", "gefoerdert_bis": "2027", "geprueft_am": "2026-05-04",
    "website": "https://example.org", "quelle_titel": "Bericht",
    "quelle_adresse": "https://example.org/1 | https://example.org/2", "hinweis": "Ein Hinweis.",
    "schritte": "1 | 9", "kapazitaet_je_woche": "12,5", "barrierefrei": "ja",
    "rechtsstatus": "Duldung",
}  # fmt: skip
SOURCE = Source.model_validate(
    {"id": "q", "herausgeber": "Projekt", "titel": "Orte", "lizenz": "frei", "guete": "amtlich"}
)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return load_catalog(make_home(tmp_path_factory.mktemp("hsds") / "toy"))


def _document(catalog: Catalog, *rows: dict[str, str]) -> list[dict[str, Any]]:
    services = [read_service(row, catalog)[0] for row in rows]
    return json.loads(hsds_json(services, catalog, [SOURCE], made_on=MADE_ON))


def _check(kind: str, found: dict[str, Any], ids: set[str]) -> None:
    fields, required = (words.split() for words in SCHEMA[kind])
    assert set(found) <= set(fields), f"{kind}: {set(found) - set(fields)}"
    assert set(required) <= set(found), f"{kind}: {set(required) - set(found)}"
    assert UUID.fullmatch(found["id"])
    assert (kind, found["id"]) not in ids or kind in {"organization", "location", "addresses"}
    ids.add((kind, found["id"]))
    for key, value in found.items():
        if key in SCHEMA:
            for entry in value if isinstance(value, list) else [value]:
                _check(key, entry, ids)
        else:
            assert isinstance(value, str | int | float), f"{kind}.{key}"


def test_every_field_is_one_of_hsds(catalog: Catalog) -> None:
    ids: set[str] = set()
    document = _document(catalog, FULL, {"id": "x2", "name": "Ohne alles"})
    for service in document:
        _check("service", service, ids)
    assert document[1].keys() == {"id", "name", "status", "metadata"}


def test_hours_are_rules(catalog: Catalog) -> None:
    (service,) = _document(catalog, FULL)
    (here,) = service["service_at_locations"]
    week, evening, christmas, silvester, text = here["schedules"]
    assert (week["freq"], week["byday"], week["wkst"]) == ("WEEKLY", "MO,TU", "MO")
    assert (week["opens_at"], week["closes_at"]) == ("09:00", "12:00")
    assert week["valid_from"] == "2020-03-01"
    assert week["attending_type"] == "offene Tür und Termin"
    assert (evening["byday"], evening["closes_at"]) == ("TH", "23:59")
    assert (christmas["valid_from"], christmas["valid_to"]) == ("2026-12-24", "2026-12-24")
    assert christmas["description"] == "geschlossen: Heiligabend"
    assert "opens_at" not in christmas
    assert (silvester["dtstart"], silvester["byday"], silvester["count"]) == ("2026-12-31", "TH", 1)
    assert text["description"] == FULL["zeiten"]


def test_place_organisation_languages_and_sources(catalog: Catalog) -> None:
    (service,) = _document(catalog, FULL)
    location = service["service_at_locations"][0]["location"]
    assert (location["latitude"], location["longitude"]) == (51.505, 7.405)
    assert location["addresses"][0]["city"] == "Musterstadt"
    assert location["addresses"][0]["postal_code"] == "44135"
    assert location["accessibility"][0]["description"] == "barrierefrei"
    assert service["service_at_locations"][0]["service_areas"][0]["name"] == (
        "Stadtbezirke Mitte und Süd"
    )
    assert service["organization"]["name"] == "Verein"
    assert [(entry["code"], entry["name"]) for entry in service["languages"]] == [
        ("ro", "Rumänisch")
    ]
    assert service["assured_date"] == "2026-05-04"
    assert [entry["url"] for entry in service["additional_urls"]] == [
        "https://example.org/1", "https://example.org/2",
    ]  # fmt: skip
    attributes = {(entry["link_type"], entry["value"]) for entry in service["attributes"]}
    assert {
        ("traeger", "Stadt"), ("kapazitaet", "12,5"), ("thema", "Schulden"),
        ("schritt", "9: stabilisieren und nachbetreuen"), ("rechtsstatus", "Duldung"),
    } <= attributes  # fmt: skip
    own, general = service["metadata"]
    assert own["replacement_value"].startswith("Bericht https://example.org/1")
    assert general["replacement_value"] == "Projekt: Orte (frei)"
    assert (general["updated_by"], own["last_action_date"]) == (
        "Projekt: Orte (frei)",
        "2026-11-21",
    )


def test_what_is_unknown_is_left_out(catalog: Catalog) -> None:
    coarse = {"id": "x", "name": "X", "geprueft_am": "2022", "zeiten": "9-12 Uhr"}
    (service,) = _document(catalog, coarse)
    assert "assured_date" not in service, "a year is no date"
    assert ("geprueft_am", "2022") in {
        (entry["link_type"], entry["value"]) for entry in service["attributes"]
    }
    assert [entry["description"] for entry in service["schedules"]] == ["9-12 Uhr"]
    assert "freq" not in service["schedules"][0]
    assert not {"languages", "organization", "service_at_locations"} & set(service)


@pytest.mark.parametrize(
    ("text", "interpreted"), [("Rumänisch", False), ("Dolmetschen bei Bedarf", True)]
)
def test_words_on_languages_are_interpreting_only_where_they_say_so(
    catalog: Catalog, text: str, interpreted: bool
) -> None:
    (service,) = _document(catalog, {"id": "x", "name": "X", "sprachen": text})
    assert service.get("interpretation_services") == (text if interpreted else None)
    assert ("sprachen", text) in {(a["link_type"], a["value"]) for a in service["attributes"]}


def test_status_follows_the_published_end(catalog: Catalog) -> None:
    rows = [
        {"id": str(n), "name": "X", "gueltig_bis": end}
        for n, end in enumerate(["", "2025", "2030"])
    ]
    assert [s["status"] for s in _document(catalog, *rows)] == ["active", "inactive", "active"]


def test_ids_are_always_the_same_and_shared_by_what_is_the_same(catalog: Catalog) -> None:
    other = FULL | {"id": "x2", "name": "Anderes"}
    first, second = _document(catalog, FULL, other)
    assert _document(catalog, FULL)[0]["id"] == first["id"] != second["id"]
    assert first["organization"]["id"] == second["organization"]["id"]
    here = [s["service_at_locations"][0] for s in (first, second)]
    assert here[0]["location"] == here[1]["location"]
    assert here[0]["id"] != here[1]["id"]


def test_an_empty_directory_is_an_empty_list(catalog: Catalog) -> None:
    assert _document(catalog) == []
    assert time.max.strftime("%H:%M") == "23:59"


def test_text_stays_text(catalog: Catalog, tmp_path: Path) -> None:
    (service,) = _document(catalog, {"id": "x", "name": 'Am <b>"Rand"</b> `${x}`'})
    assert service["name"] == 'Am <b>"Rand"</b> `${x}`'
