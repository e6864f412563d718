"""View models: what a page shows, free of any drawing library.

All numbers are in the unit of the indicator (shares in percent, 0 to 100). All sequences that speak
of areas are aligned with ``MapView.codes``.
"""

from __future__ import annotations

from dataclasses import dataclass

from sozialraum.domain.indicators import Indicator, Source
from sozialraum.domain.period import Period
from sozialraum.domain.queries import LayerQuery
from sozialraum.domain.status import Status
from sozialraum.language import t

CITED = 3
"""More sources than this are counted instead of named in a line."""


@dataclass(frozen=True)
class LegendRow:
    """One class of the legend: German label and colour (``#rrggbb``)."""

    label: str
    colour: str


@dataclass(frozen=True)
class PeriodView:
    """All areas at one reference date.

    ``values`` is None where the status has no value; ``classes`` is -1 there. ``counts`` is the
    number of areas per class. ``joint`` are groups of positions that were published as one value.
    ``sources`` are those of the values, None where nothing was said.
    """

    period: Period
    values: tuple[float | None, ...]
    statuses: tuple[Status, ...]
    classes: tuple[int, ...]
    counts: tuple[int, ...]
    joint: tuple[tuple[int, ...], ...]
    sources: tuple[Source | None, ...]
    sentence: str


@dataclass(frozen=True)
class Matrix:
    """A legend square of two questions: class number = row * len(columns) + column.

    ``columns`` and ``rows`` are the answers, from low to high; the legend rows of the view name
    each cell in full and give its colour.
    """

    column_title: str
    columns: tuple[str, ...]
    row_title: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Detail:
    """A further text per area: a line where the area is pointed at, a column of the table."""

    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Certainty:
    """How sure the class of each area is: a position in ``labels``, -1 where nothing is known.

    ``labels`` run from certain to uncertain; the first one is drawn plain, the others with a
    pattern that grows denser.
    """

    title: str
    labels: tuple[str, ...]
    positions: tuple[int, ...]


@dataclass(frozen=True)
class MapView:
    """One indicator on one level; ``periods`` are those comparable with the one asked for.

    Maps that are computed (differences, indices, two indicators in one) have an ``indicator`` that
    stands in no catalogue. Where ``valueless``, values only carry the classes and are not printed:
    the label of the class is the statement, ``details`` say the rest.
    """

    query: LayerQuery
    indicator: Indicator
    level_name: str
    level_plural: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    legend: tuple[LegendRow, ...]
    periods: tuple[PeriodView, ...]
    sources: tuple[Source, ...]
    notes: tuple[str, ...]
    matrix: Matrix | None = None
    details: tuple[Detail, ...] = ()
    certainty: Certainty | None = None
    valueless: bool = False

    @property
    def current(self) -> PeriodView:
        """The period that was asked for."""
        return next(p for p in self.periods if p.period.code == self.query.period)

    @property
    def title(self) -> str:
        """Indicator and reference date, as printed over maps and in files."""
        return f"{self.indicator.name}, {self.current.period.label}"

    @property
    def cited(self) -> str:
        """Sources in one line: all of them where they are few, else their number."""
        if len(self.sources) <= CITED:
            return "; ".join(source.citation for source in self.sources)
        return t(
            "{n} Veröffentlichungen, je Wert genannt in den Dateien (CSV, XLSX)",
            n=len(self.sources),
        )


@dataclass(frozen=True)
class Statement:
    """One published statement about an area: value or words, date, source, quality.

    ``edition`` names the borders that the value speaks of where they are not those of today.
    """

    period: Period
    value: float | None
    status: Status
    source: Source
    quality: str
    preferred: bool
    wording: str
    note: str
    edition: str = ""


@dataclass(frozen=True)
class AreaView:
    """Everything the panel says about one area.

    ``rank`` counts from the highest value among ``ranked`` published values (joint values count
    once); None without a value. ``city`` is the published value of the city at the same reference
    date, None where there is none; ``median`` the middle one of the published values.
    ``history`` are the preferred statements over time, ``conflicts`` the further statements.
    ``notice`` says that the value speaks of former borders, empty where it does not.
    """

    code: str
    name: str
    level_name: str
    lineage: tuple[str, ...]
    certain: bool
    value: float | None
    status: Status
    rank: int | None
    ranked: int
    city: float | None
    median: float | None
    joint_with: tuple[str, ...]
    history: tuple[Statement, ...]
    conflicts: tuple[Statement, ...]
    breaks: tuple[str, ...]
    companions: tuple[tuple[Indicator, Period, float], ...]
    notice: str = ""


@dataclass(frozen=True)
class Figure:
    """One key figure: the newest preferred statement of an indicator about an area.

    ``link`` is the relative address of the view that shows more.
    """

    indicator: Indicator
    area: str
    statement: Statement
    link: str
