"""Persons per cell on their way to cell and atom: split, left out, counted.

Persons of a cell over several atoms are shared by the addresses of the embedded grid in that cell;
where it has none there, by area. A cell that reaches over the city's border counts in full where
addresses are known, else with the part of its area inside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sozialraum.analysis.projection import DEGREES, projected
from sozialraum.domain.gaps import CellGrid
from sozialraum.errors import Problem, UnreadableInput
from sozialraum.importers.addresses import place_columns
from sozialraum.importers.cell_ids import (
    EQUAL_AREA,
    SWAPPED,
    atoms_at,
    cell_ids,
    corners,
    degrees,
    is_cell_id,
    middles,
    remedy,
    shares_of_cells,
    system,
)
from sozialraum.importers.delivered import Delivered
from sozialraum.importers.tables import parse_number
from sozialraum.language import n_, t
from sozialraum.render.formats import number

if TYPE_CHECKING:
    import geopandas as gpd

WITHHELD = frozenset({"", "-", "–", "—", ".", "…", "...", "/", "x", "*", "geheim", "unbekannt"})
"""Words and signs of a cell without a number: unknown, never 0."""
MOST = 1_000_000
"""Persons that one cell may have at most; the densest in Europe has a few thousand."""
Key = tuple[str, str]
"""Cell id and atom code."""

_SPLIT = {
    "Fläche": n_("{cells} Zellen liegen in mehreren Gebieten und sind nach der Fläche geteilt."),
    "Adressen": n_(
        "{cells} Zellen liegen in mehreren Gebieten und sind nach den Adressen geteilt."
    ),
}


@dataclass(frozen=True, eq=False)
class ReadGrid:
    """Weights from a file of the user; ``notes`` say what was left out, ``problems`` which rows."""

    grid: CellGrid
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


def as_grid(weights: Mapping[Key, float], name: str, source: str, epsg: int) -> CellGrid:
    """Weights per cell and atom as a grid, sorted by cell and atom; weights of 0 are left out.

    ``epsg`` is the system in which the city calculates.
    """
    keys = sorted(key for key, weight in weights.items() if weight > 0)
    cells = np.array([cell for cell, _ in keys], dtype=np.str_)
    return CellGrid(
        cell=cells,
        atom=np.array([atom for _, atom in keys], dtype=np.str_),
        weight=np.array([weights[key] for key in keys], dtype=np.float64),
        xy=middles(cells, epsg) if keys else np.zeros((0, 2)),
        name=name,
        source=source,
    )


@dataclass
class CellPersons:
    """Persons per cell on their way to cell and atom, and what was left out."""

    file: str
    base: CellGrid
    outlines: gpd.GeoDataFrame
    persons: dict[str, float] = field(default_factory=dict)
    placed: dict[Key, float] = field(default_factory=lambda: defaultdict(float))
    withheld: int = 0
    outside: int = 0
    outside_persons: float = 0.0
    problems: list[Problem] = field(default_factory=list)

    def cell(self, line: int, cell: str, text: str, *, once: bool = True) -> None:
        """One row of the file; ``once``: a cell may come only once."""
        if not is_cell_id(cell):
            fix = t("Die Form ist CRS3035RES100mN3128500E4097800 (EPSG:3035).")
            self.cite(line, t("„{cell}“ ist keine Kennung einer 100-m-Zelle.", cell=cell), fix)
        elif once and cell in self.persons:
            self.cite(
                line,
                t("Die Zelle „{cell}“ kommt mehrfach vor.", cell=cell),
                t("Eine Zeile entfernen."),
            )
        elif (value := self.value(line, text)) is not None:
            self.persons[cell] = self.persons.get(cell, 0.0) + value

    def places(self, delivered: Delivered, column: str) -> None:
        """Rows with coordinates: cell and atom come from the place itself."""
        latitude, longitude = (
            degrees(delivered.frame[name].tolist()) for name in place_columns(delivered)
        )
        xy = np.column_stack([longitude, latitude])
        right = np.isfinite(xy).all(axis=1) & (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)
        flat = np.where(right[:, None], xy, 0.0)
        atoms = atoms_at(projected(flat, DEGREES, system(self.outlines)), self.outlines)
        flat = projected(flat, DEGREES, EQUAL_AREA)
        flat[atoms == ""] = 0.0
        cells = cell_ids(flat[:, 0], flat[:, 1])
        west, south, east, north = (float(v) for v in self.outlines.to_crs(DEGREES).total_bounds)
        for row, text in enumerate(delivered.frame[column]):
            line = delivered.rows[row]
            fix = remedy(float(xy[row, 1]), float(xy[row, 0]), (west, south, east, north))
            if not right[row] or (not atoms[row] and fix == SWAPPED):
                self.cite(line, t("Die Koordinate ist nicht lesbar oder liegt falsch."), t(fix))
            elif (value := self.value(line, text)) is not None:
                self._place(str(cells[row]), str(atoms[row]), value)

    def value(self, line: int, text: str) -> float | None:
        """Persons of a row; None where the file withholds them or the text is wrong."""
        if text in WITHHELD:
            self.withheld += 1
            return None
        try:
            found = parse_number(text)
        except UnreadableInput as error:
            self.cite(line, error.what, t("Eine Zahl mit Dezimalkomma schreiben."))
            return None
        if not 0 <= found <= MOST:
            fix = t("Eine Anzahl von 0 bis {most} schreiben.", most=number(MOST))
            self.cite(line, t("„{value}“ ist keine mögliche Anzahl.", value=text), fix)
            return None
        return found

    def cite(self, line: int, what: str, fix: str) -> None:
        """Note what is wrong with a row."""
        self.problems.append(Problem(self.file, t("Zeile {line}", line=line), what, fix))

    def result(self, name: str, source: str) -> ReadGrid:
        """All cells with their atoms. Raises :class:`UnreadableInput` where none is left."""
        split = defaultdict[str, list[str]](list)
        for cell, parts, how in self._shared():
            inside = sum(share for _, share in parts)
            for atom, share in parts:
                self._place(cell, atom, self.persons[cell] * share)
            if inside < 1 - 1e-9:
                self._leave(self.persons[cell] * (1 - inside), whole=not parts)
            if len(parts) > 1:
                split[how].append(cell)
        grid = as_grid(self.placed, name, source, system(self.outlines))
        if not len(grid.weight):
            first = f" {self.problems[0].what}" if self.problems else ""
            what = t("Keine Zelle mit Personen liegt in der Stadt.") + first
            raise UnreadableInput(what, t("Datei, Kennungen und Koordinatensystem prüfen."))
        return ReadGrid(grid, tuple(self._notes(split)), tuple(self.problems))

    def _shared(self) -> Iterator[tuple[str, list[tuple[str, float]], str]]:
        """Cell, its atoms with their shares, and after what it was shared."""
        known = defaultdict[str, dict[str, float]](dict)
        base = self.base
        for cell, atom, weight in zip(base.cell, base.atom, base.weight, strict=True):
            known[str(cell)][str(atom)] = float(weight)
        others = self._near([cell for cell in self.persons if cell not in known])
        by_area = defaultdict[str, list[tuple[str, float]]](list)
        for position, atom, share in shares_of_cells(others, self.outlines):
            by_area[others[position]].append((atom, share))
        for cell in self.persons:
            if cell in known:
                total = sum(known[cell].values())
                yield cell, [(a, w / total) for a, w in known[cell].items()], "Adressen"
            else:
                yield cell, by_area[cell], "Fläche"

    def _near(self, cells: list[str]) -> list[str]:
        """Those of the cells that lie in the box around the city."""
        if not cells:
            return []
        west, south, east, north = self.outlines.to_crs(EQUAL_AREA).total_bounds
        low = corners(cells)
        x, y = low[:, 0], low[:, 1]
        inside = (x >= west - 200) & (x <= east + 200) & (y >= south - 200) & (y <= north + 200)
        return [cells[row] for row in np.flatnonzero(inside)]

    def _place(self, cell: str, atom: str, value: float) -> None:
        if atom:
            self.placed[cell, atom] += value
        else:
            self._leave(value, whole=True)

    def _leave(self, value: float, *, whole: bool) -> None:
        self.outside += whole
        self.outside_persons += value

    def _notes(self, split: Mapping[str, list[str]]) -> Iterator[str]:
        if self.outside_persons or self.outside:
            yield (
                t(
                    "{outside} Einträge liegen außerhalb der Stadt; mit den Teilen von "
                    "Zellen am Rand zählen {persons} Personen nicht.",
                    outside=number(self.outside),
                    persons=number(self.outside_persons),
                )
            )
        if self.withheld:
            yield (
                t(
                    "{withheld} Einträge ohne Angabe (geheim oder nicht vorhanden) bleiben "
                    "unbekannt und bekommen keine Personen.",
                    withheld=number(self.withheld),
                )
            )
        for how, cells in sorted(split.items()):
            yield (t(_SPLIT[how], cells=number(len(cells))))
        if self.problems:
            yield t(
                "{problems} fehlerhafte Zeilen zählen nicht.", problems=number(len(self.problems))
            )
