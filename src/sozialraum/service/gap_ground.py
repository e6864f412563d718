"""What every answer of the gap analysis stands on: demand, services, reach, catchments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from sozialraum.analysis.coverage import Flags, Floats, whole_grains
from sozialraum.analysis.network import Network
from sozialraum.analysis.reach import reach_matrix
from sozialraum.analysis.scenario import Add, Change, Move, applied, in_year
from sozialraum.catalog.catalog import suggestion
from sozialraum.domain.access import Role
from sozialraum.domain.directory import DISTRICTS, POLYGON
from sozialraum.domain.gaps import CellGrid, Demand, ServiceFilter, Walk
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.errors import UnknownEntry, UnreadableInput
from sozialraum.importers.service_place import check_coordinate
from sozialraum.language import t
from sozialraum.publish.shapes import bounds
from sozialraum.service.demand import demand, targets
from sozialraum.service.directory import coordinates, directory, with_areas
from sozialraum.service.directory_match import HERE, matches
from sozialraum.service.monitor import Monitor

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_KEPT = 32


@dataclass(frozen=True)
class Question:
    """What is asked; equal questions have one answer.

    ``target`` is the id of a target group or a demand from a file. ``services`` replaces the
    directory of the release. ``year`` asks for the services of that year instead of ``day``.
    """

    target: str | Demand
    walk: Walk
    wanted: ServiceFilter
    held: frozenset[Role]
    estimate: str = ""
    scenario: tuple[Change, ...] = ()
    network: Network | None = None
    grid: CellGrid | None = None
    services: tuple[ServiceAtPlace, ...] | None = None
    year: int | None = None
    day: date = date.min


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything that an answer needs, rows as in ``demand.grid``, columns as ``services``.

    ``persons`` in whole grains; ``verdicts`` say per service whether it counts, None = undecided;
    ``reach`` and ``admission`` (None = all are admitted) as in :mod:`sozialraum.analysis.coverage`;
    ``undated`` are ids of services that count for a year although nobody knows when they began;
    ``names`` are the names by id before any change.
    """

    question: Question
    demand: Demand
    persons: Floats
    services: tuple[ServiceAtPlace, ...]
    verdicts: tuple[bool | None, ...]
    xy: Floats
    reach: csr_array
    admission: Flags | None
    undated: tuple[str, ...]
    names: Mapping[str, str]
    epsg: int
    """EPSG code of the system of ``xy`` and of the grid."""

    @property
    def placed(self) -> Flags:
        """Services with a known place."""
        placed: Flags = np.asarray(np.isfinite(self.xy).all(axis=1))
        return placed

    @property
    def counting(self) -> Flags:
        """Services that certainly fit and have a place."""
        return self.placed & np.array([v is True for v in self.verdicts], dtype=np.bool_)

    @property
    def undecided(self) -> Flags:
        """Services with a place of which nobody knows whether they fit."""
        return self.placed & np.array([v is None for v in self.verdicts], dtype=np.bool_)

    def ids(self, flags: Flags) -> tuple[str, ...]:
        """Ids of the flagged services."""
        return tuple(self.services[at].id for at in np.flatnonzero(flags))


class Grounds:
    """Makes the grounds of one monitor; what several questions share is computed once."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        self.of = lru_cache(maxsize=_KEPT)(self._of)
        self._demand = lru_cache(maxsize=_KEPT)(self._checked_demand)
        self._persons = lru_cache(maxsize=_KEPT)(_persons)
        self._services = lru_cache(maxsize=_KEPT)(self._changed_services)
        self._reach = lru_cache(maxsize=_KEPT)(self._reached)
        self._admission = lru_cache(maxsize=_KEPT)(self._admitted)

    def _of(self, question: Question) -> Ground:
        asked = self._demand(question.target, question.held, question.estimate, question.grid)
        services, undated = self.services(question)
        verdicts = tuple(matches(s, question.wanted, question.day) for s in services)
        xy, reach = self._reach(asked, services, question.walk, question.network)
        admission = self._admission(asked, services) if question.wanted.area_wide else None
        before = self._services(question.held, question.services, question.year, ())[0]
        return Ground(
            question=question,
            demand=asked,
            persons=self._persons(asked),
            services=services,
            verdicts=verdicts,
            xy=xy,
            reach=reach,
            admission=admission,
            undated=undated,
            names=MappingProxyType({service.id: service.name for service in before}),
            epsg=self.monitor.epsg,
        )

    def services(self, question: Question) -> tuple[tuple[ServiceAtPlace, ...], tuple[str, ...]]:
        """The services that a question is about, and those undated; changes are applied."""
        return self._services(question.held, question.services, question.year, question.scenario)

    def _checked_demand(
        self,
        target: str | Demand,
        held: frozenset[Role],
        estimate: str,
        grid: CellGrid | None,
    ) -> Demand:
        if isinstance(target, Demand):
            return target
        offered = {group.id: group.title for group in targets(self.monitor, held)}
        if target not in offered:
            what = t("Die Zielgruppe „{target}“ gibt es nicht.", target=target)
            raise UnknownEntry(what, suggestion(target, offered))
        return demand(self.monitor, target, estimate=estimate, grid=grid)

    def _changed_services(
        self,
        held: frozenset[Role],
        given: tuple[ServiceAtPlace, ...] | None,
        year: int | None,
        scenario: tuple[Change, ...],
    ) -> tuple[tuple[ServiceAtPlace, ...], tuple[str, ...]]:
        found = directory(self.monitor, held) if given is None else given
        undated: tuple[str, ...] = ()
        if year is not None:
            found, undated = in_year(found, year)
        if scenario:
            self._check_points(scenario)
            found = applied(found, scenario)
            moved = tuple(s for s in found if s.areas is None)
            placed = {s.id: s for s in with_areas(self.monitor, moved)}
            found = tuple(placed.get(service.id, service) for service in found)
        return found, undated

    def _check_points(self, scenario: tuple[Change, ...]) -> None:
        box = bounds(self.monitor.atoms)
        for change in scenario:
            if isinstance(change, Add | Move):
                fault = check_coordinate(change.latitude, change.longitude, box)
                if fault:
                    raise UnreadableInput(*fault)

    def _reached(
        self,
        asked: Demand,
        services: tuple[ServiceAtPlace, ...],
        walk: Walk,
        network: Network | None,
    ) -> tuple[Floats, csr_array]:
        xy = coordinates(services, self.monitor.epsg)
        return xy, reach_matrix(asked.grid.xy, xy, walk, network)

    def _admitted(self, asked: Demand, services: tuple[ServiceAtPlace, ...]) -> Flags | None:
        """Rows x services, False where a known catchment leaves the row out; None if none does."""
        limited = [at for at, s in enumerate(services) if s.catchment.kind in {DISTRICTS, POLYGON}]
        if not limited:
            return None
        admitted = np.ones((len(asked.grid.atom), len(services)), dtype=np.bool_)
        catalog = self.monitor.catalog
        level = catalog.district
        parent = {a.code: a.parents.get(level, "") for a in catalog.areas(catalog.atom)}
        atoms, inverse = np.unique(asked.grid.atom, return_inverse=True)
        district = np.array([parent.get(str(atom), "") for atom in atoms])[inverse]
        for at in limited:
            catchment = services[at].catchment
            admitted[:, at] = (
                np.isin(district, catchment.codes)
                if catchment.kind == DISTRICTS
                else _inside(catchment.polygon, asked.grid.xy, self.monitor.epsg)
            )
        return admitted


def _persons(asked: Demand) -> Floats:
    """In whole grains; read only, because several answers share them."""
    persons = whole_grains(asked)
    persons.flags.writeable = False
    return persons


class Further(TypedDict, total=False):
    """Keywords that a question may have; see :class:`Question`."""

    estimate: str
    scenario: Sequence[Change]
    network: Network | None
    grid: CellGrid | None
    services: Sequence[ServiceAtPlace] | None
    year: int | None


def question(
    target: str | Demand,
    walk: Walk,
    wanted: ServiceFilter,
    held: frozenset[Role],
    **further: Unpack[Further],
) -> Question:
    """A question about today, or about a year; a network that the walk does not ask for is left
    out, so that the answer is the same with and without it."""
    services = further.get("services")
    return Question(
        target=target,
        walk=walk,
        wanted=wanted,
        held=held,
        estimate=further.get("estimate", ""),
        scenario=tuple(further.get("scenario", ())),
        network=further.get("network") if walk.network else None,
        grid=further.get("grid"),
        services=None if services is None else tuple(services),
        year=further.get("year"),
        day=datetime.now(HERE).date(),
    )


def _inside(polygon: str, xy: Floats, epsg: int) -> NDArray[np.bool_]:
    import geopandas as gpd
    import shapely

    shape = gpd.GeoSeries([shapely.from_geojson(polygon)], crs=4326).to_crs(epsg).iloc[0]
    found: NDArray[np.bool_] = shapely.contains_xy(shape, xy[:, 0], xy[:, 1])
    return found
