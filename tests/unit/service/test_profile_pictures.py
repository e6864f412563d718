"""Pictures of the sheets: the right place is shown, nothing is drawn twice or without its words."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pymupdf
import pytest

from sozialraum.domain.profiles import AreaProfile
from sozialraum.domain.records import Record
from sozialraum.domain.status import Status
from sozialraum.export.pdf import ProfilePictures, profile_pdf, profiles_pdf
from sozialraum.export.record_sheet import record_pdf
from sozialraum.service import Monitor
from sozialraum.service.profile_pictures import profile_pictures, record_locator
from sozialraum.service.profiles import area_profile
from sozialraum.service.records import records
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.live import live

DAY = date(2025, 11, 21)


@pytest.fixture
def toy_monitor(published: Path) -> Monitor:
    return Monitor(ReleaseStore(published, published / "var").current())


@pytest.fixture(scope="module")
def monitor() -> Monitor:
    return live().monitor


def both(monitor: Monitor, level: str, code: str) -> tuple[AreaProfile, ProfilePictures]:
    profile = area_profile(monitor, level, code, frozenset())
    return profile, profile_pictures(monitor, profile)


def text_of(pdf: bytes) -> list[str]:
    document = pymupdf.open(stream=pdf)
    return [" ".join(page.get_text().split()) for page in document]


def test_an_area_of_the_finest_level_is_outlined_inside_its_district(toy_monitor: Monitor) -> None:
    _, shown = both(toy_monitor, "unterbezirk", "003")

    assert "Nordmarkt-Süd" in shown.map_svg
    assert "Lage in der Stadt: Nordmarkt-Süd" in shown.locator_svg
    assert shown.map_title.startswith("Kinderarmut")
    assert shown.map_sources and "Umrisse vereinfacht" in shown.map_note
    assert shown.foremost == ()


def test_codes_of_two_levels_that_coincide_are_kept_apart(toy_monitor: Monitor) -> None:
    """012 is the Unterbezirk Phoenix in the south and the Sozialraum Nordmarkt in the north."""
    _, north = both(toy_monitor, "sozialraum", "012")
    _, south = both(toy_monitor, "unterbezirk", "012")

    assert "Lage in der Stadt: Nordmarkt" in north.locator_svg
    assert "Lage in der Stadt: Phoenix" in south.locator_svg
    assert north.map_svg != south.map_svg
    assert "Nordmarkt" in re.sub(r"<title>.*?</title>|<desc>.*?</desc>", "", north.map_svg)


def test_the_city_has_no_small_map(toy_monitor: Monitor) -> None:
    profile, shown = both(toy_monitor, "stadt", "05913")

    assert shown.locator_svg == ""
    assert len(text_of(profile_pdf(profile, shown, made_on=DAY))) == 2


def test_the_legend_names_every_status_that_occurs(toy_monitor: Monitor) -> None:
    _, shown = both(toy_monitor, "unterbezirk", "001")
    period = toy_monitor.best_period("kinder_sgb2", "unterbezirk")
    cut = toy_monitor.cut("kinder_sgb2", "unterbezirk", period)
    assert cut is not None
    without = {status.label for status in cut.statuses if not status.has_value}
    every = {status.label for status in Status if not status.has_value}

    assert without
    assert {label for label, _ in shown.map_legend} & every == without
    assert all(sign.startswith("<svg") for _, sign in shown.map_legend)


def test_an_indicator_with_roles_is_not_drawn(published: Path, toy_monitor: Monitor) -> None:
    held = toy_monitor.catalog.indicator("kinder_sgb2")
    secret = held.model_copy(update={"roles": ("planung",)})
    catalog = toy_monitor.catalog
    object.__setattr__(catalog, "indicators", dict(catalog.indicators) | {"kinder_sgb2": secret})
    profile = area_profile(toy_monitor, "unterbezirk", "001", frozenset())

    assert profile_pictures(toy_monitor, profile).map_svg == ""


def test_a_record_has_a_dot_where_it_lies(toy_monitor: Monitor) -> None:
    west = record_locator(toy_monitor, Record("a", "A", {}, 51.505, 7.405))
    east = record_locator(toy_monitor, Record("b", "B", {}, 51.505, 7.425))

    def place(svg: str) -> float:
        return float(re.findall(r'<circle cx="([\d.]+)"', svg)[0])

    assert 0 < place(west) < place(east) < 300
    assert record_locator(toy_monitor, Record("c", "C", {})) == ""


@pytest.mark.parametrize(
    ("level", "code"),
    [
        ("unterbezirk", "061"),
        ("unterbezirk", "001"),
        ("bezirk", "06"),
        ("sozialraum", "023"),
        ("aktionsraum", "023"),
        ("stadtbezirk", "02"),
        ("stadt", "05913"),
    ],
)
def test_real_areas_have_two_full_pages(monitor: Monitor, level: str, code: str) -> None:
    profile, shown = both(monitor, level, code)
    pages = text_of(profile_pdf(profile, shown, made_on=DAY))

    assert len(pages) == 2
    assert profile.name in pages[0] and profile.name in pages[1]
    assert "OpenStreetMap" in pages[0]
    assert "Quellen" in pages[1] and "Lesehilfe" in pages[1]
    assert 0 < len(shown.charts) <= 4


def test_real_districts_fit_into_one_file(monitor: Monitor) -> None:
    codes = [area.code for area in monitor.catalog.areas("stadtbezirk")][:3]
    items = (both(monitor, "stadtbezirk", code) for code in codes)
    pages = text_of(profiles_pdf(items, title="Stadtbezirke", made_on=DAY, total=3))

    assert len(pages) == 7
    assert all(f"Seite {n} von 7" in page for n, page in enumerate(pages, start=1))


def test_every_public_entry_fits_on_one_page(monitor: Monitor) -> None:
    longest = {
        declared.id: max(
            records(monitor, declared.id, frozenset()),
            key=lambda record: sum(map(len, record.cells.values())),
        )
        for declared in monitor.catalog.lists.values()
        if not declared.confidential and declared.file
    }
    assert longest
    for list_id, record in longest.items():
        declared = monitor.catalog.records(list_id)
        pdf = record_pdf(
            record,
            declared,
            state="2025: in Entwicklung",
            locator_svg=record_locator(monitor, record),
            sources=(monitor.catalog.source(declared.source),),
            made_on=DAY,
        )
        [page] = text_of(pdf)
        assert "weitere in der Tabelle" not in page, list_id
