"""Every page opened alone, for every kind of visitor, without a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))
LOCAL, OPEN = "127.0.0.1", "0.0.0.0"


@pytest.fixture(params=[LOCAL, OPEN], ids=["local user", "public"])
def address(request: pytest.FixtureRequest) -> Any:
    before = config.get_option("server.address")
    config.set_option("server.address", request.param)
    yield request.param
    config.set_option("server.address", before)


def _open(page: Path, **parameters: str) -> AppTest:
    test = AppTest.from_file(str(page), default_timeout=30)
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def _view(test: AppTest) -> dict[str, Any]:
    """The view that the map of the page was told to show."""
    component = next(iter(test.get("component_instance")))
    script = json.loads(component.proto.json_args)["feature_group"]
    literal = script.split("SozialraumMap.show(")[1].split(");")[0]
    view: dict[str, Any] = json.loads(literal)
    return view


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_alone_shows_no_exception(page: Path, address: str) -> None:
    test = _open(page)
    assert not test.exception
    assert not test.error
    assert test.title or any("<h1>" in html.proto.body for html in test.get("html"))


def test_the_first_picture_is_child_poverty_in_the_unterbezirke() -> None:
    view = _view(_open(ROOT / "pages" / "karte.py"))
    assert (view["indicator"], view["level"], view["period"]) == (
        "kinder_sgb2",
        "unterbezirk",
        "2024",
    )
    assert view["highlight"] == ["stadtbezirk", "02"]


def test_the_address_restores_the_view() -> None:
    test = _open(
        ROOT / "pages" / "karte.py",
        indikator="kinder_sgb2",
        stichtag="2018",
        einteilung="eigene",
        grenzen="15; 30",
        gebiet="053",
        ebenen="haltestellen:40,angebote",
    )
    view = _view(test)
    assert view["period"] == "2018"
    assert [label for label, _ in view["classes"]] == ["unter 15", "15 bis unter 30", "30 und mehr"]
    assert view["layers"] == [["haltestellen", 0.4], ["angebote", 1.0]]
    assert view["area"] == "053"
    assert test.query_params["gebiet"] == "053"


def test_nonsense_in_the_address_is_named_and_survived() -> None:
    nonsense = "`${alert(1)}`<script>"
    names = (
        "indikator",
        "ebene",
        "stichtag",
        "einteilung",
        "klassen",
        "grenzen",
        "gebiet",
        "ebenen",
    )
    test = _open(ROOT / "pages" / "karte.py", **dict.fromkeys(names, nonsense))
    assert not test.exception
    assert len(test.warning) >= 6
    assert _view(test)["indicator"] == "kinder_sgb2"


def test_another_indicator_starts_with_its_own_classes() -> None:
    test = _open(ROOT / "pages" / "karte.py", einteilung="eigene", grenzen="1; 2", gebiet="053")
    test.selectbox(key="karte_indikator").select("arbeitslose").run()
    assert not test.exception
    view = _view(test)
    assert view["indicator"] == "arbeitslose"
    assert view["area"] == "053"
    assert view["classes"][0][0] != "unter 1"


def test_every_indicator_on_every_level_and_date_can_be_shown() -> None:
    from sozialraum.web.live import live

    monitor = live().monitor
    for indicator in monitor.indicators(frozenset()):
        for level in monitor.levels(indicator.id):
            for period in monitor.periods(indicator.id, level):
                state = {"indikator": indicator.id, "ebene": level, "stichtag": period.code}
                from sozialraum.domain.access import Role
                from sozialraum.web.state import resolve

                resolved = resolve(monitor, state, frozenset(Role))
                assert not resolved.notices
                view = monitor.map_view(resolved.state.query)
                assert sum(view.current.counts) == sum(v is not None for v in view.current.values)
                assert view.current.sentence
