"""The monitor: joint values count once, nothing unknown is 0, nothing incomparable is compared."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pandas as pd
import pytest

from sozialraum.classification import classify
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.status import Status
from sozialraum.errors import UnknownEntry
from sozialraum.render.formats import class_labels
from sozialraum.service import Monitor
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.live import live

KIDS = LayerQuery("kinder_sgb2", "unterbezirk", "2024", Scheme.NATURAL)


@pytest.fixture
def toy_monitor(published: Path) -> Monitor:
    return Monitor(ReleaseStore(published, published / "var").current())


@pytest.fixture
def monitor() -> Monitor:
    return live().monitor


def query(indicator: str, level: str, period: str, scheme: Scheme = Scheme.NATURAL) -> LayerQuery:
    return LayerQuery(indicator, level, period, scheme)


def units(monitor: Monitor, asked: LayerQuery, *periods: str) -> pd.DataFrame:
    """Published values straight from the table, a joint one once per period."""
    table = monitor.release.observations
    found = table[
        (table["indicator"] == asked.indicator)
        & (table["level"] == asked.level)
        & table["period"].isin(periods)
        & table["preferred"]
        & table["value"].notna()
    ]
    key = found["joint"].where(found["joint"] != "", found["area"])
    return found.assign(unit=key).drop_duplicates(["period", "unit"])


# -- the invented city -------------------------------------------------------------------------


def test_areas_without_a_statement_are_unknown_and_never_0(toy_monitor: Monitor) -> None:
    view = toy_monitor.map_view(KIDS)
    assert view.codes == ("001", "002", "003", "004", "011", "012", "013")
    assert view.current.values == (12.5, 12.5, None, 0.0, None, 8.1, None)
    assert view.current.statuses[-1] is Status.UNKNOWN
    assert view.current.statuses[2] is Status.SECRET
    assert view.current.statuses[3] is Status.OK
    assert [n == -1 for n in view.current.classes] == [v is None for v in view.current.values]
    panel = toy_monitor.area_view(KIDS, "013")
    assert (panel.value, panel.status, panel.rank, panel.history) == (
        None,
        Status.UNKNOWN,
        None,
        (),
    )


def test_a_joint_value_counts_once_in_rank_median_and_classes(toy_monitor: Monitor) -> None:
    asked = query("kinder_sgb2", "unterbezirk", "2024", Scheme.DEVIATION)
    panel = toy_monitor.area_view(asked, "012")
    assert (panel.rank, panel.ranked, panel.median) == (2, 3, 8.1)
    assert toy_monitor.area_view(asked, "004").rank == 3
    view = toy_monitor.map_view(asked)
    once, twice = (
        classify(pd.Series(values), Scheme.DEVIATION, 5, decimals=1)
        for values in ([0, 8.1, 12.5], [0, 8.1, 12.5, 12.5])
    )
    assert once.limits != twice.limits
    assert [row.label for row in view.legend] == class_labels(once.limits, 1, once.low, once.high)


def test_joint_partners_are_named_on_both_sides(toy_monitor: Monitor) -> None:
    assert toy_monitor.area_view(KIDS, "001").joint_with == ("City-West",)
    assert toy_monitor.area_view(KIDS, "002").joint_with == ("City-Ost",)
    assert toy_monitor.area_view(KIDS, "012").joint_with == ()


def test_conflicting_statements_stand_beside_the_preferred_one(toy_monitor: Monitor) -> None:
    panel = toy_monitor.area_view(query("einwohner", "stadtbezirk", "2024"), "01")
    assert panel.value == 55000
    assert [s.value for s in panel.history] == [55000]
    assert [(s.value, s.status, s.wording) for s in panel.conflicts] == [
        (54900, Status.ESTIMATED, "rund 54.900")
    ]
    assert (panel.city, panel.ranked) == (600000, 1)


def test_the_catalogue_refuses_what_it_does_not_know(toy_monitor: Monitor) -> None:
    for asked in (query("nie", "unterbezirk", "2024"), query("einwohner", "nie", "2024")):
        with pytest.raises(UnknownEntry):
            toy_monitor.map_view(asked)
    with pytest.raises(UnknownEntry):
        toy_monitor.area_view(KIDS, "999")


# -- the shipped release -----------------------------------------------------------------------


def test_145_units_of_170_areas(monitor: Monitor) -> None:
    published = units(monitor, KIDS, "2024")["value"].tolist()
    assert len(published) == 145
    view = monitor.map_view(KIDS)
    assert len(view.codes) == 170
    assert "der 145 veröffentlichten Werte" in view.current.sentence
    for code in ("001", "053", "643"):
        panel = monitor.area_view(KIDS, code)
        assert panel.value is not None
        assert panel.ranked == 145
        assert panel.median == median(published)
        assert panel.rank == 1 + sum(value > panel.value for value in published)


@pytest.mark.parametrize("scheme", [Scheme.NATURAL, Scheme.QUANTILES, Scheme.DEVIATION])
def test_classes_are_made_of_units_of_all_shown_periods(monitor: Monitor, scheme: Scheme) -> None:
    asked = query("kinder_sgb2", "unterbezirk", "2024", scheme)
    view = monitor.map_view(asked)
    assert [p.period.code for p in view.periods] == ["2018", "2024"]
    values = units(monitor, asked, "2018", "2024")["value"].reset_index(drop=True)
    classes = classify(values, scheme, 5, decimals=view.indicator.decimals)
    expected = class_labels(classes.limits, view.indicator.decimals, classes.low, classes.high)
    assert [row.label for row in view.legend] == expected
    for period in view.periods:
        assert sum(period.counts) == sum(value is not None for value in period.values)
        assert period.classes == tuple(classes.assign(pd.Series(period.values, dtype=float)))


@pytest.mark.parametrize("period", ["2018", "2024"])
def test_incomparable_periods_share_neither_slider_nor_classes(
    monitor: Monitor, period: str
) -> None:
    asked = query("arbeitslose_unter_25", "unterbezirk", period)
    view = monitor.map_view(asked)
    assert [p.period.code for p in view.periods] == [period]
    values = units(monitor, asked, period)["value"].reset_index(drop=True)
    classes = classify(values, Scheme.NATURAL, 5, decimals=view.indicator.decimals)
    expected = class_labels(classes.limits, view.indicator.decimals, classes.low, classes.high)
    assert [row.label for row in view.legend] == expected
    reason = view.indicator.breaks[0].reason
    assert reason in view.notes
    assert reason in monitor.area_view(asked, "001").breaks


def test_periods_with_less_than_half_coverage_are_left_out(monitor: Monitor) -> None:
    checked = 0
    for indicator in monitor.indicators(frozenset()):
        for level in monitor.levels(indicator.id):
            best = monitor.best_period(indicator.id, level).code
            asked = query(indicator.id, level, best)
            covered = {
                period.code: number
                for period, number in monitor.coverage(indicator.id, level).items()
                if not indicator.comparable(best, period.code)
            }
            shown = [period.code for period in monitor.comparable_periods(asked)]
            assert best in shown
            assert all(2 * covered[code] >= max(covered.values()) for code in shown)
            checked += len(covered) - len(shown)
    assert checked > 50


def test_a_thin_period_is_shown_when_asked_for(monitor: Monitor) -> None:
    def shown(period: str) -> list[str]:
        asked = query("einwohner", "unterbezirk", period)
        return [p.code for p in monitor.comparable_periods(asked)]

    assert shown("2018-12-31") == ["2013-12-31", "2018-12-31"]
    assert shown("2003-12-31") == ["2003-12-31", "2013-12-31", "2018-12-31"]


def test_two_publications_of_the_same_population_are_both_there(monitor: Monitor) -> None:
    panel = monitor.area_view(query("einwohner", "stadt", "2010-12-31"), "05913")
    assert panel.value == 576704
    old = [s for s in panel.conflicts if s.period.code == "2010-12-31"]
    assert [s.value for s in old] == [576705]
    kept = [s for s in panel.history if s.period.code == "2010-12-31"]
    assert [s.value for s in kept] == [576704]
    assert old[0].source != kept[0].source


def test_one_published_district_and_all_others_unknown(monitor: Monitor) -> None:
    view = monitor.map_view(query("eu2_personen", "bezirk", "2018-12-31"))
    at = dict(
        zip(view.codes, zip(view.current.values, view.current.statuses, strict=True), strict=True)
    )
    assert at.pop("05") == (2600, Status.OK)
    assert len(at) > 50
    assert set(at.values()) == {(None, Status.UNKNOWN)}


def test_the_city_value_is_of_the_same_date_or_missing(monitor: Monitor) -> None:
    for period, city in (("2023-12-31", 612065), ("2021-12-31", None), ("2007-12-31", None)):
        assert monitor.area_view(query("einwohner", "stadtbezirk", period), "02").city == city


def test_key_figures_are_preferred_and_cite_a_source(monitor: Monitor) -> None:
    figures = monitor.key_figures()
    assert len(figures) == len(monitor.catalog.start.figures) > 0
    for figure, wanted in zip(figures, monitor.catalog.start.figures, strict=True):
        assert figure.indicator.id == wanted.indicator
        assert figure.statement.preferred
        assert figure.statement.source.citation.strip()
        assert figure.statement.quality
        assert figure.statement.value is not None


def test_companions_are_other_indicators_with_values(monitor: Monitor) -> None:
    panel = monitor.area_view(KIDS, "053")
    assert len(panel.companions) == 4
    assert "kinder_sgb2" not in {indicator.id for indicator, _, _ in panel.companions}
