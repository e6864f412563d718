"""Hours as text: the strict weekly form of files, and special days; German in every language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from sozialraum.analysis.week import tidy
from sozialraum.domain.services import Slot, SpecialDay, Timetable

CLOSED = "geschlossen"
MORE = "weitere"
"""Last word of a week whose hours are not complete."""


def write_hours(timetable: Timetable) -> str:
    """The week as ``Mo 09:00-12:00; Di 13:00-16:00``; empty where no hours are known.

    Languages of a slot follow in brackets: ``Mo 09:00-12:00 (bg, ro)``. A place that is closed all
    week is ``geschlossen``; where there are further hours that nobody could read, ``weitere``
    follows. :func:`sozialraum.importers.hours.read_week` reads it back.
    """
    if not timetable.known or not (timetable.slots or timetable.complete):
        return ""
    parts = [
        f"{slot.day.german[:2]} {_span(slot)}{_languages(slot)}" for slot in tidy(timetable.slots)
    ]
    return "; ".join([*(parts or [CLOSED]), *([] if timetable.complete else [MORE])])


def write_exceptions(days: Iterable[SpecialDay]) -> str:
    """Special days as ``2026-12-24 geschlossen: Heiligabend | 2026-12-31 10:00-12:00``."""
    parts = []
    for day in sorted(days, key=lambda entry: entry.day):
        hours = ", ".join(f"{_span(slot)}{_languages(slot)}" for slot in tidy(day.slots))
        reason = f": {day.reason.replace('|', '/')}" if day.reason else ""
        parts.append(f"{day.day.isoformat()} {hours or CLOSED}{reason}")
    return " | ".join(parts)


def clock(moment: time) -> str:
    """``09:00``; the end of the day is ``24:00``."""
    return "24:00" if moment == time.max else moment.strftime("%H:%M")


def _span(slot: Slot) -> str:
    return f"{clock(slot.since)}-{clock(slot.until)}"


def _languages(slot: Slot) -> str:
    return f" ({', '.join(slot.languages)})" if slot.languages else ""
