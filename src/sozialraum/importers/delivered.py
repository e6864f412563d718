"""A CSV file that somebody brought: separator and encoding are found out, everything stays text."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from sozialraum.catalog.catalog import suggestion
from sozialraum.catalog.sheet import clean
from sozialraum.errors import UnknownEntry, UnreadableInput
from sozialraum.importers.keys import KeyResolver, word

LARGEST = 50_000_000
"""Bytes that are read at most."""
_SEPARATORS = ";\t,"
_ENOUGH = 0.5
_KEY_WORDS = re.compile(r"schluessel|code|\bnr\b|nummer|kennung|gebiet|bezirk|raum|\bid\b")


@dataclass(frozen=True)
class Delivered:
    """``frame`` has one column of text per heading; ``rows`` are the lines of the file."""

    frame: pd.DataFrame
    rows: tuple[int, ...]
    encoding: str
    separator: str


def read_delivered(content: bytes) -> Delivered:
    """Read a CSV with ``;``, tab or ``,`` in UTF-8 or Windows-1252.

    Raises :class:`UnreadableInput` with the remedy for everything else.
    """
    if len(content) > LARGEST:
        what = f"Die Datei ist größer als {LARGEST // 1_000_000} MB."
        raise UnreadableInput(what, "In kleineren Teilen einlesen.")
    if content[:4] == b"PK\x03\x04" or b"\0" in content:
        raise UnreadableInput("Das ist keine Textdatei.", "In Excel als „CSV UTF-8“ speichern.")
    text, encoding = _decode(content)
    separator = _separator(text)
    try:
        records = _records(text, separator)
    except csv.Error as error:
        what = f"Die Datei ist kein lesbares CSV ({error})."
        raise UnreadableInput(what, "Anführungszeichen in Zellen prüfen.") from error
    if not records:
        raise UnreadableInput("Die Datei ist leer.", "Eine Kopfzeile und Daten werden gebraucht.")
    (_, header), *body = records
    _check(header, body)
    columns = {name: [cells[n] for _, cells in body] for n, name in enumerate(header)}
    frame = pd.DataFrame(columns, dtype="str")
    return Delivered(frame, tuple(line for line, _ in body), encoding, separator)


def find_key(delivered: Delivered, resolver: KeyResolver, given: str | None = None) -> str:
    """The column with the keys of a level: ``given``, or the one in which most rows match.

    Raises :class:`UnknownEntry` for a column that is not there and :class:`UnreadableInput` where
    no column has keys in at least half of its rows.
    """
    columns = list(delivered.frame.columns)
    if given is not None:
        wanted = clean(given)
        if wanted not in columns:
            fix = suggestion(wanted, dict.fromkeys(columns, ""))
            raise UnknownEntry(f"Die Spalte „{wanted}“ gibt es nicht.", fix)
        return wanted
    scores = {name: _score(name, delivered.frame[name].tolist(), resolver) for name in columns}
    best = max(scores, key=lambda name: scores[name])
    if scores[best][0] < _ENOUGH:
        what = f"Keine Spalte enthält Schlüssel oder Namen der Ebene „{resolver.level.name}“."
        raise UnreadableInput(what, "Raumebene prüfen oder die Spalte mit --key nennen.")
    return str(best)


def _score(name: str, keys: list[str], resolver: KeyResolver) -> tuple[float, float, int, bool]:
    """How well a column fits: share of rows with an area (or an ambiguous key), share of rows that
    are written in full, number of areas, heading. Short numbers count only under a fitting heading,
    because any column of small numbers looks like keys without their zeros.
    """
    match = resolver.resolve(keys)
    total = max(len(keys), 1)
    fitting = bool(_KEY_WORDS.search(word(name)))
    hits = exact = 0
    for key, code, hint in zip(match.keys, match.codes, match.suggestions, strict=True):
        written_out = bool(code) and (key == code or not key.isdigit())
        exact += written_out
        hits += written_out or (fitting and (bool(code) or " oder " in hint))
    found = len({code for code in match.codes if code})
    return round(hits / total, 1), round(exact / total, 1), found, fitting


def _decode(content: bytes) -> tuple[str, str]:
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "Windows-1252"


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {separator: first.count(separator) for separator in _SEPARATORS}
    best = max(counts, key=lambda separator: counts[separator])
    return best if counts[best] else ";"


def _records(text: str, separator: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records, line = [], 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            records.append((line, [clean(cell) for cell in cells]))
        line = reader.line_num + 1
    return records


def _check(header: list[str], body: list[tuple[int, list[str]]]) -> None:
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        what = f"Die Spalte „{twice[0]}“ kommt mehrfach vor."
        raise UnreadableInput(what, "Spalten in Zeile 1 umbenennen.")
    for line, cells in body:
        if len(cells) != len(header):
            what = f"Zeile {line} hat {len(cells)} Spalten, die Kopfzeile {len(header)}."
            fix = "Trennzeichen und Anführungszeichen in dieser Zeile prüfen."
            raise UnreadableInput(what, fix)
