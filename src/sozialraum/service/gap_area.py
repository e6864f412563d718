"""The area that the services of an answer reach on foot, for the map."""

from __future__ import annotations

from typing import Any

from sozialraum.analysis.isochrones import catchment_area, to_geojson
from sozialraum.analysis.network import Network
from sozialraum.domain.access import Role
from sozialraum.domain.gaps import Coverage, Walk
from sozialraum.language import t
from sozialraum.render.map_shape import shape_member
from sozialraum.service.directory import coordinates, directory
from sozialraum.service.monitor import Monitor

COLOUR = "#b0620d"
SIMPLER_M = 15.0
"""Tolerance of the drawn outline in metres."""


def reached_area(
    monitor: Monitor,
    held: frozenset[Role],
    found: Coverage,
    walk: Walk,
    network: Network | None = None,
) -> dict[str, Any]:
    """The member ``shape`` of a map view: what the counted services reach within the walk.

    Straight line: circles of the walk divided by the detour factor; network: beside the ways.
    """
    counted = set(found.services)
    services = [service for service in directory(monitor, held) if service.id in counted]
    area = catchment_area(coordinates(services, monitor.epsg), walk, network).simplify(SIMPLER_M)
    name = t("in {minutes:g} Minuten zu Fuß erreicht", minutes=walk.minutes)
    geometry = to_geojson([area], [name], monitor.epsg)["features"][0]["geometry"]
    return shape_member(name, COLOUR, _rings(geometry))


def _rings(geometry: dict[str, Any] | None) -> list[list[tuple[float, float]]]:
    if geometry is None:
        return []
    parts = geometry["coordinates"]
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    return [ring for polygon in polygons for ring in polygon]
