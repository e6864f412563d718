"""The shipped statistics, read directly: models, forms, codes, anchors, and what must be absent."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from sozialraum.domain.indicators import Indicator, Quality, Source, Table, TableForm
from sozialraum.domain.observations import LONG_COLUMNS
from sozialraum.domain.period import Period
from sozialraum.domain.queries import Scheme
from sozialraum.domain.status import Status

HOME = Path(__file__).parents[2]
DATA = HOME / "data"
STATISTICS = DATA / "statistik"
NUMBER = re.compile(r"-?\d+(,\d+)?")
CHANGED = {
    "saldo_geburten_sterbefaelle",
    "alleinlebende_ab_65",
    "bebauungsdichte",
    "neue_wohnungen",
    "arbeitslose_unter_25",
}
NORDSTADT, NORDMARKT, CITY = ("stadtbezirk", "02"), ("bezirk", "05"), ("stadt", "05913")


def declaration(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sheet(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";", strict=True))


@cache
def indicators() -> dict[str, Indicator]:
    found = {}
    for path in sorted((DATA / "indikatoren").glob("*.toml")):
        found[path.stem] = Indicator.model_validate(declaration(path))
    return found


@cache
def tables() -> dict[str, Table]:
    return {p.stem: Table.model_validate(declaration(p)) for p in sorted(STATISTICS.glob("*.toml"))}


@cache
def sources() -> dict[str, Source]:
    entries = declaration(DATA / "quellen.toml")
    return {key: Source.model_validate({**entry, "id": key}) for key, entry in entries.items()}


@cache
def codes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in sheet(HOME / "geo" / "gliederung.csv"):
        for level in ("unterbezirk", "bezirk", "sozialraum", "stadtbezirk", "aktionsraum", "stadt"):
            found[level] |= {row[level]} - {""}
    return found


@cache
def long_rows() -> list[tuple[str, dict[str, str]]]:
    return [
        (f"{table.id}, Zeile {line}", row)
        for table in tables().values()
        if table.form is TableForm.LONG
        for line, row in enumerate(sheet(STATISTICS / table.file), start=2)
    ]


def by_statement() -> dict[tuple[str, str, str, str], list[dict[str, str]]]:
    groups = defaultdict(list)
    for _, row in long_rows():
        groups[row["indikator"], row["ebene"], row["gebiet"], row["stichtag"]].append(row)
    return groups


def value(indicator: str, area: tuple[str, str], period: str) -> str:
    rows = by_statement()[indicator, *area, period]
    chosen = [row for row in rows if row["vorrang"] == "ja"] or rows
    assert len(chosen) == 1
    return chosen[0]["wert"]


def test_file_names_are_ids_and_references_exist():
    for key, indicator in indicators().items():
        assert indicator.id == key
        assert len(indicator.short) <= 32, key
        assert indicator.source in sources(), key
        assert indicator.map.scheme in set(Scheme), key
        assert list(indicator.map.breaks) == sorted(set(indicator.map.breaks)), key
        assert indicator.definition.endswith("."), key
    for key, table in tables().items():
        assert (table.id, table.file) == (key, f"{key}.csv")
        assert (STATISTICS / table.file).is_file()


def test_own_breaks_fit_the_number_of_classes():
    for key, indicator in indicators().items():
        if indicator.map.scheme == Scheme.OWN:
            assert len(indicator.map.breaks) == indicator.map.k - 1, key


def test_start_indicator():
    main = indicators()["kinder_sgb2"]
    assert main.map.breaks == (10, 20, 30, 45)
    assert main.on_map
    assert tables()["statistikatlas_2024"].period == "2024"


@pytest.mark.parametrize("year", ["2018", "2024"])
def test_atlas_has_every_unit_and_no_empty_cell(year):
    table = tables()[f"statistikatlas_{year}"]
    rows = sheet(STATISTICS / table.file)
    assert len(rows) == len({row["unterbezirk"] for row in rows}) == 170
    assert {row["unterbezirk"] for row in rows} == codes()["unterbezirk"]
    words = {status.value for status in Status if not status.has_value}
    for row in rows:
        for column in set(row) - {table.key, table.joint}:
            assert column in indicators()
            assert "unterbezirk" in indicators()[column].levels
            assert NUMBER.fullmatch(row[column]) or row[column] in words, (
                row["unterbezirk"],
                column,
            )


def test_joint_groups_of_2024():
    rows = sheet(STATISTICS / "statistikatlas_2024.csv")
    groups = defaultdict(list)
    for row in rows:
        if row["gemeinsam"]:
            groups[row["gemeinsam"]].append(row)
    content = [
        tuple(v for k, v in row.items() if k not in {"unterbezirk", "gemeinsam"}) for row in rows
    ]
    assert len(groups) == 21
    assert len(set(content)) == len(rows) - sum(len(g) - 1 for g in groups.values()) == 145
    for group in groups.values():
        assert len(group) > 1
        assert len({tuple(list(row.values())[2:]) for row in group}) == 1
    assert tables()["statistikatlas_2024"].joint == "gemeinsam"
    assert tables()["statistikatlas_2018"].joint == ""


def test_values_are_kept_as_published():
    rows = {row["unterbezirk"]: row for row in sheet(STATISTICS / "statistikatlas_2018.csv")}
    assert rows["002"]["saldo_geburten_sterbefaelle"] == "-84,8"
    assert rows["232"]["schulempfehlung"] == "unbekannt"
    assert rows["052"]["kinder_sgb2"] == "60,7"


def test_changed_definitions_forbid_comparison():
    broken = {key for key, indicator in indicators().items() if indicator.breaks}
    assert broken == CHANGED
    assert all(indicators()[key].comparable("2018", "2024") for key in CHANGED)


def test_long_rows_refer_to_what_is_declared():
    for where, row in long_rows():
        assert tuple(row) == LONG_COLUMNS, where
        indicator = indicators()[row["indikator"]]
        assert row["ebene"] in indicator.levels, where
        assert row["gebiet"] in codes()[row["ebene"]], where
        assert row["quelle"] in sources(), where
        assert row["guete"] in {quality.value for quality in Quality}, where
        Period(row["stichtag"])


def test_long_values_and_signs():
    for where, row in long_rows():
        status = Status(row["zeichen"] or "ok")
        assert bool(row["wert"]) == status.has_value, where
        assert not row["wert"] or NUMBER.fullmatch(row["wert"]), where
        assert row["wert"] or row["wortlaut"], where


def test_exactly_one_statement_is_preferred():
    for key, rows in by_statement().items():
        preferred = [row["vorrang"] for row in rows]
        assert preferred.count("ja") == (1 if len(rows) > 1 else 0), key
        if len({row["wert"] for row in rows}) > 1:
            chosen = next(row for row in rows if row["vorrang"] == "ja")
            assert "Vorrang" in chosen["hinweis"], key


def test_no_statement_stands_twice():
    counts = Counter(tuple(row.values())[:10] for _, row in long_rows())
    assert [key for key, count in counts.items() if count > 1] == []


def test_every_indicator_has_a_value_and_every_level_is_used():
    used = {(row["indikator"], row["ebene"]) for _, row in long_rows()}
    for table in tables().values():
        if table.form is TableForm.WIDE:
            with (STATISTICS / table.file).open(encoding="utf-8") as file:
                used |= {(column, table.level) for column in file.readline().strip().split(";")}
    for key, indicator in indicators().items():
        assert all((key, level) in used for level in indicator.levels), key


@pytest.mark.parametrize(
    ("area", "period", "expected"),
    [
        (CITY, "2006-12-31", "573"),
        (CITY, "2014-02-28", "5179"),
        (CITY, "2015-12-31", "7901"),
        (CITY, "2017-12-31", "8515"),
        (CITY, "2018-12-31", "9039"),
        (CITY, "2021-12-31", "10929"),
        (CITY, "2023-12-31", "12040"),
        (NORDSTADT, "2018-12-31", "4750"),
        (NORDMARKT, "2018-12-31", "2600"),
        (NORDMARKT, "2019-12-31", "2800"),
    ],
)
def test_eu2_anchors(area, period, expected):
    assert value("eu2_personen", area, period) == expected


def test_eu2_shares_of_the_nordstadt():
    assert value("eu2_anteil_an_stadt", NORDSTADT, "2014-12-31") == "61"
    assert value("eu2_anteil_an_stadt", NORDSTADT, "2015-12-31") == "58"
    assert value("eu2_anteil_an_stadt", NORDSTADT, "2018") == "50,0"


def test_eu2_gaps_stay_gaps():
    rows = [row for _, row in long_rows() if row["indikator"] == "eu2_personen"]
    assert not [row for row in rows if 2007 <= Period(row["stichtag"]).year <= 2013]
    everything = [row for _, row in long_rows() if row["indikator"].startswith("eu2_")]
    silent = {("bezirk", "04"), ("bezirk", "06"), ("sozialraum", "021"), ("sozialraum", "023")}
    silent |= {("unterbezirk", code) for code in codes()["unterbezirk"] if code[:2] in {"04", "06"}}
    assert not [row for row in everything if (row["ebene"], row["gebiet"]) in silent]


def test_registers_of_problem_properties_stay_apart():
    registers = {key: i.from_register for key, i in indicators().items() if i.from_register}
    assert registers["problemhaeuser_ordnungsamt"] == "ordnungsamt"
    assert registers["problemimmobilien_stadterneuerung"] == "stadterneuerung"
    for key, register in registers.items():
        assert indicators()[key].topic == "Problemimmobilien"
        wrong = {"ordnungsamt": "problemimmobilien_", "stadterneuerung": "problemhaeuser_"}
        assert not key.startswith(wrong.get(register, "?"))
    city = {p: value("problemhaeuser_ordnungsamt", CITY, p) for p in ("2013", "2016-12", "2019")}
    assert city == {"2013": "165", "2016-12": "130", "2019": "60"}
    nordstadt = [
        value("problemhaeuser_ordnungsamt", NORDSTADT, p)
        for p in ("2016-12", "2017", "2018", "2019")
    ]
    assert nordstadt == ["83", "75", "68", "44"]
    renewal = [
        value("problemimmobilien_stadterneuerung", NORDSTADT, p) for p in ("2017", "2022-12-31")
    ]
    assert renewal == ["122", "39"]


def test_conflicts_of_the_documents_stand_side_by_side():
    rows = [row for _, row in long_rows()]

    def values(indicator: str) -> set[str]:
        return {row["wert"] for row in rows if row["indikator"] == indicator}

    assert values("arbeitsplatzverluste") == {"70000", "80000"}
    assert values("technologiezentrum_gruendungsjahr") == {"1983", "1985"}
    third = [row for row in rows if "ein Drittel davon" in row["wortlaut"]]
    assert [(row["zeichen"], row["wert"]) for row in third] == [("unbekannt", "")]


def test_figures_of_the_documents_are_complete():
    documents = sheet(STATISTICS / "quellentexte.csv")
    elsewhere = [
        row
        for row in sheet(STATISTICS.parent / "vergleich.csv")
        if row["quelle"].startswith("quelltext-")
    ]
    assert len(documents) + len(elsewhere) == 63
    assert all(row["wortlaut"] for row in documents)
    assert all(row["quelle"].startswith("quelltext-") for row in documents)


def test_comparison_statements():
    for row in sheet(STATISTICS.parent / "vergleich.csv"):
        assert row["quelle"] in sources()
        assert not row["wert"] or NUMBER.fullmatch(row["wert"])
        if row["stichtag"]:
            Period(row["stichtag"])


def test_reserved_sources():
    reserved = {
        "stadt-dortmund-gliederung", "openstreetmap", "vrr-haltestellen", "orte-recherche",
        "flaechen-recherche",
    }  # fmt: skip
    assert reserved <= set(sources())
    assert all(source.licence for source in sources().values())
