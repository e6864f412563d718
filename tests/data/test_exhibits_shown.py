"""What the shipped pages show: gaps stay gaps, registers stay apart, every figure has its source."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import ChartKind, Exhibit, Series
from sozialraum.domain.themes import BlockKind
from sozialraum.publish import ensure_release
from sozialraum.service import Monitor
from sozialraum.service.exhibits import page_exhibits
from sozialraum.service.profiles import area_profile

ROOT = Path(__file__).parents[2]
PUBLIC = frozenset({Role.PUBLIC})


@pytest.fixture(scope="module")
def monitor() -> Monitor:
    return Monitor(ensure_release(ROOT))


@pytest.fixture(scope="module")
def shown(monitor: Monitor) -> list[Exhibit]:
    found = [e for page in monitor.catalog.pages for e in page_exhibits(monitor, page).values()]
    for level in monitor.catalog.levels:
        for area in monitor.catalog.areas(level)[:: max(1, len(monitor.catalog.areas(level)) // 6)]:
            found += area_profile(monitor, level, area.code, PUBLIC).exhibits
    return found


def series_of(shown: list[Exhibit]) -> Iterator[tuple[Exhibit, Series]]:
    for exhibit in shown:
        for series in exhibit.chart.series if exhibit.chart else ():
            yield exhibit, series


def test_no_line_crosses_a_gap(shown: list[Exhibit]) -> None:
    joined = 0
    for exhibit, series in series_of(shown):
        for segment in series.segments:
            years = [series.marks[position].period.year for position in segment]
            steps = [later - earlier for earlier, later in pairwise(years)]
            assert all(step <= 1 for step in steps), (exhibit.page, exhibit.id, series.name, years)
            joined += 1
    assert joined > 10


def test_charts_with_a_gap_show_it(shown: list[Exhibit]) -> None:
    """Two neighbours with a missing year between them are never in one segment."""
    gaps = 0
    for exhibit, series in series_of(shown):
        together = {pair for s in series.segments for pair in pairwise(s)}
        for n in range(len(series.marks) - 1):
            if series.marks[n + 1].period.year - series.marks[n].period.year > 1:
                gaps += 1
                assert (n, n + 1) not in together, (exhibit.id, series.name)
    assert gaps > 20


def test_every_exhibit_names_its_sources_and_says_something(shown: list[Exhibit]) -> None:
    for exhibit in shown:
        assert exhibit.sources, exhibit.id
        assert exhibit.sentence.endswith("."), exhibit.id
        assert exhibit.table.rows, exhibit.id
        width = len(exhibit.table.columns)
        assert all(len(row) == width for row in exhibit.table.rows)


def test_two_registers_are_never_in_one_chart(monitor: Monitor) -> None:
    for page in monitor.catalog.pages.values():
        for block in page.blocks:
            registers = {monitor.catalog.indicator(s.indicator).from_register for s in block.series}
            assert len(registers) <= 1, block.id
    named = {i.from_register for i in monitor.catalog.indicators.values()} - {""}
    assert len(named) >= 2


def test_a_level_narrows_statements(monitor: Monitor) -> None:
    narrowed = [
        (page.id, block)
        for page in monitor.catalog.pages.values()
        for block in page.blocks
        if block.kind is BlockKind.STATEMENTS and block.level
    ]
    assert narrowed
    for page, block in narrowed:
        exhibit = page_exhibits(monitor, page)[block.id]
        names = {area.name for area in monitor.catalog.areas(block.level)}
        column = [c.title for c in exhibit.table.columns].index("Gebiet")
        assert {str(row[column]).split(" (")[0] for row in exhibit.table.rows} <= names


def test_the_index_begins_with_one(monitor: Monitor) -> None:
    index = page_exhibits(monitor, "zuwanderung")["eu2-index"]
    assert index.chart
    assert index.chart.kind is ChartKind.INDEX
    assert [series.marks[0].value for series in index.chart.series] == [1.0, 1.0]
    assert {"Dortmund", "Deutschland"} == {s.name.split(" (")[0] for s in index.chart.series}
    assert any("14,9" in mark.text for mark in index.chart.series[0].marks)


def test_a_figure_of_the_documents_is_read_with_its_words_and_source(shown: list[Exhibit]) -> None:
    texts = [" ".join(map(str, row)) for e in shown for row in e.table.rows]
    both = [t for t in texts if "70000" in t or "80000" in t]
    assert any("70.000 Arbeitsplätzen" in t for t in both)
    assert any("rund 80.000 Arbeitsplätzen" in t for t in both)
    assert any("ein Drittel davon" in t for t in texts)
