"""How a CSV file is written: its encoding, its separator, and where its table ends."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from sozialraum.errors import UnreadableInput
from sozialraum.language import n_, t

SEPARATORS = ";\t|,"
"""The most likely first: a tie goes to the left, because commas stand in numbers and texts."""
LONGEST = 1_000_000
"""Characters of one line."""
UTF_8, WINDOWS = "UTF-8", "Windows-1252"
_CODECS = {UTF_8: "utf-8-sig", WINDOWS: "cp1252", "UTF-16": "utf-16"}
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE = n_("In Excel als „CSV UTF-8“ speichern.")
_STEP = 1 << 20
_UTF_8_UMLAUT = re.compile(rb"\xc3[\xa4\xb6\xbc\x84\x96\x9c\x9f]")
_DOS_UMLAUT = re.compile(rb"[A-Za-z][\x81\x84\x94][a-z]")
"""Quotation marks of Windows-1252 never stand inside words; in DOS they are ü, ä and ö."""
_NUMBER = re.compile(r"[-+−]?\d[\d.,:/ \u00a0-]*%?")
_YEAR_OR_DAY = re.compile(r"(19|20)\d\d|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_AREA = 30
"""Rows among which the headings are looked for."""


@dataclass(frozen=True)
class Encoding:
    """``name`` for people, ``codec`` for Python."""

    name: str
    codec: str


def find_encoding(content: bytes) -> Encoding:
    """UTF-8, UTF-16 with byte order mark, else Windows-1252.

    Raises :class:`UnreadableInput` where the bytes are none of them or a mixture, naming the line.
    """
    if content[:2] in _MARKS and content[2:4] != b"\0\0":
        _broken_at(content, "utf-16", "UTF-16")
        return Encoding("UTF-16", _CODECS["UTF-16"])
    place = _undecodable(content, "utf-8")
    if place is None:
        return Encoding(UTF_8, _CODECS[UTF_8])
    if _UTF_8_UMLAUT.search(content):
        what = t(
            "Zeile {line}: Die Datei mischt UTF-8 und andere Zeichen.",
            line=_line(content, place),
        )
        raise UnreadableInput(what, t("Umlaute prüfen.") + " " + t(_SAVE))
    if dos := _DOS_UMLAUT.search(content):
        what = t(
            "Zeile {line}: Die Umlaute sind wie in DOS geschrieben.",
            line=_line(content, dos.start()),
        )
        raise UnreadableInput(what, t(_SAVE))
    _broken_at(content, "cp1252", t("UTF-8 oder Windows-1252"))
    return Encoding(WINDOWS, _CODECS[WINDOWS])


def _broken_at(content: bytes, codec: str, words: str) -> None:
    place = _undecodable(content, codec)
    if place is not None:
        what = t(
            "Zeile {line} enthält Zeichen, die nicht {words} sind.",
            line=_line(content, place),
            words=words,
        )
        raise UnreadableInput(what, t(_SAVE))


def _undecodable(content: bytes, codec: str) -> int | None:
    """Position of the first bytes that cannot be read (within a piece), None where all can."""
    decoder = codecs.getincrementaldecoder(codec)()
    for start in range(0, len(content) + 1, _STEP):
        piece = content[start : start + _STEP]
        try:
            decoder.decode(piece, final=start + _STEP > len(content))
        except UnicodeDecodeError as error:
            return min(start + error.start, len(content))
    return None


def _line(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def text_lines(stream: IO[str]) -> Iterator[str]:
    """Lines of a text stream. Raises :class:`UnreadableInput` for NUL and for endless lines."""
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            what = t("Zeile {number} hat mehr als eine Million Zeichen.", number=number)
            raise UnreadableInput(
                what, t("Anführungszeichen und Zeilenenden prüfen.") + " " + t(_SAVE)
            )
        if "\0" in line:
            raise UnreadableInput(
                t("Zeile {number} enthält Null-Bytes; das ist kein Text.", number=number), t(_SAVE)
            )
        yield line


def find_separator(sample: Sequence[str]) -> str:
    """The separator that gives the most regular table over all ``sample`` lines.

    A candidate is the better, the more rows have its usual number of columns, and the more cells
    are numbers: ``001;12,5`` falls into two numbers with ``;`` and into one with ``,``.
    """
    scores = {separator: _score(sample, separator) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: scores[separator])


def _score(sample: Sequence[str], separator: str) -> float:
    try:
        rows = [row for row in csv.reader(sample, delimiter=separator) if any(row)]
    except csv.Error:
        return 0.0
    wide = [row for row in rows if len(row) > 1]
    if not wide:
        return 0.0
    usual = Counter(len(row) for row in wide).most_common(1)[0][1]
    cells = [cell.strip() for row in wide for cell in row]
    numbers = sum(1 for cell in cells if _NUMBER.fullmatch(cell))
    return round((0.1 + numbers / len(cells)) * usual / len(rows), 6)


def check_headings(rows: Sequence[tuple[int, Sequence[str]]], separator: str) -> int:
    """How many columns the table has, from its first ``rows`` (line, cells).

    That is the width of the usual row, or of the headings above it where they are wider. Raises
    :class:`UnreadableInput` where numbers with decimal commas fell apart at the commas.
    """
    widths = [text_width(cells) for _, cells in rows]
    several = [width for width in widths if width > 1] or [1]
    counted = Counter(several)
    usual = max(counted, key=lambda width: (counted[width], width))
    found = range(min(len(rows), _AREA))
    first = next((n for n in found if widths[n] >= usual and _is_data(rows[n][1])), None)
    area = widths[: _AREA if first is None else first + 1]
    if separator == "," and first and 1 < widths[first - 1] <= max(widths[:first]) < widths[first]:
        above = rows[first - 1][1][: widths[first - 1]]
        if all(cell.strip() for cell in above) and not _is_data(above):
            what = t(
                "Zeile {line} hat {found} Spalten, die Kopfzeile {wanted}: Das Komma "
                "trennt Spalten und steht auch in Zahlen.",
                line=rows[first][0],
                found=widths[first],
                wanted=widths[first - 1],
            )
            raise UnreadableInput(what, t("Mit „;“ als Trennzeichen speichern."))
    return max(usual, *area) if area else usual


def text_width(cells: Sequence[str]) -> int:
    """Columns up to the last one that holds text."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


def _is_data(cells: Sequence[str]) -> bool:
    """At least half of the filled cells are numbers; years and days stand in headings too."""
    filled = [text for cell in cells if (text := cell.strip())]
    numbers = [c for c in filled if _NUMBER.fullmatch(c) and not _YEAR_OR_DAY.fullmatch(c)]
    return 2 * len(numbers) >= len(filled) > 0
