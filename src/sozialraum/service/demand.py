"""Demand: how many people of a target group live where, on 100 m cells; unknown is never zero."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from sozialraum.analysis.projection import projected
from sozialraum.analysis.spread import known_rows, spread, without_weight
from sozialraum.catalog.catalog import suggestion
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.gaps import CellGrid, Demand
from sozialraum.domain.targets import Calculation, Proxy, Target, TargetGroup
from sozialraum.errors import NoRelease, UnknownEntry
from sozialraum.importers.cell_ids import EQUAL_AREA, atoms_at, cell_ids
from sozialraum.importers.cell_persons import ReadGrid
from sozialraum.importers.grid import CELLS_FILE, is_zensus, read_cells, read_register, read_zensus
from sozialraum.language import n_, t
from sozialraum.render.formats import enumeration, number
from sozialraum.service.estimates import Population, rest_of_city, spread_base
from sozialraum.service.figures import Figures, alone, city_of
from sozialraum.service.monitor import Monitor
from sozialraum.service.pieces import Nesting, Piece
from sozialraum.service.visible import MONITORS

MANIFEST = "geo/adressen_100m.json"
GRID_NAME = n_("Adressen je 100-m-Zelle")
_KEPT = 64
_NAMED = 5
"""Unknown areas that a note names; all of them are in ``Demand.areas``."""


def cell_grid(monitor: Monitor) -> CellGrid:
    """The embedded addresses per cell of a release, read once.

    Raises :class:`NoRelease` where the release has none and :class:`ProblemsFound` for faulty rows.
    """
    return _workshop(monitor).grid


def targets(monitor: Monitor, held: frozenset[Role]) -> tuple[Target, ...]:
    """The target groups that ``held`` may see, in their declared order, with what is known."""
    indicators = monitor.catalog.indicators
    return tuple(
        _workshop(monitor).target(group.id)
        for group in monitor.catalog.targets.values()
        if may_see(group.roles, held)
        and all(may_see(indicators[name].roles, held) for name in group.indicators)
    )


def demand(
    monitor: Monitor, target_id: str, *, estimate: str = "", grid: CellGrid | None = None
) -> Demand:
    """People of a target group per cell; the rows of an area add up to its count.

    ``estimate`` is the id of a proxy of the target group: then unknown areas are estimated, and
    say so. ``grid`` replaces the embedded addresses as weights; without it the answer is computed
    once. ``Demand.grid`` may have more rows than the grid given: a point inside for each area that
    has people but no weight.

    Raises :class:`UnknownEntry` for a target group or proxy that does not exist,
    :class:`UnreadableInput` where an estimate is impossible, and as :func:`cell_grid`.
    """
    workshop = _workshop(monitor)
    if grid is None:
        return workshop.demand(target_id, estimate)
    return workshop.make(target_id, estimate, grid)


def own_grid(monitor: Monitor, content: bytes, file: str = "") -> ReadGrid:
    """Weights from a file of the user: the Zensus 2022 grid or a register extract.

    Raises :class:`UnreadableInput` with the remedy where the file is neither.
    """
    outlines = monitor.atoms
    read = read_zensus if is_zensus(content) else read_register
    return read(content, cell_grid(monitor), outlines, file or t("Datei"))


def on_grid(
    monitor: Monitor, target: tuple[str, str], pieces: Sequence[Piece], grid: CellGrid
) -> Demand:
    """Spread the pieces over a grid; ``target`` is id and title.

    Areas that an own grid says nothing about keep the embedded addresses; those without any weight
    stand at a point inside. Both are named in the notes.
    """
    counts = [piece.area.count for piece in pieces]
    owner = _owners(pieces, grid)
    notes = []
    silent = without_weight(counts, owner, grid.weight)
    if silent and grid is not cell_grid(monitor):
        atoms = {atom for position in silent for atom in pieces[position].atoms}
        grid = _with_addresses(grid, cell_grid(monitor), atoms)
        owner = _owners(pieces, grid)
    bare = without_weight(counts, owner, grid.weight)
    if kept := [pieces[position].area.name for position in silent if position not in bare]:
        notes.append(
            t(
                "Die eigene Datei enthält dort keine Zelle, daher nach Adressen verteilt: {areas}.",
                areas=enumeration(kept),
            )
        )
    if bare:
        grid = _with_points(monitor, grid, [pieces[position].atoms for position in bare])
        owner = np.append(owner, np.array(bare, dtype=np.intp))
        names = enumeration([pieces[position].area.name for position in bare])
        notes.append(
            t("Ohne Zelle mit Gewicht, daher an einem Punkt im Gebiet: {areas}.", areas=names)
        )
    return Demand(
        target=target[0],
        title=target[1],
        areas=tuple(piece.area for piece in pieces),
        grid=grid,
        area_index=owner,
        persons=spread(counts, owner, grid.weight),
        known=known_rows(counts, owner),
        notes=tuple(notes),
    )


@lru_cache(maxsize=MONITORS)
def _workshop(monitor: Monitor) -> _Workshop:
    return _Workshop(monitor)


class _Workshop:
    """Makes the demand of one monitor and keeps what it computed."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor, self.catalog = monitor, monitor.catalog
        self.demand = lru_cache(maxsize=_KEPT)(self._on_embedded)
        self.pieces = lru_cache(maxsize=None)(self._pieces)
        self.target = lru_cache(maxsize=None)(self._target)

    @cached_property
    def grid(self) -> CellGrid:
        files = self.monitor.release.files
        content = files.get(f"declarations/{CELLS_FILE}")
        if content is None:
            fix = t("Erzeugen: sozialraum geo addresses --from DATEI, dann sozialraum publish.")
            raise NoRelease(t("Der Datenstand hat keine Adressen je Zelle."), fix)
        manifest = json.loads(files.get(f"declarations/{MANIFEST}", b"{}"))
        source = self.catalog.sources.get(manifest.get("quelle", ""))
        cited = f"{source.citation} ({source.licence})" if source else ""
        atoms = {area.code for area in self.catalog.areas(self.catalog.atom)}
        return read_cells(content, t(GRID_NAME), cited, atoms, CELLS_FILE, self.monitor.epsg)

    def make(self, target_id: str, estimate: str, grid: CellGrid) -> Demand:
        group = self.catalog.target(target_id)
        pieces = self.pieces(group.id)
        said: tuple[str, ...] = ()
        if estimate:
            pieces, said = self._estimated(group, estimate, grid)
        found = on_grid(self.monitor, (group.id, group.title), pieces, grid)
        return replace(found, notes=(*said, *self._notes(group, pieces, grid), *found.notes))

    def _on_embedded(self, target_id: str, estimate: str) -> Demand:
        return self.make(target_id, estimate, self.grid)

    def _nesting(self, group: TargetGroup) -> Nesting:
        return Nesting(self.catalog, group.levels, Figures(self.monitor, group).get)

    def _pieces(self, target_id: str) -> tuple[Piece, ...]:
        return self._nesting(self.catalog.target(target_id)).pieces()

    def _estimated(
        self, group: TargetGroup, estimate: str, grid: CellGrid
    ) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
        if estimate not in group.proxies:
            what = t(
                "Mit „{estimate}“ wird „{group}“ nicht geschätzt.",
                estimate=estimate,
                group=group.title,
            )
            names = {name: self.catalog.indicator(name).name for name in group.proxies}
            raise UnknownEntry(what, suggestion(estimate, names))
        population = self._population(group.population, grid)
        if group.calculation is Calculation.COUNT:
            nesting = self._nesting(group)
            found = rest_of_city(self.monitor, group, estimate, nesting, population)
        else:
            found = spread_base(self.monitor, group, self.pieces(group.id), population)
        return found.pieces, found.notes

    def _population(self, target_id: str, grid: CellGrid) -> Population:
        pieces = self.pieces(target_id)
        everybody = self.make(target_id, "", grid)
        by_atom = {atom: 0.0 for piece in pieces if piece.known for atom in sorted(piece.atoms)}
        found = everybody.grid.atom[everybody.known]
        for atom, persons in zip(found, everybody.persons[everybody.known], strict=True):
            by_atom[str(atom)] += float(persons)
        counts = self.catalog.target(target_id).counts
        cities = alone(self.monitor, counts, *city_of(self.monitor)) if counts else []
        return Population(by_atom, cities[-1].value if cities else None)

    def _target(self, target_id: str) -> Target:
        group = self.catalog.target(target_id)
        pieces = self.pieces(group.id)
        return Target(
            id=group.id,
            title=group.title,
            description=group.description.strip(),
            kind=group.calculation.label,
            note=" ".join([_coverage(pieces), group.caveat.strip()]).strip(),
            known=sum(piece.known for piece in pieces),
            areas=len(pieces),
            estimates=tuple(
                Proxy(name, self.catalog.indicator(name).name) for name in group.proxies
            ),
        )

    def _notes(self, group: TargetGroup, pieces: Sequence[Piece], grid: CellGrid) -> Iterator[str]:
        """Formula, dates, what is unknown, how it is spread, and the caveats."""
        yield t("Rechenweg: {formula}.", formula=self._formula(group))
        yield from _dates(pieces)
        yield _coverage(pieces)
        yield from self._against_city(group, pieces)
        weights = f"{grid.name}; {grid.source}" if grid.source else grid.name
        yield t(
            "Innerhalb eines Gebiets sind die Personen nach Zellen verteilt ({weights}).",
            weights=weights,
        )
        named = (group.counts, *group.shares, group.base)
        caveats = [self.catalog.indicator(name).caveat for name in named if name]
        yield from dict.fromkeys(c.strip() for c in (group.caveat, *caveats) if c.strip())

    def _formula(self, group: TargetGroup) -> str:
        if group.calculation is Calculation.COUNT:
            name = self.catalog.indicator(group.counts).name
            return f"{group.calculation.label} {t('„{text}“', text=name)}"
        named = [self.catalog.indicator(share).name for share in group.shares]
        shares = enumeration([t("„{text}“", text=name) for name in named])
        indicator = self.catalog.indicator(group.shares[0])
        base = self.catalog.indicator(group.base).name if group.base else indicator.denominator
        return t(
            "{formula}: {shares} mal „{base}“",
            formula=group.calculation.label,
            shares=shares,
            base=base,
        )

    def _against_city(self, group: TargetGroup, pieces: Sequence[Piece]) -> Iterator[str]:
        """The sum of the pieces beside the city's published total; not where they are estimated."""
        if not group.counts or any(piece.area.estimate for piece in pieces):
            return
        cities = alone(self.monitor, group.counts, *city_of(self.monitor))
        if cities and cities[-1].value is not None:
            total = sum(piece.area.count or 0.0 for piece in pieces)
            yield (
                t(
                    "Die bekannten Gebiete haben zusammen {total} Personen; für die ganze "
                    "Stadt sind {published} veröffentlicht ({period}).",
                    total=number(total),
                    published=number(cities[-1].value),
                    period=cities[-1].period.label,
                )
            )


def _coverage(pieces: Sequence[Piece]) -> str:
    """How many areas are known, estimated and unknown."""
    unknown = [piece.area.name for piece in pieces if not piece.known]
    estimated = sum(bool(piece.area.estimate) for piece in pieces if piece.known)
    if len(unknown) == len(pieces):
        return t("Für kein Gebiet ist eine Anzahl bekannt.")
    counts = (
        (n_("{n} bekannt"), len(pieces) - len(unknown) - estimated),
        (n_("{n} geschätzt"), estimated),
        (n_("{n} unbekannt (nicht null)"), len(unknown)),
    )
    words = [t(word, n=number(count)) for word, count in counts if count]
    named = (
        t(" Unbekannt: {areas}.", areas="; ".join(unknown)) if 0 < len(unknown) <= _NAMED else ""
    )
    return t(
        "Von {n} Gebieten sind {words}.{named}",
        n=number(len(pieces)),
        words=enumeration(words),
        named=named,
    )


def _dates(pieces: Sequence[Piece]) -> Iterator[str]:
    periods = sorted({piece.area.period for piece in pieces if piece.area.period is not None})
    if len(periods) == 1:
        yield t("Stichtag: {period}.", period=periods[0].label)
    elif periods:
        yield t(
            "Stichtage: von {start} bis {end}, je Gebiet verschieden.",
            start=periods[0].label,
            end=periods[-1].label,
        )


def _owners(pieces: Sequence[Piece], grid: CellGrid) -> NDArray[np.intp]:
    """Position of the piece per row of the grid, -1 in none of them."""
    position = {atom: n for n, piece in enumerate(pieces) for atom in piece.atoms}
    atoms, inverse = np.unique(grid.atom, return_inverse=True)
    return np.array([position.get(str(atom), -1) for atom in atoms], dtype=np.intp)[inverse]


def _with_addresses(grid: CellGrid, embedded: CellGrid, atoms: set[str]) -> CellGrid:
    """The grid with the embedded rows of some atoms."""
    rows = np.isin(embedded.atom, sorted(atoms))
    return replace(
        grid,
        cell=np.append(grid.cell, embedded.cell[rows]),
        atom=np.append(grid.atom, embedded.atom[rows]),
        weight=np.append(grid.weight, embedded.weight[rows]),
        xy=np.vstack([grid.xy, embedded.xy[rows]]),
    )


def _with_points(monitor: Monitor, grid: CellGrid, areas: Sequence[frozenset[str]]) -> CellGrid:
    """The grid with one more row per area (given by its atoms): a point inside, of weight 1."""
    import shapely

    outlines = monitor.atoms
    inner = [
        shapely.point_on_surface(shapely.union_all(outlines.loc[sorted(atoms)].geometry.to_numpy()))
        for atoms in areas
    ]
    xy = shapely.get_coordinates(inner)
    flat = projected(xy, monitor.epsg, EQUAL_AREA)
    return replace(
        grid,
        cell=np.append(grid.cell, cell_ids(flat[:, 0], flat[:, 1])),
        atom=np.append(grid.atom, atoms_at(xy, outlines)),
        weight=np.append(grid.weight, np.ones(len(inner))),
        xy=np.vstack([grid.xy, xy]),
    )
