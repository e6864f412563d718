from __future__ import annotations

from pathlib import Path

import pytest

from sozialraum.catalog import load_catalog
from sozialraum.catalog.sheet import read_sheet
from sozialraum.domain.records import ColumnType, ListColumn
from sozialraum.importers.cells import check_cell
from sozialraum.importers.delivered import LARGEST
from sozialraum.importers.records import DELIVERED, LONGEST, as_record, read_records
from sozialraum.publish import check
from toy_home import RECORDS, change

LIST = "data/orte/vorhaben.csv"
BOX = (7.40, 51.50, 7.44, 51.52)

# old text, new text, place, words of reason and remedy
CASES = [
    ("id;name", "id;bez", "Zeile 1", "Die Spalte „name“ fehlt", "Ergänzen; erwartet werden: id;name;art"),
    ("id;name", "id;bez", "Zeile 1", "„bez“ gehört nicht", "„bezirk“"),
    ("v2;", ";", "Zeile 3", "Spalte „id“: Die Angabe fehlt", "Ergänzen"),
    ("v2;Hof am See", "v2;", "Zeile 3", "Spalte „name“: Die Angabe fehlt", "Ergänzen"),
    ("v2;", "v1;", "Zeile 3", "„v1“ kommt doppelt vor (auch Zeile 2)", "umbenennen"),
    ("13,5", "13.5", "Zeile 2", "Spalte „hektar“: „13.5“ ist keine Zahl", "Dezimalkomma"),
    ("13,5", "1.234,5", "Zeile 2", "„1.234,5“ ist keine Zahl", "Tausendertrennzeichen"),
    ("13,5", "geheim", "Zeile 2", "„geheim“ ist keine Zahl", "Dezimalkomma"),
    ("2001;2017", "01;2017", "Zeile 2", "Spalte „bis“: „01“ ist kein Jahr", "Vier Ziffern"),
    ("2001;2017", "um 2001;2017", "Zeile 2", "„um 2001“ ist kein Jahr", "Vier Ziffern"),
    ("2001;2017", "2101;2017", "Zeile 2", "nicht zwischen 1000 und 2100", "vier Ziffern"),
    ("1871", "0999", "Zeile 2", "nicht zwischen 1000 und 2100", "vier Ziffern"),
    ("2001;2017", "1870;2017", "Zeile 2", "Ende 1870 liegt vor dem Beginn 1871 („ab“)", "Beide Jahre"),
    ("2017;;2027", "2017;2016;", "Zeile 2", "Ende 2016 liegt vor dem Beginn 2017 („bau“)", "Beide Jahre"),
    ("2018-12-31", "31.12.2018", "Zeile 3", "„31.12.2018“ ist kein Stichtag", "JJJJ-MM-TT"),
    ("2018-12-31", "2018-02-30", "Zeile 3", "Den Tag „2018-02-30“ gibt es nicht", "Tag und Monat"),
    ("2018-12-31", "0018-12-31", "Zeile 3", "nicht zwischen 1000 und 2100", "Ziffern"),
    ("2018-12-31", "2018/2016", "Zeile 3", "das Ende vor dem Beginn", "vertauschen"),
    ("Gebäude", "Gebaüde", "Zeile 3", "„Gebaüde“ ist hier kein erlaubtes Wort", "„Gebäude“"),
    (";02;Wohnen", ";03;Wohnen", "Zeile 3", "„03“ ist kein Gebiet der Ebene „Stadtbezirk“", "„0"),
    (";Mitte;", ";Mite;", "Zeile 2", "„Mite“ ist kein Gebiet", "„01 Mitte“"),
    ("Wohnen | Grün", "Wohnen | ", "Zeile 2", "fehlt ein Text neben „|“", "trennen"),
    ("https://example.org/h", "www.example.org", "Zeile 2", "„www.example.org“ ist keine Internetadresse", "https://"),
    ("https://example.org/h", "javascript:alert(1)", "Zeile 2", "keine Internetadresse", "https://"),
    ("https://example.org/h", "https://", "Zeile 2", "keine Internetadresse", "https://"),
    ("https://example.org/h", "http://[::1", "Zeile 2", "keine Internetadresse", "https://"),
    ("https://example.org/h", "https://x.de | ftp://y.de", "Zeile 2", "„ftp://y.de“", "https://"),
    ("51,505;7,405", "7,405;51,505", "Zeile 2", "weit außerhalb der Stadt", "vertauscht"),
    ("51,505;7,405", "5708000;393000", "Zeile 2", "weit außerhalb der Stadt", "EPSG:25832"),
    ("51,505;7,405", "48,1;11,5", "Zeile 2", "weit außerhalb der Stadt", "in Grad (WGS84) prüfen"),
    ("51,505;7,405", ";7,405", "Zeile 2", "Spalte „breite“: Die zweite Hälfte", "beide leer"),
    ("51,505;7,405", "51,505;", "Zeile 2", "Spalte „laenge“: Die zweite Hälfte", "beide leer"),
    ("51,505;7,405", "51.505;7,405", "Zeile 2", "Spalte „breite“: „51.505“ ist keine Zahl", "Dezimalkomma"),
    ("Alte Hütte", "Alte \x07Hütte", "Zeile 2", "unlesbares Zeichen", "UTF-8"),
    ("Alte Hütte", "H" * (LONGEST + 1), "Zeile 2", "Der Text hat 32001 Zeichen", "kürzen"),
]  # fmt: skip


def _read(home: Path, content: bytes):
    catalog = load_catalog(home)
    return read_records(content, catalog.records("vorhaben"), catalog, box=BOX)


@pytest.mark.parametrize(("old", "new", "key", "what", "fix"), CASES)
def test_what_is_wrong_is_named_with_line_and_remedy(
    toy: Path, old: str, new: str, key: str, what: str, fix: str
) -> None:
    assert old in RECORDS
    rows, problems = _read(toy, RECORDS.replace(old, new, 1).encode())
    assert [p.file for p in problems] == [DELIVERED] * len(problems)
    named = [p for p in problems if p.key == key and what in p.what and fix in p.fix]
    assert named, problems
    assert len(rows) == (0 if key == "Zeile 1" else 2), "only the faulty row is left out"


@pytest.mark.parametrize(("old", "new", "key", "what", "fix"), [CASES[5], CASES[27]])
def test_a_file_of_the_project_is_named_by_its_path_and_stops_publication(
    toy: Path, old: str, new: str, key: str, what: str, fix: str
) -> None:
    change(toy, LIST, old, new)
    found = check(toy)
    assert not found.ok
    (problem,) = found.problems
    assert (problem.file, problem.key) == (LIST, key)
    assert what in problem.what and fix in problem.fix


def test_an_unknown_column_is_named_and_the_rows_are_read_on(toy: Path) -> None:
    lines = RECORDS.splitlines()
    wider = [f"{lines[0]};Größe", *(f"{line};1" for line in lines[1:])]
    rows, (problem,) = _read(toy, "\n".join(wider).encode())
    assert len(rows) == 3
    assert problem.key == "Zeile 1"
    assert problem.what == "Die Spalte „Größe“ gehört nicht zu diesem Verzeichnis."
    assert problem.fix.startswith("Gemeint ist vielleicht „hektar“")


def test_all_problems_come_at_once(toy: Path) -> None:
    text = RECORDS.replace("13,5", "13.5").replace("2018-12-31", "gestern").replace("v3;", ";")
    rows, problems = _read(toy, text.encode())
    assert [p.key for p in problems] == ["Zeile 2", "Zeile 3", "Zeile 4"]
    assert rows == []


def test_cells_stay_as_written_and_places_are_understood(toy: Path) -> None:
    for name in ("Mitte", "MITTE", "01", "01 Mitte", "Mitte (01)"):
        rows, problems = _read(toy, RECORDS.replace(";Mitte;", f";{name};", 1).encode())
        assert problems == []
        assert rows[0]["bezirk"] == name
        assert rows[0]["hektar"] == "13,5"
        assert list(rows[0]) == RECORDS.splitlines()[0].split(";")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_delivered_file_may_come_from_any_spreadsheet(
    toy: Path, encoding: str, separator: str
) -> None:
    text = RECORDS.replace(";", separator).replace("\n", "\r\n")
    rows, problems = _read(toy, text.encode(encoding))
    assert problems == []
    assert [row["name"] for row in rows] == ["Alte Hütte", "Hof am See", "Am `${x}` <b>Rand</b>"]


def test_columns_may_stand_in_any_order(toy: Path) -> None:
    lines = [line.split(";") for line in RECORDS.splitlines()]
    turned = "\n".join(";".join(reversed(cells)) for cells in lines)
    assert _read(toy, turned.encode()) == _read(toy, RECORDS.encode())


def test_the_empty_last_column_of_a_spreadsheet_is_no_problem(toy: Path) -> None:
    wider = "\n".join(f"{line};" for line in RECORDS.splitlines())
    assert _read(toy, wider.encode()) == _read(toy, RECORDS.encode())
    filled = wider.replace("Bericht;", "Bericht;x", 1)
    _, problems = _read(toy, filled.encode())
    assert ["keine Überschrift" in p.what for p in problems] == [True]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04xlsx", b"id;name\n\0;x\n", b'id;name\n"offen;x\n', b"id;id\n1;2\n",
     b"id;name\n1\n", b"x" * (LARGEST + 1)],
    ids=["empty", "xlsx", "binary", "quotes", "twice", "ragged", "huge"],
)  # fmt: skip
def test_an_unreadable_file_is_one_problem_with_a_remedy(toy: Path, content: bytes) -> None:
    rows, (problem,) = _read(toy, content)
    assert rows == []
    assert problem.what and problem.fix


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+49 231", "-x", "@cmd", "${x}", "`{{'y'}}`", "<b>Rand</b>", "Ärger & Süße", "x" * LONGEST,
     "'wörtlich'", '"Zitat"', "a;b", "a_2024"],
)  # fmt: skip
def test_hostile_texts_are_stored_as_text(toy: Path, text: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    rows, problems = _read(toy, RECORDS.replace("Alte Hütte", quoted, 1).encode())
    assert problems == []
    assert rows[0]["name"] == text


@pytest.mark.parametrize("text", ["=1+1", "+49", "-x", "@cmd"])
def test_the_guard_of_our_own_csv_is_taken_away_once(toy: Path, text: str) -> None:
    rows, _ = _read(toy, RECORDS.replace("Alte Hütte", f"'{text}", 1).encode())
    assert rows[0]["name"] == text
    rows, _ = _read(toy, RECORDS.replace("Alte Hütte", f"''{text}", 1).encode())
    assert rows[0]["name"] == f"''{text}"


def test_a_file_of_the_project_keeps_its_apostrophes(toy: Path) -> None:
    change(toy, LIST, "Alte Hütte", "'=1")
    catalog = load_catalog(toy)
    sheet, _ = read_sheet(toy / LIST, LIST)
    assert sheet is not None
    rows, _ = read_records(sheet, catalog.records("vorhaben"), catalog)
    assert rows[0]["name"] == "'=1"


def test_a_list_with_an_unknown_level_is_not_searched_for_places(toy: Path) -> None:
    change(toy, "data/listen/vorhaben.toml", 'ebene = "stadtbezirk"', 'ebene = "bezirg"')
    problems = check(toy).problems
    assert {p.file for p in problems} == {"data/listen/vorhaben.toml"}


def test_a_record_has_typed_coordinates_or_none(toy: Path) -> None:
    catalog = load_catalog(toy)
    declared = catalog.records("vorhaben")
    rows, _ = _read(toy, RECORDS.encode())
    first, second, _third = (as_record(row, declared) for row in rows)
    assert (first.id, first.title) == ("v1", "Alte Hütte")
    assert (first.latitude, first.longitude) == (51.505, 7.405)
    assert (second.latitude, second.longitude) == (None, None)
    assert second.cells["hektar"] == ""
    assert first.many("themen") == ("Wohnen", "Grün")


@pytest.mark.parametrize("kind", list(ColumnType))
def test_every_type_has_cells_that_fit(kind: ColumnType) -> None:
    column = ListColumn(
        column="x", title="X", type=kind, values=("ja", "nein") if kind is ColumnType.CHOICE else ()
    )
    fitting = {
        ColumnType.NUMBER: ["0", "-1,5", "−3"],
        ColumnType.YEAR: ["1000", "2100"],
        ColumnType.DATE: ["2024", "2018-06", "2024-02-29", "2016/2017", "2018-06/2018-07-31"],
        ColumnType.CHOICE: ["ja"],
        ColumnType.LINK: ["http://a.de", "https://a.de/x?y=1&z=ä#t", "https://a.de | https://b.de"],
    }
    for text in fitting.get(kind, ["irgendein Text"]):
        assert check_cell(column, text) is None, text


def test_words_of_a_column_with_several_texts_may_be_fixed() -> None:
    column = ListColumn(column="x", title="X", type=ColumnType.MANY, values=("Wohnen", "Grün"))
    assert check_cell(column, "Wohnen | Grün") is None
    fault = check_cell(column, "Wohnen | Grun")
    assert fault is not None and "„Grun“" in fault[0] and "„Grün“" in fault[1]
