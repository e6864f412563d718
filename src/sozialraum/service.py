"""Use cases that read: what pages, exports and the command line ask of a release.

A :class:`Monitor` reads one immutable release and keeps what it computed, keyed by small values; it
is safe to share between sessions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from statistics import median

import pandas as pd

from sozialraum.classification import Classes, classify
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.indicators import Indicator, Quality, Source
from sozialraum.domain.layers import Layer
from sozialraum.domain.period import Period
from sozialraum.domain.queries import LayerQuery
from sozialraum.domain.status import Status
from sozialraum.domain.views import AreaView, Figure, LegendRow, MapView, PeriodView, Statement
from sozialraum.render.formats import class_labels
from sozialraum.render.palettes import colours
from sozialraum.render.sentences import Unit, map_sentence
from sozialraum.storage.release import Release

COMPANIONS = 4
"""How many further indicators the panel of an area shows."""
_CACHED_VIEWS = 256


class Monitor:
    """Reads one release. All results are immutable and speak of published (masked) values only."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.catalog = release.catalog
        rows = release.observations
        self._statements = dict(tuple(rows.groupby(["indicator", "level"], observed=True)))
        preferred = rows[rows["preferred"]]
        self._preferred = dict(tuple(preferred.groupby(["indicator", "level"], observed=True)))
        self._cached_view = lru_cache(maxsize=_CACHED_VIEWS)(self._build_view)
        self._cached_classes = lru_cache(maxsize=_CACHED_VIEWS)(self._build_classes)

    # -- what there is ---------------------------------------------------------------------

    def indicators(self, held: frozenset[Role]) -> tuple[Indicator, ...]:
        """Indicators for the map that ``held`` may see, by topic and name."""
        offered = [
            indicator
            for indicator in self.catalog.indicators.values()
            if indicator.on_map and may_see(indicator.roles, held) and self.levels(indicator.id)
        ]
        return tuple(sorted(offered, key=lambda i: (i.topic.casefold(), i.name.casefold())))

    def layers(self, held: frozenset[Role]) -> tuple[Layer, ...]:
        """Overlay layers that ``held`` may see, in their declared order."""
        offered = [layer for layer in self.catalog.layers.values() if may_see(layer.roles, held)]
        return tuple(sorted(offered, key=lambda layer: layer.order))

    def levels(self, indicator: str) -> tuple[str, ...]:
        """Ids of the levels with published values of an indicator, finest first."""
        ordered = sorted(self.catalog.levels.values(), key=lambda level: level.order)
        return tuple(level.id for level in ordered if (indicator, level.id) in self._preferred)

    def periods(self, indicator: str, level: str) -> tuple[Period, ...]:
        """Reference dates with statements on a level, oldest first."""
        rows = self._preferred.get((indicator, level))
        codes = [] if rows is None else rows["period"].unique()
        return tuple(sorted(Period(str(code)) for code in codes))

    def coverage(self, indicator: str, level: str, period: str) -> int:
        """Number of areas with a value at a reference date."""
        rows = self._preferred.get((indicator, level))
        if rows is None:
            return 0
        return int(rows.loc[rows["period"] == period, "value"].notna().sum())

    def best_period(self, indicator: str, level: str) -> Period:
        """The newest of the reference dates that cover the most areas."""
        periods = self.periods(indicator, level)
        return max(periods, key=lambda p: (self.coverage(indicator, level, p.code), p.sort_key))

    # -- the map ---------------------------------------------------------------------------

    def map_view(self, query: LayerQuery) -> MapView:
        """The view for a query. Raises ``UnknownEntry`` for what the catalogue does not know."""
        self.catalog.indicator(query.indicator)
        self.catalog.level(query.level)
        return self._cached_view(query)

    def classes(self, query: LayerQuery) -> Classes:
        """Classes over all comparable periods; a joint value counts once."""
        return self._cached_classes(query)

    def comparable_periods(self, query: LayerQuery) -> tuple[Period, ...]:
        """The periods that share classes and time slider with the one of the query.

        Left out are periods that must not be compared with it, and those that cover less than
        half as many areas as the fullest one: between full and nearly empty maps a slider
        would show nothing but gaps.
        """
        indicator = self.catalog.indicator(query.indicator)
        cover = {
            period: self.coverage(query.indicator, query.level, period.code)
            for period in self.periods(query.indicator, query.level)
            if not indicator.comparable(query.period, period.code)
        }
        enough = max(cover.values(), default=0) / 2
        return tuple(p for p, n in cover.items() if n >= enough or p.code == query.period)

    def _build_classes(self, query: LayerQuery) -> Classes:
        indicator = self.catalog.indicator(query.indicator)
        rows = self._preferred[query.indicator, query.level]
        periods = {period.code for period in self.comparable_periods(query)}
        values = _published_units(rows[rows["period"].isin(periods)])["value"]
        return classify(
            values, query.scheme, query.k, own=query.breaks, decimals=indicator.decimals
        )

    def _build_view(self, query: LayerQuery) -> MapView:
        indicator = self.catalog.indicator(query.indicator)
        level = self.catalog.level(query.level)
        areas = self.catalog.areas(query.level)
        classes = self.classes(query)
        labels = class_labels(classes.limits, indicator.decimals, classes.low, classes.high)
        palette = colours(indicator.map.palette, classes.k)
        rows = self._preferred[query.indicator, query.level]
        shown = rows[rows["period"].isin([p.code for p in self.comparable_periods(query)])]
        return MapView(
            query=query,
            indicator=indicator,
            level_name=level.name,
            level_plural=level.plural,
            codes=tuple(area.code for area in areas),
            names=tuple(area.name for area in areas),
            legend=tuple(LegendRow(*pair) for pair in zip(labels, palette, strict=False)),
            periods=tuple(
                self._period_view(query, rows, period, classes)
                for period in self.comparable_periods(query)
            ),
            sources=self._sources(shown["source"]),
            notes=self._notes(query, indicator, classes),
        )

    def _period_view(
        self, query: LayerQuery, rows: pd.DataFrame, period: Period, classes: Classes
    ) -> PeriodView:
        areas = self.catalog.areas(query.level)
        codes = [area.code for area in areas]
        at = rows[rows["period"] == period.code].set_index("area").reindex(codes)
        numbers = classes.assign(at["value"])
        statuses = tuple(Status(s) if isinstance(s, str) else Status.UNKNOWN for s in at["status"])
        joint = _groups(at["joint"])
        counts = tuple(int((numbers == n).sum()) for n in range(classes.k))
        return PeriodView(
            period=period,
            values=tuple(None if pd.isna(v) else float(v) for v in at["value"]),
            statuses=statuses,
            classes=tuple(int(n) for n in numbers),
            counts=counts,
            joint=joint,
            sentence=map_sentence(
                _units(at["value"], [area.name for area in areas], joint),
                {s: statuses.count(s) for s in Status if not s.has_value},
                self.catalog.indicator(query.indicator),
                self.catalog.level(query.level).plural,
            ),
        )

    def _notes(self, query: LayerQuery, indicator: Indicator, classes: Classes) -> tuple[str, ...]:
        reasons = {
            indicator.comparable(query.period, period.code)
            for period in self.periods(query.indicator, query.level)
        }
        notes = [classes.note, indicator.caveat, *sorted(reasons)]
        return tuple(note for note in notes if note)

    # -- the overview ----------------------------------------------------------------------

    def key_figures(self) -> tuple[Figure, ...]:
        """The key figures of the start view, each with its newest preferred statement."""
        figures = []
        for wanted in self.catalog.start.figures:
            statements = self._area_statements(wanted.indicator, wanted.level, wanted.area)
            newest = max((s for s in statements if s.preferred), key=lambda s: s.period)
            area = self.catalog.area(wanted.level, wanted.area)
            figures.append(Figure(self.catalog.indicator(wanted.indicator), area.name, newest))
        return tuple(figures)

    # -- one area --------------------------------------------------------------------------

    def area_view(self, query: LayerQuery, code: str) -> AreaView:
        """Value, rank, city value, history and conflicting statements of one area."""
        area = self.catalog.area(query.level, code)
        view = self.map_view(query)
        position = view.codes.index(code)
        current = view.current
        statements = self._area_statements(query.indicator, query.level, code)
        value = current.values[position]
        units = _units(pd.Series(current.values, dtype=float), list(view.names), current.joint)
        return AreaView(
            code=code,
            name=area.name,
            level_name=view.level_name,
            lineage=self._lineage(query.level, code),
            certain=area.certain,
            value=value,
            status=current.statuses[position],
            rank=None if value is None else 1 + sum(unit.value > value for unit in units),
            ranked=len(units),
            city=self._city_value(query),
            median=median(unit.value for unit in units) if units else None,
            joint_with=_partners(current.joint, position, view.names),
            history=tuple(s for s in statements if s.preferred),
            conflicts=tuple(s for s in statements if not s.preferred),
            breaks=tuple(entry.reason for entry in view.indicator.breaks),
            companions=self._companions(view.indicator, query.level, code),
        )

    def _area_statements(self, indicator: str, level: str, code: str) -> tuple[Statement, ...]:
        rows = self._statements[indicator, level]
        found = [self._statement(row) for row in rows[rows["area"] == code].itertuples()]
        return tuple(sorted(found, key=lambda s: (s.period, not s.preferred)))

    def _statement(self, row: object) -> Statement:
        field: Callable[[str], object] = lambda name: getattr(row, name)  # noqa: E731
        value = field("value")
        return Statement(
            period=Period(str(field("period"))),
            value=None if pd.isna(value) else float(str(value)),
            status=Status(str(field("status"))),
            source=self.catalog.source(str(field("source"))),
            quality=Quality(str(field("quality"))).label,
            preferred=bool(field("preferred")),
            wording=str(field("wording")),
            note=str(field("note")),
        )

    def _lineage(self, level: str, code: str) -> tuple[str, ...]:
        parents = self.catalog.area(level, code).parents
        ordered = sorted(
            (self.catalog.level(parent) for parent in parents), key=lambda entry: entry.order
        )
        return tuple(
            f"{entry.name} {self.catalog.area(entry.id, parents[entry.id]).name}"
            for entry in ordered
            if entry.expected > 1
        )

    def _city_value(self, query: LayerQuery) -> float | None:
        city = max(self.catalog.levels.values(), key=lambda level: level.order).id
        rows = self._preferred.get((query.indicator, city))
        if rows is None:
            return None
        found = rows.loc[rows["period"] == query.period, "value"].dropna()
        return float(found.iloc[0]) if len(found) else None

    def _companions(
        self, indicator: Indicator, level: str, code: str
    ) -> tuple[tuple[Indicator, Period, float], ...]:
        """Newest values of other indicators, those of the same topic first."""
        others = sorted(
            (
                other
                for other in self.indicators(frozenset())
                if other.id != indicator.id and level in self.levels(other.id)
            ),
            key=lambda other: (other.topic != indicator.topic, other.topic, other.name),
        )
        found: list[tuple[Indicator, Period, float]] = []
        for other in others:
            rows = self._preferred[other.id, level]
            known = rows[(rows["area"] == code) & rows["value"].notna()]
            if len(known) and len(found) < COMPANIONS:
                newest = max(known.itertuples(), key=lambda row: Period(str(row.period)))
                found.append((other, Period(str(newest.period)), float(newest.value)))
        return tuple(found)

    def _sources(self, ids: pd.Series[str]) -> tuple[Source, ...]:
        return tuple(self.catalog.source(str(source)) for source in sorted(ids.unique()))


def _published_units(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a value, one row per jointly published group and period."""
    known = rows[rows["value"].notna()]
    joint = known["joint"].where(known["joint"] != "", "#" + known["area"].astype(str))
    return known[~pd.DataFrame({"j": joint, "p": known["period"]}).duplicated()]


def _groups(joint: pd.Series[str]) -> tuple[tuple[int, ...], ...]:
    positions: dict[str, list[int]] = {}
    for position, group in enumerate(joint):
        if isinstance(group, str) and group:
            positions.setdefault(group, []).append(position)
    return tuple(tuple(members) for members in positions.values() if len(members) > 1)


def _units(
    values: pd.Series[float], names: list[str], joint: tuple[tuple[int, ...], ...]
) -> list[Unit]:
    """Published values with the names they stand for; a joint value appears once."""
    member_of = {position: group for group in joint for position in group}
    units = []
    for position, value in enumerate(values):
        group = member_of.get(position, (position,))
        if not pd.isna(value) and position == group[0]:
            units.append(Unit(tuple(names[p] for p in group), float(value)))
    return units


def _partners(
    joint: tuple[tuple[int, ...], ...], position: int, names: tuple[str, ...]
) -> tuple[str, ...]:
    group = next((members for members in joint if position in members), ())
    return tuple(names[member] for member in group if member != position)
