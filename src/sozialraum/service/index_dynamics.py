"""Dynamics of a composite index: the same calculation with the changes between two dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from sozialraum.analysis.composite_index import (
    DYNAMICS_LIMITS,
    STATUS_LIMITS,
    classes_of,
    composite,
    contributions,
    shared_units,
    standardised_within,
)
from sozialraum.domain.social_index import IndexQuery
from sozialraum.language import t
from sozialraum.service.index_ground import Slice, earlier_periods, slice_of
from sozialraum.service.monitor import Monitor


@dataclass(frozen=True)
class Dynamics:
    """Index of changes and status at the earlier date, by area code; NaN and -1 without.

    ``reason`` says why there are none; then everything else is empty.
    """

    reason: str = ""
    before: tuple[Slice, ...] = ()
    index: pd.Series[float] = field(default_factory=lambda: pd.Series(dtype="float64"))
    classes: pd.Series[int] = field(default_factory=lambda: pd.Series(dtype="int64"))
    status_index: pd.Series[float] = field(default_factory=lambda: pd.Series(dtype="float64"))
    status_classes: pd.Series[int] = field(default_factory=lambda: pd.Series(dtype="int64"))
    notes: tuple[str, ...] = ()


def dynamics(
    monitor: Monitor,
    query: IndexQuery,
    slices: tuple[Slice, ...],
    taking: pd.Index[str],
    groups: Mapping[str, str] | None,
) -> Dynamics:
    """Dynamics of the areas that take part (``taking``), where all indicators have two dates."""
    before, reason = _before(monitor, query, slices)
    if reason:
        return Dynamics(reason)
    weights = {entry.indicator.id: entry.part.signed for entry in slices}
    then = pd.DataFrame({e.indicator.id: e.values for e in before}).reindex(taking)
    then = then.where(then.notna().all(axis=1), axis=0)
    now = pd.DataFrame({e.indicator.id: e.values for e in slices}).reindex(taking)
    known = [str(code) for code in then.dropna().index]
    joint = {
        now_.indicator.id: shared_units(known, [now_.units, old.units])
        for now_, old in zip(slices, before, strict=True)
    }
    changes = standardised_within(now - then, joint, groups)
    stuck = [e.indicator.short for e in slices if changes[e.indicator.id].isna().all()]
    if stuck:
        return Dynamics(_stuck(stuck[0], len(known)))
    index = composite(contributions(changes, weights), shared_units(known, [*joint.values()]))
    old_units = {entry.indicator.id: entry.units for entry in before}
    old = contributions(standardised_within(then, old_units, groups), weights)
    status = composite(old, shared_units(known, [*old_units.values()]))
    return Dynamics(
        before=before,
        index=index,
        classes=classes_of(index, DYNAMICS_LIMITS),
        status_index=status,
        status_classes=classes_of(status, STATUS_LIMITS),
        notes=_notes(slices, before, known),
    )


def _before(
    monitor: Monitor, query: IndexQuery, slices: tuple[Slice, ...]
) -> tuple[tuple[Slice, ...], str]:
    """The indicators in the newest earlier year that all of them have, or why there is none."""
    if len({entry.period.year for entry in slices}) > 1:
        dates = "; ".join(f"{e.indicator.short} {e.period.label}" for e in slices)
        what = t("Die Stichtage liegen in verschiedenen Jahren ({dates}).", dates=dates)
        return (), what
    found = []
    for entry in slices:
        periods, reason = earlier_periods(monitor, query.level, entry)
        if reason:
            return (), reason
        found.append({period.year: period for period in periods})
    common = set.intersection(*(set(periods) for periods in found))
    if not common:
        return (), t("Die Indikatoren haben keinen gemeinsamen früheren Stichtag.")
    year = max(common)
    before = (
        slice_of(monitor, query, entry.part, periods[year])
        for entry, periods in zip(slices, found, strict=True)
    )
    return tuple(before), ""


def _stuck(name: str, areas: int) -> str:
    if not areas:
        return t("Kein Gebiet hat zu beiden Stichtagen alle Werte.")
    return t("Bei „{name}“ gibt es zu wenige Veränderungen, oder alle sind gleich groß.", name=name)


def _notes(
    slices: tuple[Slice, ...], before: tuple[Slice, ...], known: list[str]
) -> tuple[str, ...]:
    once = {
        code
        for now, old in zip(slices, before, strict=True)
        for code in known
        if (code in now.units) != (code in old.units)
    }
    if not once:
        return ()
    return (
        t(
            "Gebiete, deren Wert nur zu einem der beiden Stichtage gemeinsam mit anderen "
            "veröffentlicht ist: {n}. Die Veränderung ist dort weniger genau.",
            n=len(once),
        ),
    )
