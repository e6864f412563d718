"""Counts of an area as the sum of its parts, where every part is published."""

from __future__ import annotations

import pandas as pd

from sozialraum.aggregate import aggregate
from sozialraum.domain.indicators import Indicator, Quality
from sozialraum.domain.period import Period
from sozialraum.domain.profiles import ProfileValue
from sozialraum.domain.status import Status
from sozialraum.language import t
from sozialraum.service.cuts import Cut
from sozialraum.service.profile_ground import Ground, Spot

_DIGITS = 9
"""Sums of decimal numbers are exact to far more decimals than any source has."""


def sum_of_parts(ground: Ground, indicator: Indicator, spot: Spot) -> ProfileValue | None:
    """The newest sum over the coarsest level whose areas make up an area exactly.

    None for anything but counts, for areas whose extent was inferred, and unless every one of two
    or more parts has a value at one reference date.
    """
    if not indicator.kind.additive or not ground.catalog.area(*spot).certain:
        return None
    for fine in reversed(ground.order[: ground.order.index(spot[0])]):
        parts = ground.parts(*spot, fine)
        periods = ground.monitor.periods(indicator.id, fine) if len(parts) > 1 else ()
        for period in reversed(periods):
            cut = ground.cut(indicator, fine, period)
            positions = [ground.position(fine, part) for part in parts]
            if any(cut.values[position] is None for position in positions):
                continue
            found = _sum(ground, indicator, spot, fine, parts, period)
            if found:
                return found
    return None


def _sum(
    ground: Ground,
    indicator: Indicator,
    spot: Spot,
    fine: str,
    parts: tuple[str, ...],
    period: Period,
) -> ProfileValue | None:
    """None where a joint value of the parts reaches beyond the area."""
    level = ground.catalog.level(fine)
    frame = _frame(ground, fine, ground.cut(indicator, fine, period))
    inside = {code: "innen" if code in parts else "" for code in frame.index}
    value, status, _ = aggregate(frame, inside, indicator).loc["innen"]
    if Status(status) is Status.UNKNOWN:
        return None
    statements = [ground.preferred(indicator, (fine, part), period) for part in parts]
    told = [statement for statement in statements if statement]
    sources = tuple({statement.source.id: statement.source for statement in told}.values())
    qualities = {statement.quality for statement in told}
    return ProfileValue(
        indicator=indicator,
        period=period,
        value=round(float(value), _DIGITS),
        status=Status(status),
        rank=None,
        ranked=0,
        position=None,
        median=None,
        district=ground.published(indicator, ground.district(*spot), period),
        city=ground.city_value(indicator, spot, period),
        source=sources[0],
        quality=[q.label for q in Quality if q.label in qualities][-1],
        note=t("Summe der {n} {plural}", n=len(parts), plural=level.plural),
        further_sources=sources[1:],
    )


def _frame(ground: Ground, level: str, cut: Cut) -> pd.DataFrame:
    """A cut as the table that sums are made from."""
    frame = pd.DataFrame(
        {"value": cut.values, "status": [s.value for s in cut.statuses], "joint": ""},
        index=[area.code for area in ground.catalog.areas(level)],
    ).astype({"value": "float64"})
    for number, group in enumerate(cut.joint):
        frame.iloc[list(group), frame.columns.get_loc("joint")] = str(number)
    return frame
