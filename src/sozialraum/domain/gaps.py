"""Demand, reach and answers of the gap analysis; all free of any drawing library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sozialraum.domain.indicators import Source
from sozialraum.domain.period import Period

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DETOUR = 1.3
"""Default factor from the straight line to the way on foot."""
SPEED = 4.5
"""Default walking speed in km/h."""


@dataclass(frozen=True, eq=False)
class CellGrid:
    """Weights of cells: one row per 100 m cell and atom in which it lies.

    ``cell`` are INSPIRE ids (``CRS3035RES100mN…E…``), ``atom`` codes of the atom, ``weight`` are
    addresses (or residents where a register replaces them), ``xy`` the middle of the cell in
    metres, shape (n, 2). ``name`` says what the weights are, with their source.
    """

    cell: NDArray[np.str_]
    atom: NDArray[np.str_]
    weight: NDArray[np.float64]
    xy: NDArray[np.float64]
    name: str
    source: str


@dataclass(frozen=True)
class AreaDemand:
    """Persons of a target group in one area; ``count`` is None where nobody published it."""

    level: str
    code: str
    name: str
    count: float | None
    period: Period | None
    source: Source | None
    estimate: str = ""
    """Empty, or how the number was estimated (then every view says so)."""
    note: str = ""
    """Formula with its dates, or why nothing is known; German."""


@dataclass(frozen=True, eq=False)
class Demand:
    """Demand on the grid: ``persons`` per row of ``grid`` (0 where the area is unknown).

    ``known`` is False for rows in areas whose demand nobody published; they count neither as
    reached nor as unreached. The sum over the rows of an area is its count exactly.
    """

    target: str
    title: str
    areas: tuple[AreaDemand, ...]
    grid: CellGrid
    area_index: NDArray[np.intp]
    """Position in ``areas`` per row of the grid, -1 outside all of them."""
    persons: NDArray[np.float64]
    known: NDArray[np.bool_]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Walk:
    """How far people walk: minutes, detour factor (straight line only), speed in km/h."""

    minutes: float
    detour: float = DETOUR
    speed: float = SPEED
    network: bool = False

    @property
    def reach_m(self) -> float:
        """Metres on foot in the given time."""
        return self.speed * 1000 * self.minutes / 60


@dataclass(frozen=True)
class ServiceFilter:
    """Which services count: ISO language, topic, step, weekday and time (``HH:MM``), mode."""

    language: str = ""
    topic: str = ""
    step: int = 0
    mode: str = ""
    weekday: str = ""
    time: str = ""
    area_wide: bool = True
    """Count only where the catchment of the service admits the area."""


@dataclass(frozen=True)
class AreaReach:
    """Demand, reached and unreached persons of one area; None where demand is unknown."""

    level: str
    code: str
    name: str
    demand: float | None
    reached: float | None
    share: float | None


@dataclass(frozen=True)
class Proposal:
    """A proposed place and what it adds; ``latitude``/``longitude`` WGS84, ``id`` as candidate."""

    name: str
    latitude: float
    longitude: float
    adds: float
    id: str = ""


@dataclass(frozen=True)
class Coverage:
    """The answer: ``demand`` = ``reached`` + ``unreached``; unknown areas are listed, never 0.

    ``services`` took part; ``undecided`` did not because hours, languages or others are unknown;
    ``unplaced`` would have, or might have, but nobody knows where they are. ``reached_at_most``
    are the persons reached if all undecided services counted as well. ``rows`` says per row of the
    grid of the demand whether it is reached; read only.
    """

    demand: float
    reached: float
    unreached: float
    areas: tuple[AreaReach, ...]
    unknown_areas: tuple[AreaDemand, ...]
    services: tuple[str, ...]
    undecided: tuple[str, ...]
    assumptions: dict[str, str] = field(default_factory=dict)
    unplaced: tuple[str, ...] = ()
    reached_at_most: float | None = None
    rows: NDArray[np.bool_] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Location:
    """New places: chosen in order of gain, the curve "reached by number of places", what proves it.

    ``curve`` are the persons reached with 0, 1, 2, … new places, each the best choice of so many;
    0 is today. With equity the chosen places may reach fewer than its last value. ``optimal`` is
    True only where the solver proved it; a greedy result says so. ``method`` and ``note`` are
    German sentences, ``considered`` the number of candidates.
    """

    proposals: tuple[Proposal, ...]
    curve: tuple[float, ...]
    optimal: bool
    method: str
    seconds: float
    note: str = ""
    considered: int = 0
    assumptions: dict[str, str] = field(default_factory=dict)
