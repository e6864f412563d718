"""Faults of delivered shapes, counted and named: rings, duplicates, splinters, gaps, overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import shapely

from sozialraum.domain.shape_imports import Fault, ShapeKind
from sozialraum.geometry.repair import SLIVER, SPLINTER, polygons
from sozialraum.language import n_, t
from sozialraum.render.formats import number

_KINDS = {
    "Point": ShapeKind.POINTS,
    "MultiPoint": ShapeKind.POINTS,
    "Polygon": ShapeKind.AREAS,
    "MultiPolygon": ShapeKind.AREAS,
}


def kind_of(shapes: Sequence[Any]) -> ShapeKind | None:
    """What all shapes are; None where they are mixed, lines, or where there is none at all."""
    types = {shape.geom_type for shape in shapes if shape is not None and not shape.is_empty}
    kinds = {_KINDS.get(name) for name in types}
    return kinds.pop() if len(kinds) == 1 else None


def simple_faults(shapes: Sequence[Any], kind: ShapeKind) -> Iterator[Fault]:
    """Missing shapes, faulty rings, duplicates; of shapes in metres. Numbers count from 1."""
    array = np.asarray(shapes, dtype=object)
    missing = shapely.is_missing(array) | shapely.is_empty(array)
    yield from _fault("ohne_geometrie", n_("{objects} ohne Geometrie."), missing)
    if kind is ShapeKind.POINTS:
        several = shapely.get_num_geometries(array) > 1
        yield from _fault("mehrfach", n_("{objects} aus mehreren Punkten."), several)
        yield from _fault("doppelt", n_("{objects} am selben Ort wie ein früheres."), _twice(array))
        return
    wrong = np.flatnonzero(~missing & ~shapely.is_valid(array))
    reasons = [str(reason) for reason in shapely.is_valid_reason(array[wrong])]
    texts = {
        "ring_beruehrt": n_("{objects} mit einem Ring, der sich selbst berührt."),
        "ring_schneidet": n_("{objects} mit einem Ring, der sich selbst schneidet."),
        "ungueltig": n_("{objects} mit einer ungültigen Geometrie."),
    }
    for name, text in texts.items():
        at = [n for n, reason in zip(wrong, reasons, strict=True) if _ring_fault(reason) == name]
        yield from _fault(name, text, at)
    yield from _fault(
        "doppelt", n_("{objects} mit derselben Geometrie wie ein früheres."), _twice(array)
    )


def _ring_fault(reason: str) -> str:
    if reason.startswith("Ring Self-intersection"):
        return "ring_beruehrt"
    return "ring_schneidet" if reason.startswith("Self-intersection") else "ungueltig"


def area_faults(shapes: Any) -> Iterator[Fault]:
    """Splinters, overlaps and enclosed gaps of valid polygons in metres (array)."""
    array = np.asarray(shapes, dtype=object)
    parts, owner = shapely.get_parts(array, return_index=True)
    size = shapely.area(parts)
    tiny = np.unique(owner[(size > 0) & ((size <= SPLINTER) | _narrow(parts))])
    text = n_("{objects} mit einem Splitter (höchstens 10 m² groß oder 1 m breit).")
    yield from _fault("splitter", text, tiny)
    left, right = shapely.STRtree(array).query(array, predicate="intersects")
    left, right = left[left < right], right[left < right]
    common = shapely.area(shapely.intersection(array[left], array[right]))
    some = common > 0.0
    if some.any():
        objects = np.union1d(left[some], right[some]) + 1
        text = _surface(n_("Überlappung"), n_("Überlappungen"), common[some])
        yield Fault("ueberlappung", text, tuple(objects.tolist()))
    whole = polygons(shapely.union_all(array[~shapely.is_missing(array)]))
    holes = [shapely.Polygon(ring).area for part in whole for ring in part.interiors]
    if holes:
        text = _surface(n_("eingeschlossene Lücke"), n_("eingeschlossene Lücken"), holes)
        yield Fault("luecke", text)


def _narrow(parts: Any) -> Any:
    """Parts that a strip of :data:`SLIVER` metres covers; only long thin ones are looked at."""
    ratio = shapely.area(parts) / np.maximum(shapely.length(parts), 1e-9)
    found = ratio <= SLIVER
    at = np.flatnonzero(found)
    found[at] = shapely.is_empty(shapely.buffer(parts[at], -SLIVER / 2))
    return found


def _twice(array: Any) -> list[int]:
    """Positions of shapes that are the same as an earlier one."""
    seen: dict[bytes, int] = {}
    twice = []
    for position, form in enumerate(shapely.to_wkb(shapely.normalize(array))):
        if form is not None and seen.setdefault(form, position) != position:
            twice.append(position)
    return twice


def _surface(one: str, many: str, sizes: Iterable[float]) -> str:
    listed = list(sizes)
    name = t(one if len(listed) == 1 else many)
    total, largest = _metres(sum(listed)), _metres(max(listed))
    return t(
        "{count} {name}, zusammen {total}, die größte {largest}.",
        count=len(listed),
        name=name,
        total=total,
        largest=largest,
    )


def _metres(size: float) -> str:
    """``12 m²``, ``0,3 m²``, ``weniger als 0,01 m²``."""
    if size < 0.01:
        return t("weniger als 0,01 m²")
    digits = 0 if size >= 10 else 1 if size >= 0.1 else 2
    return f"{number(size, digits)} m²"


def _fault(kind: str, text: str, found: Any) -> Iterator[Fault]:
    """One fault for the positions (or the mask) ``found``; nothing where there are none."""
    array = np.asarray(found)
    at = np.flatnonzero(array) if array.dtype == bool else array.astype(np.int64)
    if len(at):
        noun = t("1 Objekt") if len(at) == 1 else t("{count} Objekte", count=len(at))
        yield Fault(kind, t(text, objects=noun), tuple(int(n) + 1 for n in sorted(at.tolist())))
