"""Services that fit the filters of a page, those that may fit, and what to choose from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sozialraum.analysis.validity import every, some
from sozialraum.analysis.week import DAYS
from sozialraum.catalog.catalog import suggestion
from sozialraum.domain.directory import STEPS
from sozialraum.domain.languages import language_name
from sozialraum.domain.services import Openness, ReachMode, ServiceAtPlace
from sozialraum.errors import UnknownEntry
from sozialraum.language import t
from sozialraum.service.directory_match import (
    HERE,
    folded,
    is_one_of,
    language_of,
    mode_of,
    open_at,
    opens,
    speaks,
    time_of,
    valid_on,
    weekday_of,
)

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
            raise UnknownEntry(t("Nach „{key}“ kann nicht gefiltert werden.", key=key), fix)
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
    if words := [folded(word) for text in chosen.get(SEARCH, ()) for word in text.split()]:
        text = folded(" ".join(_words(service)))
        answers.append(all(word in text for word in words))
    if _YES & set(chosen.get(NOW, ())):
        day, at = DAYS[moment.weekday()], moment.time().replace(tzinfo=None)
        state = open_at(service, day, at, moment.date())
        answers.append(None if state is Openness.UNKNOWN else state is Openness.OPEN)
    days = [weekday_of(word) for word in chosen.get(DAY, ())]
    times = [time_of(text) for text in chosen.get(TIME, ())]
    asked = [(day, at) for day in days or [None] for at in times or [None]]
    if days or times:
        answers.append(some([opens(service, day, at) for day, at in asked]))
    if languages := [language_of(word) for word in chosen.get("sprache", ())]:
        answers.append(some([speaks(service, c, *pair) for c in languages for pair in asked]))
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
                values = tuple(mode_of(value).value for value in values)
            yield some([is_one_of(value, fields[key]) for value in values])


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
    """Per filter the values that occur, each with its label, in the order of a list.

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
        return f"{value}: {t(STEPS[int(value) - 1])}"
    return ReachMode(value).label if key == "zugang" else value


def _order(choice: tuple[str, str]) -> tuple[str, str]:
    return folded(choice[1]), choice[0]
