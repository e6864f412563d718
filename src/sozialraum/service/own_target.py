"""A target group from a file of the user: persons per area of one level, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sozialraum.catalog.catalog import quoted, suggestion
from sozialraum.catalog.sheet import clean
from sozialraum.domain.areas import Level
from sozialraum.domain.gaps import AreaDemand, CellGrid, Demand
from sozialraum.errors import Problem, UnknownEntry, UnreadableInput
from sozialraum.importers.delivered import Delivered, find_key, read_delivered
from sozialraum.importers.keys import KeyResolver, word
from sozialraum.importers.tables import parse_number
from sozialraum.language import n_, t
from sozialraum.render.formats import number
from sozialraum.service.demand import cell_grid, on_grid
from sozialraum.service.figures import atoms_of
from sozialraum.service.monitor import Monitor
from sozialraum.service.pieces import Piece

OWN = "eigene"
"""Id of the target group of a file."""
MOST = 10_000_000
"""Persons that one area may have at most."""
NOTHING = frozenset({"-", "–", "—"})
"""Signs of official tables for exactly nothing."""
SIGNS = {
    "": n_("ohne Angabe"),
    ".": n_("unbekannt oder geheim"),
    "x": n_("nicht sinnvoll"),
    "X": n_("nicht sinnvoll"),
    "…": n_("Angabe folgt später"),
    "...": n_("Angabe folgt später"),
    "/": n_("zu unsicher"),
    "*": n_("geheim"),
    "geheim": n_("geheim"),
    "unbekannt": n_("unbekannt"),
}
"""Signs of official tables for a number that is not known, with their meaning."""
_VALUES = ("anzahl", "personen", "einwohner", "zahl", "wert", "count")


@dataclass(frozen=True, eq=False)
class OwnTarget:
    """The demand from a file, and what is wrong with its rows; faulty rows take no part."""

    demand: Demand
    problems: tuple[Problem, ...]


def own_target(
    monitor: Monitor,
    content: bytes,
    level: str,
    *,
    title: str = "",
    key: str = "",
    column: str = "",
    file: str = "",
    grid: CellGrid | None = None,
) -> OwnTarget:
    """Persons per area of ``level`` from a CSV file.

    ``key`` and ``column`` name the columns of areas and persons; without them they are recognised.
    Areas that the file does not name, or has a sign for, stay unknown; „-“ is exactly nothing.
    ``grid`` replaces the embedded weights. Raises :class:`UnreadableInput` or
    :class:`UnknownEntry` where the file as a whole is unusable.
    """
    declared = monitor.catalog.level(level)
    areas = monitor.catalog.areas(level)
    delivered = read_delivered(content)
    resolver = KeyResolver.of(declared, areas)
    keys = find_key(delivered, resolver, key or None)
    values = _value_column(delivered, keys, column)
    rows = _Rows(file or t("Datei"), declared)
    match = resolver.resolve(delivered.frame[keys].tolist())
    for position, line in enumerate(delivered.rows):
        if position in match.totals:
            rows.totals += 1
        elif not match.codes[position]:
            rows.stray(line, match.keys[position], match.suggestions[position])
        else:
            rows.take(line, match.codes[position], delivered.frame[values].iloc[position])
    if not any(count is not None for count, _ in rows.found.values()):
        what = t(
            "Die Datei enthält in Spalte „{column}“ für kein Gebiet eine Anzahl.", column=values
        )
        first = f" {rows.problems[0].what}" if rows.problems else ""
        raise UnreadableInput(what + first, t("Schlüssel, Zahlen und Raumebene prüfen."))
    pieces = _pieces(monitor, level, rows.found)
    named = (OWN, title or t("Eigene Zielgruppe"))
    demand = on_grid(monitor, named, pieces, grid or cell_grid(monitor))
    notes = (*rows.notes(keys, values), *match.notes, *demand.notes)
    return OwnTarget(replace(demand, notes=notes), tuple(rows.problems))


def _pieces(
    monitor: Monitor, level: str, found: Mapping[str, tuple[float | None, str]]
) -> list[Piece]:
    atoms = atoms_of(monitor.catalog, level)
    pieces = []
    for area in monitor.catalog.areas(level):
        count, note = found.get(area.code, (None, t("In der Datei nicht enthalten.")))
        demand = AreaDemand(level, area.code, area.name, count, None, None, note=note)
        pieces.append(Piece(demand, atoms[area.code]))
    return pieces


@dataclass
class _Rows:
    """What the rows say per area: persons (None = not known) and a note."""

    file: str
    level: Level
    found: dict[str, tuple[float | None, str]] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    totals: int = 0
    nothing: int = 0

    def take(self, line: int, code: str, text: str) -> None:
        """One row with a known area."""
        if code in self.first:
            what = t("„{code}“ steht schon in Zeile {first}.", code=code, first=self.first[code])
            self._cite(line, what, t("Eine der beiden Zeilen entfernen."))
            return
        self.first[code] = line
        self.nothing += text in NOTHING
        if text in SIGNS:
            self.found[code] = (
                None,
                t("Eigene Datei, Zeile {line}: {note}.", line=line, note=t(SIGNS[text])),
            )
            return
        count = 0.0 if text in NOTHING else self._number(line, text)
        note = t("nicht lesbar") if count is None else t("eigene Angabe")
        self.found[code] = count, t("Eigene Datei, Zeile {line}: {note}.", line=line, note=note)

    def stray(self, line: int, key: str, near: str) -> None:
        """One row without a known area."""
        what = t(
            "„{key}“ gehört zu keinem Gebiet der Ebene „{level}“.", key=key, level=self.level.name
        )
        fix = (
            t("Gemeint ist vielleicht „{near}“.", near=near)
            if near
            else t("Schlüssel oder Namen prüfen.")
        )
        self._cite(line, what, fix)

    def notes(self, keys: str, values: str) -> list[str]:
        """How the file was read."""
        notes = [
            t(
                "Eigene Datei: Gebiete aus Spalte „{keys}“, Personen aus Spalte „{values}“.",
                keys=keys,
                values=values,
            )
        ]
        if self.nothing:
            notes.append(
                t("{n} Gebiete mit „-“ haben genau null Personen.", n=number(self.nothing))
            )
        if self.totals:
            notes.append(t("{n} Summenzeilen zählen nicht mit.", n=number(self.totals)))
        if self.problems:
            notes.append(t("{n} fehlerhafte Zeilen zählen nicht.", n=number(len(self.problems))))
        return notes

    def _number(self, line: int, text: str) -> float | None:
        limited = text.startswith("(") and text.endswith(")")
        try:
            value = parse_number(text[1:-1].strip() if limited else text)
        except UnreadableInput as error:
            self._cite(line, error.what, t("Eine Zahl mit Dezimalkomma und ohne Punkt schreiben."))
            return None
        if not 0 <= value <= MOST:
            fix = t("Eine Anzahl von 0 bis {most} schreiben.", most=number(MOST))
            self._cite(line, t("„{text}“ ist keine mögliche Anzahl.", text=text), fix)
            return None
        return value

    def _cite(self, line: int, what: str, fix: str) -> None:
        self.problems.append(Problem(self.file, t("Zeile {line}", line=line), what, fix))


def _value_column(delivered: Delivered, keys: str, given: str) -> str:
    """The column of persons: ``given``, one with a telling name, or the only one of numbers."""
    columns = [str(column) for column in delivered.frame.columns if column != keys]
    if given:
        if clean(given) not in columns:
            fix = suggestion(clean(given), dict.fromkeys(columns, ""))
            raise UnknownEntry(t("Die Spalte „{column}“ gibt es nicht.", column=clean(given)), fix)
        return clean(given)
    names = {word(column): column for column in columns}
    told = [names[name] for name in _VALUES if name in names]
    numeric = [column for column in columns if _numeric(delivered.frame[column].tolist())]
    if told or len(numeric) == 1:
        return (told or numeric)[0]
    if not columns:
        what = t("Die Datei hat keine Spalte mit Personen.")
        raise UnreadableInput(what, t("Eine Spalte „anzahl“ ergänzen."))
    what = t("Welche Spalte die Personen zählt, ist nicht eindeutig.")
    raise UnreadableInput(
        what, t("Eine Spalte „anzahl“ nennen, gefunden: {columns}.", columns=quoted(columns))
    )


def _numeric(texts: list[str]) -> bool:
    """True where at least half of the cells hold a number."""

    def fits(text: str) -> bool:
        try:
            parse_number(text)
        except UnreadableInput:
            return False
        return True

    return sum(map(fits, texts)) * 2 >= max(len(texts), 1)
