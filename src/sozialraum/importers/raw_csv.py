"""A CSV file that somebody brought, as raw text: nothing is typed, so ``001`` stays ``001``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from sozialraum.errors import UnreadableInput
from sozialraum.importers.csv_form import (
    WINDOWS,
    check_headings,
    find_encoding,
    find_separator,
    text_lines,
    text_width,
)
from sozialraum.importers.raw import Format, RawTable
from sozialraum.importers.raw_cells import CellStore
from sozialraum.language import n_, t

LARGEST = 100_000_000
"""Bytes that are read at most."""
_SAMPLE_LINES, _SAMPLE_ROWS = 400, 1_000
_BYTES = 1 << 16
_EXCEL = "sep="
NOT_UTF_8 = n_("Die Datei ist nicht in UTF-8 geschrieben und wurde als Windows-1252 gelesen.")


def read_csv(content: bytes) -> RawTable:
    """All rows of a CSV in UTF-8, UTF-16 or Windows-1252, separated by ``;``, tab, ``|`` or ``,``.

    Shorter rows (titles, notes) are filled up. Raises :class:`UnreadableInput`, naming the line,
    for a row with text to the right of the table, broken quotes and everything beyond the limits.
    """
    if len(content) > LARGEST:
        what = t("Die Datei ist größer als {megabytes} MB.", megabytes=LARGEST // 1_000_000)
        raise UnreadableInput(what, t("In kleineren Teilen einlesen."))
    encoding = find_encoding(content)
    separator, skipped = _form(content, encoding.codec)
    store = CellStore()
    with _opened(content, encoding.codec) as stream:
        lines = text_lines(stream)
        rows = _rows(islice(lines, skipped, None), separator, skipped)
        first = list(islice(rows, _SAMPLE_ROWS))
        if not first:
            what = t("Die Datei enthält keinen Text.")
            raise UnreadableInput(what, t("Eine Kopfzeile und Daten werden gebraucht."))
        width = check_headings(first, separator)
        for line, cells in chain(first, rows):
            store.add(line, cells if len(cells) <= width else _cut(line, cells, width))
    cells_of_all, numbers = store.frame()
    return RawTable(
        cells=cells_of_all,
        lines=numbers,
        format=Format.CSV,
        native=(False,) * store.width,
        encoding=encoding.name,
        separator=separator,
        notes=(t(NOT_UTF_8),) if encoding.name == WINDOWS else (),
    )


def _opened(content: bytes, codec: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=codec, newline="")


def _form(content: bytes, codec: str) -> tuple[str, int]:
    """Separator, and how many lines at the top only say it (``sep=;``, understood by Excel)."""
    with _opened(content, codec) as stream:
        lines = text_lines(stream)
        sample = [line for line in islice(lines, _SAMPLE_LINES) if line.strip()]
    first = sample[0].strip().strip('"') if sample else ""
    if first.casefold().startswith(_EXCEL) and len(first) <= len(_EXCEL) + 1:
        given = sample[0].strip('\r\n"')[len(_EXCEL) :]
        if len(given) == 1 and not given.isalnum() and given != '"':
            return given, 1
    return find_separator(_within(sample)), 0


def _within(sample: list[str]) -> list[str]:
    """The first lines up to a size that is looked at several times, at least one."""
    total = 0
    kept: list[str] = []
    for line in sample:
        total += len(line)
        if kept and total > _BYTES:
            break
        kept.append(line)
    return kept


def _rows(lines: Iterator[str], separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every row that holds text."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = skipped + 1
    try:
        for cells in reader:
            if "".join(cells).strip():
                yield line, cells
            line = reader.line_num + skipped + 1
    except csv.Error as error:
        what = t("Ab Zeile {line} ist die Datei kein lesbares CSV.", line=line)
        fix = t("Anführungszeichen in dieser Zeile paarweise schließen oder verdoppeln.")
        raise UnreadableInput(what, fix) from error


def _cut(line: int, cells: Sequence[str], width: int) -> Sequence[str]:
    """A row without its empty cells to the right of the table."""
    found = text_width(cells)
    if found > width:
        what = t(
            "Zeile {line} hat {found} Spalten mit Text, die Tabelle {width}.",
            line=line,
            found=found,
            width=width,
        )
        fix = t("Trennzeichen und Anführungszeichen in dieser Zeile prüfen.")
        raise UnreadableInput(what, fix)
    return cells[:width]
