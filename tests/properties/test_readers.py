"""Readers of what people bring: nothing but a refusal is ever raised, and good tables come back."""

from __future__ import annotations

import csv
import importlib
import io
import json
import sqlite3
import sys
import tempfile
import time
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import shapely
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sozialraum.errors import GeometryRefused, UnreadableInput
from sozialraum.geometry.shapes_reading import read_shapes
from sozialraum.importers.csv_form import find_encoding
from sozialraum.importers.formats import read_table
from sozialraum.importers.raw_csv import read_csv
from sozialraum.importers.raw_xlsx import read_xlsx

ROOT = Path(__file__).parents[2]
SECONDS = 5.0
FEW = settings(max_examples=30, deadline=None)
HARNESSES = ("csv", "xlsx", "geojson", "geopackage")


def harness(name: str) -> Any:
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))
    return importlib.import_module(f"fuzz.{name}")


# -- the harnesses of fuzz/ --------------------------------------------------------------------


@pytest.mark.parametrize("folder", [*HARNESSES, "sniff"])
def test_the_corpus_passes_its_harness(folder: str) -> None:
    module = harness("sniff" if folder == "sniff" else f"read_{folder}")
    files = sorted((ROOT / "fuzz" / "corpus" / folder).iterdir())
    assert len(files) > 4
    for file in files:
        began = time.perf_counter()
        module.one(file.read_bytes())
        assert time.perf_counter() - began < SECONDS, file.name


@pytest.mark.parametrize("folder", HARNESSES)
def test_each_corpus_holds_what_is_read_and_what_is_refused(folder: str) -> None:
    answers = set()
    for file in (ROOT / "fuzz" / "corpus" / folder).iterdir():
        try:
            if folder in ("csv", "xlsx"):
                read_table(file.read_bytes(), file.name)
            else:
                read_shapes(file.read_bytes(), file.name)
            answers.add("read")
        except (UnreadableInput, GeometryRefused):
            answers.add("refused")
    assert answers == {"read", "refused"}


# -- damaged files -----------------------------------------------------------------------------


@cache
def good(kind: str) -> bytes:
    names = {"csv": "titel.csv", "xlsx": "tabelle.xlsx", "geojson": "alles.geojson", "geopackage": "gut.gpkg"}  # fmt: skip
    return (ROOT / "fuzz" / "corpus" / kind / names[kind]).read_bytes()


@st.composite
def damaged(draw: st.DrawFn, kind: str) -> bytes:
    """A good file with a few bytes changed, left out or put in."""
    content = bytearray(good(kind))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        piece = draw(st.binary(max_size=8))
        length = draw(st.sampled_from([0, 1, len(piece), 40]))
        content[at : at + length] = piece
    return bytes(content)


def unexplained(content: bytes) -> list[str]:
    """Readers that refuse ``content`` without saying what and how to mend it, or take too long.

    All readers are asked, as an upload meets them; anything but a refusal is raised.
    """
    found = []
    began = time.perf_counter()
    for read in (read_table, read_shapes):
        try:
            read(content, "a.csv")
        except UnreadableInput as error:
            said = bool(error.what and error.fix)
        except GeometryRefused as error:
            said = all(problem.what and problem.fix for problem in error.problems)
        else:
            said = True
        found += [] if said else [read.__name__]
    return found if time.perf_counter() - began < SECONDS else [*found, "zu langsam"]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
@example(b"\xff\xfe\x00")
@example(b"PK\x05\x06" + b"\0" * 18)
@example(b"\xef\xbb\xbf{")
@example(b'"')
def test_arbitrary_bytes(content: bytes) -> None:
    assert unexplained(content) == []


@settings(max_examples=150, deadline=None)
@given(damaged("csv"))
def test_damaged_csv(content: bytes) -> None:
    assert unexplained(content) == []


@settings(max_examples=150, deadline=None)
@given(damaged("xlsx"))
def test_damaged_xlsx(content: bytes) -> None:
    assert unexplained(content) == []


@settings(max_examples=150, deadline=None)
@given(damaged("geojson"))
def test_damaged_geojson(content: bytes) -> None:
    assert unexplained(content) == []


@FEW
@given(damaged("geopackage"))
def test_damaged_geopackage(content: bytes) -> None:
    assert unexplained(content) == []


# -- there and back ----------------------------------------------------------------------------

LETTERS = st.characters(codec="cp1252", exclude_categories=("Cc", "Cf"))
NUMBERS = st.from_regex(r"-?[0-9]{1,6}(,[0-9]{1,3})?", fullmatch=True)
CELLS = st.one_of(st.text(LETTERS, max_size=12), NUMBERS, st.just("001"), st.just("NA"))


def cleaned(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A heading and rows of the same width, no row without text."""
    width = draw(st.integers(2, 5))
    names = [f"Spalte {n}" for n in range(width)]
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=30))
    assume(all("".join(row).strip() for row in rows))
    return [names, *rows]


@settings(max_examples=100, deadline=None)
@given(
    tables(),
    st.sampled_from(";\t|,"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_a_table_comes_back_through_csv(
    table: list[list[str]], separator: str, codec: str, ending: str, excel: bool
) -> None:
    """``sep=`` says the separator where generated cells leave open which one it is."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerows(table)
    text = (f"sep={separator}{ending}" if excel else "") + stream.getvalue()
    content = text.encode(codec)
    assume(understood(content, codec))
    read = read_csv(content)
    assert read.separator == separator
    assert read.cells.to_numpy().tolist() == [[cleaned(cell) for cell in row] for row in table]


def understood(content: bytes, codec: str) -> bool:
    """Umlauts of Windows-1252 next to each other may as well be another code."""
    try:
        return codec != "cp1252" or content.isascii() or find_encoding(content).codec == codec
    except UnreadableInput:
        return False


@FEW
@given(tables())
def test_a_table_comes_back_through_xlsx(table: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    for line, row in enumerate(table, start=1):
        for column, text in enumerate(row, start=1):
            cell = book.active.cell(line, column)
            cell.value, cell.data_type = text, "s"
    stream = io.BytesIO()
    book.save(stream)
    read = read_xlsx(stream.getvalue())
    assert read.cells.to_numpy().tolist() == [[cleaned(cell) for cell in row] for row in table]
    assert not any(read.native)


COORDINATES = st.floats(-180, 180, allow_nan=False).map(lambda value: round(value, 7))


@FEW
@given(st.lists(st.tuples(CELLS, COORDINATES, COORDINATES), min_size=1, max_size=5))
def test_points_come_back_through_both_forms(rows: list[tuple[str, float, float]]) -> None:
    features = [
        {"properties": {"nr": text}, "geometry": {"type": "Point", "coordinates": [x, y]}}
        for text, x, y in rows
    ]
    document = {"type": "FeatureCollection", "features": features}
    for content in (json.dumps(document).encode(), _points(rows)):
        shapes = read_shapes(content, "a")
        assert [row[0] for row in shapes.rows] == [cleaned(text) for text, _, _ in rows]
        assert [(p.x, p.y) for p in shapes.geometries if p] == [(x, y) for _, x, y in rows]


def _points(rows: list[tuple[str, float, float]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(good("geopackage"))
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("DROP TABLE eins")
        connection.execute("CREATE TABLE eins (nr TEXT, geom BLOB)")
        for text, x, y in rows:
            blob = b"GP\x00\x01\x00\x00\x00\x00" + shapely.to_wkb(shapely.Point(x, y))
            connection.execute("INSERT INTO eins VALUES (?, ?)", (text, blob))
        connection.close()
        return path.read_bytes()
