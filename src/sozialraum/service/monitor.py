"""A monitor reads one immutable release and keeps what it computed, keyed by small values.

It is safe to share between sessions: all results are immutable and speak of published (masked)
values only.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, lru_cache
from statistics import median
from typing import TYPE_CHECKING

import pandas as pd

from sozialraum.classification import Classes, classify
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.layers import Layer
from sozialraum.domain.period import Period
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.status import Status
from sozialraum.domain.views import (
    AreaView,
    Figure,
    LegendRow,
    MapView,
    PeriodView,
    Statement,
)
from sozialraum.render.edition_words import area_notice
from sozialraum.render.formats import class_labels
from sozialraum.render.links import page_link
from sozialraum.render.palettes import colours
from sozialraum.render.sentences import Unit, map_sentence
from sozialraum.service.cuts import Cut, barrier, border_breaks, border_notices, read_archive
from sozialraum.storage.release import Release

if TYPE_CHECKING:
    import geopandas as gpd

COMPANIONS = 4
"""How many further indicators the panel of an area shows."""
SLIDER_VALUES = 400
"""Values that the time slider may carry; with many areas it plays fewer periods."""
_CACHED_VIEWS = 512


class Monitor:
    """Reads one release."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.catalog = release.catalog
        archive = read_archive(release.observations, release.catalog)
        self._cuts, self._statements = archive.cuts, archive.statements
        self._cached_view = lru_cache(maxsize=_CACHED_VIEWS)(self._build_view)
        self._cached_offer = lru_cache(maxsize=len(Role) ** 2)(self._offer)

    @cached_property
    def atoms(self) -> gpd.GeoDataFrame:
        """Areas of the finest level, see :meth:`Release.areas`; not to be changed."""
        return self.release.areas(self.catalog.atom)

    @cached_property
    def epsg(self) -> int:
        """EPSG code of the system, in metres, in which the city calculates."""
        return int(self.atoms.crs.to_epsg())

    # -- what there is ---------------------------------------------------------------------

    def indicators(self, held: frozenset[Role]) -> tuple[Indicator, ...]:
        """Indicators for the map that ``held`` may see, by topic and name."""
        return self._cached_offer(held)

    def _offer(self, held: frozenset[Role]) -> tuple[Indicator, ...]:
        offered = [
            indicator
            for indicator in self.catalog.indicators.values()
            if indicator.on_map and may_see(indicator.roles, held) and self.levels(indicator.id)
        ]
        return tuple(sorted(offered, key=lambda i: (i.topic.casefold(), i.name.casefold())))

    def first_indicator(self, held: frozenset[Role]) -> str:
        """Id of the start view's indicator, else of the first one; empty where none has values."""
        offered = [indicator.id for indicator in self.indicators(held)]
        start = self.catalog.start.map.indicator
        return start if start in offered else min(offered, default="")

    def layers(self, held: frozenset[Role]) -> tuple[Layer, ...]:
        """Overlay layers that ``held`` may see, in their declared order."""
        return tuple(layer for layer in self.catalog.layers.values() if may_see(layer.roles, held))

    def levels(self, indicator: str) -> tuple[str, ...]:
        """Ids of the levels with published values of an indicator, finest first."""
        return tuple(level for level in self.catalog.levels if (indicator, level) in self._cuts)

    def coverage(self, indicator: str, level: str) -> dict[Period, int]:
        """Number of areas with a value per reference date, oldest first."""
        cuts = self._cuts.get((indicator, level), {})
        return {period: cut.covered for period, cut in cuts.items()}

    def periods(self, indicator: str, level: str) -> tuple[Period, ...]:
        """Reference dates with statements on a level, oldest first."""
        return tuple(self._cuts.get((indicator, level), ()))

    def cut(self, indicator: str, level: str, period: Period) -> Cut | None:
        """All areas of a level at a reference date; None where nothing was said about them."""
        return self._cuts.get((indicator, level), {}).get(period)

    def best_level(self, indicator: str) -> str:
        """The finest level with values for half of its areas, else the fullest one."""
        shares = {
            level: max(self.coverage(indicator, level).values()) / len(self.catalog.areas(level))
            for level in self.levels(indicator)
        }
        filled = (level for level, share in shares.items() if share >= 0.5)
        return next(filled, max(shares, key=shares.__getitem__))

    def best_period(self, indicator: str, level: str) -> Period:
        """The newest of the reference dates that cover the most areas."""
        covered = self.coverage(indicator, level)
        return max(covered, key=lambda period: (covered[period], period.sort_key))

    # -- the map ---------------------------------------------------------------------------

    def map_view(self, query: LayerQuery) -> MapView:
        """The view for a query. Raises ``UnknownEntry`` for what the catalogue does not know."""
        self.catalog.indicator(query.indicator)
        self.catalog.level(query.level)
        return self._cached_view(query)

    def warm(self) -> None:
        """Compute the default view of every indicator, so that nobody waits for it."""
        for indicator in self.indicators(frozenset(Role)):
            defaults = indicator.map
            for level in self.levels(indicator.id):
                period = self.best_period(indicator.id, level).code
                scheme = Scheme(defaults.scheme)
                own = defaults.breaks if scheme is Scheme.OWN else ()
                self.map_view(LayerQuery(indicator.id, level, period, scheme, defaults.k, own))

    def comparable_periods(self, query: LayerQuery) -> tuple[Period, ...]:
        """The periods that share classes and time slider with the one of the query.

        Left out are periods that must not be compared with it, and those that cover less than
        half as many areas as the fullest one: between full and nearly empty maps a slider
        would show nothing but gaps. Of very long series the newest periods stay.
        """
        indicator = self.catalog.indicator(query.indicator)
        cuts = self._cuts.get((query.indicator, query.level), {})
        covered = {
            period: cut.covered
            for period, cut in cuts.items()
            if not barrier(indicator, cuts, query.period, period)
        }
        enough = max(covered.values(), default=0) / 2
        most = max(2, SLIDER_VALUES // len(self.catalog.areas(query.level)))
        newest = [period for period, number in covered.items() if number >= enough][-most:]
        return tuple(p for p in covered if p in newest or p.code == query.period)

    def natural_limits(self, query: LayerQuery) -> tuple[float, ...]:
        """Limits of natural breaks for a query: where people begin who set their own."""
        cuts = self._cuts[query.indicator, query.level]
        shown = [cuts[period] for period in self.comparable_periods(query)]
        return self._classes(replace(query, scheme=Scheme.NATURAL, breaks=()), shown).limits

    def _classes(self, query: LayerQuery, cuts: list[Cut]) -> Classes:
        """Classes over all periods that are shown together; a joint value counts once."""
        decimals = self.catalog.indicator(query.indicator).decimals
        values = pd.Series([value for cut in cuts for _, value in cut.units()], dtype=float)
        return classify(values, query.scheme, query.k, own=query.breaks, decimals=decimals)

    def _build_view(self, query: LayerQuery) -> MapView:
        indicator = self.catalog.indicator(query.indicator)
        level = self.catalog.level(query.level)
        areas = self.catalog.areas(query.level)
        periods = self.comparable_periods(query)
        cuts = [self._cuts[query.indicator, query.level][period] for period in periods]
        classes = self._classes(query, cuts)
        labels = class_labels(classes.limits, indicator.decimals, classes.low, classes.high)
        palette = colours(indicator.map.palette, classes.k)
        sources = sorted({source for cut in cuts for source in cut.sources if source})
        return MapView(
            query=query,
            indicator=indicator,
            level_name=level.name,
            level_plural=level.plural,
            codes=tuple(area.code for area in areas),
            names=tuple(area.name for area in areas),
            legend=tuple(LegendRow(*pair) for pair in zip(labels, palette, strict=False)),
            periods=tuple(
                self._period_view(query, period, cut, classes)
                for period, cut in zip(periods, cuts, strict=True)
            ),
            sources=tuple(self.catalog.source(source) for source in sources),
            notes=self._notes(query, indicator, classes),
        )

    def _period_view(
        self, query: LayerQuery, period: Period, cut: Cut, classes: Classes
    ) -> PeriodView:
        names = [area.name for area in self.catalog.areas(query.level)]
        numbers = tuple(classes.assign(pd.Series(cut.values, dtype=float)).tolist())
        sentence = map_sentence(
            [Unit(tuple(names[p] for p in group), value) for group, value in cut.units()],
            {status: cut.statuses.count(status) for status in Status if not status.has_value},
            self.catalog.indicator(query.indicator),
            self.catalog.level(query.level).plural,
        )
        return PeriodView(
            period=period,
            values=cut.values,
            statuses=cut.statuses,
            classes=numbers,
            counts=tuple(numbers.count(n) for n in range(classes.k)),
            joint=cut.joint,
            sources=tuple(self.catalog.source(s) if s else None for s in cut.sources),
            sentence=sentence,
        )

    def _notes(self, query: LayerQuery, indicator: Indicator, classes: Classes) -> tuple[str, ...]:
        cuts = self._cuts[query.indicator, query.level]
        reasons = {barrier(indicator, cuts, query.period, period) for period in cuts}
        borders = border_notices(self.catalog, query.level, cuts, self.comparable_periods(query))
        notes = [classes.note, indicator.caveat, *sorted(reasons), *borders]
        return tuple(note for note in notes if note)

    # -- statements ------------------------------------------------------------------------

    def statements(self, indicator: str, level: str, area: str) -> tuple[Statement, ...]:
        """All published statements about one area, oldest first; empty where there are none."""
        return self._statements.get((indicator, level, area), ())

    def spoken_of(self, indicator: str) -> tuple[tuple[str, str], ...]:
        """(level, area code) of everything that has a statement of an indicator, coarsest first."""
        order = list(self.catalog.levels)[::-1]
        found = [(level, area) for id_, level, area in self._statements if id_ == indicator]
        return tuple(sorted(found, key=lambda place: (order.index(place[0]), place[1])))

    # -- the overview ----------------------------------------------------------------------

    def key_figures(self) -> tuple[Figure, ...]:
        """The key figures of the start view that are published, each with its newest statement."""
        figures = []
        for wanted in self.catalog.start.figures:
            statements = self.statements(wanted.indicator, wanted.level, wanted.area)
            preferred = [statement for statement in statements if statement.preferred]
            if not preferred:
                continue
            area = self.catalog.area(wanted.level, wanted.area)
            view = wanted.view or {"indikator": wanted.indicator, "ebene": wanted.level}
            link = page_link(wanted.page, view)
            indicator = self.catalog.indicator(wanted.indicator)
            figures.append(Figure(indicator, area.name, preferred[-1], link))
        return tuple(figures)

    # -- one area --------------------------------------------------------------------------

    def area_view(self, query: LayerQuery, code: str) -> AreaView:
        """Value, rank, city value, history and conflicting statements of one area."""
        area = self.catalog.area(query.level, code)
        view = self.map_view(query)
        position = view.codes.index(code)
        cut = self._cuts[query.indicator, query.level][view.current.period]
        published = [value for _, value in cut.units()]
        value = cut.values[position]
        statements = self.statements(query.indicator, query.level, code)
        history = tuple(s for s in statements if s.preferred)
        group = next((members for members in cut.joint if position in members), ())
        return AreaView(
            code=code,
            name=area.name,
            level_name=view.level_name,
            lineage=self.lineage(query.level, code),
            certain=area.certain,
            value=value,
            status=cut.statuses[position],
            rank=None if value is None else 1 + sum(other > value for other in published),
            ranked=len(published),
            city=self._city_value(query),
            median=median(published) if published else None,
            joint_with=tuple(view.names[member] for member in group if member != position),
            history=history,
            conflicts=tuple(s for s in statements if not s.preferred),
            breaks=(*(b.reason for b in view.indicator.breaks), *border_breaks(history)),
            companions=self._companions(view.indicator, query.level, code),
            notice=area_notice(cut.editions[position]) if cut.editions[position] else "",
        )

    def lineage(self, level: str, code: str) -> tuple[str, ...]:
        """Names of the areas that contain an area, each with its level, finest first."""
        parents = self.catalog.area(level, code).parents
        return tuple(
            f"{entry.name} {self.catalog.area(entry.id, parents[entry.id]).name}"
            for entry in self.catalog.levels.values()
            if entry.id in parents and entry.expected > 1
        )

    def _city_value(self, query: LayerQuery) -> float | None:
        city = list(self.catalog.levels)[-1]
        cuts = self._cuts.get((query.indicator, city), {})
        found = (cut.values[0] for period, cut in cuts.items() if period.code == query.period)
        return next(found, None)

    def _companions(
        self, indicator: Indicator, level: str, code: str
    ) -> tuple[tuple[Indicator, Period, float], ...]:
        """Newest values of other indicators, those of the same topic first."""
        others = sorted(
            self.indicators(frozenset()),
            key=lambda other: (other.topic != indicator.topic, other.topic, other.name),
        )
        found: list[tuple[Indicator, Period, float]] = []
        for other in others:
            statements = self.statements(other.id, level, code)
            known = [(s.period, s.value) for s in statements if s.preferred and s.value is not None]
            if known and other.id != indicator.id and len(found) < COMPANIONS:
                found.append((other, *known[-1]))
        return tuple(found)
