from __future__ import annotations

import math
from pathlib import Path

import pytest

from sozialraum.catalog import load_catalog
from sozialraum.catalog.sheet import read_sheet
from sozialraum.errors import UnreadableInput
from sozialraum.importers.tables import STATEMENT_COLUMNS, parse_number, read_table


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0.0), ("12,5", 12.5), ("-3", -3.0), ("−3,25", -3.25), ("007", 7.0)]
)
def test_numbers_have_a_decimal_comma(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    ["1.234", "1.234,5", "12.5", "1,234,5", "", "1 234", "5 %", "1e3", "nan", ",5", "5,", "٣"],
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInput):
        parse_number(text)


def test_a_point_is_refused_with_the_remedy() -> None:
    with pytest.raises(UnreadableInput, match="Dezimalkomma, kein Tausendertrennzeichen"):
        parse_number("12.5")


def test_a_wide_table_keeps_signs_as_status(toy: Path) -> None:
    catalog = load_catalog(toy)
    frame, problems = read_table(toy, catalog.table("atlas_2024"), catalog)
    assert problems == []
    assert list(frame.columns) == list(STATEMENT_COLUMNS)
    by_key = frame.set_index("key")
    assert by_key["status"].to_dict() == {
        "001": "ok", "002": "ok", "003": "geheim", "4": "ok", "011": "unbekannt", "12": "ok",
        "Insgesamt": "ok",
    }  # fmt: skip
    assert by_key.loc["4", "value"] == 0.0
    assert math.isnan(by_key.loc["003", "value"])
    assert by_key.loc["001", "joint"] == "a"


def test_a_long_table_takes_the_defaults_of_its_declaration(toy: Path) -> None:
    catalog = load_catalog(toy)
    frame, problems = read_table(toy, catalog.table("reihen"), catalog)
    assert problems == []
    assert frame["source"].tolist()[:3] == ["stadt", "stadt", "atlas"]
    assert frame["quality"].tolist()[:3] == ["amtlich", "amtlich", "zweitquelle"]
    assert frame["preferred"].tolist() == [False, True, False, False, False, False]
    assert frame["row"].tolist() == [2, 3, 4, 5, 6, 7]


def test_lines_are_those_of_the_file_even_with_line_breaks_in_cells(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a;b\n1;"zwei\nZeilen"\n\n3;4\n', encoding="utf-8")
    sheet, problems = read_sheet(path, "t.csv")
    assert problems == []
    assert sheet is not None
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (2, {"a": "1", "b": "zwei Zeilen"}),
        (5, {"a": "3", "b": "4"}),
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "leer"),
        (b"a,b\n1,2\n", "nicht durch „;“ getrennt"),
        (b"a\tb\n1\t2\n", "nicht durch „;“ getrennt"),
        (b'a;b\n1;"2\n', "kein lesbares CSV"),
        (b"\xff\xfea\x00;\x00b\x00", "nicht in UTF-8"),
    ],
)
def test_files_that_are_no_table_are_named(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    sheet, (problem,) = read_sheet(path, "t.csv")
    assert sheet is None
    assert what in problem.what
    assert problem.fix
