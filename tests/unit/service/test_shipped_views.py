"""What the monitor says about the shipped data: ranks, classes over time, the level to begin with."""

from __future__ import annotations

import pytest

from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.service import Monitor
from sozialraum.web.live import live


@pytest.fixture(scope="module")
def monitor() -> Monitor:
    return live().monitor


def _query(indicator: str, level: str, period: str) -> LayerQuery:
    return LayerQuery(indicator, level, period, Scheme.NATURAL)


def test_the_highest_value_has_rank_one(monitor: Monitor) -> None:
    area = monitor.area_view(_query("kinder_sgb2", "unterbezirk", "2024"), "054")
    assert (area.name, area.value, area.rank) == ("Nordmarkt-Ost", 63.8, 1)


def test_comparable_periods_share_their_classes(monitor: Monitor) -> None:
    old, new = (_query("kinder_sgb2", "unterbezirk", p) for p in ("2018", "2024"))
    assert monitor.map_view(old).legend == monitor.map_view(new).legend


def test_a_nearly_empty_period_is_not_played(monitor: Monitor) -> None:
    query = _query("einwohner", "bezirk", monitor.best_period("einwohner", "bezirk").code)
    covered = monitor.coverage("einwohner", "bezirk")
    shown = [p.period for p in monitor.map_view(query).periods]
    assert min(covered[p] for p in shown) >= max(covered.values()) / 2
    assert len(shown) * 62 <= 400


def test_a_level_that_is_half_empty_is_not_the_first_one_shown(monitor: Monitor) -> None:
    assert monitor.best_level("einwohner") == "bezirk"
    assert monitor.best_level("kinder_sgb2") == "unterbezirk"
