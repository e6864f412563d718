"""View models of the page „Daten und Methoden“: what is known, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sozialraum.domain.areas import Area, Level
from sozialraum.domain.indicators import Indicator, Source
from sozialraum.domain.layers import Layer, Precision
from sozialraum.domain.period import Period
from sozialraum.domain.records import RecordList
from sozialraum.domain.themes import Reference
from sozialraum.domain.views import Statement
from sozialraum.language import n_

EXAMPLE = n_("Beispieldaten (erfunden)")
"""What every view of invented example data says."""


@dataclass(frozen=True)
class IndicatorEntry:
    """One line of the list of indicators.

    ``levels`` are names, finest first, of the levels with statements; ``periods`` the different
    reference dates, oldest first; ``qualities`` the German words that its statements carry;
    ``words`` everything that a search looks at, in comparable form.
    """

    indicator: Indicator
    source: Source
    levels: tuple[str, ...]
    periods: tuple[Period, ...]
    qualities: tuple[str, ...]
    statements: int
    words: str


@dataclass(frozen=True)
class Said:
    """One published statement with the area it speaks of.

    ``numerator`` and ``denominator`` are None where not published. ``joint_with`` are the names of
    the other areas that were published as one value with this one. ``invented`` marks example data.
    """

    level: Level
    area: Area
    statement: Statement
    numerator: float | None
    denominator: float | None
    joint_with: tuple[str, ...]
    table: str
    invented: bool


@dataclass(frozen=True)
class LevelCoverage:
    """Reference dates on a level, oldest first, each with the number of areas that have a value."""

    level: Level
    total: int
    periods: tuple[tuple[Period, int], ...]


@dataclass(frozen=True)
class Outside:
    """A published figure about a place that is no area of the city, with its source."""

    reference: Reference
    source: Source


@dataclass(frozen=True)
class IndicatorSheet:
    """Everything about one indicator.

    ``said`` are all its statements, coarsest level first, then by area and date; empty where there
    are more than fit on a page (``total`` counts them all the same). ``conflicts`` are the groups
    of statements about the same area and date, the preferred one first. ``sources`` carry the
    number of statements that rest on them; the first is the declared one.
    """

    indicator: Indicator
    on_map: bool
    coverage: tuple[LevelCoverage, ...]
    total: int
    said: tuple[Said, ...]
    conflicts: tuple[tuple[Said, ...], ...]
    sources: tuple[tuple[Source, int], ...]
    outside: tuple[Outside, ...]
    invented: bool


@dataclass(frozen=True)
class SourceUse:
    """A source, the number of statements that rest on it, and what else does, in German words."""

    source: Source
    statements: int
    others: tuple[str, ...]


@dataclass(frozen=True)
class LayerEntry:
    """An overlay. ``number`` counts its places or outlines, ``precision`` the places by exactness.

    A place without coordinate is counted as ``Precision.UNKNOWN`` and is not drawn.
    """

    layer: Layer
    source: Source
    number: int
    precision: tuple[tuple[Precision, int], ...]

    @property
    def id(self) -> str:
        """Id of the overlay."""
        return self.layer.id

    @property
    def title(self) -> str:
        """Its German name."""
        return self.layer.name

    @property
    def description(self) -> str:
        """What it shows."""
        return self.layer.description

    @property
    def caveat(self) -> str:
        """What to keep in mind when reading it."""
        return self.layer.caveat


@dataclass(frozen=True)
class ListEntry:
    """A list of things with its source.

    ``number`` counts its entries; None where the list is confidential and in no release.
    ``layer`` is the name of its overlay, or empty.
    """

    records: RecordList
    source: Source
    number: int | None
    layer: str

    @property
    def id(self) -> str:
        """Id of the list."""
        return self.records.id

    @property
    def title(self) -> str:
        """Its German name."""
        return self.records.title

    @property
    def description(self) -> str:
        """What it holds."""
        return self.records.description

    @property
    def caveat(self) -> str:
        """What to keep in mind when reading it."""
        return self.records.caveat


@dataclass(frozen=True)
class LevelEntry:
    """An embedded level with the number of its areas and its source."""

    level: Level
    areas: int
    source: Source


@dataclass(frozen=True)
class Generalisation:
    """How the outlines were simplified and how far they are off (metres, percent).

    ``tolerance`` is the square root of the area of the triangles that vanished, no distance.
    ``worst_area`` names the area with the largest error in size.
    """

    file: str
    edition: str
    licence: str
    method: str
    tolerance: float
    grid: tuple[float, float]
    vertices_before: int
    vertices_after: int
    hausdorff_max: float
    hausdorff_median: float
    area_error: float
    worst_area: str
    area_error_city: float
    mended: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ReleaseFacts:
    """What is embedded: levels, outlines (None where nothing is known), orientation, release.

    ``orientation`` maps German words to numbers of drawn things; ``created`` is in UTC.
    """

    levels: tuple[LevelEntry, ...]
    generalisation: Generalisation | None
    orientation: tuple[tuple[str, int], ...]
    attribution: str
    release: str
    created: datetime
    figures: int
    indicators: int
    layers: int
    sources: int


@dataclass(frozen=True)
class JoinEntry:
    """How the rows of one table joined the areas of one level, in German words.

    ``matched + len(unmatched) + len(duplicates) + len(excluded) == rows``. ``missing`` are the
    areas (code and name) about which the table says nothing, of ``areas`` on the level.
    """

    table: str
    level: Level
    areas: int
    rows: int
    matched: int
    missing: tuple[str, ...]
    unmatched: tuple[str, ...]
    duplicates: tuple[str, ...]
    excluded: tuple[str, ...]
    unused_aliases: tuple[str, ...]
    unused_exclusions: tuple[str, ...]
    editions: tuple[str, ...]
    notes: tuple[str, ...]
    invented: bool

    @property
    def title(self) -> str:
        """Title of the table; example data say so wherever they are named."""
        return f"{self.table}, {EXAMPLE}" if self.invented else self.table
