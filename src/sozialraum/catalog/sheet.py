"""The project's own CSV form, read strictly as text: UTF-8 (byte order mark allowed), ``;``.

Nothing is typed or guessed here; every cell is NFC text without surrounding blanks.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sozialraum.errors import Problem

SEPARATOR = ";"


@dataclass(frozen=True)
class Row:
    """One data row. ``line`` is the line of the file in which it begins (the header is 1)."""

    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """The text of a cell; empty where the table has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheet:
    """A table of text. ``file`` is the path relative to the home folder."""

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(path: Path, file: str) -> tuple[Sheet | None, list[Problem]]:
    """Read a CSV file of the project; ``file`` is how problems call it.

    The sheet is None where the file as a whole is unreadable. Rows with a wrong number of columns
    are reported and left out, never padded.
    """
    if not path.is_file():
        return None, [
            Problem(file, "", "Die Datei fehlt.", "Datei anlegen oder den Namen berichtigen.")
        ]
    text, problems = _decode(path.read_bytes(), file)
    if text is None:
        return None, problems
    first = text.partition("\n")[0]
    if SEPARATOR not in first and ("," in first or "\t" in first):
        what = "Die Spalten sind nicht durch „;“ getrennt."
        fix = "Die Datei mit „;“ als Trennzeichen speichern."
        return None, [Problem(file, "Zeile 1", what, fix)]
    try:
        records = list(_records(text))
    except csv.Error as error:
        fix = "Anführungszeichen in Zellen verdoppeln und paarweise schließen."
        return None, [Problem(file, "", f"Die Datei ist kein lesbares CSV ({error}).", fix)]
    if not records:
        return None, [Problem(file, "Zeile 1", "Die Datei ist leer.", "Kopfzeile ergänzen.")]
    (_, header), *body = records
    problems = _header_problems(file, header)
    if problems:
        return None, problems
    rows = []
    for line, cells in body:
        if len(cells) == len(header):
            rows.append(Row(line, dict(zip(header, cells, strict=True))))
        else:
            what = f"Die Zeile hat {len(cells)} Spalten, die Kopfzeile {len(header)}."
            fix = "Fehlende oder überzählige „;“ berichtigen; Text mit „;“ in Anführungszeichen."
            problems.append(Problem(file, f"Zeile {line}", what, fix))
    return Sheet(file, tuple(header), tuple(rows)), problems


def clean(text: str) -> str:
    """NFC, one blank for every run of white space, nothing around it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _decode(raw: bytes, file: str) -> tuple[str | None, list[Problem]]:
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what = "Die Datei ist nicht in UTF-8 geschrieben, vermutlich in Windows-1252 (cp1252)."
        fix = "In Excel „CSV UTF-8“ wählen oder im Editor als UTF-8 speichern."
        return None, [Problem(file, f"Zeile {line}", what, fix)]


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATOR, strict=True)
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, [clean(cell) for cell in cells]
        line = reader.line_num + 1


def _header_problems(file: str, header: list[str]) -> list[Problem]:
    where = "Zeile 1"
    problems = [
        Problem(file, where, f"Die Spalte „{name}“ kommt {count}-mal vor.", "Spalten umbenennen.")
        for name, count in Counter(header).items()
        if count > 1 and name
    ]
    if "" in header:
        what = f"Die {header.index('') + 1}. Spalte hat keine Überschrift."
        problems.append(Problem(file, where, what, "Überschrift ergänzen oder Spalte entfernen."))
    return problems
