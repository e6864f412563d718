"""A delivered file of shapes, read and put in its place; nothing is decided yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from sozialraum.catalog import Catalog, survey
from sozialraum.catalog.public_part import visible_part
from sozialraum.domain.access import EVERYTHING, Role
from sozialraum.domain.shape_imports import Fault, OutlineDifference, Reading, ShapeKind
from sozialraum.errors import Problem
from sozialraum.storage.imports import ImportStore
from sozialraum.storage.release import ReleaseStore
from sozialraum.storage.stand import Fragment

if TYPE_CHECKING:
    import geopandas as gpd

    from sozialraum.geometry.matching import CommonGround
    from sozialraum.geometry.point_join import AreaGrid, Floats
    from sozialraum.geometry.shapes_reading import RawShapes

Members = dict[str, list[str]]
NAMES = ("name", "titel", "title", "bezeichnung", "objektname")
"""Titles of columns that hold names."""


@dataclass(frozen=True, eq=False)
class ShapeLook:
    """A file and the city that it is compared with.

    ``readings`` are the ways to read its coordinates, the best first; ``problems`` what stands
    against the city itself. The catalogue is what ``held`` may see, ``hidden`` are ids of layers
    and indicators that are there besides. ``fragments`` are the active imports, ``live`` is the id
    of the release.
    """

    content: bytes = field(repr=False)
    raw: RawShapes
    catalog: Catalog
    atoms: gpd.GeoDataFrame
    fragments: tuple[Fragment, ...]
    live: str
    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...] = ()
    held: frozenset[Role] = EVERYTHING
    hidden: frozenset[str] = frozenset()

    @classmethod
    def at(
        cls,
        home: Path,
        content: bytes,
        name: str,
        layer: str = "",
        var: Path | None = None,
        held: frozenset[Role] = EVERYTHING,
    ) -> ShapeLook:
        """Read a file, or a table with coordinates.

        Raises :class:`~sozialraum.errors.SozialraumError` for what holds no shapes, and what
        :func:`~sozialraum.geometry.topology.load_outlines` raises.
        """
        from sozialraum.geometry.shape_reference import readings
        from sozialraum.geometry.topology import load_outlines

        store = ReleaseStore(home, var)
        live, fragments = store.current_id(), ImportStore(store.var).fragments()
        found = survey(home, [fragment.root for fragment in fragments])
        raw = _read(content, name, layer)
        atoms = load_outlines(home)
        west, south, east, north = (float(value) for value in atoms.total_bounds)
        x, y = _places(raw)
        asked = () if raw.epsg is None else (raw.epsg,)
        ways = readings(x, y, (west, south, east, north), atoms.crs.to_epsg(), asked)
        seen = visible_part(found.catalog, held)
        hidden = found.catalog.layers.keys() - seen.layers.keys()
        hidden |= found.catalog.indicators.keys() - seen.indicators.keys()
        return cls(
            content,
            raw,
            seen,
            atoms,
            fragments,
            live,
            ways,
            found.problems,
            held,
            frozenset(hidden),
        )

    @property
    def epsg(self) -> int:
        """EPSG code of the system in which the city calculates."""
        return int(self.atoms.crs.to_epsg())

    @cached_property
    def kind(self) -> ShapeKind | None:
        """Points or polygons; None where they are mixed, lines, or nothing at all."""
        from sozialraum.geometry.shape_faults import kind_of

        return kind_of(self.raw.geometries)

    @cached_property
    def members(self) -> Members:
        """Level -> code of its area per atom in the order of :attr:`atoms`, empty where in none."""
        codes = [str(code) for code in self.atoms.index]
        members = {self.catalog.atom: codes}
        for level in list(self.catalog.levels)[1:]:
            parents = self.catalog.membership(self.catalog.atom, level)
            members[level] = [parents.get(code, "") for code in codes]
        return members

    @cached_property
    def grid(self) -> AreaGrid:
        """The atoms, made ready for many points."""
        from sozialraum.geometry.point_join import AreaGrid

        return AreaGrid.of(self.atoms.geometry.to_numpy())

    @cached_property
    def named(self) -> str:
        """Title of the column that holds names, empty where none is called so."""
        columns = self.raw.columns
        return next((title for title in columns if title.casefold() in NAMES), "")

    def label(self, position: int) -> str:
        """What people call a feature: its name, else the first text of its row."""
        row = self.raw.rows[position]
        own = row[self.raw.columns.index(self.named)] if self.named else ""
        return (own or next((text for text in row if text), ""))[:60]

    def outlines(self, level: str, codes: Sequence[str]) -> Any:
        """Present outlines of some areas (array, metres), united from the atoms."""
        atoms = self.atoms.geometry.to_numpy()
        members = np.array(self.members[level], dtype=object)
        found = np.empty(len(codes), dtype=object)
        found[:] = [shapely.coverage_union_all(atoms[members == code]) for code in codes]
        return found

    def declared(self) -> Reading | None:
        """The way that the file declares; None where it declares none or nothing lies there."""
        ways = (w for w in self.readings if w.epsg == self.raw.epsg and not w.swapped)
        return next(ways, None)


@dataclass(frozen=True, eq=False)
class Placed:
    """The shapes of a file under one reading, in the metres of the city."""

    look: ShapeLook
    reading: Reading
    _compared: dict[Any, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def points(self) -> tuple[Floats, Floats]:
        """East and north of every point, NaN where there is none."""
        x, y = self._coordinates
        return _reprojected(x, y, self.reading.epsg, self.look.epsg)

    @cached_property
    def degrees(self) -> tuple[Floats, Floats]:
        """Longitude and latitude (WGS84) of every point, NaN where there is none."""
        return _reprojected(*self._coordinates, self.reading.epsg, 4326)

    @property
    def _coordinates(self) -> tuple[Floats, Floats]:
        x, y = _places(self.look.raw)
        return (y, x) if self.reading.swapped else (x, y)

    @cached_property
    def delivered(self) -> Any:
        """The shapes (array) in metres with all their faults; None where there is none."""
        from sozialraum.geometry.reference import transformed

        shapes = np.asarray(self.look.raw.geometries, dtype=object)
        if self.reading.swapped:
            shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
        return transformed(shapes, self.reading.epsg, self.look.epsg)

    @cached_property
    def polygons(self) -> Any:
        """The polygons (array) in metres, made valid; empty where nothing remains."""
        valid = shapely.make_valid(self.delivered, method="structure", keep_collapsed=False)
        missing = shapely.is_missing(valid)
        valid[missing] = shapely.Polygon()
        return valid

    @cached_property
    def ground(self) -> CommonGround:
        """What the polygons have in common with the atoms."""
        from sozialraum.geometry.matching import CommonGround

        return CommonGround.of(self.polygons, self.look.atoms.geometry.to_numpy())

    def differences(self, level: str, pairs: Mapping[str, int]) -> tuple[OutlineDifference, ...]:
        """Outlines of the file (code -> position) against the present ones; computed once."""
        from sozialraum.geometry.matching import outline_differences

        key = level, tuple(pairs.items())
        if key not in self._compared:
            codes, at = list(pairs), list(pairs.values())
            present = self.look.outlines(level, codes)
            self._compared[key] = outline_differences(codes, present, self.polygons[at])
        found: tuple[OutlineDifference, ...] = self._compared[key]
        return found

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong with the file, said in German; notes of the reader first."""
        from sozialraum.geometry.shape_faults import area_faults, simple_faults

        notes = [Fault("datei", note) for note in self.look.raw.notes]
        if self.look.kind is None:
            return tuple(notes)
        found = [*notes, *simple_faults(self.delivered, self.look.kind)]
        if self.look.kind is ShapeKind.AREAS:
            found += area_faults(self.polygons)
        return tuple(found)


def _read(content: bytes, name: str, layer: str) -> RawShapes:
    from sozialraum.geometry.shapes_reading import read_shapes
    from sozialraum.importers.formats import sniff
    from sozialraum.importers.raw import Format
    from sozialraum.publish.shape_csv import table_shapes

    if sniff(content, name) in {Format.CSV, Format.XLSX}:
        return table_shapes(content, name)
    return read_shapes(content, name, layer or None)


def _places(raw: RawShapes) -> tuple[Floats, Floats]:
    """One place per feature, as delivered: the point itself, or the middle of the bounds."""
    bounds = shapely.bounds(np.asarray(raw.geometries, dtype=object)).reshape(-1, 4)
    return (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2


def _reprojected(x: Floats, y: Floats, source: int, target: int) -> tuple[Floats, Floats]:
    from sozialraum.geometry.point_join import reprojected

    east, north = reprojected(x, y, source, target)
    nowhere = ~np.isfinite(x) | ~np.isfinite(y) | ~np.isfinite(east) | ~np.isfinite(north)
    return np.where(nowhere, np.nan, east), np.where(nowhere, np.nan, north)
