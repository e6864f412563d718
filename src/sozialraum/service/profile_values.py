"""The key figures of an area sheet: newest published value of every indicator, and what is not."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from sozialraum.domain.access import Role, may_see
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.profiles import ProfileValue
from sozialraum.domain.status import Status
from sozialraum.domain.views import Statement
from sozialraum.language import n_, t
from sozialraum.service.cuts import Cut
from sozialraum.service.profile_ground import Ground, Spot
from sozialraum.service.profile_sums import sum_of_parts

EXAMPLE = n_("Beispieldaten (erfunden)")
_DESCRIBING = frozenset({Kind.SHARE, Kind.RATE, Kind.MEAN})
_DIGITS = 9
PER_TOPIC = 5
"""Figures per topic that are not offered on the map; the pages of the topics hold all of them."""


@dataclass(frozen=True)
class Told:
    """What was published about an area, or about one of another level with the same ground.

    ``history`` are the preferred statements, oldest first, ``others`` the further ones.
    ``newest`` is the newest preferred one that is not merely unknown, else the newest.
    """

    indicator: Indicator
    spot: Spot
    newest: Statement
    history: tuple[Statement, ...]
    others: tuple[Statement, ...]

    @property
    def valued(self) -> tuple[Statement, ...]:
        """The preferred statements that have a value."""
        return tuple(s for s in self.history if s.value is not None)

    @property
    def known(self) -> bool:
        """True where there is a value, or a published reason why there is none."""
        return self.newest.status is not Status.UNKNOWN


@dataclass(frozen=True)
class Figures:
    """Key figures in the order of topics and names, and indicators of the map without one.

    ``told`` holds the statements by indicator id. ``off_level`` are nowhere published on the level,
    ``off_area`` only for other areas, ``vague`` without a number; ``left_out`` counts what other
    pages show.
    """

    values: tuple[ProfileValue, ...]
    told: dict[str, Told]
    off_level: tuple[Indicator, ...]
    off_area: tuple[Indicator, ...]
    vague: tuple[Told, ...]
    left_out: int


def figures(ground: Ground, spot: Spot, held: frozenset[Role]) -> Figures:
    """All map indicators and the most important others that were published for an area."""
    monitor = ground.monitor
    offered = monitor.indicators(held)
    further, left_out = _further(ground, spot, held)
    told = {
        indicator.id: found
        for indicator in (*offered, *further)
        if (found := tell(ground, indicator, spot))
    }
    values = [_value(ground, spot, found) for found in told.values() if found.known]
    open_ = [i for i in offered if i.id not in told or not told[i.id].known]
    sums = [value for i in open_ if (value := sum_of_parts(ground, i, spot))]
    summed = {value.indicator.id for value in sums}
    missing = [i for i in open_ if i.id not in told and i.id not in summed]
    return Figures(
        values=tuple(sorted([*values, *sums], key=lambda value: _order(value.indicator))),
        told=told,
        off_level=tuple(i for i in missing if spot[0] not in monitor.levels(i.id)),
        off_area=tuple(i for i in missing if spot[0] in monitor.levels(i.id)),
        vague=tuple(told[i.id] for i in open_ if i.id in told and i.id not in summed),
        left_out=left_out,
    )


def tell(ground: Ground, indicator: Indicator, spot: Spot) -> Told | None:
    """Statements about an area itself; without a value there, the newest ones about its twins."""
    own = _told(ground, indicator, spot)
    if own and own.known:
        return own
    twins = [_told(ground, indicator, twin) for twin in ground.twins(*spot)]
    found = [told for told in twins if told and told.known]
    return max(found, key=lambda told: told.newest.period) if found else own


def _told(ground: Ground, indicator: Indicator, spot: Spot) -> Told | None:
    statements = ground.monitor.statements(indicator.id, *spot)
    history = tuple(s for s in statements if s.preferred)
    if not history:
        return None
    known = [s for s in history if s.status is not Status.UNKNOWN]
    others = tuple(s for s in statements if not s.preferred)
    return Told(indicator, spot, (known or history)[-1], history, others)


def _further(ground: Ground, spot: Spot, held: frozenset[Role]) -> tuple[list[Indicator], int]:
    """Indicators with a value that the map does not offer, the most important of each topic.

    Of a topic that the map knows: first the key figures of the start view, then those with most
    reference dates, then the newest. The number counts the others.
    """
    topics = {indicator.topic for indicator in ground.monitor.indicators(held)}
    chosen = {figure.indicator for figure in ground.catalog.start.figures}
    found = [
        told
        for indicator in ground.catalog.indicators.values()
        if not indicator.on_map
        and may_see(indicator.roles, held)
        and (told := tell(ground, indicator, spot))
        and told.newest.value is not None
    ]
    kept: dict[str, list[Indicator]] = {}
    for told in sorted(found, key=lambda entry: _weight(entry, chosen)):
        topic = kept.setdefault(told.indicator.topic, [])
        wanted = told.indicator.topic in topics and _telling(told, spot == ground.city)
        if told.indicator.id in chosen or (wanted and len(topic) < PER_TOPIC):
            topic.append(told.indicator)
    named = [indicator for topic in kept.values() for indicator in topic]
    return named, len(found) - len(named)


def _telling(told: Told, city: bool) -> bool:
    """Dates told as numbers are no key figures, and for a city neither is a single count."""
    kind = told.indicator.kind
    if kind is Kind.INDEX and not told.indicator.unit:
        return False
    return not city or kind in _DESCRIBING or len(told.valued) > 1


def _weight(told: Told, chosen: Container[str]) -> tuple[bool, int, int, tuple[str, str]]:
    newest = told.newest.period.year
    return told.indicator.id not in chosen, -len(told.valued), -newest, _order(told.indicator)


def _value(ground: Ground, spot: Spot, told: Told) -> ProfileValue:
    period, level = told.newest.period, told.spot[0]
    cut = ground.cut(told.indicator, level, period)
    own = told.spot == spot
    rank, ranked, share, middle = _standing(cut, told.newest.value) if own else _NO_STANDING
    return ProfileValue(
        indicator=told.indicator,
        period=period,
        value=told.newest.value,
        status=told.newest.status,
        rank=rank,
        ranked=ranked,
        position=share,
        median=middle,
        district=ground.published(told.indicator, ground.district(*spot), period),
        city=ground.city_value(told.indicator, spot, period),
        source=told.newest.source,
        quality=told.newest.quality,
        joint_with=tuple(ground.partners(told.indicator, level, period).get(told.spot[1], ())),
        note="; ".join(_notes(ground, spot, told)),
    )


def _notes(ground: Ground, spot: Spot, told: Told) -> Iterator[str]:
    if told.spot != spot:
        yield t("Wert für {area}, dasselbe Gebiet", area=ground.title(told.spot))
    if (told.indicator.id, *told.spot) in ground.invented:
        yield t(EXAMPLE)


_Standing = tuple[int | None, int, float | None, float | None]
_NO_STANDING: _Standing = (None, 0, None, None)


def _standing(cut: Cut, value: float | None) -> _Standing:
    """Rank, number of values, share below, median; a joint value counts once."""
    values = [amount for _, amount in cut.units()]
    if len(values) < 2:
        return None, len(values), None, None
    middle = round(median(values), _DIGITS)
    if value is None:
        return None, len(values), None, middle
    higher = sum(other > value for other in values)
    below = sum(other < value for other in values)
    return 1 + higher, len(values), below / len(values), middle


def _order(indicator: Indicator) -> tuple[str, str]:
    return indicator.topic.casefold(), indicator.name.casefold()


def short_names(indicators: Iterable[Indicator]) -> list[str]:
    """Short names in the order of topics and names."""
    return [indicator.short for indicator in sorted(indicators, key=_order)]
