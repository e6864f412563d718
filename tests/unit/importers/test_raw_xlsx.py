"""Excel files: safe ones arrive cell by cell, all others are a German sentence."""

from __future__ import annotations

import io
import time as clock
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from sozialraum.errors import UnreadableInput
from sozialraum.importers import raw_xlsx, xlsx_archive, xlsx_sheet
from sozialraum.importers.raw_xlsx import read_xlsx
from toy_xlsx import MAIN, OFFICE, packed, parts, sheet, xlsx

TEXT = '<row r="1"><c r="A1" t="inlineStr"><is><t>Nr</t></is></c></row>'


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def refused(content: bytes, sheet: str = "") -> UnreadableInput:
    with pytest.raises(UnreadableInput) as caught:
        read_xlsx(content, sheet)
    assert caught.value.fix
    return caught.value


def test_cells_of_all_kinds() -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Nr", "Zahl", "Text", "Tag", "Uhr", "Dauer", "ja"])
    page.append(["001", 12.300000000000001, " Ho\u0308rde\u00a0 Süd\n", date(2024, 12, 31)])
    page.append([2, 1234567.5, "a_x000D_b", datetime(2024, 4, 3, 9, 5), time(7, 30)])
    page["F3"], page["G3"] = timedelta(hours=30), True
    page.append([])
    page.append([3, 1e-7, "_x005F_x000D_", None, None, None, False])
    table = read_xlsx(saved(book))
    assert table.cells.to_numpy().tolist() == [
        ["Nr", "Zahl", "Text", "Tag", "Uhr", "Dauer", "ja"],
        ["001", "12,3", "Hörde Süd", "2024-12-31", "", "", ""],
        ["2", "1234567,5", "a b", "2024-04-03 09:05", "07:30", "30:00", "ja"],
        ["3", "0,0000001", "_x000D_", "", "", "", "nein"],
    ]
    assert list(table.lines) == [1, 2, 3, 5]
    assert table.native == (False, True, False, False, False, False, False)
    assert (table.sheet, table.sheets, table.notes) == ("Sheet", ("Sheet",), ())


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("5", "5"), ("5.0", "5"), ("-3", "-3"), ("-0", "0"), ("0.1", "0,1"), ("1E3", "1000"),
        ("12.300000000000001", "12,3"), ("1e20", "100000000000000000000"), (".5", "0,5"),
        ("44145.000000000007", "44145"), ("1234567890123456", "1234567890123460"),
    ],
)  # fmt: skip
def test_numbers(stored: str, text: str) -> None:
    assert read_xlsx(xlsx(f"<row><c><v>{stored}</v></c></row>")).cells.iloc[0, 0] == text


@pytest.mark.parametrize("stored", ["nan", "inf", "1_000", "1e999", "٣", "0x10", "1,5"])
def test_what_is_no_number_is_damage(stored: str) -> None:
    assert "beschädigt" in refused(xlsx(f"<row><c><v>{stored}</v></c></row>")).what


def test_days_since_1904() -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    book = parts(sheet('<row><c s="0"><v>0</v></c><c s="0"><v>366</v></c></row>'), styles=styles)
    assert read_xlsx(packed(book)).cells.iloc[0].tolist()[1] == "1900-12-31"
    book["xl/workbook.xml"] = book["xl/workbook.xml"].replace(
        "<sheets>", '<workbookPr date1904="1"/><sheets>'
    )
    assert read_xlsx(packed(book)).cells.iloc[0].tolist()[1] == "1905-01-01"


def test_formulas_give_their_stored_result() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Gebiet", "Wert"])
        page.write_row(1, 0, ["Mitte", 5])
        page.write_formula(2, 0, '="Summe"', value="Summe")
        page.write_formula(2, 1, "=SUM(B2:B2)", value=5)
    table = read_xlsx(stream.getvalue())
    assert table.cells.iloc[2].tolist() == ["Summe", "5"]
    assert table.notes == ("2 Zellen sind Formeln; gelesen ist das zuletzt gespeicherte Ergebnis.",)
    assert table.native == (False, True)


def test_a_formula_without_result_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Gebiet", "=1+1"])
    error = refused(saved(book))
    assert "Zeile 1 (Zelle B1)" in error.what
    assert "Ergebnis" in error.what


@pytest.mark.parametrize(("stored", "said"), [("#N/A", "#NV"), ("#DIV/0!", "#DIV/0!")])
def test_errors_are_refused_with_their_line(stored: str, said: str) -> None:
    error = refused(xlsx(f'<row r="7"><c r="C7" t="e"><v>{stored}</v></c></row>'))
    assert f"Zeile 7 (Zelle C7) steht der Fehler „{said}“" in error.what


def test_hidden_things_and_merged_cells_are_said() -> None:
    book = openpyxl.Workbook()
    page = book.active
    for _ in range(4):
        page.append([1, 2, 3])
    page.row_dimensions[3].hidden = True
    page.column_dimensions["B"].hidden = True
    page.column_dimensions["H"].hidden = True
    page.merge_cells("A6:C6")
    book.create_sheet("Zweites")
    book.create_sheet("Rechnung").sheet_state = "hidden"
    book.create_sheet("Tief").sheet_state = "veryHidden"
    table = read_xlsx(saved(book))
    assert table.sheets == ("Sheet", "Zweites")
    assert table.cells.shape == (4, 3)
    assert table.notes == (
        "Gelesen ist nur das Blatt „Sheet“, nicht „Zweites“.",
        "Ausgeblendete Blätter wurden nicht gelesen: „Rechnung“, „Tief“.",
        "Verbundene Zellen (A6:C6): Der Text steht nur in der ersten Zelle.",
        "Ausgeblendete Zeilen wurden mitgelesen: 3.",
        "Ausgeblendete Spalten wurden mitgelesen: B.",
    )


def test_a_sheet_is_chosen_by_name() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Deckblatt"])
    book.create_sheet("Daten").append(["Nr"])
    book.create_sheet("Leer")
    book.create_sheet("Geheim").sheet_state = "hidden"
    content = saved(book)
    assert read_xlsx(content, "Daten").cells.iloc[0, 0] == "Nr"
    assert "„Leer“ ist leer" in refused(content, "Leer").what
    assert "„Daten“" in refused(content, "Geheim").fix
    assert "gibt es nicht" in refused(content, "Andere").what


def test_percent_formats_are_said_not_multiplied() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Anteil"])
    book.active.append([0.123])
    book.active["A2"].number_format = "0.0%"
    table = read_xlsx(saved(book))
    assert table.cells.iloc[1, 0] == "0,123"
    assert "Prozent" in table.notes[0]
    assert "0,123" in table.notes[0]


def test_numbers_among_text_are_not_native() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Wert", "Key"])
    book.active.append([5, "001"])
    book.active.append(["1.234", "002"])
    assert read_xlsx(saved(book)).native == (False, False)


def test_shared_and_rich_text() -> None:
    strings = (
        "<si><r><t>Nord</t></r><r><t>markt</t></r><rPh><t>nein</t></rPh></si><si><t>b</t></si>"
    )
    rows = '<row><c t="s"><v>0</v></c><c r="D1" t="s"><v>1</v></c></row>'
    table = read_xlsx(xlsx(rows, strings=strings))
    assert table.cells.iloc[0].tolist() == ["Nordmarkt", "", "", "b"]
    assert "beschädigt" in refused(xlsx('<row><c t="s"><v>2</v></c></row>', strings=strings)).what


def test_elements_with_a_prefix() -> None:
    body = (
        sheet('<row r="1"><c r="A1"><v>5</v></c></row>').replace("<", "<x:").replace("<x:/", "</x:")
    )
    body = body.replace("xmlns=", "xmlns:x=")
    assert read_xlsx(packed(parts(body))).cells.iloc[0, 0] == "5"


@pytest.mark.parametrize("cell", ["A1048576", "ALL1048576"])
def test_one_far_cell_costs_nothing(cell: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Nr"])
    book.active[cell] = "fern"
    content = saved(book)
    began = clock.perf_counter()
    table = read_xlsx(content)
    assert clock.perf_counter() - began < 2
    assert list(table.lines) == [1, 1_048_576]


def test_a_cell_far_to_the_right_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "fern"
    assert "XFD1048576" in refused(saved(book)).what


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
FAULTY = [
    (packed(parts(BOMB + sheet("<row><c><v>&b;</v></c></row>"))), "DOCTYPE"),
    (packed(parts(sheet(TEXT)) | {"xl/vbaProject.bin": "x"}), "Makros"),
    (packed(parts(sheet("<row>"))), "beschädigt"),
    (packed(parts(sheet(TEXT)) | {"xl/workbook.xml": "<workbook/>"}), "kein sichtbares Blatt"),
    (packed({"[Content_Types].xml": "<Types/>", "xl/a.xml": ""}), "beschädigt"),
    (packed({"a.txt": "x"}), "keine Excel-Datei"),
    (b"PK\x03\x04" + b"x" * 50, "keine lesbare Excel-Datei"),
    (xlsx('<row r="2"/><row r="2"><c><v>1</v></c></row>'), "beschädigt"),
    (xlsx('<row r="1048577"><c><v>1</v></c></row>'), "beschädigt"),
    (xlsx('<row><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>'), "beschädigt"),
    (xlsx('<row><c r="1B"><v>1</v></c></row>'), "beschädigt"),
    (xlsx("<c><v>1</v></c>"), "beschädigt"),
    (xlsx('<row><c t="d"><v>gestern</v></c></row>'), "beschädigt"),
    (xlsx(""), "leer"),
    (xlsx('<row><c s="0"><v>1e9</v></c></row>', styles='<cellXfs><xf numFmtId="14"/></cellXfs>'),
     "kein gültiges Datum"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "what"), FAULTY)
def test_faulty_files_are_a_sentence(content: bytes, what: str) -> None:
    assert what in refused(content).what


def test_bombs_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_xlsx, "UNPACKED", 50_000)
    assert "entpackt zu groß" in refused(xlsx("<row/>" * 20_000)).what
    monkeypatch.setattr(raw_xlsx, "LARGEST", 100)
    assert "größer als" in refused(xlsx(TEXT)).what


def test_parts_without_cells_are_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_xlsx, "UNPACKED", 50_000)
    book = parts(sheet(TEXT)) | {"xl/media/image1.png": "0" * 1_000_000, "x.bin": "0" * 1_000_000}
    assert read_xlsx(packed(book)).cells.shape == (1, 1)


def test_an_archive_of_many_entries_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("opened"))
    content = b"PK\x03\x04" + b"PK\x01\x02" * (2 * xlsx_archive.PARTS + 1)
    assert "zu viele" in refused(content).what


def test_other_packings_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in parts(sheet(TEXT)).items():
            archive.writestr(name, content)
    assert "beschädigt" in refused(stream.getvalue()).what


def test_relations_stay_inside_the_file(tmp_path: Path) -> None:
    secret = tmp_path / "sheet.xml"
    secret.write_text(sheet(TEXT), encoding="utf-8")
    for target, mode in ((f"../..{secret}", "Internal"), (secret.as_uri(), "External")):
        book = parts(sheet(TEXT))
        book["xl/_rels/workbook.xml.rels"] = (
            f'<Relationships><Relationship Id="r1" Type="{OFFICE}/worksheet" '
            f'Target="{target}" TargetMode="{mode}"/></Relationships>'
        )
        assert refused(packed(book)).what


def test_limits_of_a_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_sheet, "CELLS", 3)
    assert "Millionen Zellen" in refused(xlsx("<row><c/><c/><c/><c/></row>")).what


def test_a_sheet_that_is_a_chart_is_left_out() -> None:
    book = parts(sheet(TEXT))
    book["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Bild" r:id="r9"/>'
        '<sheet name="Daten" r:id="r1"/></sheets></workbook>'
    )
    assert read_xlsx(packed(book)).sheets == ("Daten",)
