"""The area sheet (Gebietssteckbrief): everything about one area against city and peers."""

from __future__ import annotations

from dataclasses import dataclass

from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.indicators import Indicator, Source
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status


@dataclass(frozen=True)
class ProfileValue:
    """One key figure of an area at its newest reference date.

    ``district`` is the value published for the Stadtbezirk that contains the area, ``city`` that
    of the city, both at the same reference date and None where not published; nothing is
    averaged. ``median`` is the middle one of the ``ranked`` values published on the level.
    ``position`` is the share (0 to 1) of them that lie below, None without a rank.
    """

    indicator: Indicator
    period: Period
    value: float | None
    status: Status
    rank: int | None
    ranked: int
    position: float | None
    median: float | None
    district: float | None
    city: float | None
    source: Source
    quality: str
    joint_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class SimilarArea:
    """A similar area; ``distance`` is the root mean square of the differences in z-scores."""

    code: str
    name: str
    distance: float
    nearest: tuple[str, ...]
    """Short names of the indicators in which both are closest."""


@dataclass(frozen=True)
class Similarity:
    """The most similar areas, or the ``reason`` why there are none. ``basis`` names indicators."""

    areas: tuple[SimilarArea, ...]
    basis: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True)
class NearPlace:
    """A place in or near an area.

    ``distance_m`` is the straight line to the inner point of the area in metres (0 inside).
    """

    layer: str
    id: str
    title: str
    category: str
    inside: bool
    distance_m: float
    precision: str


@dataclass(frozen=True)
class DataGap:
    """What is not known about the area, and why."""

    subject: str
    reason: str


@dataclass(frozen=True)
class AreaProfile:
    """The sheet of one area. An area without data has gaps instead of values, never an empty page.

    ``values`` by topic in the order of the catalogue. ``exhibits`` are history and age structure.
    ``places_inside`` counts the points of every public layer by its id.
    """

    level: str
    level_name: str
    code: str
    name: str
    lineage: tuple[str, ...]
    certain: bool
    area_km2: float | None
    sentence: str
    values: tuple[ProfileValue, ...]
    similar: Similarity
    exhibits: tuple[Exhibit, ...]
    places_inside: dict[str, int]
    places: tuple[NearPlace, ...]
    gaps: tuple[DataGap, ...]
    sources: tuple[Source, ...]
    release: str
