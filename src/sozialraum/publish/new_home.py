"""``sozialraum new``: from one file of outlines to a home folder for another city."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import shapely

from sozialraum.catalog.catalog import suggestion
from sozialraum.domain.period import Period
from sozialraum.errors import GeometryRefused, Problem, PublicationRefused, UnreadableInput
from sozialraum.geometry.embedding import FINE, TOLERANCE, Delivered, Embedded, embed
from sozialraum.geometry.manifest import Deviation, sha256
from sozialraum.geometry.outlines import check_tolerance, systems
from sozialraum.geometry.reference import DEGREES, transformed
from sozialraum.geometry.repair import Coverage, Shapes, repair
from sozialraum.geometry.shapes_reading import RawShapes, read_shapes, shape_layers
from sozialraum.publish.building import Progress, silent
from sozialraum.publish.checking import check
from sozialraum.publish.new_home_files import LICENCE, Plan, home_files
from sozialraum.publish.new_home_levels import ATOM, SOURCE, Parent, Unit, as_levels
from sozialraum.render.formats import number
from sozialraum.storage.files import sync_tree

_FINER = (6.0, 3.0, 1.0)
"""Tolerances to try where the usual one changes small areas too much."""
_REFUSED = "Der Ordner wird nicht angelegt."


@dataclass(frozen=True)
class Wanted:
    """What is asked for. ``key`` and ``name`` are columns of the file; empty texts mean "find out".

    ``crs`` (EPSG code) goes before what the file declares; ``tolerance`` is in metres, None for the
    usual one; ``keep_gaps`` leaves ground between the areas that belongs to none of them;
    ``edition`` is the day of the boundaries.
    """

    key: str
    name: str
    city: str
    parents: tuple[Parent, ...] = ()
    crs: int | None = None
    layer: str | None = None
    tolerance: float | None = None
    keep_gaps: bool = False
    edition: Period = field(default_factory=lambda: Period(date.today().isoformat()))


@dataclass(frozen=True)
class NewHome:
    """What was made: number of areas per level, systems (EPSG) of the file and of calculations.

    ``mended`` counts repairs, ``notes`` are German sentences on what to know and check.
    """

    folder: Path
    areas: dict[str, int]
    epsg: int
    metres: int
    vertices_before: int
    vertices_after: int
    tolerance: float
    deviation: Deviation
    mended: dict[str, int]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The JSON document of the command line, without the folder."""
        return {
            "areas": self.areas,
            "epsg": self.epsg,
            "calculation_epsg": self.metres,
            "vertices_before": self.vertices_before,
            "vertices_after": self.vertices_after,
            "tolerance_m": self.tolerance,
            "deviation": self.deviation.model_dump(),
            "mended": self.mended,
            "notes": list(self.notes),
        }


def new_home(
    folder: Path, content: bytes, file: str, wanted: Wanted, progress: Progress = silent
) -> NewHome:
    """Make ``folder`` from a GeoPackage or GeoJSON with one feature per area of the finest level.

    Nothing is written unless all of it is right: the folder appears in one step, and ``sozialraum
    check`` finds no fault in it. Raises :class:`~sozialraum.errors.UnreadableInput` for a folder
    that is not empty or a column that is not there,
    :class:`~sozialraum.errors.GeometryRefused` for outlines that are no valid division of the city
    or lie nowhere, :class:`~sozialraum.errors.PublicationRefused` for keys and names that cannot
    be used, ``OSError`` where the disk refuses.
    """
    _check_folder(folder)
    progress(f"Lese {file}.")
    raw = read_shapes(content, file, wanted.layer or _only_layer(content, file))
    units, shapes = _units(raw, wanted)
    codes = [unit.code for unit in units]
    epsg, metres = systems(file, shapes, wanted.crs or raw.epsg, None)
    progress("Repariere und prüfe die Grenzen.")
    coverage = _coverage(file, codes, transformed(shapes, epsg, metres), wanted.keep_gaps)
    progress("Vereinfache die Grenzen gemeinsam.")
    made = _embedded(file, codes, coverage, metres, wanted.tolerance)
    levels, notes = as_levels(units, wanted.parents, wanted.edition.code)
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    notes = (*_system_notes(raw, wanted, epsg, metres), *raw.notes, *_key_notes(units), *notes)
    delivered = Delivered(file, sha256(content), raw.layer, epsg, vertices, notes)
    plan = Plan(
        city=wanted.city,
        edition=wanted.edition.code,
        file=file,
        units=tuple(units),
        sizes=tuple((shapely.area(coverage.shapes) / 1e6).tolist()),
        levels=levels,
        metres=metres,
        distortion=_distortion(coverage.shapes, metres),
    )
    manifest = made.manifest(delivered, (SOURCE, wanted.edition.code, LICENCE))
    files = home_files(plan, made.content, manifest.to_json())
    _write(folder, files)
    counts = {level.id: level.expected for level in levels}
    return NewHome(
        folder, counts, epsg, metres, vertices, manifest.vertices_after, made.tolerance,
        made.deviation, dict(coverage.mended), notes,
    )  # fmt: skip


def _check_folder(folder: Path) -> None:
    fix = "Einen anderen Ordner nennen oder diesen vorher leeren."
    if folder.exists() and not folder.is_dir():
        raise UnreadableInput(f"„{folder}“ ist eine Datei.", fix)
    if folder.is_dir() and any(folder.iterdir()):
        raise UnreadableInput(f"Der Ordner „{folder}“ ist nicht leer.", fix)


def _only_layer(content: bytes, file: str) -> str | None:
    layers = shape_layers(content, file)
    if len(layers) > 1:
        what = f"Die Datei hat {len(layers)} Layer: {', '.join(layers)}."
        raise UnreadableInput(what, "Den mit den Umrissen nennen: --layer NAME")
    return None


# -- what the file says --------------------------------------------------------------------


def _units(raw: RawShapes, wanted: Wanted) -> tuple[list[Unit], Shapes]:
    """The areas and their shapes as delivered, sorted by code."""
    key, name = _column(raw, wanted.key, "--key"), _column(raw, wanted.name, "--name")
    above = [
        (p.level, _column(raw, p.code_column, "--parent"), _column(raw, p.name_column, "--parent"))
        for p in wanted.parents
    ]
    units = [
        Unit(row[key], row[name], {level: (row[code], row[at]) for level, code, at in above})
        for row in raw.rows
    ]
    _refuse_units(raw, units)
    order = sorted(range(len(units)), key=lambda at: units[at].code)
    shapes = np.empty(len(units), dtype=object)
    shapes[:] = [raw.geometries[at] for at in order]
    return [units[at] for at in order], shapes


def _column(raw: RawShapes, wanted: str, option: str) -> int:
    if wanted not in raw.columns:
        fix = suggestion(wanted, dict.fromkeys(raw.columns, ""))
        raise UnreadableInput(f"Die Spalte „{wanted}“ ({option}) gibt es nicht.", fix)
    return raw.columns.index(wanted)


def _refuse_units(raw: RawShapes, units: Sequence[Unit]) -> None:
    """Keys once each, names and outlines everywhere."""
    problems = []
    if not units:
        problems.append(
            Problem(raw.file, "", "Die Datei enthält kein Gebiet.", "Umrisse ergänzen.")
        )
    for at, (unit, shape) in enumerate(zip(units, raw.geometries, strict=True), 1):
        where = unit.code or f"Objekt {at}"
        if not unit.code:
            what = f"Objekt {at} hat keinen Schlüssel."
            problems.append(Problem(raw.file, where, what, "Schlüssel ergänzen."))
        if not unit.name:
            problems.append(Problem(raw.file, where, f"„{where}“ hat keinen Namen.", "Ergänzen."))
        if shape is None or shape.is_empty:
            what = f"„{where}“ hat keine Geometrie."
            problems.append(Problem(raw.file, where, what, "Umriss ergänzen."))
    written: dict[str, list[str]] = defaultdict(list)
    for code, count in Counter(unit.code for unit in units if unit.code).items():
        written[code.lstrip("0") or "0" if code.isdigit() else code.casefold()].append(code)
        if count > 1:
            what = f"Der Schlüssel „{code}“ kommt {count}-mal vor."
            fix = "Je Gebiet genau ein Objekt (Teile zu einem MultiPolygon vereinen)."
            problems.append(Problem(raw.file, code, what, fix))
    for alike in (codes for codes in written.values() if len(codes) > 1):
        what = f"Die Schlüssel {', '.join(f'„{code}“' for code in alike)} sind nicht zu trennen."
        problems.append(Problem(raw.file, alike[0], what, "Alle gleich lang schreiben."))
    if problems:
        raise PublicationRefused(f"{_REFUSED} Die Gebiete der Datei haben Fehler.", problems)


# -- outlines --------------------------------------------------------------------------------


def _coverage(file: str, codes: list[str], shapes: Shapes, keep_gaps: bool) -> Coverage:
    coverage, problems = repair(file, codes, shapes, keep_gaps=keep_gaps)
    if problems:
        places = "1 Stelle" if len(problems) == 1 else f"{number(len(problems))} Stellen"
        what = f"{_REFUSED} Die Umrisse sind an {places} keine lückenlose Einteilung der Stadt."
        if any("Lücke" in problem.what for problem in problems):
            what += " Gehören Lücken zu keinem Gebiet (Gewässer, Enklaven): --keep-gaps."
        raise GeometryRefused(what, problems)
    return coverage


def _embedded(
    file: str, codes: list[str], coverage: Coverage, metres: int, tolerance: float | None
) -> Embedded:
    """With the tolerance asked for, else with the coarsest that keeps the areas, down to none."""
    if tolerance is not None:
        check_tolerance(file, tolerance)
        return embed(ATOM, codes, coverage, metres, tolerance)
    for coarse in (TOLERANCE, *_FINER):
        try:
            return embed(ATOM, codes, coverage, metres, coarse)
        except GeometryRefused:
            continue
    return embed(ATOM, codes, coverage, metres, 0.0, FINE)


def _distortion(shapes: Shapes, metres: int) -> float:
    """Per cent by which areas in the plane are larger than on the ellipsoid (GRS80)."""
    from pyproj import Geod

    whole = shapely.union_all(transformed(shapes, metres, DEGREES))
    curved = abs(Geod(ellps="GRS80").geometry_area_perimeter(whole)[0])
    return float((shapely.area(shapes).sum() / curved - 1) * 100)


# -- what to know ----------------------------------------------------------------------------


def _system_notes(raw: RawShapes, wanted: Wanted, epsg: int, metres: int) -> list[str]:
    how = "wie mit --crs angegeben" if wanted.crs else "laut Datei" if raw.epsg else "erkannt"
    notes = [f"Koordinatensystem der Datei: EPSG:{epsg} ({how}). Gerechnet wird in EPSG:{metres}."]
    if wanted.crs and raw.epsg and raw.epsg != wanted.crs:
        notes.append(f"Die Datei selbst nennt EPSG:{raw.epsg}; das ist nicht verwendet.")
    return notes


def _key_notes(units: Sequence[Unit]) -> list[str]:
    notes = []
    lengths = {len(unit.code) for unit in units}
    if len(lengths) > 1 and all(unit.code.isdigit() for unit in units):
        notes.append(
            f"Die Schlüssel haben {min(lengths)} bis {max(lengths)} Stellen. Falls führende Nullen "
            "verloren sind: die Spalte als Text speichern und den Ordner neu anlegen."
        )
    names = Counter(unit.name for unit in units)
    twice = sorted(name for name, count in names.items() if count > 1)
    if twice:
        notes.append(
            f"Namen, die mehrfach vorkommen: {', '.join(twice[:10])}. Tabellen brauchen dort den "
            "Schlüssel."
        )
    return notes


# -- writing ---------------------------------------------------------------------------------


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Beside the target, checked, then renamed; a refusal leaves nothing behind."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.parent / f".{folder.name}-{uuid4().hex}"
    try:
        for name, content in files.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        problems = check(beside).problems
        if problems:
            raise PublicationRefused(_REFUSED, problems)
        sync_tree(beside)
        if folder.is_dir():
            folder.rmdir()
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
