"""Theme pages, sheets and the time line without a browser: every part, every level, odd addresses."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from sozialraum.web.live import live

ROOT = Path(__file__).parents[2]
NONSENSE = "`${alert(1)}`<script>"


@pytest.fixture(params=["127.0.0.1", "0.0.0.0"], ids=["local user", "public"])
def address(request: pytest.FixtureRequest) -> object:
    before = config.get_option("server.address")
    config.set_option("server.address", request.param)
    yield request.param
    config.set_option("server.address", before)


def opened(page: str, **parameters: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def text_of(test: AppTest) -> str:
    return " ".join(html.proto.body for html in test.get("html"))


def sections() -> list[tuple[str, str]]:
    pages = live().monitor.catalog.pages.values()
    return [(page.id, section.id) for page in pages for section in page.sections]


@pytest.mark.parametrize(("page", "section"), sections(), ids="-".join)
def test_every_section_shows_its_exhibits(page: str, section: str) -> None:
    test = opened(page, abschnitt=section)
    assert not test.exception
    assert not test.error
    assert not test.warning
    declared = next(s for s in live().monitor.catalog.page(page).sections if s.id == section)
    text = text_of(test)
    for block in declared.blocks:
        assert block.title.split(" ")[0] in text, block.id
    assert "Quelle" in text
    assert test.query_params["abschnitt"] == section


@pytest.mark.parametrize("page", ["zuwanderung", "problemimmobilien", "stadtentwicklung"])
def test_nonsense_in_the_address_is_named_and_survived(page: str) -> None:
    names = ("abschnitt", "indikator", "ebene", "gebiet", "filter", "eintrag", "jahr", "flaeche")
    test = opened(page, **dict.fromkeys(names, NONSENSE))
    assert not test.exception
    assert any("nicht bekannt" in warning.value for warning in test.warning)
    assert "<script>" not in text_of(test)


def test_single_objects_are_for_their_roles_only(address: str) -> None:
    test = opened("problemimmobilien")
    seen = "Einzelobjekte" in text_of(test)
    assert seen == (address == "127.0.0.1")
    assert bool(test.expander) == seen


@pytest.mark.parametrize(
    ("level", "code", "expected"),
    [
        ("unterbezirk", "061", "Borsigplatz"),
        ("bezirk", "06", "Borsigplatz"),
        ("sozialraum", "023", "Borsigplatz"),
        ("aktionsraum", "023", "Borsigplatz"),
        ("stadtbezirk", "02", "Innenstadt-Nord"),
        ("stadt", "05913", "Dortmund"),
    ],
)
def test_a_sheet_for_every_level(level: str, code: str, expected: str) -> None:
    test = opened("steckbrief", ebene=level, gebiet=code)
    assert not test.exception
    assert not test.warning
    text = text_of(test)
    assert expected in text
    for part in ("Kennzahlen", "Ähnliche Gebiete", "Was nicht bekannt ist", "Quellen"):
        assert part in text
    assert f"gebiet={code}" in text


def test_an_area_without_values_says_what_is_missing() -> None:
    monitor = live().monitor
    empty = next(
        area.code
        for area in monitor.catalog.areas("sozialraum")
        if not any(
            monitor.statements(i, "sozialraum", area.code) for i in monitor.catalog.indicators
        )
    )
    test = opened("steckbrief", ebene="sozialraum", gebiet=empty)
    assert not test.exception
    assert "nicht veröffentlicht" in text_of(test)


def test_another_level_opens_the_area_above() -> None:
    test = opened("steckbrief", ebene="unterbezirk", gebiet="061")
    test.button_group(key="steckbrief_ebene").select("stadtbezirk").run()
    assert not test.exception
    assert test.query_params["gebiet"] == "02"


@pytest.mark.parametrize(
    ("year", "shown"), [("1066", "1970"), ("2300", "2035"), ("20 01", None), ("2001", "2001")]
)
def test_a_year_outside_the_time_line_takes_the_nearest(year: str, shown: str | None) -> None:
    test = opened("stadtentwicklung", jahr=year)
    assert not test.exception
    if shown:
        assert test.query_params["jahr"] == shown
    assert bool(test.warning) == (year != "2001")


def test_a_site_shows_all_published_values_and_its_sheet() -> None:
    text = text_of(opened("stadtentwicklung", flaeche="S03", jahr="2001"))
    assert "2001: in Nutzung" in text
    assert "projekt.pdf?liste=flaechen" in text
    assert "450 ha" in text


def test_every_page_can_be_shared() -> None:
    for page in sorted((ROOT / "pages").glob("*.py")):
        assert "data-sr-teilen" in text_of(opened(page.stem)), page.stem


def test_a_list_is_read_in_row_by_row() -> None:
    test = opened("stadtentwicklung", abschnitt="liste")
    panel = next(e for e in test.expander if "Maßnahmen" in e.label)
    assert "einlesen" in panel.label
