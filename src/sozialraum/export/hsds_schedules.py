"""Hours of a service as schedules of HSDS 3 (RFC 5545 rules)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sozialraum.analysis.validity import first_and_last_day
from sozialraum.domain.languages import language_name
from sozialraum.domain.services import ServiceAtPlace, Slot, SpecialDay, Weekday
from sozialraum.render.formats import enumeration
from sozialraum.render.hours import clock

Json = dict[str, Any]
_DAYS = dict(zip(Weekday, ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
_LOCAL = "Ortszeit (Europe/Berlin)"
_END_OF_DAY = "23:59"


def schedules_of(service: ServiceAtPlace) -> Iterator[Json]:
    """One rule per span of hours, one per special day, and the words of the source."""
    timetable = service.timetable
    spans: dict[tuple[time, time, tuple[str, ...]], list[Slot]] = defaultdict(list)
    for slot in timetable.slots:
        spans[slot.since, slot.until, slot.languages].append(slot)
    for (since, until, languages), slots in spans.items():
        byday = ",".join(_DAYS[slot.day] for slot in slots)
        names = enumeration([language_name(code) for code in languages])
        yield _schedule(
            service,
            f"{byday}/{since}/{until}/{names}",
            {
                "freq": "WEEKLY",
                "wkst": "MO",
                "byday": byday,
                "opens_at": _clock(since),
                "closes_at": _clock(until),
                "valid_from": exact_day(service.valid_from),
                "valid_to": exact_day(service.valid_to),
                "description": f"auf {names}" if names else "",
                "notes": _LOCAL,
            },
        )
    for special in timetable.exceptions:
        yield from _special(service, special)
    if timetable.text:
        yield _schedule(service, "text", {"description": timetable.text})


def _special(service: ServiceAtPlace, special: SpecialDay) -> Iterator[Json]:
    day = special.day.isoformat()
    once = {"valid_from": day, "valid_to": day, "dtstart": day}
    if not special.slots:
        reason = f": {special.reason}" if special.reason else ""
        yield _schedule(service, day, {**once, "description": f"geschlossen{reason}"})
    for slot in special.slots:
        hours = {"opens_at": _clock(slot.since), "closes_at": _clock(slot.until)}
        rule = {"freq": "WEEKLY", "byday": _DAYS[slot.day], "count": 1, "notes": _LOCAL}
        key = f"{day}/{slot.since}"
        yield _schedule(service, key, {**once, **rule, **hours, "description": special.reason})


def _schedule(service: ServiceAtPlace, key: str, fields: Mapping[str, Any]) -> Json:
    modes = enumeration([mode.label for mode in service.reach_modes])
    return known({"id": uuid("schedule", f"{service.id}/{key}"), **fields, "attending_type": modes})


def _clock(moment: time) -> str:
    return _END_OF_DAY if moment == time.max else clock(moment)


def exact_day(code: str) -> str:
    """A reference date as a day where it is one; empty where it is coarser."""
    return code if code and len(set(first_and_last_day(code))) == 1 else ""


def uuid(kind: str, key: str) -> str:
    """The id of an object: the same kind and key always have the same one."""
    return str(uuid5(NAMESPACE_URL, f"urn:sozialraum:{kind}:{key}"))


def known(fields: Mapping[str, Any]) -> Json:
    """The fields without those that are unknown."""
    return {key: value for key, value in fields.items() if value not in (None, "", [])}
