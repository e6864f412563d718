"""Exhibits as files: every row with its source, numbers in full, nothing that starts a formula."""

from __future__ import annotations

import csv
import io
import re
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from sozialraum.domain.exhibits import Column, Exhibit, TableData
from sozialraum.errors import UnreadableInput
from sozialraum.export.exhibit import FORMATS, exhibit_file, reading_guide
from sozialraum.export.raster import chart_svg, svg_png
from sozialraum.render.charts import EXAMPLE, screen_spec
from sozialraum.service.exhibits import page_exhibits
from sozialraum.web.live import live
from toy_exhibits import BARS, COURSE, OFFICE, SINGLE, STATEMENTS

TODAY = date.today().strftime("%d.%m.%Y")


def rows(exhibit: Exhibit) -> list[dict[str, str]]:
    text = exhibit_file(exhibit, "csv").body.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def book(exhibit: Exhibit) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(exhibit_file(exhibit, "xlsx").body))


def cells(exhibit: Exhibit) -> list[dict[str, Any]]:
    head, *lines = book(exhibit)["Daten"].iter_rows()
    return [dict(zip([c.value for c in head], line, strict=True)) for line in lines]


def test_names_speak_and_media_types_fit() -> None:
    files = {kind: exhibit_file(COURSE, kind) for kind in FORMATS}
    assert FORMATS == ("png", "svg", "csv", "xlsx")
    assert files["csv"].name == "musterseite-einwohnerinnen-einwohner-in-groesse.csv"
    assert files["png"].media_type == "image/png"
    assert files["svg"].media_type == "image/svg+xml"
    assert files["csv"].media_type == "text/csv; charset=utf-8"
    assert "spreadsheetml" in files["xlsx"].media_type


def test_csv_is_what_a_german_excel_opens() -> None:
    body = exhibit_file(STATEMENTS, "csv").body
    assert body.startswith(b"\xef\xbb\xbfAngabe;Gebiet;Stichtag;Wert;Einheit;Status;")
    found = rows(STATEMENTS)
    assert [row["Wert"] for row in found] == ["9039", "9500", "", "0,0", "1983"]
    assert [row["Status"] for row in found[:3]] == ["unsicher", "veröffentlicht", "geheim"]
    assert all(row["Quelle"] and row["Export vom"] == TODAY for row in found)


def test_no_cell_starts_a_formula() -> None:
    nasty = TableData((Column("=A1"), Column("Quelle")), (("+49", "@x"), ("-1", "\t=1")))
    exhibit = replace(STATEMENTS, table=nasty)
    text = exhibit_file(exhibit, "csv").body.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text), delimiter=";"):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row)
    assert rows(STATEMENTS)[1]["Anmerkung"] == "'=HYPERLINK(1)"
    for row in cells(exhibit):
        assert all(cell.data_type == "s" for cell in row.values())


def test_negative_numbers_stay_numbers() -> None:
    column = Column("Wert", numeric=True, decimals=1)
    exhibit = replace(STATEMENTS, table=TableData((column,), ((-1234.5,), (None,))))
    assert [row["Wert"] for row in rows(exhibit)] == ["-1234,5", ""]
    assert [row["Wert"].value for row in cells(exhibit)] == [-1234.5, None]


def test_a_table_without_sources_gets_them_in_every_row() -> None:
    exhibit = replace(STATEMENTS, table=TableData((Column("Name"),), (("A",), ("B",))))
    assert {row["Quelle"] for row in rows(exhibit)} == {
        "Stadt Musterstadt: Statistik; Übermittlung & Söhne: Bericht „Größe“"
    }


def test_xlsx_has_true_numbers_with_their_decimals() -> None:
    found = [row["Wert"] for row in cells(STATEMENTS)]
    assert [cell.value for cell in found] == [9039, 9500, None, 0, 1983]
    assert [cell.number_format for cell in found if cell.value is not None] == [
        "#,##0", "#,##0", "#,##0.0", "0"
    ]  # fmt: skip


def test_the_guide_says_everything_about_the_table() -> None:
    sheet = book(COURSE)["Quelle und Lesehilfe"]
    guide = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert guide["Titel"] == COURSE.title
    assert guide["Stichtage"] == "2006 bis 2020"
    assert guide["In Worten"] == COURSE.sentence
    assert "https://example.org/statistik" in guide["Quellen"]
    assert "Übermittlung & Söhne" in guide["Quellen"]
    assert guide["Lizenzen"] == "dl-de/zero-2-0; keine Lizenz angegeben"
    assert guide["Hinweise"] == "Nur einzelne Jahre."
    assert guide["Lesehilfe"].startswith("Gelesen wird von links nach rechts. Linien verbinden")
    assert guide["Export vom"] == TODAY
    assert {word in guide["Status"] for word in ("„geheim“", "„unsicher“", "„veröffentlicht“")} == {
        True
    }
    assert "„unbekannt“" not in guide["Status"]


def test_invented_data_are_named_in_every_row() -> None:
    invented = replace(COURSE, example=True)
    assert {row["Art der Daten"] for row in rows(invented)} == {EXAMPLE}
    assert reading_guide(invented)["Art der Daten"] == EXAMPLE
    assert "Art der Daten" not in rows(COURSE)[0]


def test_an_empty_table_is_still_a_file() -> None:
    empty = replace(STATEMENTS, table=TableData((), ()), sources=(), chart=None)
    assert rows(empty) == []
    assert book(empty)["Daten"].max_row == 1


@pytest.mark.parametrize("exhibit", [COURSE, SINGLE, BARS], ids=lambda e: e.id)
def test_pictures(exhibit: Exhibit) -> None:
    png = exhibit_file(exhibit, "png").body
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert abs(width - 1800) <= 4
    assert height > 500
    svg = exhibit_file(exhibit, "svg").body.decode()
    assert svg.startswith('<svg role="img" aria-label="Einwohnerinnen &amp; Einwohner in Größe, 20')
    assert "Größe" in svg
    assert "Sozialraum Sans" in svg
    assert not re.search(r"<script|href=|url\(http", svg)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_there_is_no_picture_of_a_table(kind: str) -> None:
    with pytest.raises(UnreadableInput, match="hat kein Diagramm"):
        exhibit_file(STATEMENTS, kind)


def test_text_in_a_picture_is_text() -> None:
    nasty = replace(BARS, title="<script>alert(1)</script> ${x} `y`")
    svg = exhibit_file(nasty, "svg").body.decode()
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_charts_can_be_made_by_several_threads_at_once() -> None:
    spec = screen_spec(COURSE) | {"width": 600}
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(chart_svg, [spec] * 8))
    assert len({re.sub(r"(clip|gradient)_?\d+", "", svg) for svg in found}) == 1


def test_the_scale_of_a_picture() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20"><rect width="9" height="9"/></svg>'
    sizes = [struct.unpack(">II", svg_png(svg, scale)[16:24]) for scale in (1, 3)]
    assert sizes == [(10, 20), (30, 60)]


def test_every_shipped_exhibit_leaves_the_house_as_data() -> None:
    monitor = live().monitor
    for page in monitor.catalog.pages:
        for exhibit in page_exhibits(monitor, page).values():
            found = rows(exhibit)
            assert len(found) == len(exhibit.table.rows)
            unsaid = [row for row in found if not row["Quelle"]]
            assert all(row["Status"] == "unbekannt" and not row["Wert"] for row in unsaid)


def test_the_toy_source_is_open() -> None:
    assert OFFICE.url.startswith("https://")
