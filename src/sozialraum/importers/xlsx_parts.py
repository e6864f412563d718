"""What the parts of an Excel file say about its sheets: names, shared texts, kinds of numbers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from xml.parsers import expat

from sozialraum.errors import UnreadableInput
from sozialraum.importers.xlsx_archive import CSV, XlsxParts
from sozialraum.language import n_, t

STRINGS = 5_000_000
"""Shared texts of one file."""
Attributes = dict[str, str]
_FORMAT = 255
"""Characters of a number format, as in Excel."""
_CODE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class NumberKind(Enum):
    """How a number of a workbook is meant, by its format."""

    PLAIN = 0
    DATE = 1
    DURATION = 2
    PERCENT = 3


@dataclass(frozen=True)
class SheetPart:
    """A sheet: its name, the part that holds it, whether people see it."""

    name: str
    part: str
    visible: bool


@dataclass(frozen=True)
class Workbook:
    """Sheets in their order, and the parts and settings that their cells refer to."""

    sheets: tuple[SheetPart, ...]
    strings: str
    styles: str
    from_1904: bool


def damaged(line: int = 0, after: int | None = None) -> UnreadableInput:
    """The error for content that no program would have written, at or ``after`` a line."""
    what = t("Die Excel-Datei ist beschädigt und lässt sich nicht lesen.")
    if line:
        text = n_("Die Excel-Datei ist beschädigt und lässt sich nicht lesen (Zeile {line}).")
        what = t(text, line=line)
    if after is not None:
        text = n_("Die Excel-Datei ist beschädigt und lässt sich nicht lesen (Zeile nach {line}).")
        what = t(text, line=after)
    return UnreadableInput(what, t("In Excel öffnen und neu speichern.") + " " + t(CSV))


def parse(
    part: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk through one part; names come with their prefix, see :func:`local`."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise damaged() from error


def local(name: str) -> str:
    """``x:row`` -> ``row``."""
    return name.rpartition(":")[2]


def read_workbook(parts: XlsxParts) -> Workbook:
    """The sheets of a file. Raises :class:`UnreadableInput` where parts are missing."""
    root = _relations(parts, "", "_rels/.rels")
    path = next((t for kind, t in root.values() if kind == "officeDocument"), "xl/workbook.xml")
    folder, _, file = path.rpartition("/")
    relations = _relations(parts, folder, f"{folder}/_rels/{file}.rels")
    found: list[tuple[str, str, bool]] = []
    settings: Attributes = {}

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            visible = attributes.get("state", "visible") == "visible"
            found.append((attributes.get("name", ""), relation, visible))
        elif local(name) == "workbookPr":
            settings.update(attributes)

    parse(_read(parts, path), start)
    sheets = []
    for name, relation, visible in found:
        kind, target = relations.get(relation, ("", ""))
        if kind == "worksheet":  # not a sheet that holds a chart or macros only
            sheets.append(SheetPart(name, target, visible))
    named = dict(relations.values())
    return Workbook(
        sheets=tuple(sheets),
        strings=named.get("sharedStrings", ""),
        styles=named.get("styles", ""),
        from_1904=settings.get("date1904") in ("1", "true"),
    )


def _relations(parts: XlsxParts, folder: str, path: str) -> dict[str, tuple[str, str]]:
    """Kind of every relation, and the part it means; an address outside is no part either."""
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship":
            target = posixpath.join("/", folder, attributes.get("Target", ""))
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = kind, posixpath.normpath(target).lstrip("/")

    content = _read(parts, path, needed=bool(folder))
    if content:
        parse(content, start)
    return found


def _read(parts: XlsxParts, path: str, *, needed: bool = True) -> bytes:
    names = {name.casefold(): name for name in parts.names}
    name = names.get(path.casefold())
    if name is None:
        if needed:
            raise damaged()
        return b""
    return parts.read(name)


def read_sheet_part(parts: XlsxParts, sheet: SheetPart) -> bytes:
    """The content of one sheet."""
    return _read(parts, sheet.part)


class TextCollector:
    """Text of ``t`` elements; what only says how to pronounce it is left out."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._wanted = False
        self._aside = 0

    def start(self, name: str) -> None:
        """The element ``name`` begins."""
        if name == "t":
            self._wanted = not self._aside
        elif name == "rPh":
            self._aside += 1

    def end(self, name: str) -> None:
        """The element ``name`` ends."""
        if name == "t":
            self._wanted = False
        elif name == "rPh":
            self._aside -= 1

    def text(self, piece: str) -> None:
        """Characters inside an element."""
        if self._wanted:
            self.pieces.append(piece)

    def taken(self) -> str:
        """What was collected, once; ``_x000D_`` is a character by its number."""
        found, self.pieces = "".join(self.pieces), []
        return _CODE.sub(_character, found) if "_x" in found else found


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return " " if number < 32 or 0xD800 <= number < 0xE000 else chr(number)


def read_strings(parts: XlsxParts, path: str) -> list[str]:
    """The texts that cells refer to by their number."""
    strings: list[str] = []
    collector = TextCollector()

    def end(name: str) -> None:
        name = local(name)
        collector.end(name)
        if name == "si":
            if len(strings) >= STRINGS:
                what = t("Die Excel-Datei enthält zu viele Texte.")
                raise UnreadableInput(what, t("Nur das benötigte Blatt speichern.") + " " + t(CSV))
            strings.append(collector.taken())

    content = _read(parts, path, needed=False) if path else b""
    if content:
        parse(content, lambda name, _: collector.start(local(name)), end, collector.text)
    return strings


def read_kinds(parts: XlsxParts, path: str) -> list[NumberKind]:
    """What a number means, by the number of the cell's style."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    formats: dict[str, str] = {str(n): code for n, code in BUILTIN_FORMATS.items()}
    used: list[str] = []
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        name = local(name)
        if name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            used.append(attributes.get("numFmtId", "0"))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and local(name) != "cellXfs"

    content = _read(parts, path, needed=False) if path else b""
    if content:
        parse(content, start, end)
    kinds = {number: _kind(formats.get(number, "General")) for number in set(used)}
    return [kinds[number] for number in used]


def _kind(code: str) -> NumberKind:
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format

    if len(code) > _FORMAT:
        return NumberKind.PLAIN
    if is_timedelta_format(code):
        return NumberKind.DURATION
    if is_date_format(code):
        return NumberKind.DATE
    return NumberKind.PERCENT if "%" in re.sub(r'"[^"]*"|\\.', "", code) else NumberKind.PLAIN
