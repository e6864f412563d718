"""The shipped lists: declared and typed, dated, sourced, without duplicates and without people."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.indicators import Source
from sozialraum.domain.records import LIST_SEPARATOR, ColumnType, ListColumn, RecordList
from sozialraum.importers.cells import check_cell

HOME = Path(__file__).parents[2]
DATA = HOME / "data"
TODAY = (2026, 11, 21)
LISTS = ("flaechen", "nordwaerts_projekte", "problemimmobilien", "massnahmen")
CONFIDENTIAL = "problemimmobilien_einzelobjekte"
UNUSED_WORDS = {
    ("nordwaerts_projekte", "generation"): {"1. Generation", "2. Generation"},
    ("massnahmen", "stand"): {"unbekannt"},
    ("problemimmobilien", "genauigkeit"): {"quartier"},
}
"""Words that make sense although no row uses them today."""
TO_BE_MOBILISED = {"Knepper", "Digitaler Hafen", "Westfalenhütte", "Gneisenau", "Bahnhofsumfeld"}
PEOPLE = (
    "Sierau", "Westphal", "Zoerner", "Stüdemann", "Langemeyer", "Schneckenburger", "Laumann",
    "Certa", "Kruse", "Marzen", "Raphael",
)  # fmt: skip
"""Surnames that the source documents and reports mention; citations may name authors."""
PERSONAL_TITLE = re.compile(r"\b(Herrn?|Frau|Dr\.|Prof\.) [A-ZÄÖÜ]")
LABELLING = re.compile(
    r"armutszuwander|armutsmigra|asylant|brennpunkt|ghetto|problemviertel|horror|sozialschmarotz|"
    r"zigeuner|ausländerproblem|schrottimmobilie",
    re.IGNORECASE,
)


@cache
def declared(name: str) -> RecordList:
    text = (DATA / "listen" / f"{name}.toml").read_text(encoding="utf-8")
    return RecordList.model_validate(tomllib.loads(text))


@cache
def rows(name: str) -> list[dict[str, str]]:
    path = DATA / "orte" / declared(name).file
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";", strict=True))


@cache
def sources() -> dict[str, Source]:
    entries = tomllib.loads((DATA / "quellen.toml").read_text(encoding="utf-8"))
    return {key: Source.model_validate({**entry, "id": key}) for key, entry in entries.items()}


@cache
def districts() -> set[str]:
    with (HOME / "geo" / "gliederung.csv").open(encoding="utf-8", newline="") as file:
        return {row["stadtbezirk_name"] for row in csv.DictReader(file, delimiter=";")}


def parts(text: str) -> list[str]:
    return text.split(LIST_SEPARATOR) if text else []


def columns_of(name: str, *types: ColumnType) -> list[ListColumn]:
    return [column for column in declared(name).columns if column.type in types]


def moment(code: str) -> tuple[int, int, int]:
    """Year, month, day at which a reference date begins."""
    year, month, day, *_ = (*(int(part) for part in code.partition("/")[0].split("-")), 1, 1)
    return year, month, day


# -- declarations ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_columns_of_the_file_are_those_of_the_declaration(name):
    assert declared(name).id == name
    assert list(rows(name)[0]) == list(declared(name).column_names)


@pytest.mark.parametrize("name", LISTS)
def test_every_cell_fits_its_type(name):
    for row in rows(name):
        assert None not in row, row["id"]
        assert None not in row.values(), row["id"]
        for column in declared(name).columns:
            cell = row[column.column]
            where = f"{row['id']}, {column.column}"
            assert cell or not column.required, f"{where}: empty"
            assert cell == " ".join(cell.split()), f"{where}: white space"
            assert not cell or check_cell(column, cell) is None, f"{where}: {cell!r}"


@pytest.mark.parametrize("name", LISTS)
def test_words_to_choose_from_are_used(name):
    for column in columns_of(name, ColumnType.CHOICE):
        used = {row[column.column] for row in rows(name)} - {""}
        unused = set(column.values) - used
        assert used <= set(column.values), column.column
        allowed = UNUSED_WORDS.get((name, column.column), set())
        assert unused <= allowed, f"{column.column}: {unused - allowed}"
        assert len(set(column.values)) == len(column.values)


@pytest.mark.parametrize("name", LISTS)
def test_areas_are_districts_that_exist(name):
    for column in columns_of(name, ColumnType.AREA):
        assert column.level == "stadtbezirk"
        assert {row[column.column] for row in rows(name)} - {""} <= districts(), column.column
    for column in columns_of(name, ColumnType.MANY):
        if column.column == "stadtbezirk":
            assert set(column.values) == districts()


@pytest.mark.parametrize("name", [*LISTS, CONFIDENTIAL])
def test_declaration_says_what_pages_need(name):
    records = declared(name)
    assert records.description.strip().endswith(".")
    assert records.caveat.strip().endswith(".")
    assert records.source in sources()
    titles = [column.title for column in records.columns]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 45 for title in titles)
    assert 5 <= sum(column.listed for column in records.columns) <= 7
    assert any(column.filterable for column in records.columns)
    assert records.sheet
    shown = [name for sheet in records.sheet for name in sheet.columns]
    assert len(set(shown)) == len(shown)


def test_single_objects_are_confidential_and_have_no_file():
    records = declared(CONFIDENTIAL)
    assert records.confidential
    assert set(records.roles) == {Role.PLANNING, Role.ADMINISTRATION}
    assert not records.file
    assert not list(DATA.glob("**/*einzelobjekte*.csv"))
    required = {column.column for column in records.columns if column.required}
    assert {"id", "anschrift", "unterbezirk", "register"} <= required
    register = next(c for c in records.columns if c.column == "register")
    assert register.values == ("Ordnungsamt", "Stadterneuerung")
    forbidden = re.compile(r"name|eigent|bewohn|mieter|telefon|mail", re.IGNORECASE)
    assert not [c.column for c in records.columns if forbidden.search(c.column)]


# -- all lists ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_nothing_stands_twice(name):
    for column in ("id", "name"):
        values = [row[column].casefold() for row in rows(name)]
        assert len(set(values)) == len(values), column
    for row in rows(name):
        for column in columns_of(name, ColumnType.MANY, ColumnType.LINK):
            cell = parts(row[column.column])
            assert len(set(cell)) == len(cell), f"{row['id']}, {column.column}"


@pytest.mark.parametrize("name", LISTS)
def test_no_people_and_no_labels(name):
    for row in rows(name):
        for column, cell in row.items():
            if column in {"quelle_titel", "quelle_adresse", "quelle"}:
                continue
            where = f"{row['id']}, {column}"
            assert not any(re.search(rf"\b{person}\b", cell) for person in PEOPLE), where
            assert not PERSONAL_TITLE.search(cell), where
            assert not LABELLING.search(cell), where
            assert "@" not in cell, where


@pytest.mark.parametrize("name", LISTS)
def test_no_cell_starts_a_formula(name):
    for row in rows(name):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values()), row["id"]


@pytest.mark.parametrize("name", LISTS)
def test_only_plans_lie_in_the_future(name):
    for row in rows(name):
        for column in columns_of(name, ColumnType.DATE, ColumnType.YEAR):
            if row[column.column]:
                last = (2035, 12, 31) if "geplant" in column.title else TODAY
                begin = moment(row[column.column])
                assert (1800, 1, 1) <= begin <= last, f"{row['id']}, {column.column}"


# -- sites -------------------------------------------------------------------------------------


def test_time_line_of_sites_names_every_year_column():
    timeline = declared("flaechen").timeline
    years = {column.column for column in columns_of("flaechen", ColumnType.YEAR)}
    assert set(timeline.values()) == years | {"phase"}
    assert timeline["fertig_geplant"] == "fertig_geplant_jahr"


def test_the_five_areas_to_be_mobilised_are_marked():
    marked = [row["name"] for row in rows("flaechen") if row["mobilisierung"] == "ja"]
    assert len(marked) == len(TO_BE_MOBILISED)
    for word in TO_BE_MOBILISED:
        assert sum(word in name for name in marked) == 1, word


@pytest.mark.parametrize(
    "word",
    ["PHOENIX West", "PHOENIX See", "SMART RHINO", "Kokerei Hansa", "IGA-2027", "TechnologiePark",
     "Dortmunder U", "Emscher nordwärts", "Hoeschpark"],
)  # fmt: skip
def test_sites_of_the_documents_are_there(word):
    row = next(row for row in rows("flaechen") if word in row["name"])
    assert row["fruehere_nutzung"]
    assert row["meilensteine"]
    assert row["quelle_adresse"]


def test_years_of_sites_stand_in_their_texts():
    """A year on the time line is one that the row itself tells, with its source."""
    for row in rows("flaechen"):
        told = " ".join(row[column] for column in row if not column.endswith("_jahr"))
        for column in columns_of("flaechen", ColumnType.YEAR):
            year = row[column.column]
            short = rf"\b\d{{4}}/{year[2:]}\b"
            found = year in told or re.search(short, told)
            assert not year or found, f"{row['id']}, {column.column}: {year}"


def test_number_of_hectares_is_one_of_the_published_values():
    for row in rows("flaechen"):
        if row["hektar"]:
            published = row["hektar_angaben"].replace(".", "")
            assert row["hektar"] in published, row["id"]


def test_phoenix_changes_hands_as_published():
    west, see = (
        next(row for row in rows("flaechen") if row["name"].startswith(name))
        for name in ("PHOENIX West", "PHOENIX See")
    )
    assert (west["nutzung_bis_jahr"], west["entwicklung_ab_jahr"]) == ("1998", "2001")
    assert (see["nutzung_bis_jahr"], see["fertig_jahr"]) == ("2001", "2011")
    assert len(parts(see["hektar_angaben"])) >= 4


def test_finished_and_current_phases_fit_the_years():
    for row in rows("flaechen"):
        if row["phase"] in {"abgeschlossen", "beendet"}:
            assert row["fertig_jahr"], row["id"]
        if row["phase"] in {"brach", "in Planung", "in Entwicklung"}:
            assert not row["fertig_jahr"], row["id"]


# -- published objects -------------------------------------------------------------------------


def test_objects_have_years_where_they_are_published():
    for row in rows("problemimmobilien"):
        if row["ereignis_von_jahr"]:
            assert row["ereignis_von_jahr"] in row["jahre"] + row["verlauf"], row["id"]
    bought = [row for row in rows("problemimmobilien") if row["ereignis_von_jahr"] == "2020"]
    assert len(bought) == 5
    assert {row["stadtbezirk"] for row in bought} == {"Innenstadt-Nord"}
