"""Weekly hours: order, hours over midnight, and whether a place is open at a time.

Times are local times of the city. 24:00 is ``time.max``, as in :class:`~domain.services.Slot`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from sozialraum.domain.services import Openness, Slot, Timetable, Weekday

DAYS = tuple(Weekday)
MIDNIGHT = time.max
"""24:00, the end of a day."""
_EVENING, _MORNING = time(16), time(10)


def tidy(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Slots in the order of the week; those that overlap or touch with the same languages are one.

    No minute is added or lost.
    """
    joined: list[Slot] = []
    for slot in sorted(slots, key=lambda s: (DAYS.index(s.day), s.languages, s.since, s.until)):
        last = joined[-1] if joined else None
        same = last is not None and (last.day, last.languages) == (slot.day, slot.languages)
        if last is not None and same and slot.since <= last.until:
            joined[-1] = Slot(slot.day, last.since, max(last.until, slot.until), slot.languages)
        else:
            joined.append(slot)
    return tuple(sorted(joined, key=_in_week))


def _in_week(slot: Slot) -> tuple[int, time, time, tuple[str, ...]]:
    return DAYS.index(slot.day), slot.since, slot.until, slot.languages


def overnight(since: time, until: time) -> bool:
    """True where hours that end before they begin are hours over midnight.

    That is believed of hours that begin at 16:00 or later and end at 10:00 or earlier; everything
    else (``12-9``) is a mistake.
    """
    return since >= _EVENING and until <= _MORNING


def on_day(day: Weekday, since: time, until: time) -> tuple[Slot, ...]:
    """The slot of a day, or the two slots of hours over midnight (see :func:`overnight`)."""
    if since < until:
        return (Slot(day, since, until),)
    following = DAYS[(DAYS.index(day) + 1) % len(DAYS)]
    later = (Slot(following, time(0), until),) if until > time(0) else ()
    return (Slot(day, since, MIDNIGHT), *later)


def within(slots: Iterable[Slot], others: Iterable[Slot]) -> bool:
    """True where every slot lies in one of the others, whatever the languages."""
    known = tidy(Slot(other.day, other.since, other.until) for other in others)
    return all(
        any(k.day is s.day and k.since <= s.since and s.until <= k.until for k in known)
        for s in slots
    )


def slots_at(slots: Iterable[Slot], day: Weekday, at: time) -> tuple[Slot, ...]:
    """Slots that hold a time: ``since`` belongs to them, ``until`` does not."""
    return tuple(slot for slot in slots if slot.day is day and slot.since <= at < slot.until)


def slots_of(timetable: Timetable, day: Weekday, on: date | None = None) -> tuple[Slot, ...] | None:
    """Slots of a weekday, or of a special day where ``on`` is one; None where nothing is known.

    Where the published text says more than could be read, there may be further slots.
    """
    special = next((s for s in timetable.exceptions if s.day == on), None)
    if special is not None:
        return special.slots
    if not timetable.known:
        return None
    return tuple(slot for slot in timetable.slots if slot.day is day)


def openness(timetable: Timetable, day: Weekday, at: time, on: date | None = None) -> Openness:
    """Whether a place is open. Special days win over the week.

    Unknown hours are neither open nor closed. Where the hours are incomplete, a time in a slot is
    open and every other time is unknown.
    """
    slots = slots_of(timetable, day, on)
    if slots is None:
        return Openness.UNKNOWN
    if slots_at(slots, day, at):
        return Openness.OPEN
    special = any(entry.day == on for entry in timetable.exceptions)
    return Openness.CLOSED if special or timetable.complete else Openness.UNKNOWN
