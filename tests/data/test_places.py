"""The embedded places and overlay layers: complete, German, located, sourced."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from sozialraum.domain.layers import Layer, LayerKind, Precision

DATA = Path(__file__).parents[2] / "data"
COUNTS = {
    "angebote": 97,
    "nordwaerts_projekte": 30,
    "problemimmobilien": 12,
    "flaechen": 21,
    "haltestellen": 1004,
}
WITHOUT_POINT = {
    "angebote": 7,
    "nordwaerts_projekte": 16,
    "problemimmobilien": 1,
    "flaechen": 3,
    "haltestellen": 0,
}
TABLES = [*COUNTS, "nordwaerts_fakten"]
LAYERS = [
    "problemimmobilien",
    "nordwaerts",
    "flaechen",
    "angebote",
    "haltestellen",
    "aktionsraeume",
]
LATITUDES, LONGITUDES = (51.41, 51.61), (7.29, 7.64)
OUTSIDE: dict[str, str] = {}
"""id -> why a point lies outside the box of Dortmund (none does today)."""
NO_ADDRESS = {
    "A092": "named in the research brief only",
    "S16": "named in the research brief only",
    "S17": "named in the slides on structural change, which have no address",
    "S18": "named in the slides on structural change, which have no address",
}
DISTRICT_CONTRADICTS = {"N008": "the press says Huckarde, the point lies in Mengede"}

PROPER_NAMES = ("Meeting Port", "Integration Point", "Train of Hope", "Roma Kids Club")
ENGLISH = re.compile(
    r"\b(the|and|with|without|from|street|opened|opening|meeting|residents?|newcomers?|refugees?|"
    r"counselling|homeless|bought|refurbished|vacated|planned|active|documented|until|since|about|"
    r"source|note|site|house|houses|inferred|weekdays|daily|named|by|of|flats|jobs|years?)\b",
    re.IGNORECASE,
)
LABELLING = re.compile(
    r"armutszuwander|armutsmigra|asylant|brennpunkt|ghetto|problemviertel|horror|sozialschmarotz|"
    r"zigeuner|ausländerproblem|schrottimmobilie",
    re.IGNORECASE,
)


@cache
def rows(table: str) -> list[dict[str, str]]:
    with (DATA / "orte" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";", strict=True))


@cache
def layer(name: str) -> Layer:
    path = DATA / "layer" / f"{name}.toml"
    return Layer.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def number(text: str) -> float:
    assert re.fullmatch(r"\d+(,\d+)?", text), f"{text!r} is no number with a decimal comma"
    return float(text.replace(",", "."))


def texts(row: dict[str, str]) -> dict[str, str]:
    """The cells that people read, without addresses on the web."""
    return {k: v for k, v in row.items() if k not in {"website", "quelle_adresse"} and v}


@pytest.mark.parametrize(("table", "count"), COUNTS.items())
def test_number_of_places(table, count):
    assert len(rows(table)) == count


@pytest.mark.parametrize(("table", "count"), WITHOUT_POINT.items())
def test_places_without_coordinate_stay_without(table, count):
    assert sum(not row["breite"] for row in rows(table)) == count


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_complete_and_ids_unique(table):
    keys = [row["id"] for row in rows(table)]
    assert len(set(keys)) == len(keys)
    for row in rows(table):
        assert None not in row, f"{row['id']}: too many cells"
        assert None not in row.values(), f"{row['id']}: too few cells"
        assert row["id"]
        assert row.get("name") or row.get("thema")
        assert all(cell == cell.strip() for cell in row.values()), row["id"]


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_its_source(table):
    for row in rows(table):
        assert row["quelle_titel"], row["id"]
        addressed = row["quelle_adresse"] or table == "haltestellen"
        assert addressed or row["id"] in NO_ADDRESS, row["id"]
        for address in filter(None, row["quelle_adresse"].split(" | ")):
            assert re.match(r"https?://\S+$", address), f"{row['id']}: {address}"


@pytest.mark.parametrize("table", COUNTS)
def test_points_lie_in_dortmund_and_say_how_exact_they_are(table):
    for row in rows(table):
        precision = Precision(row["genauigkeit"])
        assert bool(row["breite"]) == bool(row["laenge"]), row["id"]
        if not row["breite"]:
            assert precision is Precision.UNKNOWN, f"{row['id']}: precision without a point"
            continue
        assert precision is not Precision.UNKNOWN, f"{row['id']}: point without precision"
        inside = (
            LATITUDES[0] <= number(row["breite"]) <= LATITUDES[1]
            and LONGITUDES[0] <= number(row["laenge"]) <= LONGITUDES[1]
        )
        assert inside or row["id"] in OUTSIDE, f"{row['id']} lies outside Dortmund"


@pytest.mark.parametrize("table", [t for t in COUNTS if t != "haltestellen"])
def test_precision_is_explained(table):
    assert all(row["genauigkeit_hinweis"] for row in rows(table))


@pytest.mark.parametrize("table", ["nordwaerts_projekte", "flaechen"])
def test_published_district_and_district_of_the_point_agree(table):
    for row in rows(table):
        if not row["stadtbezirk_punkt"] or row["id"] in DISTRICT_CONTRADICTS:
            continue
        assert row["stadtbezirk_punkt"] in row["stadtbezirk"], row["id"]


def test_the_one_contradiction_of_districts_is_told_to_the_reader():
    row = next(row for row in rows("nordwaerts_projekte") if row["id"] == "N008")
    assert row["stadtbezirk"] == "Huckarde"
    assert row["stadtbezirk_punkt"] == "Mengede"
    assert "Mengede" in row["hinweis"]


def test_the_night_shelter_for_women_has_no_point():
    row = next(row for row in rows("angebote") if row["name"] == "Frauenübernachtungsstelle")
    assert (row["breite"], row["laenge"], row["plz"]) == ("", "", "")


@pytest.mark.parametrize(
    ("table", "first", "last"),
    [
        ("angebote", "gueltig_von", "gueltig_bis"),
        ("nordwaerts_projekte", "stand_von", "stand_bis"),
        ("problemimmobilien", "ereignis_von_jahr", "ereignis_bis_jahr"),
    ],
)
def test_dates_are_dates_and_in_order(table, first, last):
    for row in rows(table):
        for date in (row[first], row[last]):
            assert re.fullmatch(r"(\d{4}(-\d{2}(-\d{2})?)?)?", date), row["id"]
        if row[first] and row[last]:
            length = min(len(row[first]), len(row[last]))
            assert row[first][:length] <= row[last][:length], row["id"]


def test_years_of_sites_are_plausible_and_in_order():
    steps = ["nutzung_ab_jahr", "nutzung_bis_jahr", "entwicklung_ab_jahr", "fertig_jahr"]
    for row in rows("flaechen"):
        years = [int(row[step]) for step in steps if row[step]]
        assert years == sorted(years), row["id"]
        assert all(1800 <= year <= 2035 for year in years), row["id"]
        assert not row["hektar"] or number(row["hektar"]) > 0


def test_phoenix_is_there_with_a_point():
    points = {row["name"]: row["breite"] for row in rows("flaechen")}
    assert points["PHOENIX West"]
    assert points["PHOENIX See (PHOENIX Ost)"]


def test_gaps_stay_gaps():
    services = rows("angebote")
    assert sum(not row["sprachen"] for row in services) == 79
    assert sum(not row["zeiten"] for row in services) == 78


def test_listed_languages_are_part_of_the_words():
    for row in rows("angebote"):
        for language in filter(None, row["sprachen_liste"].split(" | ")):
            assert language in row["sprachen"], row["id"]


def test_facts_carry_numbers_with_a_unit():
    for row in rows("nordwaerts_fakten"):
        assert bool(row["zahl"]) == bool(row["einheit"]), row["id"]
        assert not row["zahl"] or number(row["zahl"]) > 0


@pytest.mark.parametrize("table", TABLES)
def test_no_english_is_left(table):
    for row in rows(table):
        for column, cell in texts(row).items():
            german = cell
            for name in PROPER_NAMES:
                german = german.replace(name, "")
            assert not (found := ENGLISH.search(german)), f"{row['id']} {column}: {found[0]!r}"


@pytest.mark.parametrize("table", TABLES)
def test_words_do_not_label_people_or_places(table):
    for row in rows(table):
        for column, cell in texts(row).items():
            assert not (found := LABELLING.search(cell)), f"{row['id']} {column}: {found[0]!r}"


@pytest.mark.parametrize("table", TABLES)
def test_no_telephone_numbers_and_no_mail_addresses(table):
    for row in rows(table):
        for column, cell in texts(row).items():
            assert "@" not in cell, f"{row['id']} {column}"
            assert not re.search(r"\b0231\b|\+49|\bTel\b", cell), f"{row['id']} {column}"


@pytest.mark.parametrize("table", TABLES)
def test_no_cell_starts_a_formula(table):
    for row in rows(table):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values()), row["id"]


def test_layers_stand_in_the_agreed_order():
    declared = {path.stem for path in (DATA / "layer").glob("*.toml")}
    assert declared >= set(LAYERS)
    assert sorted(LAYERS, key=lambda name: layer(name).order) == LAYERS


@pytest.mark.parametrize("name", LAYERS)
def test_layer_is_declared_completely(name):
    declared = layer(name)
    assert declared.id == name
    assert declared.description
    assert declared.caveat
    if declared.kind is LayerKind.AREAS:
        assert declared.level
        return
    with (DATA / "orte" / declared.file).open(encoding="utf-8", newline="") as file:
        columns = set(next(csv.reader(file, delimiter=";")))
    used = {field.column for field in declared.popup} | {
        declared.key,
        declared.title_column,
        declared.latitude_column,
        declared.longitude_column,
        declared.precision_column,
        declared.source_column,
    }
    used |= {column for column in (declared.from_column, declared.to_column) if column}
    assert used <= columns, used - columns
    assert "quelle_titel" in {field.column for field in declared.popup}
    assert 2 <= len(declared.popup) - 1 <= 8


def test_symbols_differ_in_shape_and_in_colour():
    symbols = [layer(name).symbol for name in LAYERS]
    assert len({symbol.shape for symbol in symbols}) == len(symbols)
    assert len({symbol.colour for symbol in symbols}) == len(symbols)
