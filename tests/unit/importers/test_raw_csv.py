"""CSV as people bring it: every byte of text arrives as it was written, or a sentence says why not."""

from __future__ import annotations

import csv
import io

import pytest

from sozialraum.errors import UnreadableInput
from sozialraum.importers import raw_cells, raw_csv
from sozialraum.importers.raw import Format
from sozialraum.importers.raw_csv import read_csv


def rows(content: bytes | str) -> list[list[str]]:
    table = read_csv(content.encode() if isinstance(content, str) else content)
    found: list[list[str]] = table.cells.to_numpy().tolist()
    return found


def refused(content: bytes | str) -> UnreadableInput:
    with pytest.raises(UnreadableInput) as caught:
        read_csv(content.encode() if isinstance(content, str) else content)
    assert caught.value.fix
    return caught.value


def test_everything_is_text_and_stays_what_it_is() -> None:
    table = read_csv(b"Nr;Wert;Tag\n001;1.234,50;03.04.2024\n1;-;NA\n1e5;007;1/2\n")
    assert table.cells.to_numpy().tolist() == [
        ["Nr", "Wert", "Tag"], ["001", "1.234,50", "03.04.2024"], ["1", "-", "NA"],
        ["1e5", "007", "1/2"],
    ]  # fmt: skip
    assert table.format is Format.CSV
    assert table.native == (False, False, False)
    assert list(table.lines) == [1, 2, 3, 4]
    assert list(table.cells.index) == [0, 1, 2, 3]
    assert {str(kind) for kind in table.cells.dtypes} == {"str"}


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
@pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
def test_encodings_and_separators(codec: str, name: str, separator: str) -> None:
    lines = ["Nr{}Gebiet{}Wert", "001{}Nordmarkt-Süd{}12", "002{}Hörde – “Mitte”{}3"]
    table = read_csv("\r\n".join(line.replace("{}", separator) for line in lines).encode(codec))
    assert (table.encoding, table.separator) == (name, separator)
    assert table.cells.iloc[2].tolist() == ["002", "Hörde – “Mitte”", "3"]
    assert bool(table.notes) == (name == "Windows-1252")


def test_utf_16_of_the_other_order() -> None:
    assert rows("\ufeffa;b\nü;1\n".encode("utf-16-be")) == [["a", "b"], ["ü", "1"]]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("Nr;Wert, in %\n001;12,5\n", ";"),
        ("1,5;2,5\n", ";"),
        ("nr,name,sprachen\n001,Nord,de;ro\n002,Ost,de;bg\n", ","),
        ("Arbeitslose, Stand 2024\nStadt, Kreis\nNr;Wert\n1;2,5\n2;3,5\n", ";"),
        ("Ort;Text\na;eins, zwei, drei, vier\nb;fünf, sechs\nc;sieben\n", ";"),
        ("Nr;a;b;c\n1;1,5;;\n2;2,5\n3;3,5;1\n4;4,5;1;7\n5;5,5\n", ";"),
        ("Nr\tText; mit, allem\n1\tx, y; z\n", "\t"),
        ("a\nb\n", ";"),
    ],
)
def test_the_separator_is_found_over_all_lines(text: str, separator: str) -> None:
    assert read_csv(text.encode()).separator == separator


def test_the_first_line_of_excel_says_the_separator() -> None:
    table = read_csv(b"sep=|\r\na|b;c;d\r\n1|2;3;4\r\n")
    assert table.separator == "|"
    assert table.cells.to_numpy().tolist() == [["a", "b;c;d"], ["1", "2;3;4"]]
    assert list(table.lines) == [2, 3]


def test_titles_blank_rows_and_notes() -> None:
    table = read_csv(
        b"Arbeitslose in Dortmund\n\n;;\nNr;Gebiet;Wert\n001;Mitte;5\n;;\nQuelle: Amt\n"
    )
    assert list(table.lines) == [1, 4, 5, 7]
    assert table.cells.iloc[0].tolist() == ["Arbeitslose in Dortmund", "", ""]
    assert table.cells.iloc[3].tolist() == ["Quelle: Amt", "", ""]


def test_line_breaks_in_cells_and_lines_behind_them() -> None:
    table = read_csv(b'Nr;"Gebiet\nund ""Name"""\r\n1;"a\r\nb"\r\n2;c\r\n')
    assert table.cells.to_numpy().tolist() == [
        ["Nr", 'Gebiet und "Name"'], ["1", "a b"], ["2", "c"],
    ]  # fmt: skip
    assert list(table.lines) == [1, 3, 5]


def test_text_is_composed_and_trimmed() -> None:
    assert rows("Nr;Gebiet\n 1 ;\u00a0Ho\u0308rde\u00a0 \u202fSu\u0308d\t\n") == [
        ["Nr", "Gebiet"], ["1", "Hörde Süd"],
    ]  # fmt: skip
    greek = "Nr;Text\n1;a\u037eb\n"  # composes to a semicolon, which must not separate then
    assert rows(greek)[1] == ["1", "a;b"]


def test_empty_columns_beside_the_table_are_no_fault() -> None:
    assert rows("Nr;Wert\n1;2;;\n2;3;\n") == [["Nr", "Wert"], ["1", "2"], ["2", "3"]]


def test_a_longer_row_is_named() -> None:
    error = refused("Nr;Gebiet;Wert\n1;Mitte;5\n2;Nord;Ost;6\n3;Süd;7\n")
    assert "Zeile 3 hat 4 Spalten mit Text, die Tabelle 3" in error.what


def test_a_longer_row_far_down_is_named() -> None:
    body = "".join(f"{n};x;5\n" for n in range(3_000))
    assert "Zeile 3002 hat 4" in refused(f"Nr;Gebiet;Wert\n{body}9;a;b;c\n").what


def test_headings_may_be_wider_than_their_rows() -> None:
    assert rows("Nr;Wert;Hinweis\n1;2\n2;3\n3;4\n")[1] == ["1", "2", ""]
    assert rows(";Jahr\nGebiet;2020;2021\n001;5;6\n")[0] == ["", "Jahr", ""]


def test_decimal_commas_between_commas_are_not_torn_apart() -> None:
    error = refused("Nr,Wert\n001,12,5\n002,13,5\n")
    assert "Zeile 2 hat 3 Spalten, die Kopfzeile 2" in error.what
    assert "„;“" in error.fix


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'Nr;Wert\n1;2\n2;"offen\n3;4\n', "Ab Zeile 3"),
        (b'Nr;Name\n1;"Nord" Markt\n', "Ab Zeile 2"),
        (b"Nr;Wert\n1;a\x00b\n", "Zeile 2 enthält Null-Bytes"),
        ("Nr;Süd\n1;S".encode() + b"\xfcd\n", "Zeile 2: Die Datei mischt"),
        (b"Nr;Gebiet\n1;H\x94rde\n", "Zeile 2: Die Umlaute sind wie in DOS"),
        (b"Nr;Gebiet\n1;x\x81\x8d\n", "Zeile 2 enthält Zeichen"),
        (b"\xff\xfea\x00;\x00b\x00\n\x00\x00\xd8x\x00", "Zeile 2 enthält Zeichen"),
        (b"\n;;\n \t \n", "keinen Text"),
        (b"a;b\n" + b"x" * (raw_cells.CELL + 1) + b";1\n", "In Zeile 2 hat eine Zelle mehr als"),
        (b"a;b\n" + b";" * 1_100_000, "mehr als eine Million Zeichen"),
    ],
)
def test_what_cannot_be_read_is_named_by_line(content: bytes, what: str) -> None:
    assert what in refused(content).what


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "über Spalte 1000 hinaus" in refused(";".join("a" * 1001)).what
    monkeypatch.setattr(raw_cells, "ROWS", 3)
    assert len(rows("a;b\n" * 3)) == 3
    assert "mehr als 3 Zeilen" in refused("a;b\n" * 4).what
    monkeypatch.setattr(raw_cells, "CELLS", 5)
    assert "Zellen" in refused("a;b\n" * 3).what
    monkeypatch.setattr(raw_csv, "LARGEST", 10)
    assert "größer als" in refused("a;b\n" * 3).what


def test_rows_of_several_pieces_keep_their_order() -> None:
    count = 45_000
    table = read_csv(b"".join(b"%d;x%d\n" % (n, n) for n in range(count)))
    assert table.cells[1].tolist() == [f"x{n}" for n in range(count)]
    assert list(table.lines) == list(range(1, count + 1))


def test_what_our_own_export_writes_comes_back() -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([["Nr", "Text"], ["=1+1", 'a "b"; c']])
    assert rows("\ufeff" + stream.getvalue()) == [["Nr", "Text"], ["=1+1", 'a "b"; c']]
