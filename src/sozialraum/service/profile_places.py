"""Places in and near an area, and what is not known about them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from math import hypot
from types import MappingProxyType

from sozialraum.domain.layers import Layer, Precision
from sozialraum.domain.profiles import DataGap, NearPlace
from sozialraum.render.formats import number
from sozialraum.service.profile_ground import Ground, Spot
from sozialraum.service.profile_points import QUESTIONS, Point, points

SERVICES = "angebote"
"""The layer of service points; the nearest of them are named."""
MOST = 40
NEAREST = 5
STEP = 50
"""Metres to which distances are rounded."""
_VAGUE = {Precision.DISTRICT, Precision.UNKNOWN}
_LINE = (
    "Entfernungen sind Luftlinien von einem Punkt im Inneren des Gebiets, gerundet auf "
    f"{STEP} Meter. Wege sind länger."
)


@dataclass(frozen=True)
class Places:
    """What lies in and near an area; fields as in :class:`sozialraum.domain.profiles.AreaProfile`.

    ``layers`` are those with a point that is counted or named.
    """

    counts: Mapping[str, int]
    places: tuple[NearPlace, ...]
    gaps: tuple[DataGap, ...]
    notes: tuple[str, ...]
    layers: tuple[Layer, ...]


class PlaceIndex:
    """All points of a release."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._points = points(ground.monitor)
        self._centres: dict[str, dict[str, tuple[float, float]]] = {}

    def around(self, spot: Spot, layers: Sequence[Layer]) -> Places:
        """Points of these layers in an area, and the nearest services outside."""
        atoms = self.ground.atoms(*spot)
        inside = [
            (layer, [point for point in self._points[layer.id] if point.atom in atoms])
            for layer in layers
            if layer.id in self._points
        ]
        listed = _listed(inside)
        near = self._nearest(spot) if any(layer.id == SERVICES for layer, _ in inside) else ()
        shown = {place.layer for place in near} | {layer.id for layer, found in inside if found}
        return Places(
            counts=MappingProxyType({layer.id: len(found) for layer, found in inside}),
            places=(*(_place(point, 0) for point in listed), *near),
            gaps=(
                *_unplaced(self.ground, spot, self._points, inside),
                *_gaps(inside, spot == self.ground.city),
            ),
            notes=tuple(_notes(inside, len(listed), near)),
            layers=tuple(layer for layer, _ in inside if layer.id in shown),
        )

    def _nearest(self, spot: Spot) -> tuple[NearPlace, ...]:
        """The nearest services outside that are not known to be closed, the nearest first."""
        atoms = self.ground.atoms(*spot)
        x, y = self._centre(spot)
        away = [
            (hypot(point.x - x, point.y - y), point.id, point)
            for point in self._points.get(SERVICES, ())
            if point.atom not in atoms and point.x is not None and point.y is not None
            and not point.ended
        ]  # fmt: skip
        nearest = sorted(away, key=lambda entry: entry[:2])[:NEAREST]
        return tuple(_place(p, max(STEP, STEP * round(metres / STEP))) for metres, _, p in nearest)

    def _centre(self, spot: Spot) -> tuple[float, float]:
        """A point inside the area (representative point), in metres."""
        level, code = spot
        if level not in self._centres:
            inner = self.ground.monitor.release.areas(level).geometry.representative_point()
            self._centres[level] = {str(key): (point.x, point.y) for key, point in inner.items()}
        return self._centres[level][code]


_Inside = Sequence[tuple[Layer, Sequence[Point]]]


def _listed(inside: _Inside) -> list[Point]:
    """At most :data:`MOST` points, the layers in turns so that none crowds out the others.

    Services come first, then the layers that are drawn last.
    """
    ordered = sorted(
        (entry for entry in inside if entry[0].listed),
        key=lambda entry: (entry[0].id != SERVICES, -entry[0].order, entry[0].id),
    )
    turn = {layer.id: at for at, (layer, _) in enumerate(ordered)}
    named = [sorted(found, key=_by_name) for _, found in ordered]
    turns = [point for point in chain.from_iterable(zip_longest(*named)) if point is not None]
    return sorted(turns[:MOST], key=lambda point: turn[point.layer])


def _by_name(point: Point) -> tuple[bool, str, str]:
    """Open places first; accents do not matter."""
    folded = unicodedata.normalize("NFKD", point.title).casefold()
    return point.ended is not None, folded, point.id


def _place(point: Point, metres: float) -> NearPlace:
    ended = f"früher, bis {point.ended.label}" if point.ended else ""
    return NearPlace(
        layer=point.layer,
        id=point.id,
        title=point.title,
        category=", ".join(part for part in (point.category, ended) if part),
        inside=metres == 0,
        distance_m=float(metres),
        precision=point.precision.label,
    )


def _notes(inside: _Inside, listed: int, near: Sequence[NearPlace]) -> Iterator[str]:
    """How to read the places, and what the list leaves out."""
    known = sum(len(found) for layer, found in inside if layer.listed)
    if known > listed:
        yield f"Genannt sind {listed} von {number(known)} Orten; die Karte zeigt alle."
    ended = sum(point.ended is not None for _, found in inside for point in found)
    if ended:
        yield f"Nicht mehr in Betrieb: {number(ended)} der gezählten Orte."
    if near:
        yield _LINE
    yield from (
        f"{layer.name}: {layer.caveat}"
        for layer, found in inside
        if found and layer.caveat and layer.listed
    )


def _gaps(inside: _Inside, whole_city: bool) -> Iterator[DataGap]:
    """What is not known about the points in the area."""
    for layer, found in inside:
        for column, (word, warning) in QUESTIONS.items():
            silent = sum(column in point.unanswered for point in found)
            if silent:
                subject = f"{layer.name} ohne bekannte {word}"
                yield DataGap(subject, f"{silent} von {len(found)} im Gebiet. {warning}")
        vague = [point.title for point in found if point.precision in _VAGUE]
        if vague and not whole_city:
            reason = "Die Lage ist nur ungefähr bekannt, sie können auch in einem Nachbargebiet"
            subject = f"{layer.name} mit ungenauer Lage ({len(vague)})"
            yield DataGap(subject, f"{reason} liegen: {'; '.join(vague)}.")


def _unplaced(
    ground: Ground, spot: Spot, all_points: Mapping[str, Sequence[Point]], inside: _Inside
) -> Iterator[DataGap]:
    """Places without a coordinate that their source puts into the district of the area.

    For the city all places without a coordinate.
    """
    district = ground.catalog.district
    home = spot if spot[0] == district else ground.district(*spot)
    if home is None and spot != ground.city:
        return
    name = ground.catalog.area(*home).name if home else ""
    for layer, _ in inside:
        lost = [
            point.title
            for point in all_points[layer.id]
            if point.x is None and (home is None or name in point.districts)
        ]
        if not lost:
            continue
        where = f" im {ground.title(home)}" if home else ""
        could = "" if home is None or spot == home else " Sie könnten in diesem Gebiet liegen."
        reason = f"Ohne veröffentlichten Ort, nicht mitgezählt: {'; '.join(lost)}.{could}"
        yield DataGap(f"{layer.name}{where} ohne Lage ({len(lost)})", reason)
