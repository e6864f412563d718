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
from sozialraum.language import n_, t
from sozialraum.render.formats import inside_sentence, number
from sozialraum.service.profile_ground import Ground, Spot
from sozialraum.service.profile_points import QUESTIONS, Point, points

SERVICES = "angebote"
"""The layer of service points; the nearest of them are named."""
MOST = 40
NEAREST = 5
STEP = 50
"""Metres to which distances are rounded."""
_VAGUE = {Precision.DISTRICT, Precision.UNKNOWN}
_LINE = n_(
    "Entfernungen sind Luftlinien von einem Punkt im Inneren des Gebiets, gerundet auf {step} "
    "Meter. Wege sind länger."
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
    ended = t("früher, bis {day}", day=point.ended.label) if point.ended else ""
    return NearPlace(
        layer=point.layer,
        id=point.id,
        title=point.title,
        category=", ".join(part for part in (point.category, ended) if part),
        inside=metres == 0,
        distance_m=float(metres),
        precision=point.precision.label,
        published=point.published and not ended,
    )


def _notes(inside: _Inside, listed: int, near: Sequence[NearPlace]) -> Iterator[str]:
    """How to read the places, and what the list leaves out."""
    known = sum(len(found) for layer, found in inside if layer.listed)
    if known > listed:
        yield t(
            "Genannt sind {n} von {all} Orten; die Karte zeigt alle.", n=listed, all=number(known)
        )
    ended = sum(point.ended is not None for _, found in inside for point in found)
    if ended:
        yield t("Nicht mehr in Betrieb: {n} der gezählten Orte.", n=number(ended))
    if near:
        yield t(_LINE, step=STEP)
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
                subject = t(
                    "{layer} ohne bekannte {what}", layer=layer.name, what=inside_sentence(t(word))
                )
                count = t("{n} von {all} im Gebiet.", n=silent, all=len(found))
                yield DataGap(subject, f"{count} {t(warning)}")
        vague = [point.title for point in found if point.precision in _VAGUE]
        if vague and not whole_city:
            reason = t(
                "Die Lage ist nur ungefähr bekannt, sie können auch in einem Nachbargebiet "
                "liegen: {places}.",
                places="; ".join(vague),
            )
            subject = t("{layer} mit ungenauer Lage ({n})", layer=layer.name, n=len(vague))
            yield DataGap(subject, reason)


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
        could = "" if home is None or spot == home else t(" Sie könnten in diesem Gebiet liegen.")
        reason = t(
            "Ohne veröffentlichten Ort, nicht mitgezählt: {places}.{could}",
            places="; ".join(lost),
            could=could,
        )
        subject = (
            t(
                "{layer} im {area} ohne Lage ({n})",
                layer=layer.name,
                area=ground.title(home),
                n=len(lost),
            )
            if home
            else t("{layer} ohne Lage ({n})", layer=layer.name, n=len(lost))
        )
        yield DataGap(subject, reason)
