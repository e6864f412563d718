"""What if: places added, moved, closed or open at other hours. Pure changes of the directory.

Nothing of the directory itself changes: a scenario is a list of changes, and applying it gives a
new tuple of services. The same list serves comparisons over time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sozialraum.analysis.validity import first_and_last_day
from sozialraum.domain.gaps import Coverage
from sozialraum.domain.layers import Precision
from sozialraum.domain.services import (
    Catchment,
    Place,
    ServiceAtPlace,
    Slot,
    Timetable,
)
from sozialraum.errors import UnknownEntry, UnreadableInput
from sozialraum.language import t

MOST = 20
"""Changes of one scenario."""
LONGEST = 80
"""Letters of a name."""


@dataclass(frozen=True)
class Add:
    """A new place, WGS84 degrees. Hours and languages are unknown where none are given."""

    name: str
    latitude: float
    longitude: float
    slots: tuple[Slot, ...] = ()
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    steps: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        _check_point(self.latitude, self.longitude)
        if not self.name.strip() or len(self.name) > LONGEST:
            fix = t("Einen Namen mit höchstens {most} Zeichen angeben.", most=LONGEST)
            raise UnreadableInput(t("Der neue Ort hat keinen brauchbaren Namen."), fix)
        if not all(1 <= step <= 9 for step in self.steps):
            raise UnreadableInput(
                t("Die Schritte des neuen Ortes sind keine."), t("Es gibt 1 bis 9.")
            )


@dataclass(frozen=True)
class Move:
    """An existing service at another place, WGS84 degrees."""

    id: str
    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        _check_point(self.latitude, self.longitude)


@dataclass(frozen=True)
class Close:
    """An existing service that there is no longer."""

    id: str


@dataclass(frozen=True)
class Hours:
    """An existing service with other weekly hours; at least one slot."""

    id: str
    slots: tuple[Slot, ...]

    def __post_init__(self) -> None:
        if not self.slots:
            what = t("Die neuen Zeiten sind leer.")
            raise UnreadableInput(what, t("Zeiten angeben oder das Angebot schließen."))


Change = Add | Move | Close | Hours


@dataclass(frozen=True)
class Scenario:
    """Changes under a name."""

    name: str
    changes: tuple[Change, ...]

    def __post_init__(self) -> None:
        if len(self.changes) > MOST:
            what = t(
                "Ein Szenario hat höchstens {most} Änderungen, dieses {n}.",
                most=MOST,
                n=len(self.changes),
            )
            raise UnreadableInput(what, t("In zwei Szenarien teilen."))


def _check_point(latitude: float, longitude: float) -> None:
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        raise UnreadableInput(
            t("Die Koordinate ist keine Zahl."), t("Breite und Länge in Grad angeben.")
        )
    if abs(latitude) > 90 or abs(longitude) > 180:
        what = t("Die Koordinate liegt nicht auf der Erde: Es sind keine Grad.")
        raise UnreadableInput(what, t("Breite und Länge in Grad (WGS84) angeben, nicht in Metern."))


# -- applying ----------------------------------------------------------------------------------


def applied(
    services: Sequence[ServiceAtPlace], changes: Iterable[Change]
) -> tuple[ServiceAtPlace, ...]:
    """The services after the changes, one after the other; new ones at the end.

    A changed service keeps its id; new ones are called ``neu-1``, ``neu-2``, … Their ``areas`` are
    None, because nobody has looked yet. Raises :class:`UnknownEntry` for an id that is not there
    (any more).
    """
    found = {service.id: service for service in services}
    for change in changes:
        if isinstance(change, Add):
            new = _new(change, _free_id(found))
            found[new.id] = new
            continue
        if change.id not in found:
            what = t("Das Szenario ändert „{id}“; dieses Angebot gibt es nicht.", id=change.id)
            raise UnknownEntry(what, t("Die Änderung entfernen."))
        if isinstance(change, Close):
            del found[change.id]
        else:
            found[change.id] = _changed(found[change.id], change)
    return tuple(found.values())


def _free_id(found: dict[str, ServiceAtPlace]) -> str:
    number = 1
    while f"neu-{number}" in found:
        number += 1
    return f"neu-{number}"


def _changed(service: ServiceAtPlace, change: Move | Hours) -> ServiceAtPlace:
    if isinstance(change, Hours):
        return replace(service, timetable=Timetable(known=True, slots=change.slots))
    place = replace(
        service.place,
        address="",
        latitude=change.latitude,
        longitude=change.longitude,
        precision=Precision.BUILDING,
    )
    return replace(service, place=place, district="", areas=None)


def _new(change: Add, id_: str) -> ServiceAtPlace:
    return ServiceAtPlace(
        id=id_,
        name=change.name,
        organisations=(),
        category="",
        place=Place(id_, change.name, "", change.latitude, change.longitude, Precision.BUILDING),
        languages=change.languages,
        languages_text="",
        timetable=Timetable(known=bool(change.slots), slots=change.slots),
        reach_modes=(),
        target_groups=(),
        legal_statuses=(),
        topics=change.topics,
        steps=change.steps,
        catchment=Catchment("unbekannt"),
        valid_from="",
        valid_to="",
        funded_until="",
        capacity=None,
        checked_on="",
        source_title=t("Szenario"),
        source_url="",
        note=t("Angenommen, nicht vorhanden."),
    )


# -- over time ---------------------------------------------------------------------------------


def in_year(
    services: Sequence[ServiceAtPlace], year: int
) -> tuple[tuple[ServiceAtPlace, ...], tuple[str, ...]]:
    """Services that there were in a year, and the ids of those whose beginning nobody published.

    A service counts for every year that its validity touches. Those without a beginning count, too,
    and are named, because they may not have been there yet; without an end they go on. The services
    come back without dates, so that they count whatever day is asked for.
    """
    there = [service for service in services if _touches(service, year)]
    unsure = tuple(service.id for service in there if not service.valid_from)
    return tuple(replace(service, valid_from="", valid_to="") for service in there), unsure


def _touches(service: ServiceAtPlace, year: int) -> bool:
    begun = not service.valid_from or first_and_last_day(service.valid_from)[0].year <= year
    goes_on = not service.valid_to or first_and_last_day(service.valid_to)[1].year >= year
    return begun and goes_on


# -- comparing ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class AreaChange:
    """Reached persons of an area before and after; None where its demand is unknown."""

    level: str
    code: str
    name: str
    demand: float | None
    before: float | None
    after: float | None
    difference: float | None


@dataclass(frozen=True)
class Comparison:
    """Reached persons before and after; ``difference`` = ``after`` - ``before``, exactly."""

    demand: float
    before: float
    after: float
    difference: float
    areas: tuple[AreaChange, ...]


def compared(before: Coverage, after: Coverage) -> Comparison:
    """Two answers about the same demand. Raises ``ValueError`` where the areas differ."""
    changes = []
    for old, new in zip(before.areas, after.areas, strict=True):
        if (old.level, old.code, old.demand) != (new.level, new.code, new.demand):
            raise ValueError("only answers about the same demand can be compared")
        difference = None
        if old.reached is not None and new.reached is not None:
            difference = new.reached - old.reached
        changes.append(
            AreaChange(
                old.level, old.code, old.name, old.demand, old.reached, new.reached, difference
            )
        )
    return Comparison(
        before.demand, before.reached, after.reached, after.reached - before.reached, tuple(changes)
    )
