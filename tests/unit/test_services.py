from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sozialraum.catalog import Catalog, load_catalog
from sozialraum.domain.directory import COLUMNS, ServicesImport
from sozialraum.domain.languages import LANGUAGES, language_code, language_name
from sozialraum.domain.layers import Precision
from sozialraum.domain.services import Catchment, ReachMode, ServiceAtPlace, Slot, Weekday
from sozialraum.errors import UnreadableInput
from sozialraum.export.service_table import SHEET, service_cells, service_csv, service_xlsx
from sozialraum.importers.services import read_services
from sozialraum.importers.spreadsheets import COLUMNS as MOST_COLUMNS
from sozialraum.importers.spreadsheets import ROWS, read_spreadsheet
from toy_home import make_home

BOX = (7.40, 51.50, 7.44, 51.52)
FULL = {
    "id": "x1", "name": "Beratung am Markt", "kategorie": "Beratung", "art": "Sprechstunde",
    "traeger": "Verein | Stadt", "anschrift": "Markt 1", "plz": "04414", "stadtbezirk": "Mitte",
    "breite": "51,505", "laenge": "7,405", "genauigkeit": "gebaeude",
    "einzugsgebiet": "Stadtbezirke Mitte und Süd", "zielgruppen": "Familien | alle",
    "themen": "Miete | Schulden", "zugangsform": "Offene Tür | termin", "sprachen": "siehe Liste",
    "sprachen_liste": "Deutsch | română | Farsi", "zeiten": "Mo 9-12 Uhr",
    "gueltig_von": "03.04.2019", "website": "https://example.org/a", "quelle_titel": "Bericht",
    "quelle_adresse": "https://example.org/q | https://example.org/r", "hinweis": "=kein Formel",
    "rechtsstatus": "alle", "schritte": "3 | 1", "kapazitaet_je_woche": "12,5",
    "barrierefrei": "nein", "gefoerdert_bis": "12.2027", "geprueft_am": "2026-05",
    "ausnahmen": "2026-12-24 geschlossen", "stand": "aktiv",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return load_catalog(make_home(tmp_path_factory.mktemp("services") / "toy"))


def _csv(*rows: dict[str, str], separator: str = ";", code: str = "utf-8") -> bytes:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return "\n".join(separator.join(line) for line in lines).encode(code)


def _read(catalog: Catalog, *rows: dict[str, str]) -> ServicesImport:
    return read_services(_csv(*rows), "meine.csv", catalog, box=BOX)


def _one(catalog: Catalog, **cells: str) -> tuple[ServiceAtPlace, list[tuple[str, str, str]]]:
    found = _read(catalog, {"id": "x", "name": "X", **cells})
    assert found.problems == ()
    return found.services[0], [(p.key, p.what, p.fix) for p in found.kept_with_remarks]


# -- a good file -------------------------------------------------------------------------------


def test_every_column_reaches_its_field(catalog: Catalog) -> None:
    found = _read(catalog, FULL)
    assert (found.problems, found.kept_with_remarks) == ((), ())
    (service,) = found.services
    assert service.organisations == ("Verein", "Stadt")
    assert (service.place.latitude, service.place.longitude) == (51.505, 7.405)
    assert service.place.precision is Precision.BUILDING
    assert service.place.accessible is False
    assert service.catchment == Catchment("stadtbezirk", ("01", "02"))
    assert service.reach_modes == (ReachMode.OPEN_DOOR, ReachMode.APPOINTMENT)
    assert (service.languages, service.languages_complete) == (("de", "ro", "fa"), True)
    assert service.timetable.slots == (Slot(Weekday.MONDAY, time(9), time(12)),)
    assert service.timetable.exceptions[0].day == date(2026, 12, 24)
    assert (service.steps, service.capacity) == ((1, 3), 12.5)
    assert (service.valid_from, service.funded_until) == ("2019-04-03", "2027-12")
    assert service.cell("plz") == "04414", "zeros of a postal code stay"
    assert service.cell("website") == "https://example.org/a"
    assert service.source_url == "https://example.org/q | https://example.org/r"
    assert service.remarks == ()


def test_only_id_and_name_are_needed_and_the_rest_is_unknown(catalog: Catalog) -> None:
    service, remarks = _one(catalog)
    assert remarks == []
    assert (service.languages, service.reach_modes, service.steps, service.topics) == ((),) * 4
    assert not service.timetable.known
    assert (service.capacity, service.place.accessible, service.place.latitude) == (None,) * 3
    assert service.catchment.kind == "unbekannt"
    assert service.place.id == "x"


def test_services_at_one_point_share_the_place(catalog: Catalog) -> None:
    at = {"breite": "51,505", "laenge": "7,405"}
    one, two = _read(
        catalog, {"id": "a", "name": "A", **at}, {"id": "b", "name": "B", **at}
    ).services
    assert one.place.id == two.place.id


@pytest.mark.parametrize("separator", [";", "\t", ","])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_of_every_kind(catalog: Catalog, separator: str, code: str) -> None:
    content = _csv({"id": "a", "name": "Süd"}, separator=separator, code=code)
    assert [s.name for s in read_services(content, "d.csv", catalog).services] == ["Süd"]


# -- what is wrong is told, what is right is kept ----------------------------------------------

BAD_CELLS = [
    ({"breite": "7,405", "laenge": "51,505"}, "weit außerhalb", "vertauscht"),
    ({"breite": "5708914", "laenge": "393836"}, "weit außerhalb", "EPSG:25832"),
    ({"breite": "393836", "laenge": "5708914"}, "weit außerhalb", "EPSG:25832"),
    ({"breite": "5708914", "laenge": "32393836"}, "weit außerhalb", "EPSG:4647"),
    ({"breite": "5710000", "laenge": "2600000"}, "weit außerhalb", "EPSG:31466"),
    ({"breite": "6700000", "laenge": "830000"}, "weit außerhalb", "EPSG:3857"),
    ({"breite": "3150000", "laenge": "4120000"}, "weit außerhalb", "EPSG:3035"),
    ({"breite": "48,1", "laenge": "11,5"}, "weit außerhalb", "WGS84"),
    ({"breite": "51.505", "laenge": "7.405"}, "steht ein Punkt", "Dezimalkomma"),
    ({"breite": "51,505"}, "zweite Hälfte", "beide leer"),
    ({"genauigkeit": "genau"}, "keine Angabe zur Genauigkeit", "gebaeude"),
    ({"sprachen_liste": "Deutsch | Klingonisch"}, "„Klingonisch“ ist keine bekannte Sprache", "ISO 639-1"),
    ({"sprachen_liste": "Rumänsich"}, "keine bekannte Sprache", "„Rumänisch“"),
    ({"kapazitaet_je_woche": "-5"}, "negativ", "ab 0"),
    ({"kapazitaet_je_woche": "viele"}, "„viele“", "Zahl"),
    ({"kapazitaet_je_woche": "9999999"}, "zu groß", "je Woche"),
    ({"schritte": "0 | 10 | zwei"}, "kein Schritt", "1 bis 9"),
    ({"zugangsform": "Telefon"}, "keine Zugangsform", "offene Tür"),
    ({"barrierefrei": "teilweise"}, "kein erlaubtes Wort", "„ja“ oder „nein“"),
    ({"gueltig_von": "31.02.2024"}, "gibt es nicht", "Tag und Monat"),
    ({"geprueft_am": "neulich"}, "kein Stichtag", "JJJJ"),
    ({"gueltig_von": "2024", "gueltig_bis": "2023-05"}, "vor dem Beginn", "prüfen"),
    ({"einzugsgebiet": "Nordstadt und Umland"}, "nur als Text bekannt", "stadtweit"),
    ({"einzugsgebiet": '{"type":"Point","coordinates":[7.4,51.5]}'}, "keine lesbare Fläche", "Polygon"),
    ({"website": "javascript:alert(1)"}, "keine Internetadresse", "https://"),
    ({"wochenzeiten": "Mo 9-12"}, "keine Zeit der Woche", "Mo 09:00-12:00"),
    ({"ausnahmen": "Heiligabend zu"}, "kein Ausnahmetag", "2026-12-24"),
    ({"zeiten": "9-20 Uhr"}, "Uhrzeiten ohne Wochentag", "wochenzeiten"),
    ({"zeiten": "Mo 9-12", "wochenzeiten": "Di 09:00-12:00"}, "nennen Verschiedenes", "berichtigen"),
    ({"hinweis": "kaputt \ufffd"}, "unlesbare Zeichen", "UTF-8"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "what", "fix"), BAD_CELLS)
def test_a_bad_cell_is_told_and_the_service_is_kept(
    catalog: Catalog, cells: dict[str, str], what: str, fix: str
) -> None:
    content = _csv({"id": "x", "name": "X", **cells}, separator="\t")
    found = read_services(content, "meine.csv", catalog, box=BOX)
    assert (len(found.services), found.problems) == (1, ())
    (problem, *_) = found.kept_with_remarks
    assert (problem.file, problem.key) == ("meine.csv", "Zeile 2")
    assert problem.what.startswith("Spalte „")
    assert what in problem.what
    assert fix in problem.fix
    if "hinweis" not in cells:
        assert any(what in remark for remark in found.services[0].remarks)


def test_what_is_wrong_is_left_out_not_guessed(catalog: Catalog) -> None:
    swapped, _ = _one(catalog, breite="7,405", laenge="51,505", genauigkeit="gebaeude")
    assert (swapped.place.latitude, swapped.place.precision) == (None, Precision.UNKNOWN)
    spoken, _ = _one(catalog, sprachen_liste="Deutsch | Klingonisch")
    assert (spoken.languages, spoken.languages_complete) == (("de",), False)
    only, _ = _one(catalog, sprachen_liste="Klingonisch")
    assert only.languages == ()
    dated, _ = _one(catalog, gueltig_von="2024", gueltig_bis="2023")
    assert (dated.valid_from, dated.valid_to) == ("", "")
    stepped, _ = _one(catalog, schritte="1 | 10")
    assert stepped.steps == (1,)
    linked, _ = _one(catalog, quelle_adresse="https://example.org | ftp://x")
    assert linked.source_url == "https://example.org"
    hours, _ = _one(catalog, zeiten="Mo 9-12", wochenzeiten="Di 09:00-12:00")
    assert [slot.day for slot in hours.timetable.slots] == [Weekday.TUESDAY]


@pytest.mark.parametrize(
    ("listed", "text", "codes", "complete"),
    [
        ("Bulgarisch | Türkisch", "über 12 verschiedene, die genannten sind Beispiele", ("bg", "tr"), False),
        ("Bulgarisch", "Bulgarisch (Stand 2013)", ("bg",), True),
        ("", "Deutsch, Arabisch und Englisch", ("de", "ar", "en"), True),
        ("", "mehrsprachig", (), True),
        ("", "Deutsch und andere", (), False),
        ("Romanes | Romani", "", ("rom",), True),
    ],
)  # fmt: skip
def test_languages(
    catalog: Catalog, listed: str, text: str, codes: tuple[str, ...], complete: bool
) -> None:
    content = _csv({"id": "x", "name": "X", "sprachen_liste": listed, "sprachen": text})
    (service,) = read_services(content, "d.csv", catalog).services
    assert (service.languages, service.languages_complete) == (codes, complete)


@pytest.mark.parametrize(
    ("text", "kind", "codes"),
    [
        ("stadtweit", "stadt", ()),
        ("Stadtbezirk Mitte", "stadtbezirk", ("01",)),
        ("Stadtbezirke Süd, Mitte", "stadtbezirk", ("01", "02")),
        ("02", "stadtbezirk", ("02",)),
        ("Mitte | Nord", "unbekannt", ()),
        ("", "unbekannt", ()),
    ],
)
def test_catchments(catalog: Catalog, text: str, kind: str, codes: tuple[str, ...]) -> None:
    service, _ = _one(catalog, einzugsgebiet=text)
    assert (service.catchment.kind, service.catchment.codes) == (kind, codes)
    assert service.catchment.text == (text if kind == "unbekannt" else "")


def test_a_polygon_as_catchment(catalog: Catalog) -> None:
    ring = "[[7.4,51.5],[7.5,51.5],[7.5,51.6],[7.4,51.5]]"
    text = '{"type":"Polygon","coordinates":[' + ring + "]}"
    content = _csv({"id": "x", "name": "X", "einzugsgebiet": text}, separator="\t")
    (service,) = read_services(content, "d.csv", catalog).services
    assert (service.catchment.kind, service.catchment.polygon) == ("flaeche", text)


def test_rows_without_a_name_or_with_a_known_id_are_left_out(catalog: Catalog) -> None:
    found = _read(
        catalog, {"id": "a", "name": "A"}, {"id": "", "name": "B"}, {"id": "c", "name": ""},
        {"id": "a", "name": "D"}, {"id": "e", "name": "E"},
    )  # fmt: skip
    assert [service.id for service in found.services] == ["a", "e"]
    assert [(p.key, p.what) for p in found.problems] == [
        ("Zeile 3", "Die Angabe „id“ fehlt; die Zeile ist nicht übernommen."),
        ("Zeile 4", "Die Angabe „name“ fehlt; die Zeile ist nicht übernommen."),
        ("Zeile 5", "„a“ steht auch in Zeile 2; nicht übernommen."),
    ]
    assert all(problem.fix for problem in found.problems)


def test_columns_are_told(catalog: Catalog) -> None:
    found = _read(catalog, {"id": "a", "name": "A", "sprache": "x"})
    assert len(found.services) == 1
    assert "„sprache“ gehört nicht" in found.problems[0].what
    assert "„sprachen“" in found.problems[0].fix
    missing = _read(catalog, {"name": "A"})
    assert (missing.services, missing.problems[0].what) == ((), "Die Spalte „id“ fehlt.")
    assert _read(catalog, {"id": "", "name": ""}).problems[0].what.endswith("kein Angebot.")


def test_cells_that_would_be_formulas_come_back_as_text(catalog: Catalog) -> None:
    service, _ = _one(catalog, hinweis="'=1+1")
    assert service.note == "=1+1"
    assert "'=1+1" in service_csv((service,), catalog).decode("utf-8-sig")


# -- files that are no table -------------------------------------------------------------------


def _workbook(*rows: tuple[Any, ...], sheets: int = 1, hidden: bool = False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for n in range(1, sheets):
        book.create_sheet(f"Blatt{n}").append(("id", "name"))
    if hidden:
        sheet.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _changed(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == name:
                assert old in part
                part = part.replace(old, new, 1)
            target.writestr(entry.filename, part)
    return buffer.getvalue()


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return buffer.getvalue()


GOOD = _workbook(("id", "name", "plz"), ("a", "A", 44145))
SHEET1 = "xl/worksheets/sheet1.xml"
NO_TABLE = [
    (b"\xd0\xcf\x11\xe0 old", "alten Excel-Formats"),
    (b"<html><table></table></html>", "Internetseite"),
    (b"\xef\xbb\xbf <?xml version='1.0'?>", "Internetseite oder XML"),
    (b'[{"id": 1}]', "JSON"),
    (b"\x00\x01\x02", "keine Textdatei"),
    (b"", "leer"),
    (b"PK\x03\x04 nothing", "keine lesbare Excel-Datei"),
    (_with_part(b"PK\x05\x06" + b"\0" * 18, "a.txt", b"x"), "keine Excel-Datei"),
    (_with_part(GOOD, "xl/vbaProject.bin", b"x"), "Makros"),
    (_with_part(GOOD, "xl/big.xml", b"0" * 61_000_000), "entpackt zu groß"),
    (_changed(GOOD, SHEET1, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'), "DOCTYPE"),
    (_changed(GOOD, SHEET1, b"<sheetData>", b"<sheetData><row"), "beschädigt"),
    (_workbook(("id", "name"), ("a", "=1+1")), "eine Formel"),
    (_workbook(("id", "name", "name"), ("a", "b", "c")), "mehrfach"),
    (_workbook(("id", "name"), ("a", "b", "c")), "ohne Überschrift"),
    (_workbook(), "leer"),
    (_workbook(("id", "name"), hidden=True, sheets=2), "kein Angebot"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "what"), NO_TABLE)
def test_what_is_no_table_is_one_german_sentence(
    catalog: Catalog, content: bytes, what: str
) -> None:
    found = read_services(content, "x.xlsx", catalog)
    assert found.services == ()
    assert what in found.problems[0].what
    assert found.problems[0].fix


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFD2"])
def test_one_far_cell_costs_nothing(catalog: Catalog, cell: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(("id", "name"))
    book.active[cell] = "fern"
    buffer = io.BytesIO()
    book.save(buffer)
    problem = read_services(buffer.getvalue(), "x.xlsx", catalog).problems[0]
    expected = MOST_COLUMNS if cell == "XFD2" else ROWS
    assert f"{expected} hinaus" in problem.what


def test_an_archive_that_lies_about_its_size_is_not_unpacked(catalog: Catalog) -> None:
    content = bytearray(_with_part(GOOD, "xl/bomb.xml", b"0" * 50_000_000))
    for marker, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rfind(marker)
        content[at + offset : at + offset + 4] = (10).to_bytes(4, "little")
    found = read_services(bytes(content), "x.xlsx", catalog)
    assert found.services == ()
    assert found.problems[0].fix


def test_cells_of_a_spreadsheet_become_text() -> None:
    content = _workbook(
        ("id", "a", "b", "c", "d", "e", "f", None),
        (1, 51.505, 44145, True, datetime(2024, 5, 1), time(9, 30), "  Süd ", None),
        (None,) * 8,
        ("x", 0.1, -3, False, datetime(2024, 5, 1, 9), None, "ä\n b", None),
        sheets=2,
    )
    sheet, notes = read_spreadsheet(content, "x.xlsx")
    assert sheet.header == ("id", "a", "b", "c", "d", "e", "f")
    assert [row.line for row in sheet.rows] == [2, 4]
    assert list(sheet.rows[0].cells.values()) == [
        "1", "51,505", "44145", "ja", "2024-05-01", "09:30", "Süd",
    ]  # fmt: skip
    assert list(sheet.rows[1].cells.values()) == [
        "x", "0,1", "-3", "nein", "2024-05-01 09:00", "", "ä b",
    ]  # fmt: skip
    assert notes == ("Gelesen ist nur das Blatt „Sheet“.",)


def test_a_spreadsheet_that_is_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sozialraum.importers.spreadsheets.LARGEST", 100)
    with pytest.raises(UnreadableInput, match="größer als"):
        read_spreadsheet(GOOD, "x.xlsx")


# -- there and back ----------------------------------------------------------------------------


def _services(catalog: Catalog) -> tuple[ServiceAtPlace, ...]:
    second = {
        "id": "x2", "name": "Café „Süd“; mit Semikolon", "zeiten": "Mo-Fr 9-12 u. n. V.",
        "wochenzeiten": "", "sprachen_liste": "Bulgarisch", "sprachen": "weitere auf Anfrage",
        "einzugsgebiet": "Nordstadt", "breite": "51,506", "laenge": "7,406",
    }  # fmt: skip
    third = {"id": "x3", "name": "Ohne alles", "wochenzeiten": "Mo 09:00-24:00 (ro)", "zeiten": "siehe Aushang"}  # fmt: skip
    content = _csv(FULL, second, third, separator="\t")
    return read_services(content, "d.csv", catalog, box=BOX).services


def test_csv_there_and_back(catalog: Catalog) -> None:
    services = _services(catalog)
    content = service_csv(services, catalog)
    assert content.startswith(b"\xef\xbb\xbfid;name;")
    found = read_services(content, "d.csv", catalog, box=BOX)
    assert found.services == services
    assert found.problems == ()


def test_xlsx_there_and_back(catalog: Catalog, tmp_path: Path) -> None:
    services = _services(catalog)
    content = service_xlsx(services, catalog, {"Titel": "Angebote", "Hinweis": "=1"})
    found = read_services(content, "d.xlsx", catalog, box=BOX)
    assert found.services == services
    assert found.problems == ()
    assert found.notes == (f"Gelesen ist nur das Blatt „{SHEET}“.",)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert book[SHEET]["J2"].value == 51.505


def test_the_cells_of_a_service_are_the_columns_of_the_file(catalog: Catalog) -> None:
    for service in _services(catalog):
        assert tuple(service_cells(service, catalog)) == COLUMNS


# -- languages ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Rumänisch", "ro"), ("română", "ro"), ("RO", "ro"), (" ro ", "ro"), ("Dari", "fa"),
        ("Farsi", "fa"), ("Romanes", "rom"), ("türkçe", "tr"), ("Türkisch", "tr"),
        ("українська", "uk"), ("Klingonisch", ""), ("", ""),
    ],
)  # fmt: skip
def test_language_codes(text: str, code: str) -> None:
    assert language_code(text) == code


def test_the_table_of_languages_is_sound() -> None:
    words = [
        word.casefold()
        for entry in LANGUAGES.values()
        for word in {
            entry.code,
            *(w.casefold() for w in (entry.name, entry.own_name, *entry.others)),
        }
        if word
    ]
    assert len(set(words)) == len(words), "a word means one language"
    assert all(language_code(entry.name) == code for code, entry in LANGUAGES.items())
    assert language_name("bg") == "Bulgarisch"
    assert language_name("xx") == "xx"
    assert {"bg", "ro", "rom", "tr", "ar", "uk", "ru", "pl", "de"} <= set(LANGUAGES)
