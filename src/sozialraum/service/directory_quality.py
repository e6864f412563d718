"""What is wrong or missing in the entries of the directory, each with its remedy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from math import cos, hypot, radians

from sozialraum.analysis.validity import first_and_last_day, months_before, valid_on
from sozialraum.domain.layers import Precision
from sozialraum.domain.period import Period
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.language import t

SIMILAR = 0.85
"""Share of equal signs (difflib) from which two names are very similar."""
NEAR_M = 300.0
"""Metres within which a very similar name may be the same service."""
_METRES_PER_DEGREE = 111_320.0
_NARROWEST = 0.57
"""Length of a degree of longitude in the north of Germany, as a share of one of latitude."""


class FindingKind(StrEnum):
    """What a finding is about."""

    CHECK = "pruefung"
    HOURS = "zeiten"
    LANGUAGES = "sprachen"
    PLACE = "ort"
    OUTSIDE = "ausserhalb"
    DUPLICATE = "doppelung"
    EXPIRED = "abgelaufen"

    @property
    def label(self) -> str:
        """Words for headings."""
        return {
            FindingKind.CHECK: t("lange nicht geprüft"),
            FindingKind.HOURS: t("ohne Zeiten"),
            FindingKind.LANGUAGES: t("ohne Sprachen"),
            FindingKind.PLACE: t("ohne genaue Koordinate"),
            FindingKind.OUTSIDE: t("außerhalb der Stadt"),
            FindingKind.DUPLICATE: t("mögliche Doppelung"),
            FindingKind.EXPIRED: t("abgelaufen"),
        }[self]


@dataclass(frozen=True)
class Finding:
    """One finding on an entry: ``what`` is the fact, ``fix`` the remedy, both German."""

    kind: FindingKind
    entry_id: str
    name: str
    what: str
    fix: str
    others: tuple[str, ...] = ()
    """Ids of the entries that may be the same, of a possible duplicate."""


def quality_findings(
    services: Sequence[ServiceAtPlace], *, today: date, months: int
) -> tuple[Finding, ...]:
    """Findings on all entries, by kind and then in the order of the directory.

    An entry is checked too long ago where its last reference date ended more than ``months``
    months before ``today``. Of services that there are no longer only the end is told. Possible
    duplicates share a point that is exact to the house, have the same name, or a very similar one
    (:data:`SIMILAR`) within :data:`NEAR_M` metres or without a known place.
    """
    found = [finding for service in services for finding in _of_entry(service, today, months)]
    there = [s for s in services if valid_on(s.valid_from, s.valid_to, today) is not False]
    found += _duplicates(there)
    order = {service.id: n for n, service in enumerate(services)}
    kinds = list(FindingKind)
    return tuple(sorted(found, key=lambda f: (kinds.index(f.kind), order[f.entry_id])))


def _of_entry(service: ServiceAtPlace, today: date, months: int) -> Iterator[Finding]:
    if service.valid_to and first_and_last_day(service.valid_to)[1] < today:
        what = t("Das Angebot bestand bis {day}.", day=Period(service.valid_to).label)
        fix = t("Als früheren Standort behalten oder das Ende berichtigen.")
        yield _finding(FindingKind.EXPIRED, service, what, fix)
        return
    if service.funded_until and first_and_last_day(service.funded_until)[1] < today:
        what = t("Die Förderung lief bis {day}.", day=Period(service.funded_until).label)
        fix = t("Beim Träger nachfragen, ob das Angebot weiter besteht.")
        yield _finding(FindingKind.EXPIRED, service, what, fix)
    yield from _checked(service, today, months)
    if not service.timetable.known:
        text = service.timetable.text
        what = (
            t("Lesbare Zeiten fehlen, bekannt ist: „{text}“.", text=text)
            if text
            else t("Zeiten unbekannt.")
        )
        fix = t(
            "Beim Träger erfragen und in „wochenzeiten“ eintragen: Mo 09:00-12:00; Di 13:00-16:00"
        )
        yield _finding(FindingKind.HOURS, service, what, fix)
    if not service.languages:
        text = service.languages_text
        what = (
            t("Einzelne Sprachen fehlen, bekannt ist: „{text}“.", text=text)
            if text
            else t("Sprachen unbekannt.")
        )
        fix = t("Beim Träger erfragen und in „sprachen_liste“ eintragen: Deutsch | Rumänisch")
        yield _finding(FindingKind.LANGUAGES, service, what, fix)
    yield from _placed(service)


def _checked(service: ServiceAtPlace, today: date, months: int) -> Iterator[Finding]:
    fix = t("Beim Träger nachfragen und das Datum in „geprueft_am“ eintragen.")
    if not service.checked_on:
        yield _finding(FindingKind.CHECK, service, t("Kein Prüfdatum bekannt."), fix)
        return
    first, last = first_and_last_day(service.checked_on)
    label = Period(service.checked_on).label
    if first > today:
        what = t("Das Prüfdatum {day} liegt in der Zukunft.", day=label)
        yield _finding(FindingKind.CHECK, service, what, t("Das Datum berichtigen."))
    elif last < months_before(today, months):
        what = (
            t("Zuletzt belegt: {day}, vor mehr als einem Monat.", day=label)
            if months == 1
            else t("Zuletzt belegt: {day}, vor mehr als {n} Monaten.", day=label, n=months)
        )
        yield _finding(FindingKind.CHECK, service, what, fix)


def _placed(service: ServiceAtPlace) -> Iterator[Finding]:
    place = service.place
    if place.latitude is None:
        what = t("Es ist keine Koordinate bekannt.")
        fix = t("Anschrift und Koordinate ergänzen, wenn der Ort öffentlich sein darf.")
        yield _finding(FindingKind.PLACE, service, what, fix)
        return
    if place.precision is not Precision.BUILDING:
        what = t(
            "Die Koordinate ist nicht hausgenau: {precision}.", precision=place.precision.label
        )
        fix = t("Hausnummer ermitteln und die Koordinate des Hauses eintragen.")
        yield _finding(FindingKind.PLACE, service, what, fix)
    if service.areas is not None and not service.areas:
        what = t("Der Punkt liegt außerhalb der Stadt.")
        fix = t("Koordinate prüfen oder das Angebot als auswärtig kennzeichnen.")
        yield _finding(FindingKind.OUTSIDE, service, what, fix)


# -- duplicates --------------------------------------------------------------------------------


def _duplicates(services: Sequence[ServiceAtPlace]) -> Iterator[Finding]:
    pairs: dict[str, dict[str, bool]] = defaultdict(dict)
    for one, other, same_house in _pairs(services):
        for first, second in ((one, other), (other, one)):
            pairs[first.id][second.id] = same_house
    names = {service.id: _quoted(service.name) for service in services}
    for service in services:
        others = pairs.get(service.id, {})
        if not others:
            continue
        house = [names[id_] for id_, same_house in others.items() if same_house]
        alike = [names[id_] for id_, same_house in others.items() if not same_house]
        parts = [t("Im selben Haus: {names}.", names=", ".join(house))] if house else []
        parts += [t("Sehr ähnlicher Name: {names}.", names=", ".join(alike))] if alike else []
        fix = t("Prüfen, ob es dasselbe Angebot ist; wenn ja, einen Eintrag entfernen.")
        yield _finding(FindingKind.DUPLICATE, service, " ".join(parts), fix, tuple(others))


def _pairs(
    services: Sequence[ServiceAtPlace],
) -> Iterator[tuple[ServiceAtPlace, ServiceAtPlace, bool]]:
    """Pairs that may be the same, and whether they share a house; each pair once."""
    names = [" ".join(service.name.casefold().split()) for service in services]
    seen: set[tuple[int, int]] = set()
    for group in _groups(services, names):
        for position, i in enumerate(group):
            for j in group[position + 1 :]:
                if (i, j) in seen:
                    continue
                seen.add((i, j))
                if _same_house(services[i], services[j]):
                    yield services[i], services[j], True
                elif names[i] == names[j] or (
                    not _apart(services[i], services[j]) and _alike(names[i], names[j])
                ):
                    yield services[i], services[j], False


def _groups(services: Sequence[ServiceAtPlace], names: Sequence[str]) -> Iterator[list[int]]:
    """Positions worth comparing: near each other, of the same name, or one without a place."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    homeless: list[int] = []
    same: dict[str, list[int]] = defaultdict(list)
    first: dict[str, list[int]] = defaultdict(list)
    for n, service in enumerate(services):
        same[names[n]].append(n)
        first[names[n][:4]].append(n)
        cell = _cell(service)
        if cell is None:
            homeless.append(n)
        else:
            for east in (-1, 0, 1):
                for north in (-1, 0, 1):
                    cells[cell[0] + east, cell[1] + north].append(n)
    yield from cells.values()
    yield from same.values()
    for n in homeless:
        for other in first[names[n][:4]]:
            if other != n:
                yield sorted((n, other))


def _cell(service: ServiceAtPlace) -> tuple[int, int] | None:
    """The square, at least :data:`NEAR_M` metres wide, in which the point lies."""
    place = service.place
    if place.latitude is None or place.longitude is None:
        return None
    side = NEAR_M / _METRES_PER_DEGREE
    return int(place.longitude * _NARROWEST // side), int(place.latitude // side)


def _same_house(one: ServiceAtPlace, other: ServiceAtPlace) -> bool:
    exact = one.place.precision is other.place.precision is Precision.BUILDING
    return exact and one.place.id == other.place.id


def _apart(one: ServiceAtPlace, other: ServiceAtPlace) -> bool:
    """True where both places are known and far from each other."""
    if one.place.latitude is None or other.place.latitude is None:
        return False
    if one.place.longitude is None or other.place.longitude is None:
        return False
    north = (one.place.latitude - other.place.latitude) * _METRES_PER_DEGREE
    east = (one.place.longitude - other.place.longitude) * _METRES_PER_DEGREE
    return hypot(north, east * cos(radians(one.place.latitude))) > NEAR_M


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return (
        matcher.real_quick_ratio() >= SIMILAR
        and matcher.quick_ratio() >= SIMILAR
        and matcher.ratio() >= SIMILAR
    )


def _quoted(name: str) -> str:
    """A name in quotation marks, its own ones single."""
    return t("„{text}“", text=name.replace("„", "‚").replace("“", "‘"))


def _finding(
    kind: FindingKind, service: ServiceAtPlace, what: str, fix: str, others: tuple[str, ...] = ()
) -> Finding:
    return Finding(kind, service.id, service.name, what, fix, others)
