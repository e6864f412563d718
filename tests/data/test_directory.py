"""The embedded service directory: declared, read, its gaps kept, there and back."""

from __future__ import annotations

from datetime import date, time
from functools import cache
from pathlib import Path

import pytest

from sozialraum.catalog import Catalog, load_catalog
from sozialraum.catalog.sheet import Sheet, read_sheet
from sozialraum.domain.directory import COLUMNS, LIST_ID
from sozialraum.domain.gaps import ServiceFilter
from sozialraum.domain.records import LIST_SEPARATOR, ColumnType
from sozialraum.domain.services import Openness, ServiceAtPlace, Weekday
from sozialraum.export.hsds import hsds_json
from sozialraum.export.service_table import service_csv, service_xlsx
from sozialraum.importers.records import read_records
from sozialraum.importers.service_cells import read_service
from sozialraum.importers.services import read_services
from sozialraum.render.hours import write_hours
from sozialraum.service.directory import FindingKind, open_at, quality_findings
from sozialraum.service.directory_match import matches

HOME = Path(__file__).parents[2]
FILE = "data/orte/angebote.csv"
TODAY = date(2026, 11, 21)
KNOWN_HOURS = {
    "A005": "Mo 08:00-18:00; Di 08:00-18:00; Mi 08:00-18:00; Do 08:00-18:00; Fr 08:00-18:00; weitere",
    "A011": "Mo 09:00-12:00; Di 13:00-16:00; Do 14:00-17:00; Fr 09:00-12:00; weitere",
    "A017": "Di 14:00-16:00",
    "A018": "Di 13:00-15:00; Do 08:30-11:30",
    "A034": "Mo 07:30-11:00; Di 07:30-11:00; Do 07:30-11:00; Fr 07:30-11:00; weitere",
    "A038": "Mo 08:00-16:30; Di 08:00-16:30; Mi 08:00-16:30; Do 08:00-16:30; Fr 08:00-16:30",
    "A083": "Di 13:00-16:00; Mi 09:00-12:00",
    "A087": "Mo 08:00-12:00; Di 08:00-12:00; Di 13:00-16:00; Mi 08:00-12:00; Do 08:00-12:00; Do 13:00-16:00; Fr 08:00-12:00",
}  # fmt: skip
"""All hours that can be read, but those of A039, which run over midnight."""
KNOWN_LANGUAGES = {
    "A002": ("bg", "tr", "ru"), "A004": ("ru", "uk"), "A005": ("ru", "uk"),
    "A011": ("de", "ar", "en", "fa"), "A013": ("de", "ar", "fa", "en", "fr"),
    "A014": ("de", "ar", "fa", "en", "fr"), "A069": ("rom",), "A071": ("bg",),
}  # fmt: skip


@cache
def catalog() -> Catalog:
    return load_catalog(HOME)


@cache
def sheet() -> Sheet:
    found, problems = read_sheet(HOME / FILE, FILE)
    assert found is not None
    assert problems == []
    return found


@cache
def services() -> dict[str, ServiceAtPlace]:
    read = (read_service(row.cells, catalog())[0] for row in sheet().rows)
    return {service.id: service for service in read}


def test_the_list_declares_the_columns_of_the_file_in_their_order() -> None:
    declared = catalog().records(LIST_ID)
    assert sheet().header == COLUMNS
    assert declared.column_names == COLUMNS
    assert declared.layer == LIST_ID
    rows, problems = read_records(sheet(), declared, catalog())
    assert [str(problem) for problem in problems] == []
    assert len(rows) == 97
    titles = [column.title for column in declared.columns]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 45 for title in titles)
    assert 5 <= sum(column.listed for column in declared.columns) <= 7
    shown = [name for part in declared.sheet for name in part.columns]
    assert len(set(shown)) == len(shown)


def test_hours_that_can_be_read_and_no_others() -> None:
    written = {id_: write_hours(s.timetable) for id_, s in services().items() if s.timetable.known}
    night = written.pop("A039")
    assert written == KNOWN_HOURS
    assert night.count("17:00-24:00") == night.count("00:00-09:00") == 7
    told = [s for s in services().values() if s.timetable.text and not s.timetable.known]
    assert len(told) == 10
    assert all(service.remarks and not service.timetable.complete for service in told)
    assert all(not s.timetable.remarks for s in services().values() if not s.timetable.text)


def test_languages_that_are_named_and_no_others() -> None:
    assert {id_: s.languages for id_, s in services().items() if s.languages} == KNOWN_LANGUAGES
    assert not services()["A002"].languages_complete, "its source names them as examples"
    assert all(services()[id_].languages_complete for id_ in KNOWN_LANGUAGES if id_ != "A002")


def test_catchments_are_known_where_the_words_are_clear() -> None:
    kinds = [service.catchment.kind for service in services().values()]
    assert (kinds.count("stadtbezirk"), kinds.count("stadt")) == (8, 1)
    assert services()["A010"].catchment.codes == ("06", "07")
    assert services()["A037"].catchment.text == "Stadtbezirke im Nordosten"


def test_only_hours_and_catchments_have_remarks() -> None:
    for row in sheet().rows:
        for remark in read_service(row.cells, catalog())[1]:
            assert remark.column in {"zeiten", "einzugsgebiet"}, f"{row.get('id')}: {remark.what}"


def test_steps_stand_only_where_the_procedure_is_named() -> None:
    for row in sheet().rows:
        named = "9-Schritte-Verfahren" in row.get("themen")
        assert bool(row.get("schritte")) == named, row.get("id")


def test_the_date_of_the_last_report_stands_in_the_words() -> None:
    dated = [row for row in sheet().rows if row.get("geprueft_am")]
    assert len(dated) == 41
    for row in dated:
        year = row.get("geprueft_am").partition("/")[0][:4]
        assert year in row.get("stand"), row.get("id")
        assert "etwa" not in row.get("stand"), "no guessed year"
    silent = {
        "rechtsstatus",
        "kapazitaet_je_woche",
        "barrierefrei",
        "gefoerdert_bis",
        "ausnahmen",
        "wochenzeiten",
    }
    assert all(not row.get(column) for row in sheet().rows for column in silent)


def test_no_organisation_is_only_a_reference() -> None:
    names = {name for service in services().values() for name in service.organisations}
    assert not [name for name in names if name.startswith("wie ")]


def test_several_texts_do_not_repeat() -> None:
    many = [c.column for c in catalog().records(LIST_ID).columns if c.type is ColumnType.MANY]
    for row in sheet().rows:
        for column in many:
            parts = row.get(column).split(LIST_SEPARATOR)
            assert len(set(parts)) == len(parts), f"{row.get('id')}, {column}"


def test_nobody_knows_who_is_open_on_wednesday_at_five() -> None:
    states = [open_at(service, Weekday.WEDNESDAY, time(17)) for service in services().values()]
    assert states.count(Openness.OPEN) == 2, "A005 and A039, both former services"
    assert states.count(Openness.UNKNOWN) == 90
    question = ServiceFilter(weekday="mi", time="17:00")
    answers = [matches(service, question, TODAY) for service in services().values()]
    assert (answers.count(True), answers.count(None)) == (0, 89)


def test_findings_of_the_embedded_directory() -> None:
    found = quality_findings(list(services().values()), today=TODAY, months=24)
    counts = {kind: sum(f.kind is kind for f in found) for kind in FindingKind}
    assert counts[FindingKind.EXPIRED] == 3
    assert counts[FindingKind.HOURS] == 87
    assert counts[FindingKind.LANGUAGES] == 87
    assert counts[FindingKind.DUPLICATE] == 7
    assert counts[FindingKind.PLACE] == 30
    shelter = next(s for s in services().values() if s.name == "Frauenübernachtungsstelle")
    told = next(f for f in found if f.entry_id == shelter.id and f.kind is FindingKind.PLACE)
    assert "wenn der Ort öffentlich sein darf" in told.fix


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_directory_there_and_back(kind: str) -> None:
    known = tuple(services().values())
    content = (
        service_csv(known, catalog())
        if kind == "csv"
        else service_xlsx(known, catalog(), {"Titel": "Angebote"})
    )
    found = read_services(content, f"angebote.{kind}", catalog())
    assert found.problems == ()
    assert found.services == known


def test_the_directory_as_hsds() -> None:
    sources = [catalog().source(catalog().records(LIST_ID).source)]
    content = hsds_json(list(services().values()), catalog(), sources, made_on=TODAY)
    assert content.count(b'"freq": "WEEKLY"') == 15
    assert content.count(b'"status": "inactive"') == 3
    assert b"Dortmund" in content
