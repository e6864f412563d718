"""Opening hours from text: German free text as directories write it, and a strict weekly form.

Strict: ``Mo 09:00-12:00; Di 13:00-16:00`` (:func:`read_week`, :func:`read_exceptions`,
:func:`write_hours`). Free text (:func:`parse_hours`) is read where it says weekdays and hours in
words that are known; everything else stays text. Hours without days and days without hours are
never completed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time

from sozialraum.analysis.week import DAYS, MIDNIGHT, tidy
from sozialraum.domain.languages import language_code
from sozialraum.domain.services import Slot, SpecialDay, Timetable, Weekday
from sozialraum.errors import UnreadableInput
from sozialraum.importers.hours_text import read_text
from sozialraum.language import t
from sozialraum.render.hours import CLOSED, MORE, write_exceptions, write_hours

__all__ = [
    "EXAMPLE", "LONGEST", "parse_hours", "read_exceptions", "read_week", "write_exceptions",
    "write_hours",
]  # fmt: skip

EXAMPLE = "Mo 09:00-12:00; Di 13:00-16:00"
"""The strict form, as messages show it."""
LONGEST = 2_000
"""Signs of a text on hours; a longer one is no such text."""
_SHORT = {day.german[:2].lower(): day for day in DAYS}
_SPAN = r"([0-9]{1,2}):([0-9]{2})\s*-\s*([0-9]{1,2}):([0-9]{2})(?:\s*\(([^()]*)\))?"
_PART = re.compile(rf"([a-z]{{2}})(?:\s*-\s*([a-z]{{2}}))?\s+{_SPAN}", re.IGNORECASE)
_TIMES = re.compile(_SPAN)
_SPECIAL = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\s+(.+)")
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‑": "-", "\u00a0": " "})


def parse_hours(text: str) -> Timetable:
    """The hours of a text in strict or free form. Never raises.

    ``text`` stays as it is. Without a slot the hours are not known; where the text says more than
    the slots, it is not ``complete`` and ``remarks`` say what was not read, in German. Hours over
    midnight become two slots.
    """
    if not text.strip():
        return Timetable(known=False, text=text)
    if len(text) > LONGEST:
        remark = t(
            "Der Text über die Zeiten hat {length} Zeichen und wurde nicht gelesen.",
            length=len(text),
        )
        return Timetable(known=False, text=text, complete=False, remarks=(remark,))
    try:
        strict = read_week(text)
    except UnreadableInput:
        found = read_text(text.translate(_DASHES))
        return Timetable(found.known, found.slots, (), text, found.complete, found.remarks)
    return Timetable(strict.known, strict.slots, (), text, strict.complete)


def read_week(text: str) -> Timetable:
    """The hours of a text in strict form; raises :class:`UnreadableInput` for every other text.

    Parts are separated by ``;``: a day or a span of days, hours, languages in brackets. The part
    ``geschlossen`` stands alone, ``weitere`` last. Empty text means that the hours are not known.
    """
    parts = [part.strip() for part in text.translate(_DASHES).split(";") if part.strip()]
    complete = not parts or parts[-1].lower() != MORE
    days = parts if complete else parts[:-1]
    if [part.lower() for part in days] == [CLOSED] and complete:
        return Timetable(known=True, text="")
    slots = tuple(slot for part in days for slot in _slots(part))
    if not complete and not slots:
        raise UnreadableInput(
            t("Es fehlen die Zeiten."), t("So schreiben: {example}", example=EXAMPLE)
        )
    return Timetable(known=bool(slots), slots=tidy(slots), complete=complete)


def read_exceptions(text: str) -> tuple[SpecialDay, ...]:
    """Special days of a text like ``2026-12-24 geschlossen: Heiligabend | 2026-12-31 10:00-12:00``.

    Sorted by day; several hours of a day are separated by a comma. Raises
    :class:`UnreadableInput` for every other text, and where a day stands twice.
    """
    found: dict[date, SpecialDay] = {}
    for part in (p.strip() for p in text.translate(_DASHES).split("|")):
        if not part:
            continue
        special = _special(part)
        if special.day in found:
            what = t(
                "Der Tag {day} steht mehrfach in den Ausnahmen.",
                day=special.day.isoformat(),
            )
            raise UnreadableInput(what, t("Die Zeiten eines Tages mit Komma trennen."))
        found[special.day] = special
    return tuple(found[day] for day in sorted(found))


def _slots(part: str) -> Iterator[Slot]:
    match = _PART.fullmatch(part)
    days = _days(match.group(1), match.group(2)) if match else ()
    if match is None or not days:
        raise UnreadableInput(
            t("„{part}“ ist keine Zeit der Woche.", part=part),
            t("So schreiben: {example}", example=EXAMPLE),
        )
    for day in days:
        yield _slot(day, match.groups()[2:], part)


def _days(first: str, last: str | None) -> tuple[Weekday, ...]:
    """Weekdays from one to another; none where a name is wrong or the order is not the week's."""
    begin, end = _SHORT.get(first.lower()), _SHORT.get((last or first).lower())
    if begin is None or end is None:
        return ()
    return DAYS[DAYS.index(begin) : DAYS.index(end) + 1]


def _slot(day: Weekday, groups: tuple[str | None, ...], part: str) -> Slot:
    first, second, third, fourth = (int(group or 0) for group in groups[:4])
    since, until = _time(first, second, part), _time(third, fourth, part)
    if since >= until:
        fix = t("Zeiten über Mitternacht auf zwei Tage verteilen: Mo 18:00-24:00; Di 00:00-02:00")
        raise UnreadableInput(
            t("In „{part}“ liegt das Ende nicht nach dem Beginn.", part=part), fix
        )
    return Slot(day, since, until, _languages(groups[4]))


def _time(hour: int, minute: int, part: str) -> time:
    if (hour, minute) == (24, 0):
        return MIDNIGHT
    if hour > 23 or minute > 59:
        what = t(
            "„{hour:02}:{minute:02}“ in „{part}“ ist keine Uhrzeit.",
            hour=hour,
            minute=minute,
            part=part,
        )
        raise UnreadableInput(what, t("Uhrzeiten von 00:00 bis 24:00 schreiben."))
    return time(hour, minute)


def _languages(text: str | None) -> tuple[str, ...]:
    words = [word.strip() for word in (text or "").split(",") if word.strip()]
    for word in words:
        if not language_code(word):
            fix = t(
                "Den deutschen Namen oder das Kürzel nach ISO 639-1 schreiben, zum Beispiel ro."
            )
            raise UnreadableInput(t("„{word}“ ist keine bekannte Sprache.", word=word), fix)
    return tuple(sorted({language_code(word) for word in words}))


def _special(part: str) -> SpecialDay:
    match = _SPECIAL.fullmatch(part)
    try:
        day = date.fromisoformat(match.group(1)) if match else None
    except ValueError:
        day = None
    if match is None or day is None:
        fix = t("So schreiben: 2026-12-24 geschlossen | 2026-12-31 10:00-12:00")
        raise UnreadableInput(t("„{part}“ ist kein Ausnahmetag.", part=part), fix)
    rest = match.group(2).strip()
    closed = re.fullmatch(rf"{CLOSED}(?:\s*:\s*(.+))?", rest, re.IGNORECASE)
    if closed:
        return SpecialDay(day, (), (closed.group(1) or "").strip())
    slots, rest = _hours(rest, DAYS[day.weekday()], part)
    reason = re.fullmatch(r"\s*(?::\s*(.+))?", rest)
    if not slots or reason is None:
        fix = t("Zeiten so schreiben: 2026-12-31 10:00-12:00, 14:00-16:00")
        raise UnreadableInput(t("„{part}“ hat keine lesbaren Zeiten.", part=part), fix)
    return SpecialDay(day, tidy(slots), (reason.group(1) or "").strip())


def _hours(text: str, day: Weekday, part: str) -> tuple[list[Slot], str]:
    """Slots at the beginning of a text, separated by commas, and the rest of it."""
    slots: list[Slot] = []
    while found := _TIMES.match(text):
        slots.append(_slot(day, found.groups(), part))
        text = text[found.end() :]
        after = text.lstrip()
        if not after.startswith(","):
            break
        text = after[1:].lstrip()
    return slots, text
