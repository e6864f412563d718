"""The nine-step procedure: which offers exist per area and step, and which step has none known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sozialraum.domain.areas import Area
from sozialraum.domain.directory import CITY, DISTRICTS, STEPS
from sozialraum.domain.services import ServiceAtPlace


class StepState(StrEnum):
    """What is known about a step in an area. The values are German words for the interface."""

    PRESENT = "vorhanden"
    NONE = "keines"
    UNKNOWN = "unbekannt"


@dataclass(frozen=True)
class StepOffers:
    """One step in one area; services by id, in the order of the directory.

    ``inside`` lie in the area, ``serving`` lie elsewhere and say that they serve it. ``unknown``
    lie in the area and nobody knows which steps they offer. The state is UNKNOWN where nothing is
    present and at least one of those may offer the step; NONE only where that is certain as far as
    the directory goes.
    """

    code: str
    name: str
    step: int
    title: str
    inside: tuple[str, ...]
    serving: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def state(self) -> StepState:
        """See the class."""
        if self.inside or self.serving:
            return StepState.PRESENT
        return StepState.UNKNOWN if self.unknown else StepState.NONE


def step_offers(
    services: Sequence[ServiceAtPlace], areas: Sequence[Area], level: str, district: str
) -> tuple[StepOffers, ...]:
    """All areas of a level with all nine steps, by area, then by step.

    ``district`` is the level that the codes of catchments belong to. A service without a known
    place lies in no area. Catchments that are polygons, and unknown ones, do not say which areas
    are served.
    """
    return tuple(
        StepOffers(
            code=area.code,
            name=area.name,
            step=step,
            title=title,
            inside=_ids(s for s in services if step in s.steps and s.area(level) == area.code),
            serving=_ids(
                s
                for s in services
                if step in s.steps and s.area(level) != area.code and _serves(s, area, district)
            ),
            unknown=_ids(s for s in services if not s.steps and s.area(level) == area.code),
        )
        for area in areas
        for step, title in enumerate(STEPS, start=1)
    )


def _ids(services: Iterable[ServiceAtPlace]) -> tuple[str, ...]:
    return tuple(service.id for service in services)


def _serves(service: ServiceAtPlace, area: Area, district: str) -> bool:
    if service.catchment.kind == CITY:
        return True
    own = area.code if area.level == district else area.parents.get(district, "")
    return service.catchment.kind == DISTRICTS and own in service.catchment.codes
