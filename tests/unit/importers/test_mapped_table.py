from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from delivered_tables import city_file, csv_table, toy_file
from sozialraum.catalog import Catalog, load_catalog
from sozialraum.domain.mapping import ColumnRole, Correction, NumberForm, TableMapping
from sozialraum.importers.answers import answer
from sozialraum.importers.formats import read_table
from sozialraum.importers.mapped_table import MOST, Read, statements
from sozialraum.importers.proposal import propose
from sozialraum.importers.tables import STATEMENT_COLUMNS

HOME = Path(__file__).parents[3]
CONFIRMED = {"City-Wset": "002", "Grosse Haide": "004", "Fönix": "012"}


@pytest.fixture
def catalog(toy: Path) -> Catalog:
    return load_catalog(toy)


def _mapping(**given) -> TableMapping:
    base = {
        "id": "probe", "title": "Probe", "form": "breit", "header_rows": (0,), "level": "unterbezirk",
        "period": "2024", "source": "stadt", "quality": "amtlich",
        "columns": (
            {"title": "Gebiet", "role": ColumnRole.KEY},
            {"title": "Wert", "role": ColumnRole.VALUE, "indicator": "einwohner"},
        ),
    }  # fmt: skip
    return TableMapping.model_validate(base | given)


def _read(catalog: Catalog, *lines: str, **given) -> Read:
    return statements(csv_table(*lines), _mapping(**given), catalog)


def _says(read: Read) -> list[str]:
    return [f"{problem.key}: {problem.what}" for problem in read.problems]


def _accounted(read: Read) -> int:
    parts = sum(
        r.matched + len(r.data_without_area) + len(r.duplicates) + len(r.excluded)
        for r in read.reports
    )
    return parts + len(read.totals) + len(read.subtotals)


def _understood(raw, name: str, catalog: Catalog, **given) -> TableMapping:
    proposal = propose(raw, catalog, name, ())
    mapping = proposal.mapping
    for question in proposal.questions:
        value = question.choices[0][0]
        mapping = answer(mapping, question, value, proposal.drafts.get(question.column))
    return mapping.model_copy(update=given)


def test_a_realistic_file_becomes_typed_statements(catalog: Catalog) -> None:
    raw = read_table(toy_file(), "Kinder 2024.csv")
    mapping = _understood(raw, "Kinder 2024.csv", catalog)
    open_ = statements(raw, mapping, catalog)
    assert [entry.key for entry in open_.reports[0].data_without_area] == list(CONFIRMED)
    assert len(open_.problems) == 3
    assert open_.suggestions["City-Wset"] == "002 City-West"
    read = statements(raw, mapping.model_copy(update={"accepted": CONFIRMED}), catalog)
    assert read.problems == ()
    assert tuple(read.frame.columns) == (*STATEMENT_COLUMNS, "text", "code")
    children = read.frame[read.frame["indicator"] == "kinder_sgb2"].set_index("code")
    assert children["status"].to_dict() == {
        "001": "geheim", "002": "ok", "003": "ok", "004": "unsicher", "011": "unbekannt", "012": "ok",
    }  # fmt: skip
    np.testing.assert_array_equal(children["value"], [np.nan, 12.5, 0, 3.4, np.nan, 0])
    assert children["text"].tolist() == [".", "12,5", "-", "(3,4)", "/", "0,0"]
    assert "weniger als die Hälfte" in children.at["012", "note"]
    assert children.at["002", "row"] == 7
    assert (read.rows, _accounted(read)) == (7, 7)
    sums = {check.indicator: check for check in read.check_sums}
    assert (sums["einwohner"].delivered, sums["einwohner"].computed) == (4100, 4100)
    assert sums["einwohner"].agrees
    assert sums["kinder_sgb2"].computed is None  # shares are never summed


def test_the_real_city_with_lost_zeros_and_misspelt_names() -> None:
    city = load_catalog(HOME, files=False)
    raw = read_table(city_file(city), "Lage 2024.csv")
    read = statements(raw, _understood(raw, "Lage 2024.csv", city), city)
    assert read.problems == ()
    report = read.reports[0]
    assert (report.rows, report.matched, report.areas_without_data) == (170, 170, ())
    assert (len(read.totals), len(read.subtotals), read.values) == (1, 0, 510)
    assert [c.agrees for c in read.check_sums if c.indicator == "einwohner"] == [True]
    people = read.frame[read.frame["indicator"] == "einwohner"]
    assert people["code"].tolist() == [area.code for area in city.areas("unterbezirk")]
    assert people["value"].tolist() == [800 + 37 * n for n in range(170)]
    assert any("3 Namen sind anders geschrieben" in note for note in read.notes)


def test_what_stands_against_a_table(catalog: Catalog) -> None:
    read = _read(
        catalog, "Gebiet;Wert", "City-Ost;12.5", "City-West;abc", "001;3", "Nirgends;4", ";5"
    )
    assert _says(read) == [
        "Zeile 2: Spalte „Wert“: „12.5“ ist hier keine Zahl (deutsch geschrieben).",
        "Zeile 3: Spalte „Wert“: „abc“ ist hier keine Zahl (deutsch geschrieben).",
        "Zeile 4: „001“ kommt doppelt vor (auch Zeile 2).",
        "Zeile 5: „Nirgends“ gehört zu keinem Gebiet der Ebene „Unterbezirk“.",
        "Zeile 6: In der Zeile fehlt der Schlüssel des Gebiets.",
    ]
    assert all(problem.fix for problem in read.problems)
    assert (read.rows, _accounted(read), read.values) == (5, 5, 0)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"level": ""}, "Die Raumebene der Gebiete steht nicht fest"),
        ({"source": "keine"}, "Quelle: „keine“ ist nicht bekannt"), ({"source": ""}, "Die Quelle fehlt"),
        ({"period": ""}, "Der Stichtag fehlt"), ({"level": "aktionsraum"}, "darf auf der Ebene"),
        ({"accepted": {"City-Ost": "999"}}, "Gebiet „999“ zugeordnet, das es nicht gibt"),
    ],
)  # fmt: skip
def test_what_a_mapping_leaves_open_or_gets_wrong(catalog: Catalog, given, what) -> None:
    lines = (
        ("Gebiet;Wert", "012;1")
        if given.get("level") == "aktionsraum"
        else ("Gebiet;Wert", "City-Ost;1")
    )
    assert any(what in text for text in _says(_read(catalog, *lines, **given)))


def test_columns_that_came_or_went_are_problems(catalog: Catalog) -> None:
    read = _read(catalog, "Gebiet;Werte;Neu", "City-Ost;1;2")
    assert set(_says(read)) >= {
        ": Die Spalte „Wert“ fehlt in der Datei.", ": Die Spalte „Werte“ ist nicht zugeordnet.",
        ": Die Spalte „Neu“ ist nicht zugeordnet.", ": Keine Spalte enthält Werte.",
    }  # fmt: skip


def test_excluded_rows_keep_their_reason(catalog: Catalog) -> None:
    read = _read(
        catalog,
        "Gebiet;Wert",
        "City-Ost;1",
        "Ohne Angabe;7",
        excluded={"Ohne Angabe": "nicht zuordenbar"},
    )
    assert read.problems == ()
    assert [(e.key, e.row, e.reason) for e in read.reports[0].excluded] == [
        ("Ohne Angabe", 3, "nicht zuordenbar")
    ]


def test_rows_of_other_levels_are_check_sums_and_no_areas(catalog: Catalog) -> None:
    read = _read(
        catalog, "Gebiet;Wert", "City-Ost;1", "City-West;2", "City;3", "Nordmarkt-Süd;4", "Große Heide;5",
        "Nordmarkt;8", "Musterstadt;12", "Summe;12",
    )  # fmt: skip
    assert read.problems == ()
    assert [(entry.level, entry.code, entry.line) for entry in read.subtotals] == [
        ("sozialraum", "011", 4), ("sozialraum", "012", 7),
    ]  # fmt: skip
    assert [entry.key for entry in read.totals] == ["Musterstadt", "Summe"]
    checks = [(c.line, c.level, c.delivered, c.computed, c.agrees) for c in read.check_sums]
    assert checks == [
        (4, "sozialraum", 3, 3, True), (7, "sozialraum", 8, 9, False),
        (8, "unterbezirk", 12, 12, True), (9, "unterbezirk", 12, 12, True),
    ]  # fmt: skip
    assert _accounted(read) == read.rows == 8


def test_an_area_without_value_makes_no_check_sum(catalog: Catalog) -> None:
    read = _read(catalog, "Gebiet;Wert", "City-Ost;.", "City-West;2", "Summe;12")
    assert [check.computed for check in read.check_sums] == [None]


def test_shares_are_never_summed(catalog: Catalog) -> None:
    columns = (
        {"title": "Gebiet", "role": ColumnRole.KEY},
        {"title": "Wert", "role": ColumnRole.VALUE, "indicator": "kinder_sgb2"},
    )
    read = _read(catalog, "Gebiet;Wert", "City-Ost;10", "City-West;20", "Summe;15", columns=columns)
    assert [(check.delivered, check.computed, check.agrees) for check in read.check_sums] == [
        (15, None, None)
    ]


def test_a_code_and_a_name_that_contradict_each_other_are_a_problem(catalog: Catalog) -> None:
    columns = (
        {"title": "Nr", "role": ColumnRole.KEY}, {"title": "Name", "role": ColumnRole.NAME},
        {"title": "Wert", "role": ColumnRole.VALUE, "indicator": "einwohner"},
    )  # fmt: skip
    lines = ("Nr;Name;Wert", "001;City-West;1", "003;Nordmarkt Sued;2")
    read = _read(catalog, *lines, columns=columns)
    assert _says(read) == [
        "Zeile 2: Schlüssel und Name der Zeile widersprechen sich: 001 City-Ost oder 002 City-West?"
    ]
    assert read.frame["code"].tolist() == ["003"]
    confirmed = _read(catalog, *lines, columns=columns, accepted={"001": "001"})
    assert confirmed.problems == () and confirmed.frame["code"].tolist() == ["001", "003"]


def test_a_correction_is_applied_and_noted(catalog: Catalog) -> None:
    wrong = Correction.model_validate({
        "key": "City-Ost", "column": "Wert", "expected": "10000", "corrected": "100", "reason": "Tippfehler",
    })  # fmt: skip
    read = _read(catalog, "Gebiet;Wert", "City-Ost;10000", "City-West;2", corrections=(wrong,))
    first = read.frame.iloc[0]
    assert (first["value"], first["text"]) == (100, "10000")
    assert first["note"] == "berichtigt, in der Quelle „10000“: Tippfehler"
    assert read.problems == ()


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        ("City-Ost;101", "Wert", "Dort steht „101“ statt „10000“"), ("Hörde;10000", "Wert", "Die Zeile gibt es nicht"),
        ("City-Ost;10000", "Zahl", "Die Spalte gibt es nicht"),
    ],
)  # fmt: skip
def test_a_correction_fails_when_the_source_has_repaired_itself(
    catalog: Catalog, line, column, what
) -> None:
    wrong = Correction.model_validate({
        "key": "City-Ost", "column": column, "expected": "10000", "corrected": "100", "reason": "Tippfehler",
    })  # fmt: skip
    read = _read(catalog, "Gebiet;Wert", line, corrections=(wrong,))
    assert any(what in text for text in _says(read))


def test_a_correction_of_one_date_leaves_the_others(catalog: Catalog) -> None:
    wrong = Correction.model_validate({
        "key": "City-Ost", "column": "Wert", "period": "2023", "expected": "7", "corrected": "70", "reason": "Komma",
    })  # fmt: skip
    columns = (
        {"title": "Gebiet", "role": ColumnRole.KEY}, {"title": "Jahr", "role": ColumnRole.PERIOD},
        {"title": "Wert", "role": ColumnRole.VALUE, "indicator": "einwohner"},
    )  # fmt: skip
    lines = ("Gebiet;Jahr;Wert", "City-Ost;2023;7", "City-Ost;2024;7")
    read = _read(catalog, *lines, columns=columns, corrections=(wrong,), form="lang", period="")
    assert read.frame["value"].tolist() == [70, 7] and read.problems == ()


def test_a_correction_of_another_year_does_not_touch_this_one(catalog: Catalog) -> None:
    wrong = Correction.model_validate(
        {
            "key": "City-Ost",
            "column": "Wert",
            "period": "2023",
            "expected": "7",
            "corrected": "70",
            "reason": "Komma",
        }
    )
    read = _read(catalog, "Gebiet;Wert", "City-Ost;8", corrections=(wrong,))
    assert read.problems == () and read.frame["value"].tolist() == [8]


def test_impossible_days_are_named_with_their_line(catalog: Catalog) -> None:
    columns = (
        {"title": "Gebiet", "role": ColumnRole.KEY}, {"title": "Datum", "role": ColumnRole.PERIOD},
        {"title": "Wert", "role": ColumnRole.VALUE, "indicator": "einwohner"},
    )  # fmt: skip
    lines = ("Gebiet;Datum;Wert", "City-Ost;30.04.2024;7", "City-West;31.04.2024;7", "Hörde;;7")
    assert _says(_read(catalog, *lines, columns=columns, form="lang", period="")) == [
        "Zeile 3: Spalte „Datum“: Den 31.4.2024 gibt es nicht.", "Zeile 4: Spalte „Datum“: Der Stichtag fehlt.",
    ]  # fmt: skip


def test_numerators_signs_and_several_publications_side_by_side(catalog: Catalog) -> None:
    roles = {
        "gebiet": ColumnRole.KEY, "wert": ColumnRole.VALUE, "zaehler": ColumnRole.NUMERATOR,
        "nenner": ColumnRole.DENOMINATOR, "zeichen": ColumnRole.SIGN, "quelle": ColumnRole.SOURCE,
        "vorrang": ColumnRole.PREFERRED,
    }  # fmt: skip
    columns = tuple({"title": title, "role": role} for title, role in roles.items())
    header = ";".join(roles)
    read = _read(
        catalog, header, "City-Ost;5;1;20;;stadt;ja", "City-Ost;5,1;;;geschaetzt;atlas;nein",
        "City-West;;;;geheim;;", "Hörde;4;;;unsicher;;", columns=columns, indicator="kinder_sgb2",
    )  # fmt: skip
    assert read.problems == ()
    assert read.frame["status"].tolist() == ["ok", "geschaetzt", "geheim", "unsicher"]
    assert read.frame["source"].tolist() == ["stadt", "atlas", "stadt", "stadt"]
    assert read.frame["preferred"].tolist() == [True, False, False, False]
    assert read.frame["numerator"].tolist()[0] == 1 and read.frame["denominator"].tolist()[0] == 20
    bad = _read(
        catalog, header, "City-Ost;5;;;geheim;;", "City-West;;;;unsicher;;", "Hörde;1;x1;;;;vielleicht",
        "Phoenix;5;;;;stadt;", "Phoenix;6;;;;atlas;", columns=columns, indicator="kinder_sgb2",
    )  # fmt: skip
    assert _says(bad) == [
        "Zeile 2: Neben dem Zeichen „geheim“ darf kein Wert stehen.",
        "Zeile 3: Spalte „wert“: Neben „unsicher“ fehlt der Wert.",
        "Zeile 4: Spalte „zaehler“: „x1“ ist hier keine Zahl.",
        "Zeile 4: Vorrang: „vielleicht“ ist nicht bekannt.",
        "Zeile 5: Zu „kinder_sgb2“, Gebiet 012, Stichtag 2024 stehen 2 Angaben in den Zeilen 5, 6.",
    ]


def test_problems_are_counted_beyond_the_first(catalog: Catalog) -> None:
    read = _read(catalog, "Gebiet;Wert", *(f"Nirgends {n};1" for n in range(MOST + 50)))
    assert len(read.problems) == MOST + 1
    assert read.problems[-1].what == "Und 50 weitere Probleme."


def test_heading_rows_beyond_the_table_are_a_problem_and_no_error(catalog: Catalog) -> None:
    read = _read(catalog, "Gebiet;Wert", "City-Ost;1", header_rows=(50,))
    assert read.rows == 0 and read.problems


def test_form_and_scale_of_a_column(catalog: Catalog) -> None:
    columns = (
        {"title": "Gebiet", "role": ColumnRole.KEY},
        {"title": "Wert", "role": ColumnRole.VALUE, "indicator": "kinder_sgb2", "number_form": NumberForm.ENGLISH, "scale": 100},
    )  # fmt: skip
    read = _read(catalog, "Gebiet;Wert", "City-Ost;0.125", "City-West;1,000.5", columns=columns)
    assert read.frame["value"].tolist() == [12.5, 100050]


def test_half_a_million_rows_stay_small(catalog: Catalog) -> None:
    codes, days = ("001", "002", "003", "004", "011", "012", "013"), 31
    rows = [
        f"{code};{day}.1.{1900 + year};{day}"
        for year in range(100)
        for day in range(1, days)
        for code in codes
    ]
    columns = (
        {"title": "Gebiet", "role": ColumnRole.KEY}, {"title": "Tag", "role": ColumnRole.PERIOD},
        {"title": "Wert", "role": ColumnRole.VALUE, "indicator": "einwohner"},
    )  # fmt: skip
    raw = csv_table("Gebiet;Tag;Wert", *rows)
    tracemalloc.start()
    read = statements(raw, _mapping(columns=columns, form="lang", period=""), catalog)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read.values == len(rows) == 21_000
    assert peak / len(rows) < 1_200  # bytes per row: 600 MB for half a million
