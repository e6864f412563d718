"""Whether a service fits a question: yes, no, or undecided because nobody knows.

"No hours known" is neither open nor closed, "no language known" is not "German only".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sozialraum.analysis import validity
from sozialraum.analysis.validity import every, some
from sozialraum.analysis.week import DAYS, openness, slots_at, slots_of
from sozialraum.catalog.catalog import quoted, suggestion
from sozialraum.domain.directory import STEPS
from sozialraum.domain.gaps import ServiceFilter
from sozialraum.domain.languages import GERMAN, language_code
from sozialraum.domain.services import Openness, ReachMode, ServiceAtPlace, Slot, Weekday
from sozialraum.errors import UnknownEntry, UnreadableInput
from sozialraum.language import t

HERE = ZoneInfo("Europe/Berlin")
"""The clock that opening hours mean."""


def valid_on(service: ServiceAtPlace, day: date) -> bool | None:
    """Whether there is the service on a day; None on the days of a coarse beginning or end."""
    return validity.valid_on(service.valid_from, service.valid_to, day)


def open_at(
    service: ServiceAtPlace, weekday: Weekday, at: time, on: date | None = None
) -> Openness:
    """Whether a service is open at a time of the week.

    With ``on`` (a day that is this ``weekday``) special days win over the week, and a service that
    there is not on that day is closed. Unknown hours are UNKNOWN; where hours are incomplete, a
    time outside of the known ones is UNKNOWN.
    """
    found = openness(service.timetable, weekday, at, on)
    there = True if on is None else valid_on(service, on)
    if there is False:
        return Openness.CLOSED
    return Openness.UNKNOWN if there is None and found is Openness.OPEN else found


def matches(service: ServiceAtPlace, wanted: ServiceFilter, on: date | None = None) -> bool | None:
    """Whether a service counts for a question; None where hours, languages or others are unknown.

    All that is asked must hold. ``on`` is the day on which there must be the service, by default
    today; hours are those of a normal week. A service whose languages are known does not offer
    any other, except where its list is incomplete, and except German, which directories leave out
    of such lists: that is undecided. ``wanted.area_wide`` is not looked at. Raises
    :class:`UnknownEntry` for a weekday, step, language or mode that does not exist, and
    :class:`UnreadableInput` for a time that is none.
    """
    day, at = weekday_of(wanted.weekday), time_of(wanted.time)
    mode = mode_of(wanted.mode) if wanted.mode else None
    step = step_of(wanted.step) if wanted.step else 0
    language = language_of(wanted.language) if wanted.language else ""
    answers = [valid_on(service, on or datetime.now(HERE).date())]
    if wanted.topic:
        answers.append(is_one_of(wanted.topic, service.topics))
    if step:
        answers.append(step in service.steps if service.steps else None)
    if mode:
        answers.append(mode in service.reach_modes if service.reach_modes else None)
    if day is not None or at is not None:
        answers.append(opens(service, day, at))
    if language:
        answers.append(speaks(service, language, day, at))
    return every(answers)


def is_one_of(word: str, words: Sequence[str]) -> bool | None:
    """Whether a word is among others, whatever its case; None where there are no others."""
    return folded(word) in {folded(other) for other in words} if words else None


def opens(service: ServiceAtPlace, day: Weekday | None, at: time | None) -> bool | None:
    """Open on a day, at a time of any day, or at a time of a day."""
    days = DAYS if day is None else (day,)
    if at is None:
        return some([_opens(service, each) for each in days])
    words = {Openness.OPEN: True, Openness.CLOSED: False, Openness.UNKNOWN: None}
    return some([words[openness(service.timetable, each, at)] for each in days])


def _opens(service: ServiceAtPlace, day: Weekday) -> bool | None:
    if slots_of(service.timetable, day):
        return True
    return False if service.timetable.known and service.timetable.complete else None


def speaks(service: ServiceAtPlace, code: str, day: Weekday | None, at: time | None) -> bool | None:
    """Languages of the hours asked for where they have their own, else those of the service."""
    hours = list(_hours_asked(service, day, at))
    own = {language for slot in hours for language in slot.languages}
    if code in own:
        return True
    if hours and all(slot.languages for slot in hours) and (day is not None or at is not None):
        return False
    if code in service.languages:
        return True
    known = bool(service.languages or own)
    return False if known and service.languages_complete and code != GERMAN else None


def _hours_asked(service: ServiceAtPlace, day: Weekday | None, at: time | None) -> Iterator[Slot]:
    for each in DAYS if day is None else (day,):
        slots = slots_of(service.timetable, each) or ()
        yield from slots if at is None else slots_at(slots, each, at)


# -- words of a question -----------------------------------------------------------------------


def weekday_of(word: str) -> Weekday | None:
    """``mi`` as a weekday, None for empty text; raises :class:`UnknownEntry`."""
    if not word:
        return None
    if word.casefold() not in set(Weekday):
        raise UnknownEntry(
            t("„{word}“ ist kein Wochentag.", word=word),
            t("Es gibt: {words}.", words=quoted(Weekday)),
        )
    return Weekday(word.casefold())


def time_of(text: str) -> time | None:
    """``17:00`` as a time, None for empty text; raises :class:`UnreadableInput`."""
    if not text:
        return None
    try:
        hour, minute = text.split(":")
        return time(int(hour), int(minute))
    except ValueError:
        fix = t("So schreiben: 17:00")
        raise UnreadableInput(t("„{text}“ ist keine Uhrzeit.", text=text), fix) from None


def mode_of(word: str) -> ReachMode:
    """``offene_tuer`` as a mode; raises :class:`UnknownEntry`."""
    if word not in set(ReachMode):
        raise UnknownEntry(
            t("Die Zugangsform „{word}“ gibt es nicht.", word=word),
            suggestion(word, {mode.value: mode.label for mode in ReachMode}),
        )
    return ReachMode(word)


def step_of(step: int) -> int:
    """The step itself, if it is one of the nine; raises :class:`UnknownEntry`."""
    if not 1 <= step <= len(STEPS):
        raise UnknownEntry(
            t("Den Schritt {step} gibt es nicht.", step=step),
            t("Es gibt 1 bis {last}.", last=len(STEPS)),
        )
    return step


def language_of(word: str) -> str:
    """Code of a language given by code or name; raises :class:`UnknownEntry`."""
    code = language_code(word)
    if not code:
        fix = t("Das Kürzel nach ISO 639-1 oder den deutschen Namen schreiben, zum Beispiel ro.")
        raise UnknownEntry(t("Die Sprache „{word}“ gibt es nicht.", word=word), fix)
    return code


def folded(text: str) -> str:
    """Text for comparison and order: case and accents do not count (DIN 5007-1)."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))
