"""Hours of the gap analysis: per language, area and weekday, and per 1,000 people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sozialraum.analysis.catchment import two_step, weekly_hours
from sozialraum.analysis.coverage import Flags, Floats
from sozialraum.analysis.language_hours import language_hours, languages_offered
from sozialraum.domain.gaps import ServiceFilter
from sozialraum.domain.services import ServiceAtPlace, Timetable
from sozialraum.service.directory_match import language_of, weekday_of
from sozialraum.service.gap_ground import Ground


@dataclass(frozen=True)
class AreaHours:
    """Hours a week per 1,000 people of an area, the mean over its people; None where their number
    is unknown or 0."""

    level: str
    code: str
    name: str
    people: float | None
    hours: float | None


@dataclass(frozen=True)
class ServiceHours:
    """A service with known hours a week; ``per_1000`` people who reach it, 0 where nobody does."""

    id: str
    name: str
    hours: float
    per_1000: float


@dataclass(frozen=True)
class FloatingCatchment:
    """Hours per 1,000 people (two-step floating catchment), see ``data/methoden/abdeckung.md``.

    ``excluded`` are ids of services that fit, or may fit, but whose hours are unknown; ``alone``
    of those that nobody reaches. ``rows`` are hours per 1,000 people per row of the grid.
    """

    areas: tuple[AreaHours, ...]
    services: tuple[ServiceHours, ...]
    excluded: tuple[str, ...]
    alone: tuple[str, ...]
    rows: Floats
    assumptions: dict[str, str]


def without_time(wanted: ServiceFilter) -> ServiceFilter:
    """The filter without language, weekday and time, which the table of languages spells out."""
    return replace(wanted, language="", weekday="", time="")


def language_table(ground: Ground, languages: Sequence[str]) -> pd.DataFrame:
    """See :func:`sozialraum.analysis.language_hours.language_hours`.

    Services that only may fit count as services with unknown hours.
    """
    chosen, services = _may_count(ground)
    codes = [language_of(word) for word in languages] or list(languages_offered(services))
    return language_hours(
        ground.demand,
        ground.persons,
        services,
        ground.reach[:, chosen],
        list(dict.fromkeys(codes)),
        _columns(ground.admission, chosen),
    )


def floating(ground: Ground, assumptions: dict[str, str]) -> FloatingCatchment:
    """Hours per 1,000 people; of the hours only those of the language and weekday asked for."""
    chosen, services = _may_count(ground)
    asked = [_asked_hours(service, ground.question.wanted) for service in services]
    hours = weekly_hours(asked)
    found = two_step(
        ground.demand,
        ground.persons,
        ground.reach[:, chosen],
        hours,
        _columns(ground.admission, chosen),
    )
    found.rows.flags.writeable = False
    return FloatingCatchment(
        areas=tuple(
            AreaHours(
                area.level,
                area.code,
                area.name,
                area.count,
                None if np.isnan(mean) else float(mean),
            )
            for area, mean in zip(ground.demand.areas, found.areas, strict=True)
        ),
        services=tuple(
            ServiceHours(service.id, service.name, float(length), float(ratio))
            for service, length, ratio in zip(services, hours, found.ratios, strict=True)
            if not np.isnan(length)
        ),
        excluded=tuple(services[at].id for at in found.excluded),
        alone=tuple(services[at].id for at in found.alone),
        rows=found.rows,
        assumptions=assumptions,
    )


def _may_count(ground: Ground) -> tuple[Flags, list[ServiceAtPlace]]:
    """Services with a place that fit, or may fit: then their hours are taken as unknown."""
    chosen = ground.counting | ground.undecided
    services = [
        service if verdict else replace(service, timetable=Timetable(known=False))
        for service, verdict, flag in zip(ground.services, ground.verdicts, chosen, strict=True)
        if flag
    ]
    return chosen, services


def _columns(admission: Flags | None, chosen: Flags) -> Flags | None:
    return None if admission is None else admission[:, chosen]


def _asked_hours(service: ServiceAtPlace, wanted: ServiceFilter) -> ServiceAtPlace:
    """The service with the hours of the language and weekday asked for."""
    day = weekday_of(wanted.weekday)
    code = language_of(wanted.language) if wanted.language else ""
    slots = tuple(
        slot
        for slot in service.timetable.slots
        if (day is None or slot.day is day)
        and (not code or code in (slot.languages or service.languages))
    )
    return replace(service, timetable=replace(service.timetable, slots=slots))
