"""The planner's report of the gap analysis: everything that one file says, free of any format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sozialraum.domain.gaps import AreaDemand, AreaReach, Coverage, Location
from sozialraum.domain.indicators import Source
from sozialraum.language import n_, t

CAUTION = n_("Ein Modell ist kein Nachweis eines Bedarfs.")


@dataclass(frozen=True)
class Stage:
    """One state that is compared: today, a scenario, today with new places.

    Persons as in :class:`~sozialraum.domain.gaps.Coverage`. ``areas`` are empty where the state is
    only known in total; otherwise they are those of the first stage, in the same order.
    """

    title: str
    demand: float
    reached: float
    areas: tuple[AreaReach, ...] = ()

    @classmethod
    def of(cls, title: str, found: Coverage) -> Stage:
        """The stage of an answer."""
        return cls(title, found.demand, found.reached, found.areas)

    @property
    def unreached(self) -> float:
        """Persons who are not reached."""
        return self.demand - self.reached

    @property
    def share(self) -> float | None:
        """Reached / demand, 0 to 1; None where nobody is known to live there."""
        return self.reached / self.demand if self.demand else None


@dataclass(frozen=True)
class ReportMap:
    """A map as SVG without words, its title, its legend (label, sign as SVG) and its origin."""

    svg: str
    title: str
    legend: tuple[tuple[str, str], ...]
    origin: str


@dataclass(frozen=True)
class UsedSource:
    """A source, what it was used for, and its reference dates in German."""

    source: Source
    used_for: str
    dates: str = ""


@dataclass(frozen=True)
class GapReport:
    """Question, answer, and what both rest on.

    ``title`` is the title of the target group. ``question`` are (label, words). ``stages`` begin
    with today. ``demands`` are the areas with their counts, sources and dates; those without a
    count are in no sum. ``reached_at_most`` are the persons reached today if all ``undecided``
    services counted, None where unknown. ``changes`` are those of the scenario, in words.
    ``location`` are the proposed places, None where none were asked for. ``counted``,
    ``undecided`` and ``unplaced`` are names of services. ``assumptions`` map titles to sentences.
    ``map`` is None where nothing can be drawn.
    """

    title: str
    question: tuple[tuple[str, str], ...]
    stages: tuple[Stage, ...]
    demands: tuple[AreaDemand, ...]
    minutes: float
    assumptions: dict[str, str]
    sources: tuple[UsedSource, ...]
    release: str
    counted: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    reached_at_most: float | None = None
    changes: tuple[str, ...] = ()
    location: Location | None = None
    map: ReportMap | None = None
    notices: tuple[str, ...] = ()
    """What of the question could not be asked as it was written, in German."""
    level_names: Mapping[str, str] = field(default_factory=dict)
    """German name per level of ``demands``."""

    @property
    def heading(self) -> str:
        """Target group and question in one line."""
        return t("{title}: Wer wird zu Fuß erreicht?", title=self.title)

    @property
    def answerable(self) -> bool:
        """False where no area has a known demand."""
        return len(self.unknown) < len(self.demands)

    @property
    def today(self) -> Stage:
        """The first stage."""
        return self.stages[0]

    @property
    def unknown(self) -> tuple[AreaDemand, ...]:
        """Areas whose demand nobody published."""
        return tuple(area for area in self.demands if area.count is None)

    @property
    def estimated(self) -> bool:
        """True where the demand of at least one area is an estimate."""
        return any(area.estimate for area in self.demands)
