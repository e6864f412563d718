"""Daten und Methoden: every section alone, for every visitor; every published figure is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from sozialraum.domain.access import Role
from sozialraum.render.library_sheet import indicator_sheet as sheet_html
from sozialraum.service import Monitor
from sozialraum.service.library import indicator_exhibit, library_exhibits
from sozialraum.service.library_views import SHOWN, indicator_entries, indicator_sheet
from sozialraum.web.data_page import SECTIONS, resolve_data
from sozialraum.web.live import live

PAGE = Path(__file__).parents[2] / "pages" / "daten.py"
LOCAL, OPEN = "127.0.0.1", "0.0.0.0"
PUBLIC = frozenset({Role.PUBLIC})


@pytest.fixture(params=[LOCAL, OPEN], ids=["local user", "public"])
def address(request: pytest.FixtureRequest) -> Any:
    before = config.get_option("server.address")
    config.set_option("server.address", request.param)
    yield request.param
    config.set_option("server.address", before)


@pytest.fixture(scope="module")
def monitor() -> Monitor:
    return live().monitor


def _open(**parameters: str) -> AppTest:
    test = AppTest.from_file(str(PAGE), default_timeout=30)
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def _html(test: AppTest) -> str:
    return "".join(html.proto.body for html in test.get("html"))


def _parameters(test: AppTest) -> dict[str, str]:
    """Parameters of the address, each with its only value."""
    found = dict(test.query_params)
    return {name: v[0] if isinstance(v, list) else v for name, v in found.items()}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens_alone(section: str, address: str) -> None:
    test = _open(bereich=section)
    assert not test.exception
    assert not test.error
    assert not test.warning
    assert "<h1>Daten und Methoden</h1>" in _html(test)
    assert _parameters(test)["bereich"] == section


def test_the_page_begins_with_the_list_of_indicators(monitor: Monitor) -> None:
    test = _open()
    number = len(indicator_entries(monitor, PUBLIC))
    assert f"{number} von {number} Indikatoren" in _html(test)
    assert _parameters(test) == {"bereich": "indikatoren"}


def test_the_address_restores_a_sheet() -> None:
    test = _open(indikator="kinder_sgb2")
    html = _html(test)
    assert '<h2 class="sr-name">Kinder unter 15 Jahren mit SGB-II-Leistungen</h2>' in html
    assert "karte?indikator=kinder_sgb2" in html
    assert "sozialraum/export/daten/angaben-kinder_sgb2.xlsx" in html
    assert test.selectbox(key="daten_indikator").value == "kinder_sgb2"


def test_nonsense_in_the_address_is_named_and_survived() -> None:
    nonsense = "`${alert(1)}`<script>"
    names = ("bereich", "indikator", "thema", "guete", "methode", "suche")
    test = _open(**dict.fromkeys(names, nonsense))
    assert not test.exception
    assert len(test.warning) == 3
    assert "<script>" not in _html(test)
    assert "${" not in _html(test)
    test = _open(bereich="quellen", guete="geheim")
    assert [w.value for w in test.warning] == [
        "Die Güte „geheim“ ist hier nicht bekannt. Gezeigt wird „alle“."
    ]


def test_search_topic_and_sheet_follow_each_other() -> None:
    test = _open()
    test.text_input(key="daten_suche").set_value("miete").run()
    assert _parameters(test) == {"bereich": "indikatoren", "suche": "miete"}
    found = _html(test)
    test.selectbox(key="daten_indikator").select("angebotsmiete").run()
    assert _parameters(test)["indikator"] == "angebotsmiete"
    assert "sr-sheet" in _html(test)
    test.button[0].click().run()
    assert _html(test) == found
    test.selectbox(key="daten_indikator").select("angebotsmiete").run()
    test.selectbox(key="daten_thema").select("Wahlen").run()
    assert "indikator" not in _parameters(test)
    assert "Kein Indikator passt zu „miete“ und „Wahlen“." in _html(test)


def test_another_section_starts_afresh() -> None:
    test = _open(suche="miete", indikator="angebotsmiete")
    test.button_group(key="daten_bereich").set_value("quellen").run()
    assert not test.exception
    assert _parameters(test) == {"bereich": "quellen"}
    test.selectbox(key="daten_guete").select("amtlich").run()
    assert _parameters(test) == {"bereich": "quellen", "guete": "amtlich"}


def test_a_state_names_only_what_its_section_uses(monitor: Monitor) -> None:
    notices: list[str] = []
    given = {"bereich": "zuordnung", "indikator": "einwohner", "suche": "x", "guete": "amtlich"}
    state = resolve_data(monitor, given, PUBLIC, notices)
    assert {name: text for name, text in state.parameters().items() if text} == {
        "bereich": "zuordnung"
    }
    assert not notices


@pytest.mark.parametrize("held", [PUBLIC, frozenset(Role)], ids=["public", "local user"])
def test_every_indicator_has_its_sheet_and_every_figure_is_found(
    monitor: Monitor, held: frozenset[Role]
) -> None:
    offered = {indicator.id for indicator in monitor.indicators(held)}
    on_page = on_map = in_files = 0
    for entry in indicator_entries(monitor, held):
        id_ = entry.indicator.id
        sheet = indicator_sheet(monitor, id_, held)
        html = sheet_html(sheet)
        if sheet.total <= SHOWN:
            assert len(sheet.said) == sheet.total
            listed = html.split("<h3>Alle Angaben</h3>")[1].split("<h3>")[0]
            assert listed.count('<th scope="row">') == sheet.total, id_
            on_page += sheet.total
        else:
            assert id_ in offered, f"{id_} is too long for the page and not on the map"
            on_map += sheet.total
        in_files += len(indicator_exhibit(monitor, id_, held).table.rows)
    total = len(monitor.release.observations)
    assert on_page + on_map == total
    assert in_files == total
    assert on_page and on_map


def test_every_source_and_every_row_of_every_table_is_accounted_for(monitor: Monitor) -> None:
    exhibits = library_exhibits(monitor, frozenset(Role))
    catalog = monitor.catalog
    sources = exhibits["quellen"].table
    assert len(sources.rows) == len(catalog.sources)
    column = [c.title for c in sources.columns].index("Angaben")
    assert sum(row[column] for row in sources.rows) == len(monitor.release.observations)
    assert len(exhibits["indikatoren"].table.rows) == len(catalog.indicators)
    assert len(exhibits["zuordnung"].table.rows) == len(monitor.release.reports)
    assert len(exhibits["umrisse"].table.rows) == len(catalog.levels)
    assert len(exhibits["ebenen"].table.rows) == len(catalog.layers) + len(catalog.lists)
