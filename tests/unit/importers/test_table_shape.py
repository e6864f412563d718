from __future__ import annotations

import pytest

from delivered_tables import csv_table
from sozialraum.importers.headings import headings, pattern, said
from sozialraum.importers.table_shape import body, find_shape

AREAS = {"City", "West", "Ost"}


def _shape(*lines: str):
    raw = csv_table(*lines)
    shape = find_shape(raw, AREAS.__contains__)
    under = body(raw, shape.header_rows)
    titles = [heading.title for heading in headings(raw, shape.header_rows)]
    return shape, [raw.cells.iat[row, 0] for row in under.rows], titles, under


def test_title_lines_two_heading_rows_and_notes() -> None:
    shape, keys, titles, under = _shape(
        "Kinder und Arbeitslose;;;;;", "Stichtag: 31.12.2024;;;;;", ";;;;;",
        "Unterbezirk;;Bevölkerung;;Arbeitslose;Fläche", "Nr.;Name;insgesamt;unter 15;in %;",
        "1;City;1.234;12,5;.;3", "2;West;1.234;12,5;.;3",
        "Quelle: Stadt; eigene Berechnung;;;;", "1) ohne Heime;;;;;", "irgendein Nachsatz;;;;;",
    )  # fmt: skip
    assert shape.header_rows == (2, 3) and shape.sure
    assert titles == [
        "Unterbezirk / Nr.", "Unterbezirk / Name", "Bevölkerung / insgesamt", "Bevölkerung / unter 15",
        "Arbeitslose / in %", "Fläche",
    ]  # fmt: skip
    assert keys == ["1", "2"]
    assert [text for _, text in under.notes] == [
        "Quelle: Stadt; eigene Berechnung", "1) ohne Heime", "irgendein Nachsatz",
    ]  # fmt: skip
    assert under.notes[0][0] == 8


def test_years_over_the_columns_are_headings() -> None:
    assert _shape("Gebiet;2022;2023", "City;12;13", "West;12;13")[2] == ["Gebiet", "2022", "2023"]
    titles = _shape(
        "Gebiet;Einwohner;;Geburten;", ";2022;2023;2022;2023", "City;12;13;1;2", "West;5;6;7;8"
    )[2]
    assert titles == [
        "Gebiet",
        "Einwohner / 2022",
        "Einwohner / 2023",
        "Geburten / 2022",
        "Geburten / 2023",
    ]


def test_a_value_that_looks_like_a_year_is_no_heading() -> None:
    assert _shape("Gebiet;Einwohner", "City;2010", "West;523", "Ost;611")[1] == [
        "City",
        "West",
        "Ost",
    ]


def test_a_first_row_of_signs_is_data() -> None:
    assert _shape("Gebiet;a;b", "City;.;x", "West;1;2", "Ost;3;4")[1] == ["City", "West", "Ost"]


def test_rows_without_values_stay_data() -> None:
    assert _shape("Gebiet;a;b", "City;1;2", "West;3;4", "Ost;;")[1] == ["City", "West", "Ost"]


def test_a_row_that_numbers_the_columns_says_nothing() -> None:
    _, keys, titles, _ = _shape("Gebiet;a;b;c", "1;2;3;4", "City;5;6;7", "West;5;6;8")
    assert titles == ["Gebiet", "a", "b", "c"]
    assert keys == ["City", "West"]


def test_headings_that_stand_again_among_the_data_are_left_out_and_told() -> None:
    _, keys, _, under = _shape("Gebiet;a", "City;1", "Gebiet;a", "West;2")
    assert keys == ["City", "West"]
    assert under.repeated == (3,)


def test_a_table_without_headings_is_asked() -> None:
    assert not _shape("City;1", "West;2", "Ost;3")[0].sure


def test_nothing_is_a_note_in_the_middle_or_with_numbers() -> None:
    keys = _shape("Gebiet;a", "City;1", "Quelle: Stadt;", "West;2", "Stand;5")[1]
    assert keys == ["City", "Quelle: Stadt", "West", "Stand"]


def test_empty_and_repeated_headings() -> None:
    titles = _shape("Gebiet;a;a;;", "City;1;2;3;", "West;1;2;3;")[2]
    assert titles == ["Gebiet", "a", "a (2)", "Spalte 4"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Einwohner / 2023 / Anzahl", ("Einwohner", "2023", "Anzahl")), ("Arbeitslose in %", ("Arbeitslose", "", "%")),
        ("Arbeitslose (in %)", ("Arbeitslose", "", "%")), ("Fläche in ha", ("Fläche", "", "ha")),
        ("Kinder 1)", ("Kinder", "", "")), ("Einwohner, 31.12.2023", ("Einwohner", "2023-12-31", "")),
        ("2024", ("", "2024", "")), ("Einwohner / Anzahl", ("Einwohner", "", "Anzahl")),
    ],
)  # fmt: skip
def test_a_title_says_name_date_and_unit(title: str, expected: tuple[str, str, str]) -> None:
    said_ = said(title)
    assert (said_.name, said_.period, said_.unit) == expected


def test_next_years_title_has_the_same_pattern() -> None:
    assert pattern("Einwohner am 31.12.2023") == pattern("Einwohner am 31.12.2024")
    assert pattern("Arbeitslose 2023") != pattern("Arbeitslose (%) 2023")
