"""The service directory: the embedded one, what somebody brought, and where its places lie.

Filters are in :mod:`sozialraum.service.directory_filter`, findings on the quality of the entries
in :mod:`sozialraum.service.directory_quality`; both are offered here too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from math import cos, pi, radians, sin
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from sozialraum.analysis.projection import DEGREES, projected
from sozialraum.domain.access import Role
from sozialraum.domain.directory import LIST_ID, ServicesImport
from sozialraum.domain.records import Record
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.importers.integreat import read_integreat
from sozialraum.importers.service_cells import read_service
from sozialraum.importers.services import read_services
from sozialraum.language import Language, current, speaking
from sozialraum.publish.shapes import atoms_of, bounds
from sozialraum.service.directory_filter import FILTERS, Selection, choices, filter_services
from sozialraum.service.directory_match import matches, open_at, valid_on
from sozialraum.service.directory_quality import Finding, FindingKind, quality_findings
from sozialraum.service.monitor import Monitor
from sozialraum.service.records import records
from sozialraum.storage.release import Release

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "FILTERS", "Finding", "FindingKind", "Selection", "choices", "coordinates", "directory",
    "filter_services", "german_directory", "matches", "open_at", "quality_findings",
    "read_directory", "read_integreat_file", "spread_house_mates", "valid_on", "with_areas",
]  # fmt: skip

RING_M = 6.0
"""Metres between places of one house on the map."""
_METRES_PER_DEGREE = 111_320.0
_KEPT: WeakKeyDictionary[Release, tuple[ServiceAtPlace, ...]] = WeakKeyDictionary()


# -- reading -----------------------------------------------------------------------------------


def directory(monitor: Monitor, held: frozenset[Role]) -> tuple[ServiceAtPlace, ...]:
    """The services of the release in the order of the file, made once per release.

    Raises :class:`~sozialraum.errors.UnknownEntry` where the release has no directory, and
    :class:`~sozialraum.errors.SozialraumError` where ``held`` may not see it.
    """
    found = records(monitor, LIST_ID, held)
    if monitor.release not in _KEPT:
        _KEPT[monitor.release] = _read(monitor, found)
    return _KEPT[monitor.release]


def german_directory(monitor: Monitor, held: frozenset[Role]) -> tuple[ServiceAtPlace, ...]:
    """The same services with their remarks in German, whatever language is spoken."""
    if current() is Language.GERMAN:
        return directory(monitor, held)
    with speaking(Language.GERMAN):
        return _read(monitor, records(monitor, LIST_ID, held))


def _read(monitor: Monitor, found: Sequence[Record]) -> tuple[ServiceAtPlace, ...]:
    catalog = monitor.catalog.german
    return tuple(read_service(r.cells, catalog, areas=r.areas or {})[0] for r in found)


def read_directory(monitor: Monitor, content: bytes, name: str) -> ServicesImport:
    """The services of a CSV or XLSX file, placed into the areas of the release. Never raises.

    See :func:`sozialraum.importers.services.read_services`.
    """
    box = bounds(monitor.atoms)
    found = read_services(content, name, monitor.catalog.german, box=box)
    return replace(found, services=with_areas(monitor, found.services))


def read_integreat_file(monitor: Monitor, content: bytes, name: str) -> ServicesImport:
    """The places of an Integreat file, placed into the areas of the release. Never raises.

    See :func:`sozialraum.importers.integreat.read_integreat`.
    """
    found = read_integreat(content, name)
    return replace(found, services=with_areas(monitor, found.services))


def with_areas(monitor: Monitor, services: Sequence[ServiceAtPlace]) -> tuple[ServiceAtPlace, ...]:
    """The services with the codes of all levels around their points; outside there are none."""
    if not services:
        return ()
    places = [service.place for service in services]
    frame = pd.DataFrame(
        {
            "latitude": pd.Series([place.latitude for place in places], dtype="float64"),
            "longitude": pd.Series([place.longitude for place in places], dtype="float64"),
        }
    )
    known = {area.code: area for area in monitor.catalog.areas(monitor.catalog.atom)}
    codes = atoms_of(frame, monitor.atoms)
    return tuple(
        service
        if service.place.latitude is None
        else replace(
            service,
            areas=tuple({monitor.catalog.atom: code, **known[code].parents}.items())
            if code in known
            else (),
        )
        for service, code in zip(services, codes, strict=True)
    )


# -- where they are ----------------------------------------------------------------------------


def coordinates(services: Sequence[ServiceAtPlace], epsg: int) -> NDArray[np.float64]:
    """Metres in a system (EPSG code), shape (n, 2): east, north; NaN where nothing is known."""
    degrees = np.array(
        [
            (np.nan, np.nan)
            if service.place.latitude is None or service.place.longitude is None
            else (service.place.longitude, service.place.latitude)
            for service in services
        ],
        dtype=np.float64,
    ).reshape(-1, 2)
    known = ~np.isnan(degrees).any(axis=1)
    metres = np.full_like(degrees, np.nan)
    if known.any():
        metres[known] = projected(degrees[known], DEGREES, epsg)
    return metres


def spread_house_mates(services: Sequence[ServiceAtPlace]) -> dict[str, tuple[float, float]]:
    """Latitude and longitude per id at which to draw a service; without those that have no point.

    Services at the very same point stand on a ring of a few metres around it, in the order of
    their ids and the first one in the north, so that each can be clicked. The same services are
    always drawn at the same points. For drawing only: reach is computed from the true points.
    """
    mates: dict[tuple[float, float], list[str]] = defaultdict(list)
    for service in services:
        if service.place.latitude is not None and service.place.longitude is not None:
            mates[service.place.latitude, service.place.longitude].append(service.id)
    shown: dict[str, tuple[float, float]] = {}
    for point, ids in mates.items():
        shown |= zip(sorted(ids), _ring(point, len(ids)), strict=True)
    return {service.id: shown[service.id] for service in services if service.id in shown}


def _ring(point: tuple[float, float], number: int) -> list[tuple[float, float]]:
    """Points around a point, so that neighbours are at least :data:`RING_M` metres apart."""
    if number == 1:
        return [point]
    latitude, longitude = point
    radius = max(RING_M / 2, RING_M / (2 * sin(pi / number)))
    north = radius / _METRES_PER_DEGREE
    east = north / cos(radians(latitude))
    angles = (2 * pi * n / number for n in range(number))
    return [(latitude + north * cos(angle), longitude + east * sin(angle)) for angle in angles]
