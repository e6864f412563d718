"""Which services fit a question. Three answers: yes, no, and undecided because nobody knows.

"No hours known" is neither open nor closed, "no language known" is not "German only".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sozialraum.analysis import validity
from sozialraum.analysis.validity import every, some
from sozialraum.analysis.week import DAYS, openness, slots_at, slots_of
from sozialraum.catalog.catalog import quoted, suggestion
from sozialraum.domain.directory import STEPS
from sozialraum.domain.gaps import ServiceFilter
from sozialraum.domain.languages import GERMAN, language_code, language_name
from sozialraum.domain.services import Openness, ReachMode, ServiceAtPlace, Slot, Weekday
from sozialraum.errors import UnknownEntry, UnreadableInput

HERE = ZoneInfo("Europe/Berlin")
"""The clock that opening hours mean."""
SEARCH, NOW, DAY, TIME, FORMER = "suche", "jetzt", "tag", "zeit", "frueher"
_FIELDS = (
    "kategorie", "traeger", "thema", "zielgruppe", "rechtsstatus", "stadtbezirk", "sprache",
    "schritt", "zugang",
)  # fmt: skip
FILTERS = (SEARCH, *_FIELDS, DAY, TIME, NOW, FORMER)
"""Keys of :func:`filter_services`, as they stand in the address."""
_YES = {"ja", "1"}


@dataclass(frozen=True)
class Selection:
    """Services that fit, and those of which nobody knows it; in the order of the directory."""

    found: tuple[ServiceAtPlace, ...]
    undecided: tuple[ServiceAtPlace, ...]


# -- one service -------------------------------------------------------------------------------


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
    day = _weekday(wanted.weekday)
    at = _time(wanted.time)
    answers = [valid_on(service, on or datetime.now(HERE).date())]
    if wanted.topic:
        answers.append(_in(wanted.topic, service.topics))
    if wanted.step:
        answers.append(_step(wanted.step) in service.steps if service.steps else None)
    if wanted.mode:
        modes = service.reach_modes
        answers.append(_mode(wanted.mode) in modes if modes else None)
    if day is not None or at is not None:
        answers.append(_open(service, day, at))
    if wanted.language:
        answers.append(_speaks(service, _code(wanted.language), day, at))
    return every(answers)


def _in(word: str, words: Sequence[str]) -> bool | None:
    """None where nothing is known."""
    return _folded(word) in {_folded(other) for other in words} if words else None


def _open(service: ServiceAtPlace, day: Weekday | None, at: time | None) -> bool | None:
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


def _speaks(
    service: ServiceAtPlace, code: str, day: Weekday | None, at: time | None
) -> bool | None:
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


def _weekday(word: str) -> Weekday | None:
    if not word:
        return None
    if word.casefold() not in set(Weekday):
        raise UnknownEntry(f"„{word}“ ist kein Wochentag.", f"Es gibt: {quoted(Weekday)}.")
    return Weekday(word.casefold())


def _time(text: str) -> time | None:
    if not text:
        return None
    try:
        hour, minute = text.split(":")
        return time(int(hour), int(minute))
    except ValueError:
        fix = "So schreiben: 17:00"
        raise UnreadableInput(f"„{text}“ ist keine Uhrzeit.", fix) from None


def _mode(word: str) -> ReachMode:
    if word not in set(ReachMode):
        raise UnknownEntry(
            f"Die Zugangsform „{word}“ gibt es nicht.",
            suggestion(word, {mode.value: mode.label for mode in ReachMode}),
        )
    return ReachMode(word)


def _step(step: int) -> int:
    if not 1 <= step <= len(STEPS):
        raise UnknownEntry(f"Den Schritt {step} gibt es nicht.", f"Es gibt 1 bis {len(STEPS)}.")
    return step


def _code(word: str) -> str:
    code = language_code(word)
    if not code:
        fix = "Das Kürzel nach ISO 639-1 oder den deutschen Namen schreiben, zum Beispiel ro."
        raise UnknownEntry(f"Die Sprache „{word}“ gibt es nicht.", fix)
    return code


# -- many services -----------------------------------------------------------------------------


def filter_services(
    services: Sequence[ServiceAtPlace],
    filters: Mapping[str, str | Collection[str]],
    *,
    now: datetime | None = None,
) -> Selection:
    """Services that fit every filter, and those of which it is not known.

    Keys are those of :data:`FILTERS`, each with one value or several of which one must fit; empty
    ones restrict nothing. ``suche`` wants all its words somewhere in the entry; ``tag`` and
    ``zeit`` belong together; ``jetzt`` (``ja``) asks for services open at ``now`` (aware, by
    default the present); ``frueher`` (``ja``) also takes those that there are no longer. Raises
    what :func:`matches` raises, and :class:`UnknownEntry` for a key that does not exist.
    """
    chosen = {key: _several(values) for key, values in filters.items()}
    for key in chosen:
        if key not in FILTERS:
            fix = suggestion(key, dict.fromkeys(FILTERS, ""))
            raise UnknownEntry(f"Nach „{key}“ kann nicht gefiltert werden.", fix)
    moment = (now or datetime.now(HERE)).astimezone(HERE)
    answers = [(service, _fits(service, chosen, moment)) for service in services]
    return Selection(
        tuple(service for service, answer in answers if answer is True),
        tuple(service for service, answer in answers if answer is None),
    )


def _several(values: str | Collection[str]) -> tuple[str, ...]:
    return tuple(filter(None, (values,) if isinstance(values, str) else values))


def _fits(
    service: ServiceAtPlace, chosen: Mapping[str, tuple[str, ...]], moment: datetime
) -> bool | None:
    answers: list[bool | None] = []
    if not _YES & set(chosen.get(FORMER, ())):
        answers.append(valid_on(service, moment.date()))
    if words := [_folded(word) for text in chosen.get(SEARCH, ()) for word in text.split()]:
        text = _folded(" ".join(_words(service)))
        answers.append(all(word in text for word in words))
    if _YES & set(chosen.get(NOW, ())):
        day, at = DAYS[moment.weekday()], moment.time().replace(tzinfo=None)
        state = open_at(service, day, at, moment.date())
        answers.append(None if state is Openness.UNKNOWN else state is Openness.OPEN)
    days = [_weekday(word) for word in chosen.get(DAY, ())]
    times = [_time(text) for text in chosen.get(TIME, ())]
    asked = [(day, at) for day in days or [None] for at in times or [None]]
    if days or times:
        answers.append(some([_open(service, day, at) for day, at in asked]))
    if languages := [_code(word) for word in chosen.get("sprache", ())]:
        answers.append(some([_speaks(service, c, *pair) for c in languages for pair in asked]))
    answers += _simple(service, chosen)
    return every(answers)


def _simple(
    service: ServiceAtPlace, chosen: Mapping[str, tuple[str, ...]]
) -> Iterator[bool | None]:
    """Answers of the filters that compare words."""
    fields = _values(service)
    for key in _FIELDS:
        values = chosen.get(key, ())
        if values and key != "sprache":
            if key == "zugang":
                values = tuple(_mode(value).value for value in values)
            yield some([_in(value, fields[key]) for value in values])


def _values(service: ServiceAtPlace) -> dict[str, tuple[str, ...]]:
    """Values of the fields that can be filtered by; none means unknown."""
    return {
        "kategorie": (service.category,) if service.category else (),
        "traeger": service.organisations,
        "thema": service.topics,
        "zielgruppe": service.target_groups,
        "rechtsstatus": service.legal_statuses,
        "stadtbezirk": (service.district,) if service.district else (),
        "sprache": (
            *service.languages,
            *(language for slot in service.timetable.slots for language in slot.languages),
        ),
        "schritt": tuple(str(step) for step in service.steps),
        "zugang": tuple(mode.value for mode in service.reach_modes),
    }


def _words(service: ServiceAtPlace) -> Iterator[str]:
    yield from (service.name, service.place.address, service.languages_text, service.note)
    yield from (service.timetable.text, *(text for _, text in service.cells))
    yield from (language_name(code) for code in service.languages)
    yield from (mode.label for mode in service.reach_modes)
    for key, values in _values(service).items():
        if key not in {"sprache", "zugang", "schritt"}:
            yield from values


def choices(services: Sequence[ServiceAtPlace]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Per filter the values that occur, each with its German label, in the order of a list.

    Filters of which nothing is known are left out; the weekdays are always there.
    """
    found: dict[str, set[str]] = {key: set() for key in _FIELDS}
    for service in services:
        for key, values in _values(service).items():
            found[key].update(values)
    offered = {
        key: tuple(sorted(((v, _label(key, v)) for v in values), key=_order))
        for key, values in found.items()
        if values
    }
    return offered | {DAY: tuple((day.value, day.label) for day in DAYS)}


def _label(key: str, value: str) -> str:
    if key == "sprache":
        return language_name(value)
    if key == "schritt":
        return f"{value}: {STEPS[int(value) - 1]}"
    return ReachMode(value).label if key == "zugang" else value


def _order(choice: tuple[str, str]) -> tuple[str, str]:
    return _folded(choice[1]), choice[0]


def _folded(text: str) -> str:
    """Text for comparison and order: case and accents do not count (DIN 5007-1)."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))
