"""Headings of columns: several rows joined to one title, and what a title says besides its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sozialraum.errors import UnreadableInput
from sozialraum.importers.date_form import ends_with_code, to_code
from sozialraum.importers.keys import word
from sozialraum.importers.raw import RawTable

JOINT = " / "
_PERCENT = {"%", "in %", "in prozent", "prozent", "v h", "anteil in %", "vh", "in v h", "pct"}
_COUNT = {"anzahl", "absolut", "abs", "anz", "personen", "zahl", "insgesamt anzahl"}
_OTHER_UNITS = {
    "in euro", "euro", "eur", "€", "in €", "m²", "in m²", "qm", "km²", "ha", "in ha", "jahre",
    "in jahren", "je 1.000", "je 1.000 einwohner", "je 100", "‰", "in ‰", "einwohner", "haushalte",
    "index",
}  # fmt: skip
_NOUNS = {"einwohner", "haushalte", "personen", "jahre", "index"}
"""Units that are names as well, where nothing stands before them."""
_ENDINGS = (
    re.compile(r"^(?P<name>.*?\S)\s+in\s+(?P<unit>\S+)$", re.IGNORECASE),
    re.compile(r"^(?P<name>.*?\S)\s*[(\[,]\s*(?P<unit>[^()\[\],]+?)\s*[)\]]?$"),
    re.compile(
        r"^(?P<name>.*?\S)[\s_]+(?P<unit>%|v\. ?H\.|prozent|pct|abs|absolut|anzahl)$", re.IGNORECASE
    ),
)
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Heading:
    """The title of the column at ``position`` of the raw table, unique within it.

    ``parts`` are the texts of the heading rows over it.
    """

    position: int
    title: str
    parts: tuple[str, ...]

    @property
    def said(self) -> Said:
        """What the heading says besides its name."""
        return said(self.title, self.parts)


@dataclass(frozen=True)
class Said:
    """What a title says: the name of what is counted, reference date and unit, each maybe empty."""

    name: str
    period: str
    unit: str


def headings(raw: RawTable, header_rows: tuple[int, ...]) -> tuple[Heading, ...]:
    """One heading per column that holds text at all, in the order of the file.

    A text over several columns stands in the first of them and is carried to the right, where the
    row below has texts. Rows that only number the columns say nothing. A column without heading is
    called after its place, and a title that occurs again is numbered.
    """
    cells = raw.cells
    rows = [cells.iloc[row].tolist() for row in header_rows if row < len(cells)]
    rows = [row for row in rows if not counter_row(row)]
    start = max(header_rows) + 1
    found: list[Heading] = []
    seen: Counter[str] = Counter()
    for n, column in enumerate(cells.columns):
        parts = tuple(part for part in _parts(rows, n) if part)
        if not parts and not bool((cells[column].iloc[start:] != "").any()):
            continue
        title = JOINT.join(parts) or f"Spalte {n + 1}"
        seen[title] += 1
        if seen[title] > 1:
            title = f"{title} ({seen[title]})"
        found.append(Heading(n, title, parts))
    return tuple(found)


def counter_row(texts: Sequence[str]) -> bool:
    """True for a row that numbers the columns: 1, 2, 3, 4 …"""
    filled = [text.strip("()") for text in texts if text]
    return len(filled) > 3 and filled == [str(n) for n in range(1, len(filled) + 1)]


def said(title: str, parts: Sequence[str] = ()) -> Said:
    """Reference date and unit taken off a title.

    A date counts as one where a part of the title is nothing else, or where it ends the title.
    """
    names: list[str] = []
    period = unit = ""
    for part in parts or title.split(JOINT):
        text = re.sub(r"\s*[¹²³⁴-⁹]\)?$|\s+\d\)$|\*+\)?$", "", part).strip()
        code = _period(text)
        if code:
            period = period or code
            continue
        if unit_of(text) and (names or text.casefold() not in _NOUNS):
            unit = unit or unit_of(text)
            continue
        text, code = ends_with_code(text)
        period = period or code
        text, found = _ends_with_unit(text)
        unit = unit or found
        if text:
            names.append(text)
    return Said(" ".join(names), period, unit)


def unit_of(text: str) -> str:
    """``%``, ``Anzahl`` or the unit itself where a text is nothing but a unit, else empty."""
    plain = text.strip("()[] ").casefold()
    if plain in _PERCENT or word(text) in _PERCENT:
        return "%"
    if plain in _COUNT:
        return "Anzahl"
    return re.sub(r"^in ", "", text.strip("()[] ")) if plain in _OTHER_UNITS else ""


def pattern(title: str) -> str:
    """A title in which years and dates do not count: next year's title has the same pattern."""
    plain = re.sub(r"\d{1,2}\.\s?\d{1,2}\.\s?(?=(?:19|20)\d\d)", "", title)
    return word(_YEARS.sub("0000", plain).replace("%", " prozent "))


def _parts(rows: list[list[str]], n: int) -> list[str]:
    """The texts over column ``n``; upper rows are carried to the right over what is below them."""
    parts = []
    for depth, row in enumerate(rows):
        text = row[n]
        if not text and depth < len(rows) - 1 and any(below[n] for below in rows[depth + 1 :]):
            left = [column for column in range(n) if row[column]]
            # a heading over one column only is none of a group
            if left and any(below[left[-1]] for below in rows[depth + 1 :]):
                text = row[left[-1]]
        parts.append(re.sub(r"(\w)- (?=[a-zäöüß])(?!und |oder |bzw)", r"\1", text))
    return list(dict.fromkeys(parts))


def _period(text: str) -> str:
    """The code of a text that is nothing but a date."""
    try:
        return to_code(text)
    except UnreadableInput:
        return ""


def _ends_with_unit(text: str) -> tuple[str, str]:
    for expression in _ENDINGS:
        match = expression.match(text)
        if match and unit_of(match["unit"]):
            return match["name"], unit_of(match["unit"])
    return text, ""
