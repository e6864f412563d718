"""The embedded data as they are shipped: complete, joined, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from sozialraum.catalog.sheet import read_sheet
from sozialraum.domain.observations import OBSERVATION_COLUMNS
from sozialraum.domain.status import Status
from sozialraum.importers.tables import FOLDER
from sozialraum.publish import build_release, check
from sozialraum.storage.release import Release

HOME = Path(__file__).parents[2]
COUNTS = {
    "unterbezirk": 170, "bezirk": 62, "sozialraum": 39, "stadtbezirk": 12, "aktionsraum": 13,
    "stadt": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return build_release(HOME, tmp_path_factory.mktemp("var"))


def test_the_check_finds_nothing() -> None:
    result = check(HOME)
    assert [str(problem) for problem in result.problems] == []
    assert result.areas == COUNTS


def test_every_table_is_joined_with_nothing_lost(release: Release) -> None:
    for report in release.reports:
        assert report.complete, report.table
        assert report.matched + len(report.excluded) == report.rows, report.table
        assert report.unused_exclusions == (), report.table


def test_all_rows_of_the_statistikatlas_are_joined(release: Release) -> None:
    atlas = [r for r in release.reports if "atlas" in r.table and r.level == "unterbezirk"]
    assert sum(report.matched for report in atlas) == 340
    assert all(report.areas_without_data == () for report in atlas)


def test_every_row_of_every_file_is_in_a_report(release: Release) -> None:
    for table in release.catalog.tables.values():
        file = f"{FOLDER}/{table.file}"
        sheet, _ = read_sheet(HOME / file, file)
        assert sheet is not None
        rows = sum(report.rows for report in release.reports if report.table == table.id)
        assert rows == len(sheet.rows), table.id


def test_observations_have_the_declared_form(release: Release) -> None:
    rows = release.observations
    assert tuple(rows.columns) == OBSERVATION_COLUMNS
    assert set(rows["status"]) <= {status.value for status in Status}
    with_value = rows["status"].isin([s.value for s in Status if s.has_value])
    assert (rows["value"].notna() == with_value).all()
    assert set(rows["source"]) <= set(release.catalog.sources)
    assert not rows[rows["preferred"]].duplicated(["indicator", "level", "area", "period"]).any()
    first = rows.groupby(["indicator", "level", "area", "period"])["preferred"].sum()
    assert (first == 1).all()


def test_every_indicator_has_values_on_its_declared_levels_only(release: Release) -> None:
    rows = release.observations
    for indicator in release.catalog.indicators.values():
        found = set(rows.loc[rows["indicator"] == indicator.id, "level"])
        assert found <= set(indicator.levels), indicator.id


def test_areas_and_points_are_complete(release: Release) -> None:
    for level, count in COUNTS.items():
        areas = release.areas(level)
        assert len(areas) == count
        assert areas.geometry.is_valid.all()
    for layer in release.catalog.layers.values():
        if layer.file:
            points = release.layer_points(layer.id)
            known = points["latitude"].notna()
            assert len(points) > 0
            assert (points.loc[points["area"] != "", "latitude"].notna()).all()
            assert (points["area"] != "").sum() >= 0.9 * known.sum(), layer.id
