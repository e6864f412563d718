"""The view as a file: complete, honest about gaps, safe to open, with its source."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from sozialraum.domain.indicators import Source
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.views import MapView
from sozialraum.export.view import COLUMNS, FORMATS, export_file
from sozialraum.web.live import live

KIDS = LayerQuery("kinder_sgb2", "unterbezirk", "2024", Scheme.NATURAL)
THIN = LayerQuery("einwohner", "unterbezirk", "2018-12-31", Scheme.NATURAL)
MINUS = LayerQuery("saldo_geburten_sterbefaelle", "unterbezirk", "2024", Scheme.NATURAL)
NASTY = ("=1+1", "+49", "-2+3", "@SUM(A1)", "\t=1", '"a";b', "Am\nRand", "http://x.de", "{=1}")
STARTS = ("=", "+", "-", "@", "\t", "\r")
TODAY = date.today().strftime("%d.%m.%Y")


def shown(query: LayerQuery) -> MapView:
    return live().monitor.map_view(query)


def nasty() -> MapView:
    view = shown(KIDS)
    return replace(view, names=NASTY + view.names[len(NASTY) :])


def written(view: MapView, kind: str) -> bytes:
    return export_file(view, live().monitor.release.areas(view.query.level), kind).body


def table(view: MapView) -> list[dict[str, str]]:
    text = written(view, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def book(view: MapView) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(view, "xlsx")))


def sheet_rows(view: MapView) -> list[dict[str, Any]]:
    head, *lines = book(view)["Daten"].iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_csv_is_what_a_german_excel_opens() -> None:
    body = written(shown(KIDS), "csv")
    assert body.startswith(b"\xef\xbb\xbfSchl\xc3\xbcssel;Gebiet;")
    assert body.count(b"\xef\xbb\xbf") == 1
    assert b"\r\n" in body
    assert b"63,8" in body


def test_csv_has_all_areas_with_their_numbers() -> None:
    view = shown(KIDS)
    rows = table(view)
    assert [row["Schlüssel"] for row in rows] == list(view.codes)
    assert len(rows) == 170
    for row, value in zip(rows, view.current.values, strict=True):
        assert re.fullmatch(r"-?\d+,\d", row["Wert"])
        assert float(row["Wert"].replace(",", ".")) == pytest.approx(value, abs=0.05)
        assert row["Klasse"] in {entry.label for entry in view.legend}


def test_csv_thousands_are_not_grouped() -> None:
    values = [row["Wert"] for row in table(shown(THIN)) if row["Wert"]]
    assert len(values) == 11
    assert all(re.fullmatch(r"\d+", value) for value in values)
    assert max(len(value) for value in values) >= 4


@pytest.mark.parametrize("query", [KIDS, THIN, MINUS], ids=lambda q: q.indicator)
def test_no_csv_cell_starts_a_formula(query: LayerQuery) -> None:
    view = replace(shown(query), names=NASTY + shown(query).names[len(NASTY) :])
    for row in table(view):
        value = row.pop("Wert")
        assert not value.startswith(STARTS) or re.fullmatch(r"-\d+(,\d+)?", value)
        assert not any(cell.startswith(STARTS) for cell in row.values())


def test_negative_values_stay_numbers() -> None:
    values = shown(MINUS).current.values
    assert min(v for v in values if v is not None) < 0
    assert any(row["Wert"].startswith("-") for row in table(shown(MINUS)))
    assert [row["Wert"] for row in sheet_rows(shown(MINUS))] == list(values)


def test_names_with_separators_survive_the_csv() -> None:
    names = [row["Gebiet"] for row in table(nasty())]
    assert names[5:9] == ['"a";b', "Am\nRand", "http://x.de", "{=1}"]
    assert names[:2] == ["'=1+1", "'+49"]


def test_the_unknown_is_empty_with_its_word_and_never_0() -> None:
    view = shown(THIN)
    words = [status.label for status in view.current.statuses]
    for rows in (table(view), sheet_rows(view)):
        assert len(rows) == 170
        for row, value, word in zip(rows, view.current.values, words, strict=True):
            assert (row["Wert"] in {"", None}) == (value is None)
            assert row["Status"] == word
            assert value is not None or (word == "unbekannt" and row["Klasse"] in {"", None})


def test_xlsx_has_two_sheets_true_numbers_and_no_formulas() -> None:
    view = nasty()
    opened = book(view)
    assert opened.sheetnames == ["Daten", "Quelle und Lesehilfe"]
    for sheet in opened:
        cells = [cell for line in sheet.iter_rows() for cell in line]
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
        texts = [cell.value for cell in cells if isinstance(cell.value, str)]
        assert not any(text.startswith(STARTS) for text in texts)
    rows = sheet_rows(view)
    assert [row["Wert"] for row in rows] == list(view.current.values)
    assert all(isinstance(row["Wert"], (int, float)) for row in rows)
    assert [row["Schlüssel"] for row in rows] == list(view.codes)


def test_joint_partners_are_named_in_the_file() -> None:
    rows = {row["Schlüssel"]: row for row in table(shown(KIDS))}
    partner = "gemeinsam veröffentlicht mit"
    assert rows["001"][partner] == rows["002"]["Gebiet"]
    assert rows["002"][partner] == rows["001"]["Gebiet"]
    assert sum(bool(row[partner]) for row in rows.values()) > 2


def numbers(item: Any) -> list[list[float]]:
    if isinstance(item[0], (int, float)):
        return [item]
    return [point for part in item for point in numbers(part)]


def refuse(text: str) -> None:
    raise AssertionError(f"{text} is not JSON")


def test_geojson_is_strict_wgs84_in_dortmund_with_null_for_gaps() -> None:
    view = shown(THIN)
    document = json.loads(written(view, "geojson"), parse_constant=refuse)
    assert document["type"] == "FeatureCollection"
    assert "crs" not in document
    assert [f["id"] for f in document["features"]] == list(view.codes)
    assert [f["properties"]["Wert"] for f in document["features"]] == list(view.current.values)
    assert sum(value is None for value in view.current.values) == 159
    for feature in document["features"]:
        assert feature["geometry"]["type"] in {"Polygon", "MultiPolygon"}
        for longitude, latitude in numbers(feature["geometry"]["coordinates"]):
            assert 7.29 < longitude < 7.65
            assert 51.40 < latitude < 51.61


def of_the_date(view: MapView) -> dict[str, Source]:
    """Area -> source of its preferred statement, straight from the table of observations."""
    release = live().monitor.release
    found = release.observations
    for column in ("indicator", "level", "period"):
        found = found[found[column] == getattr(view.query, column)]
    found = found[found["preferred"]]
    return {
        area: release.catalog.source(source)
        for area, source in zip(found["area"], found["source"], strict=True)
    }


@pytest.mark.parametrize("query", [KIDS, THIN], ids=lambda q: q.indicator)
def test_every_row_names_the_source_of_its_own_value(query: LayerQuery) -> None:
    view = shown(query)
    named = of_the_date(view)
    features = json.loads(written(view, "geojson"))["features"]
    for rows in (table(view), sheet_rows(view), [f["properties"] for f in features]):
        for row in rows:
            source = named.get(row["Schlüssel"])
            expected = (source.citation, source.licence, source.quality.label) if source else ()
            given = tuple(row[name] for name in ("Quelle", "Lizenz", "Güte") if row[name])
            assert given == expected
            assert row["Export vom"] == TODAY


@pytest.mark.parametrize("query", [KIDS, THIN], ids=lambda q: q.indicator)
@pytest.mark.parametrize("kind", FORMATS)
def test_every_file_names_source_licence_and_dates(query: LayerQuery, kind: str) -> None:
    view = shown(query)
    file = export_file(view, live().monitor.release.areas(query.level), kind)
    assert re.fullmatch(rf"[a-z0-9-]+\.{kind}", file.name)
    assert query.period in file.name
    if kind == "xlsx":
        cells = [c for s in book(view) for line in s.iter_rows(values_only=True) for c in line]
        text = "\n".join(str(cell) for cell in cells)
    else:
        text = file.body.decode().replace('\\"', '"').replace('""', '"')
    named = of_the_date(view)
    assert named
    for source in named.values():
        assert source.citation in text
        assert source.licence in text
    assert view.current.period.label in text
    assert TODAY in text


def test_tables_share_their_columns() -> None:
    view = shown(KIDS)
    assert list(table(view)[0]) == list(sheet_rows(view)[0]) == list(COLUMNS)


def test_the_reading_guide_explains_unknown_and_says_what_was_changed() -> None:
    guide = dict(book(shown(KIDS))["Quelle und Lesehilfe"].iter_rows(values_only=True))
    assert guide["Definition"] == shown(KIDS).indicator.definition
    assert "nicht null" in guide["Status"]
    assert guide["Export vom"] == TODAY
    assert "Umrisse vereinfacht" in guide["Daten geändert"]
