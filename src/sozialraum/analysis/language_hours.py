"""Which language is spoken where and when: hours per language, area and weekday. Pure.

The hours of a service count for an area by the share of its people who reach the service: hours
that everybody reaches count in full. What nobody published counts as nothing and is counted
beside the hours, so that "no hours known" never reads as "no hours".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sozialraum.analysis.coverage import Flags, Floats, admitted, weights_within_areas
from sozialraum.domain.gaps import Demand
from sozialraum.domain.languages import GERMAN
from sozialraum.domain.services import ServiceAtPlace, Weekday

if TYPE_CHECKING:
    from scipy.sparse import csr_array

COLUMNS = ("language", "area", "weekday", "hours", "people", "unknown_services")
_DAYS = tuple(Weekday)


def languages_offered(services: Sequence[ServiceAtPlace]) -> tuple[str, ...]:
    """ISO codes of all languages that any service or slot names, sorted."""
    named = {code for service in services for code in service.languages}
    slots = (slot for service in services for slot in service.timetable.slots)
    return tuple(sorted(named.union(*(slot.languages for slot in slots))))


def language_hours(
    demand: Demand,
    persons: Floats,
    services: Sequence[ServiceAtPlace],
    reach: csr_array,
    languages: Sequence[str],
    admission: Flags | None = None,
) -> pd.DataFrame:
    """Long table, one row per language, area and weekday; columns :data:`COLUMNS`.

    ``area`` is the code, ``weekday`` that of :class:`Weekday`, ``hours`` are hours on that day,
    ``people`` the persons of the area (NaN where unknown) and ``unknown_services`` the number of
    services in reach that may offer the language on that day: languages or hours are unknown.
    Areas in the order of the demand. ``reach`` has rows x services.
    """
    hours, maybe = _offers(services, languages)
    shares = np.asarray(
        (weights_within_areas(demand, persons) @ admitted(reach, admission)).todense()
    )
    within = shares @ hours.reshape(len(services), -1)
    unknown = (shares > 0).astype(np.intp) @ maybe.reshape(len(services), -1)
    codes = [area.code for area in demand.areas]
    people = [np.nan if area.count is None else area.count for area in demand.areas]
    shape = (len(codes), len(languages), len(_DAYS))
    index = pd.MultiIndex.from_product(
        [list(languages), codes, [day.value for day in _DAYS]], names=COLUMNS[:3]
    )
    table = index.to_frame(index=False)
    table["hours"] = within.reshape(shape).transpose(1, 0, 2).ravel()
    table["people"] = np.tile(np.repeat(people, len(_DAYS)), len(languages))
    table["unknown_services"] = unknown.reshape(shape).transpose(1, 0, 2).ravel()
    return table


def _offers(
    services: Sequence[ServiceAtPlace], languages: Sequence[str]
) -> tuple[Floats, NDArray[np.intp]]:
    """Known hours, and 1 where the service may offer more; services x languages x weekdays."""
    hours = np.zeros((len(services), len(languages), len(_DAYS)))
    maybe = np.zeros(hours.shape, dtype=np.intp)
    for at, service in enumerate(services):
        for number, language in enumerate(languages):
            for position, day in enumerate(_DAYS):
                known, open_question = _on(service, language, day)
                hours[at, number, position] = known
                maybe[at, number, position] = open_question
    return hours, maybe


def _on(service: ServiceAtPlace, language: str, day: Weekday) -> tuple[float, bool]:
    """Known hours of a language on a day, and whether there may be others."""
    timetable = service.timetable
    slots = [slot for slot in timetable.slots if slot.day is day]
    answers = [
        (_spoken(slot.languages or service.languages, service, language), slot) for slot in slots
    ]
    known = sum(slot.hours for spoken, slot in answers if spoken)
    open_question = any(spoken is None for spoken, _ in answers)
    unread = not slots and not (timetable.known and timetable.complete)
    may_speak = _spoken(service.languages, service, language) is not False
    return known, open_question or (unread and may_speak)


def _spoken(named: tuple[str, ...], service: ServiceAtPlace, language: str) -> bool | None:
    """None where no language is named, where the list is incomplete, and for German, which
    directories leave out of such lists."""
    if language in named:
        return True
    if named is not service.languages:
        return False
    return False if named and service.languages_complete and language != GERMAN else None
