from pathlib import Path

import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.gaps import ServiceFilter, Walk
from sozialraum.publish import ensure_release
from sozialraum.render.map_shape import SCALE, shape_member
from sozialraum.service import Monitor
from sozialraum.service.gap_area import reached_area
from sozialraum.service.gaps import coverage

PUBLIC = frozenset({Role.PUBLIC})


def test_rings_travel_as_steps_of_a_metre() -> None:
    shape = shape_member("Kreis", "#123456", [[(7.4, 51.5), (7.4001, 51.5), (7.4001, 51.5002)]])
    assert shape["rings"] == [[740000, 5150000, 10, 0, 0, 20]]
    assert shape["scale"] == SCALE
    assert shape_member("leer", "#123456", [])["rings"] == []


@pytest.fixture(scope="module")
def monitor() -> Monitor:
    return Monitor(ensure_release(Path(__file__).parents[2]))


def _extent(rings: list[list[int]]) -> int:
    return sum(abs(step) for ring in rings for step in ring[2:])


def test_more_minutes_draw_a_larger_area(monitor: Monitor) -> None:
    drawn = {}
    for minutes in (5, 15):
        walk = Walk(minutes)
        found = coverage(monitor, "alle", walk, ServiceFilter(), PUBLIC)
        drawn[minutes] = reached_area(monitor, PUBLIC, found, walk)
    assert drawn[5]["name"] == "in 5 Minuten zu Fuß erreicht"
    assert len(drawn[5]["rings"]) > len(drawn[15]["rings"]) > 0
    assert sum(len(ring) for ring in drawn[15]["rings"]) * 4 < 20_000


def test_without_a_counted_service_nothing_is_drawn(monitor: Monitor) -> None:
    walk = Walk(10)
    found = coverage(monitor, "alle", walk, ServiceFilter(language="ro"), PUBLIC)
    assert found.services == ()
    assert reached_area(monitor, PUBLIC, found, walk)["rings"] == []
