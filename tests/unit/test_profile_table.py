"""The workbook of an area sheet: true numbers, words where there are none, nothing runs."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sozialraum.export.profile_table import profile_xlsx, reading_guide
from sozialraum.publish import build_release
from sozialraum.render.formats import day
from sozialraum.service import Monitor
from sozialraum.service.profiles import area_profile
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.live import live
from toy_home import change

SHEETS = ["Kennzahlen", "Verlauf", "Orte", "Datenlücken", "Quelle und Lesehilfe"]


@pytest.fixture
def monitor(published: Path) -> Monitor:
    return Monitor(ReleaseStore(published, published / "var").current())


def book(monitor: Monitor, level: str, code: str) -> Any:
    file = profile_xlsx(area_profile(monitor, level, code, frozenset()))
    return openpyxl.load_workbook(io.BytesIO(file.body))


def rows(sheet: Any) -> list[dict[str, Any]]:
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_name_and_sheets(monitor: Monitor) -> None:
    file = profile_xlsx(area_profile(monitor, "unterbezirk", "001", frozenset()))
    assert file.name == "steckbrief-unterbezirk-001-city-ost.xlsx"
    assert file.media_type.endswith("spreadsheetml.sheet")
    assert book(monitor, "unterbezirk", "001").sheetnames == SHEETS


def test_figures_are_numbers_with_source_quality_and_licence(monitor: Monitor) -> None:
    found = rows(book(monitor, "unterbezirk", "001")["Kennzahlen"])
    people = next(row for row in found if row["Thema"] == "Bevölkerung")
    assert (people["Wert"], people["Einheit"], people["Stichtag"]) == (100, "Personen", "2024")
    assert (people["Rang"], people["von"], people["Median"]) == (2, 2, 150)
    assert (people["Stadtbezirk"], people["Stadt"]) == (55000, 600000)
    assert people["Quelle"] == "Stadt Musterstadt: Statistik"
    assert (people["Güte"], people["Lizenz"]) == ("amtliche Quelle", "dl-de/zero-2-0")
    kids = next(row for row in found if row["Thema"] == "Soziale Lage")
    assert (kids["Wert"], kids["gemeinsam veröffentlicht mit"]) == (12.5, "City-West")
    assert (kids["Stadtbezirk"], kids["Stadt"]) == (None, None)


def test_a_secret_value_is_empty_and_a_zero_is_0(monitor: Monitor) -> None:
    secret = rows(book(monitor, "unterbezirk", "003")["Kennzahlen"])[0]
    assert (secret["Wert"], secret["Status"], secret["Rang"]) == (None, "geheim", None)
    zero = rows(book(monitor, "unterbezirk", "004")["Kennzahlen"])[0]
    assert (zero["Wert"], zero["Status"], zero["Rang"]) == (0, "veröffentlicht", 3)


def test_sums_are_called_sums(monitor: Monitor) -> None:
    summed = rows(book(monitor, "sozialraum", "011")["Kennzahlen"])[0]
    assert (summed["Wert"], summed["Anmerkung"]) == (300, "Summe der 2 Unterbezirke")


def test_the_rows_of_the_charts(monitor: Monitor) -> None:
    found = rows(book(monitor, "stadtbezirk", "02")["Verlauf"])
    assert {row["Darstellung"] for row in found} == {
        "Kinder unter 15 Jahren mit SGB-II-Leistungen: Unterbezirke in Süd"
    }
    assert [(row["Gebiet"], row["Wert"], row["Status"]) for row in found[:2]] == [
        ("Hörde", None, "unbekannt"),
        ("Phoenix", 8.1, "veröffentlicht"),
    ]


def test_places_gaps_and_an_empty_area(monitor: Monitor) -> None:
    empty = book(monitor, "unterbezirk", "013")
    assert rows(empty["Kennzahlen"]) == []
    assert rows(empty["Verlauf"]) == []
    places = rows(empty["Orte"])
    assert [row["Ort"] for row in places] == ["Beratung", "Anlaufstelle", "Nachbarstadt"]
    assert all(row["Lage"] == "außerhalb" and row["Luftlinie in m"] % 50 == 0 for row in places)
    assert rows(empty["Datenlücken"])[0]["Grund"].startswith("Für dieses Gebiet nicht")
    inside = rows(book(monitor, "unterbezirk", "001")["Orte"])[0]
    assert (inside["Ebene"], inside["Lage"], inside["Luftlinie in m"]) == (
        "Angebote",
        "im Gebiet",
        None,
    )


def test_the_reading_guide(monitor: Monitor) -> None:
    profile = area_profile(monitor, "unterbezirk", "001", frozenset())
    guide = dict(reading_guide(profile))
    assert guide["Titel"] == "Gebietssteckbrief Unterbezirk City-Ost"
    assert guide["In Worten"] == profile.sentence
    assert guide["Ähnliche Gebiete"] == profile.similar.reason
    assert guide["Orte im Gebiet"] == "Angebote: 2"
    assert guide["Fläche"] == "0,77 km²"
    assert "nicht null" in guide["Status"]
    assert (guide["Datenstand"], guide["Export vom"]) == (monitor.release.id, day(date.today()))
    sources = [text for title, text in reading_guide(profile) if title == "Quelle"]
    assert len(sources) == len(profile.sources)
    assert sources[0] == "Stadt Musterstadt: Statistik, dl-de/zero-2-0, amtliche Quelle"


def test_no_cell_is_a_formula(toy: Path) -> None:
    change(toy, "geo/gliederung.csv", "Phoenix", "=1+1")
    change(toy, "data/statistik/atlas_2024.csv", "Phoenix", "=1+1")
    change(toy, "data/orte/angebote.csv", "Beratung", "=cmd|' /C calc'!A0")
    written = book(Monitor(build_release(toy, toy / "var")), "stadtbezirk", "02")
    cells = [cell for sheet in written for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "'=1+1" in {cell.value for cell in cells}
    assert any(str(cell.value).startswith("'=cmd") for cell in cells)


def test_the_city_and_an_area_with_everything() -> None:
    monitor = live().monitor
    north = book(monitor, "unterbezirk", "054")
    figures = rows(north["Kennzahlen"])
    kids = next(row for row in figures if row["Kennzahl"].startswith("Kinder unter 15"))
    assert (kids["Wert"], kids["Rang"]) == (63.8, 1)
    column = 1 + list(kids).index("Wert")
    line = 2 + figures.index(kids)
    assert north["Kennzahlen"].cell(line, column).number_format == "#,##0.0"
    courses = rows(north["Verlauf"])
    assert len({row["Darstellung"] for row in courses}) == 7
    guide = {row[0]: row[1] for row in north["Quelle und Lesehilfe"].iter_rows(values_only=True)}
    assert "Stichtag 2024" in guide["Verglichen über"]
    assert "Abstand" in guide["Ähnliche Gebiete"]
    profile = area_profile(monitor, "stadt", "05913", frozenset())
    city = rows(book(monitor, "stadt", "05913")["Kennzahlen"])
    assert [row["Wert"] for row in city] == [value.value for value in profile.values]
