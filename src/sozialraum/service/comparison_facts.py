"""What every comparison asks of the release: cuts, barriers, names, sources, invented data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sozialraum.domain.indicators import Indicator, Source
from sozialraum.domain.period import Period
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.status import Status
from sozialraum.language import t
from sozialraum.render.sentences import Unit
from sozialraum.service.cuts import Cut, barrier
from sozialraum.service.monitor import Monitor

PAGE = "vergleich"


def cut_of(monitor: Monitor, indicator: str, level: str, period: str) -> Cut:
    """The cut at a date; where nothing was said, every area is unknown."""
    found = monitor.cut(indicator, level, Period(period)) if period else None
    if found is not None:
        return found
    count = len(monitor.catalog.areas(level))
    unknown = (Status.UNKNOWN,) * count
    return Cut((None,) * count, unknown, (), ("",) * count, ("",) * count, frozenset())


def cuts_of(monitor: Monitor, indicator: str, level: str) -> dict[Period, Cut]:
    """All cuts of an indicator on a level, oldest first."""
    periods = monitor.periods(indicator, level)
    return {period: cut_of(monitor, indicator, level, period.code) for period in periods}


def refusal(monitor: Monitor, indicator: str, level: str, first: str, second: str) -> str:
    """Why two reference dates may not be compared, in words; empty where they may."""
    if not first or not second:
        return ""
    declared = monitor.catalog.indicator(indicator)
    cuts = cuts_of(monitor, indicator, level)
    return barrier(declared, cuts, first, Period(second)) if Period(second) in cuts else ""


def default_query(monitor: Monitor, indicator: str, level: str, period: str) -> LayerQuery:
    """The map as the indicator declares it."""
    declared = monitor.catalog.indicator(indicator).map
    scheme = Scheme(declared.scheme)
    own = declared.breaks if scheme is Scheme.OWN else ()
    return LayerQuery(indicator, level, period, scheme, declared.k, own)


def label_of(monitor: Monitor, level: str, positions: Sequence[int]) -> str:
    """Name of an area, or of several that were published as one."""
    areas = monitor.catalog.areas(level)
    return Unit(tuple(areas[position].name for position in positions), 0.0).label


def sources_of(monitor: Monitor, cuts: Iterable[Cut]) -> tuple[Source, ...]:
    """The sources of the values, each once, by id."""
    ids = {
        s
        for cut in cuts
        for s, v in zip(cut.sources, cut.values, strict=True)
        if s and v is not None
    }
    return tuple(monitor.catalog.source(id_) for id_ in sorted(ids))


def invented(monitor: Monitor, cuts: Iterable[Cut]) -> bool:
    """True where a cut comes from a table of invented example data."""
    tables = monitor.catalog.tables
    return any(tables[table].invented for cut in cuts for table in cut.tables if table in tables)


def computed(indicator: Indicator, **changes: object) -> Indicator:
    """An indicator that stands in no catalogue, made from one that does."""
    fixed: Mapping[str, object] = {"breaks": (), "minimum_base": 0}
    return indicator.model_copy(update={**fixed, **changes})


def between(first: str, second: str) -> Period:
    """Both dates as one span, for titles; one date where they are the same."""
    if first == second:
        return Period(first)
    early, late = sorted((Period(first), Period(second)))
    return Period(f"{early.code.split('/')[0]}/{late.code.split('/')[-1]}")


def joint_note(count: int) -> str:
    """A sentence on joint values; empty where there are none."""
    if not count:
        return ""
    if count == 1:
        return t("Ein Wert gilt für mehrere Gebiete gemeinsam und zählt einmal.")
    return t(
        "{n} Werte gelten jeweils für mehrere Gebiete gemeinsam und zählen je einmal.", n=count
    )
