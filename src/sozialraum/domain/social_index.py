"""The composite index (Sozialindex): what is chosen, and what comes of it.

Index values are in standard deviations; a high one is a high load, which reads as a low status.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from sozialraum.domain.indicators import Direction, Indicator, Source
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.language import n_, t

MINIMUM = 300
"""Inhabitants below which an area gets no class, as in the monitors of Berlin and Hamburg."""
MOST_WEIGHT = 100.0
_MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

STATUS_LABELS = (
    n_("Status hoch"),
    n_("Status mittel"),
    n_("Status niedrig"),
    n_("Status sehr niedrig"),
)
"""By class of the index, from little load to much."""
DYNAMICS_LABELS = (n_("Dynamik positiv"), n_("Dynamik stabil"), n_("Dynamik negativ"))
"""By class of the index of changes, from a falling load to a growing one."""


class Baseline(StrEnum):
    """Which areas an indicator is compared with: all of them, or those of the own district."""

    ALL = "alle"
    DISTRICT = "eigener"


class IndexPart(BaseModel):
    """One indicator of an index. ``weight`` is 0 to 100; only the proportions count.

    ``direction`` says whether a high value is more load (``belastung``) or less (``entlastung``).
    """

    model_config = _MODEL

    indicator: str = Field(alias="indikator")
    weight: float = Field(default=1.0, alias="gewicht", ge=0, le=MOST_WEIGHT, allow_inf_nan=False)
    direction: Direction = Field(default=Direction.BURDEN, alias="richtung")

    @classmethod
    def of(
        cls, indicator: str, weight: float = 1.0, direction: Direction = Direction.BURDEN
    ) -> IndexPart:
        """The part with these values."""
        return cls.model_validate(
            {"indikator": indicator, "gewicht": weight, "richtung": direction}
        )

    @property
    def signed(self) -> float:
        """The weight, negative where a high value is less load."""
        return -self.weight if self.direction is Direction.RELIEF else self.weight


class IndexPreset(BaseModel):
    """A prepared index (Vorlage), declared in ``data/sozialindex/<id>.toml``."""

    model_config = _MODEL

    id: str
    name: str = Field(min_length=1)
    order: int = Field(default=100, alias="reihenfolge")
    level: str = Field(alias="ebene")
    parts: tuple[IndexPart, ...] = Field(alias="indikatoren", min_length=1)
    baseline: Baseline = Field(default=Baseline.ALL, alias="bezug")
    minimum: int = Field(default=MINIMUM, alias="mindesteinwohner", ge=0)
    note: str = Field(default="", alias="hinweis")


@dataclass(frozen=True)
class IndexQuery:
    """What is asked. Equal queries have one answer."""

    parts: tuple[IndexPart, ...]
    level: str
    baseline: Baseline = Baseline.ALL
    minimum: int = MINIMUM


@dataclass(frozen=True)
class PartValue:
    """One indicator in one area: the published value and what it contributes.

    ``score`` is the z-score, ``contribution`` the weight (all weights add up to 1) times it, with
    its direction; both are None where the area takes no part.
    """

    value: float | None
    status: Status
    source: Source | None
    quality: str
    score: float | None
    contribution: float | None


@dataclass(frozen=True)
class Stability:
    """Shares (0 to 1) of the variations in which the class of an area stays.

    ``weights``: random weights; ``left_out``: by indicator id, whether the class stays without it.
    """

    weights: float
    left_out: tuple[tuple[str, bool], ...]

    @property
    def share_left_out(self) -> float:
        """Share of the indicators that may be left out; 1 where none can."""
        if not self.left_out:
            return 1.0
        return sum(stays for _, stays in self.left_out) / len(self.left_out)

    @property
    def certainty(self) -> float:
        """The smaller one of both shares."""
        return min(self.weights, self.share_left_out)


@dataclass(frozen=True)
class IndexArea:
    """One area. ``status_class`` and ``dynamics_class`` are -1 where there is none.

    ``status`` says why, ``reason`` in words. ``parts`` are aligned with the parts of the result;
    ``before`` is index and status class at the earlier reference dates.
    """

    code: str
    name: str
    status: Status
    reason: str
    index: float | None
    status_class: int
    dynamics: float | None
    dynamics_class: int
    dynamics_reason: str
    before: tuple[float, int] | None
    inhabitants: float | None
    parts: tuple[PartValue, ...]
    stability: Stability | None


@dataclass(frozen=True)
class ResultPart:
    """One indicator of a result with its share of the weights (0 to 1) and its reference dates."""

    indicator: Indicator
    part: IndexPart
    share: float
    period: Period
    before: Period | None


@dataclass(frozen=True)
class IndexResult:
    """An index on one level; ``areas`` in the order of the codes.

    ``joint`` are positions of areas that were published together for every indicator.
    ``no_dynamics`` is the sentence that says why there are no dynamics, empty where there are.
    ``notes`` say what to mind, ``sources`` are those of all values.
    """

    query: IndexQuery
    level_name: str
    level_plural: str
    parts: tuple[ResultPart, ...]
    areas: tuple[IndexArea, ...]
    joint: tuple[tuple[int, ...], ...]
    no_dynamics: str
    dynamics_notes: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def classed(self) -> tuple[IndexArea, ...]:
        """Areas with a status class."""
        return tuple(area for area in self.areas if area.status_class >= 0)

    def area(self, code: str) -> IndexArea | None:
        """The area with this code."""
        return next((area for area in self.areas if area.code == code), None)


def status_label(area: IndexArea) -> str:
    """``Status niedrig``, or the word for why there is no class."""
    if area.status_class >= 0:
        return t(STATUS_LABELS[area.status_class])
    return area.status.label


def dynamics_label(area: IndexArea) -> str:
    """``Dynamik stabil``; empty where there is none."""
    return t(DYNAMICS_LABELS[area.dynamics_class]) if area.dynamics_class >= 0 else ""
