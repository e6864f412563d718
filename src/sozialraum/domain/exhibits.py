"""Exhibits (Darstellungen): a chart with its twin as table and sentence, as every page shows them.

An exhibit is what can leave the house: PNG and SVG of its chart, CSV and XLSX of its table. All
numbers are published values in the unit of their indicator (shares in percent, 0 to 100).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sozialraum.domain.indicators import Source
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status


class ChartKind(StrEnum):
    """How values are drawn."""

    COURSE = "verlauf"
    INDEX = "index"
    BARS = "balken"
    SCATTER = "streuung"


@dataclass(frozen=True)
class Mark:
    """One published value of a series. ``text`` is the value with its unit, in German.

    In an index chart ``value`` is the multiple of the first value, ``text`` names both.
    """

    period: Period
    value: float
    text: str
    status: Status
    source: Source
    quality: str
    wording: str = ""


@dataclass(frozen=True)
class Series:
    """One line of points.

    ``marks`` are the preferred statements, oldest first; ``segments`` are runs of positions in
    ``marks`` that one line may join: every run holds two or more neighbours in time between which
    no year is missing and whose comparison is not ruled out. Nothing else is ever joined.
    ``others`` are further published statements, drawn as hollow points, never joined.
    ``colour`` (``#rrggbb``) is that of the area elsewhere on the page, empty for the next free one;
    a ``reference`` (the city beside its areas) is drawn grey and dashed.
    """

    id: str
    name: str
    marks: tuple[Mark, ...]
    segments: tuple[tuple[int, ...], ...]
    others: tuple[Mark, ...] = ()
    colour: str = ""
    reference: bool = False


@dataclass(frozen=True)
class Bar:
    """One bar. ``value`` is None where the status has none: then the word stands there.

    ``source`` is None where nothing was said. ``colour`` is empty for the usual one.
    """

    id: str
    label: str
    value: float | None
    text: str
    status: Status
    highlighted: bool = False
    source: Source | None = None
    wording: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Spot:
    """One point of a scatter plot; ``texts`` are both values with unit."""

    id: str
    label: str
    x: float
    y: float
    texts: tuple[str, str]
    colour: str
    highlighted: bool = False


@dataclass(frozen=True)
class Scatter:
    """Points of two values; ``titles`` and ``decimals`` are those of the axes, x before y.

    ``middle`` is where the lines of the medians cross.
    """

    spots: tuple[Spot, ...]
    titles: tuple[str, str]
    decimals: tuple[int, int]
    middle: tuple[float, float]


@dataclass(frozen=True)
class Chart:
    """A chart of one unit. Series of different registers never share a chart.

    ``zero`` is False for means, whose axis need not begin at 0; then the axis says so.
    """

    kind: ChartKind
    unit: str
    decimals: int
    series: tuple[Series, ...] = ()
    bars: tuple[Bar, ...] = ()
    zero: bool = True
    scatter: Scatter | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table. Cells of a numeric column are float or None, all others are text.

    ``decimals`` are printed decimals; ``grouped`` is False for years and other names of numbers.
    ``export_only`` columns are left out of the twin; all columns go into files. In ``by_row``
    columns the rows are of several indicators, and each row says how its number is printed.
    The texts of ``published`` columns stand as they were published, in German.
    """

    title: str
    numeric: bool = False
    decimals: int = 0
    grouped: bool = True
    export_only: bool = False
    by_row: bool = False
    published: bool = False


Cell = str | float | None


@dataclass(frozen=True)
class NumberFormat:
    """How a number is printed."""

    decimals: int = 0
    grouped: bool = True


@dataclass(frozen=True)
class TableData:
    """Rows of cells. Where a number is missing, another column says why (status).

    ``formats`` has one entry per row where a column is ``by_row``, else it is empty.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    formats: tuple[NumberFormat, ...] = ()

    def format_of(self, row: int, column: int) -> NumberFormat:
        """How the number in a cell is printed."""
        entry = self.columns[column]
        if entry.by_row and self.formats:
            return self.formats[row]
        return NumberFormat(entry.decimals, entry.grouped)


@dataclass(frozen=True)
class Exhibit:
    """Chart (optional), table, sentence, sources and caveats under one title.

    ``id`` is unique within ``page`` and stands in addresses. ``reference`` are the reference dates
    in words (``2006 bis 2023``). ``example`` marks invented example data, which every view names.
    ``text`` introduces it, ``reading`` says how to read it; both are written by people.
    """

    page: str
    id: str
    title: str
    reference: str
    sentence: str
    table: TableData
    chart: Chart | None = None
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    example: bool = False
    reading: str = ""
    text: str = ""

    @property
    def licences(self) -> tuple[str, ...]:
        """Licences of the sources, each once."""
        return tuple(dict.fromkeys(source.licence for source in self.sources))
