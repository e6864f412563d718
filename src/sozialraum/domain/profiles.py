"""The area sheet (Gebietssteckbrief): everything about one area against city and peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.indicators import Indicator, Source
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.language import t


@dataclass(frozen=True)
class ProfileValue:
    """One key figure of an area at its newest reference date.

    ``district`` is the value published for the district that contains the area, ``city`` that
    of the city, both at the same reference date and None where not published; nothing is
    averaged. ``rank`` counts from the highest of the ``ranked`` values published on the level
    (joint values once), ``median`` is the middle one of them, ``position`` the share (0 to 1) of
    them that lie below. All three are None where fewer than two values are published.
    ``note`` says where a value comes from that was not published for this area itself: for an area
    of another level with the same ground, or as a sum of parts; such values have no rank. The
    parts of a sum may have ``further_sources``.
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
    note: str = ""
    further_sources: tuple[Source, ...] = ()


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
    """The most similar areas, or the ``reason`` why there are none.

    ``basis`` names the indicators that were compared, ``period`` their common reference date.
    """

    areas: tuple[SimilarArea, ...]
    basis: tuple[str, ...]
    reason: str = ""
    period: Period | None = None


@dataclass(frozen=True)
class NearPlace:
    """A place in or near an area.

    ``distance_m`` is the straight line (Luftlinie) to a point inside the area in metres, rounded
    to 50 m (0 for places inside). ``precision`` says how exact the coordinate is. A ``published``
    category is said in the words of the source, in German.
    """

    layer: str
    id: str
    title: str
    category: str
    inside: bool
    distance_m: float
    precision: str
    published: bool = False


@dataclass(frozen=True)
class DataGap:
    """What is not known about the area, and why."""

    subject: str
    reason: str


@dataclass(frozen=True)
class AreaProfile:
    """The sheet of one area. An area without data has gaps instead of values, never an empty page.

    ``values`` by topic in the order of the catalogue. ``exhibits`` are history and age structure.
    ``places_inside`` counts the points of every point layer by its id, ``places`` are the listed
    ones and the nearest services outside; ``notes`` say how to read them and what was left out.
    ``layer_names`` are the German names of the layers by their id, ``district_level`` the name of
    the level of the districts, empty where the city has none.
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
    places_inside: Mapping[str, int]
    places: tuple[NearPlace, ...]
    gaps: tuple[DataGap, ...]
    sources: tuple[Source, ...]
    release: str
    notes: tuple[str, ...] = ()
    layer_names: Mapping[str, str] = field(default_factory=dict)
    district_level: str = ""

    @property
    def compared(self) -> str:
        """With what the area is compared, in German."""
        return (
            t("{district_level} und Stadt", district_level=self.district_level)
            if self.district_level
            else t("Stadt")
        )
