"""The composite index (Sozialindex) of published values; see ``data/methoden/sozialindex.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from sozialraum.analysis.composite_index import (
    FEWEST_UNITS,
    STATUS_LIMITS,
    classes_of,
    composite,
    contributions,
    first_of_units,
    shared_units,
    standardised_within,
    weights_of,
)
from sozialraum.analysis.index_sensitivity import Sensitivity, sensitivity
from sozialraum.domain.period import Period
from sozialraum.domain.social_index import (
    Baseline,
    IndexArea,
    IndexQuery,
    IndexResult,
    PartValue,
    ResultPart,
    Stability,
)
from sozialraum.domain.status import Status
from sozialraum.errors import UnreadableInput
from sozialraum.language import t
from sozialraum.render.formats import number
from sozialraum.service.index_dynamics import Dynamics, dynamics
from sozialraum.service.index_ground import (
    Slice,
    doubtful,
    inhabitants,
    missing_status,
    slices_of,
)
from sozialraum.service.monitor import Monitor

_KEPT = 32


@dataclass(frozen=True)
class _Computed:
    """Everything by area code; NaN where an area takes no part."""

    slices: tuple[Slice, ...]
    people: Mapping[str, float]
    taking: pd.Index[str]
    scores: pd.DataFrame
    parts: pd.DataFrame
    index: pd.Series[float]
    classes: pd.Series[int]
    varied: Sensitivity | None
    dynamics: Dynamics


@lru_cache(maxsize=_KEPT)
def social_index(monitor: Monitor, query: IndexQuery) -> IndexResult:
    """The index of all areas of a level.

    The caller has made sure that the indicators may be seen. Raises
    :class:`~sozialraum.errors.SozialraumError` with a sentence where none can be made: no
    indicator, weights that sum to zero, too few areas, an indicator without differences.
    """
    found = _compute(monitor, query)
    level = monitor.catalog.level(query.level)
    before: list[Period | None] = [e.period for e in found.dynamics.before]
    before = before or [None] * len(found.slices)
    shares = weights_of(_weights(found.slices), [e.indicator.id for e in found.slices]).abs()
    parts = tuple(
        ResultPart(e.indicator, e.part, float(shares[e.indicator.id]), e.period, b)
        for e, b in zip(found.slices, before, strict=True)
    )
    areas = tuple(_area(monitor, query, found, p) for p in range(len(found.index)))
    sources = {
        source
        for entry in (*found.slices, *found.dynamics.before)
        for source, value in zip(entry.cut.sources, entry.cut.values, strict=True)
        if source and value is not None
    }
    return IndexResult(
        query=query,
        level_name=level.name,
        level_plural=level.plural,
        parts=parts,
        areas=areas,
        joint=_joint(found),
        no_dynamics=found.dynamics.reason,
        dynamics_notes=found.dynamics.notes,
        notes=tuple(_notes(query, found, areas)),
        sources=tuple(monitor.catalog.source(source) for source in sorted(sources)),
    )


def _weights(slices: tuple[Slice, ...]) -> dict[str, float]:
    return {entry.indicator.id: entry.part.signed for entry in slices}


def _compute(monitor: Monitor, query: IndexQuery) -> _Computed:
    slices = slices_of(monitor, query)
    people = inhabitants(monitor, query.level)
    frame = pd.DataFrame({entry.indicator.id: entry.values for entry in slices})
    small = pd.Series(
        {code: people.get(code, query.minimum) < query.minimum for code in frame.index}
    )
    frame = frame.where(frame.notna().all(axis=1) & ~small, axis=0)
    taking = frame.dropna().index
    _usable(frame.loc[taking], slices)
    groups = _groups(monitor, query)
    weights = _weights(slices)
    scores = standardised_within(frame, {e.indicator.id: e.units for e in slices}, groups)
    parts = contributions(scores, weights)
    units = shared_units([str(code) for code in taking], [e.units for e in slices])
    index = composite(parts, units)
    if index.isna().all():
        what = t("Die gewichtete Summe ist in allen Gebieten gleich oder für zu wenige bekannt.")
        raise UnreadableInput(
            what, t("Andere Indikatoren, Gewichte oder einen anderen Bezug wählen.")
        )
    varied = sensitivity(scores, weights, units, STATUS_LIMITS) if len(slices) > 1 else None
    classes = classes_of(index, STATUS_LIMITS)
    changed = dynamics(monitor, query, slices, taking, groups)
    return _Computed(slices, people, taking, scores, parts, index, classes, varied, changed)


def _groups(monitor: Monitor, query: IndexQuery) -> dict[str, str] | None:
    if query.baseline is Baseline.ALL:
        return None
    return monitor.catalog.membership(query.level, monitor.catalog.district)


def _usable(frame: pd.DataFrame, slices: tuple[Slice, ...]) -> None:
    """Refuse what has no spread: too few areas, an indicator that is the same everywhere."""
    for entry in slices:
        column = frame[entry.indicator.id]
        units = int(first_of_units(column.index, entry.units).sum())
        name = entry.indicator.short
        if units < FEWEST_UNITS:
            what = t(
                "Gebiete mit eigenem Wert für alle gewählten Indikatoren: {n}; nötig sind "
                "mindestens {least}.",
                n=units,
                least=FEWEST_UNITS,
            )
            raise UnreadableInput(
                what, t("Indikatoren mit mehr Werten oder eine andere Raumebene wählen.")
            )
        if column.nunique() < 2:
            what = t(
                "Bei „{name}“ tragen alle Gebiete denselben Wert; daraus entsteht kein "
                "Unterschied.",
                name=name,
            )
            raise UnreadableInput(what, t("Diesen Indikator weglassen."))


def _joint(found: _Computed) -> tuple[tuple[int, ...], ...]:
    codes = [str(code) for code in found.index.index]
    units = shared_units([str(c) for c in found.taking], [e.units for e in found.slices])
    groups: dict[str, list[int]] = {}
    for code, unit in units.items():
        groups.setdefault(unit, []).append(codes.index(code))
    return tuple(tuple(sorted(members)) for members in groups.values())


def _area(monitor: Monitor, query: IndexQuery, found: _Computed, position: int) -> IndexArea:
    area = monitor.catalog.areas(query.level)[position]
    code = area.code
    status, reason = _status(query, found, code, position)
    known = status.has_value
    changed = found.dynamics
    has_dynamics = known and not changed.reason and int(changed.classes[code]) >= 0
    has_before = known and not changed.reason and int(changed.status_classes[code]) >= 0
    return IndexArea(
        code=code,
        name=area.name,
        status=status,
        reason=reason,
        index=float(found.index[code]) if known else None,
        status_class=int(found.classes[code]),
        dynamics=float(changed.index[code]) if has_dynamics else None,
        dynamics_class=int(changed.classes[code]) if has_dynamics else -1,
        dynamics_reason="" if has_dynamics or not known else _no_dynamics(changed, position),
        before=(float(changed.status_index[code]), int(changed.status_classes[code]))
        if has_before
        else None,
        inhabitants=found.people.get(code),
        parts=tuple(_part(monitor, query, found, entry, position) for entry in found.slices),
        stability=_stability(found, code) if known else None,
    )


def _status(query: IndexQuery, found: _Computed, code: str, position: int) -> tuple[Status, str]:
    if code in found.taking:
        if not pd.isna(found.index[code]):
            return doubtful(found.slices, position), ""
        return Status.NOT_APPLICABLE, t(
            "In der eigenen Vergleichsgruppe haben zu wenige Gebiete einen Wert, oder alle "
            "denselben."
        )
    if found.people.get(code, query.minimum) < query.minimum:
        return Status.NOT_APPLICABLE, t(
            "weniger als {n} Einwohner ({found})",
            n=number(query.minimum),
            found=number(found.people[code]),
        )
    return missing_status(found.slices, position)


def _no_dynamics(changed: Dynamics, position: int) -> str:
    lacking = [e for e in changed.before if e.cut.values[position] is None]
    if not lacking:
        return changed.reason
    names = "; ".join(f"{e.indicator.short}: {e.cut.statuses[position].label}" for e in lacking)
    return t("{date}: {names}", date=changed.before[0].period.label, names=names)


def _part(
    monitor: Monitor, query: IndexQuery, found: _Computed, entry: Slice, position: int
) -> PartValue:
    code, id_ = str(found.index.index[position]), entry.indicator.id
    said = next(
        (
            statement
            for statement in monitor.statements(id_, query.level, code)
            if statement.preferred and statement.period == entry.period
        ),
        None,
    )
    known = not pd.isna(found.index[code])
    return PartValue(
        value=entry.cut.values[position],
        status=entry.cut.statuses[position],
        source=said.source if said else None,
        quality=said.quality if said else "",
        score=float(found.scores.loc[code, id_]) if known else None,
        contribution=float(found.parts.loc[code, id_]) if known else None,
    )


def _stability(found: _Computed, code: str) -> Stability | None:
    if found.varied is None:
        return None
    left = found.varied.left_out.loc[code]
    names = [str(name) for name in found.varied.left_out.columns]
    return Stability(
        float(found.varied.weights[code]), tuple((name, bool(left[name])) for name in names)
    )


def _notes(query: IndexQuery, found: _Computed, areas: tuple[IndexArea, ...]) -> Iterator[str]:
    classed = sum(area.status_class >= 0 for area in areas)
    yield t(
        "{n} von {all} Gebieten haben eine Klasse. Ein Gebiet nimmt nur teil, wenn für jeden "
        "gewählten Indikator ein Wert veröffentlicht ist.",
        n=number(classed),
        all=number(len(areas)),
    )
    for entry in found.slices:
        lacking = len(areas) - entry.cut.covered
        if lacking:
            yield t(
                "Gebiete ohne Wert bei „{name}“ ({date}): {n}.",
                name=entry.indicator.short,
                date=entry.period.label,
                n=number(lacking),
            )
    if query.minimum:
        yield _minimum_note(query, found, areas)
    yield from found.dynamics.notes
    yield from dict.fromkeys(e.indicator.caveat for e in found.slices if e.indicator.caveat)


def _minimum_note(query: IndexQuery, found: _Computed, areas: tuple[IndexArea, ...]) -> str:
    small = sum(found.people.get(area.code, query.minimum) < query.minimum for area in areas)
    unknown = sum(area.code not in found.people for area in areas)
    return t(
        "Gebiete mit weniger als {least} Einwohnern und deshalb ohne Klasse: {small}. Gebiete ohne "
        "veröffentlichte Einwohnerzahl, in denen diese Untergrenze nicht geprüft ist: {unknown}.",
        least=number(query.minimum),
        small=number(small),
        unknown=number(unknown),
    )
