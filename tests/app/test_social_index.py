"""Sozialindex: the page for everybody, its address, its controls, its refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from sozialraum.domain.access import Role
from sozialraum.service.monitor import Monitor

PAGE = Path(__file__).parents[2] / "pages" / "sozialindex.py"
CAUTION = "Ein Index allein begründet keinen Handlungsbedarf."


def _open(**parameters: str) -> AppTest:
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def _html(test: AppTest) -> str:
    return "".join(html.proto.body for html in test.get("html"))


def _address(test: AppTest) -> dict[str, str]:
    found = dict(test.query_params)
    return {name: v[0] if isinstance(v, list) else v for name, v in found.items()}


def _view(test: AppTest) -> dict[str, Any]:
    component = next(iter(test.get("component_instance")))
    script = json.loads(component.proto.json_args)["feature_group"]
    view: dict[str, Any] = json.loads(script.split("SozialraumMap.show(")[1].split(");")[0])
    return view


@pytest.mark.parametrize("view", ["status", "matrix", "raummuster"])
def test_every_view_opens_and_opens_again_from_its_own_address(view: str) -> None:
    test = _open(ansicht=view, gebiet="053")
    assert not test.exception
    assert not test.warning
    assert CAUTION in _html(test)
    link = _address(test)
    assert link["ansicht"] == view
    again = _open(**link)
    assert _address(again) == link
    assert _view(again) == _view(test)
    assert _view(test)["area"] == "053"


def test_another_preset_and_other_indicators_are_in_the_address() -> None:
    test = _open()
    test.selectbox(key="sozialindex_vorlage").select("aufwachsen").run()
    assert _address(test)["indikatoren"].startswith("kinder_sgb2:2,")
    assert any("arbeitslose unter 25" in info.value.casefold() for info in test.info)
    test.multiselect(key="sozialindex_auswahl").unselect("kinder_sgb2").run()
    assert _address(test)["indikatoren"] == "arbeitslose_unter_25:1,transferleistungen:1"
    assert test.selectbox(key="sozialindex_vorlage").value == ""


def test_without_indicators_there_is_a_sentence_and_the_way_back() -> None:
    test = _open(indikatoren="kinder_sgb2:1")
    test.multiselect(key="sozialindex_auswahl").unselect("kinder_sgb2").run()
    assert not test.exception
    assert _address(test)["indikatoren"] == "keine"
    assert "Noch ist kein Indikator gewählt." in _html(test)
    test.multiselect(key="sozialindex_auswahl").select("arbeitslose").run()
    assert _view(test)["indicator"] == "sozialindex"


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"indikatoren": "kinder_sgb2:0"}, "Die Gewichte ergeben zusammen null"),
        ({"indikatoren": "arbeitslosenquote", "ebene": "bezirk", "mindest": "99999"}, "<h1>"),
    ],
)
def test_what_cannot_be_calculated_is_said(parameters: dict[str, str], words: str) -> None:
    test = _open(**parameters)
    assert not test.exception
    assert words in _html(test)
    assert CAUTION in _html(test)


def test_hostile_addresses_become_notices() -> None:
    test = _open(indikatoren="<script>,einwohner:1", ebene="`x`", gebiet="'", mindest="-1")
    assert not test.exception
    said = " ".join(warning.value for warning in test.warning)
    assert "Anzahl" in said
    assert "<script>" not in said.replace("\\<script\\>", "")


@pytest.fixture
def public() -> Any:
    """Somebody from outside, who holds the role ``oeffentlich`` only."""
    before = config.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")
    yield
    config.set_option("server.address", before)


@pytest.mark.usefixtures("public")
def test_the_public_makes_an_index_of_what_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    every = Monitor.indicators

    def without_one(monitor: Monitor, held: frozenset[Role]) -> Any:
        found = every(monitor, held)
        return tuple(i for i in found if held != {Role.PUBLIC} or i.id != "kinder_sgb2")

    monkeypatch.setattr(Monitor, "indicators", without_one)
    test = _open(indikatoren="kinder_sgb2:1,arbeitslose:1")
    assert not test.exception
    assert "nicht bekannt" in test.warning[0].value
    assert "Kinder unter 15" not in _html(test) + test.warning[0].value
    assert _address(test)["indikatoren"] == "arbeitslose:1"
    options = test.multiselect(key="sozialindex_auswahl").options
    assert options
    assert not any("Kinder unter 15" in option for option in options)
    assert "soziale_lage" not in test.selectbox(key="sozialindex_vorlage").options
    assert _view(test)["indicator"] == "sozialindex"


def test_every_level_keeps_its_own_choice() -> None:
    test = _open(indikatoren="arbeitslose:2,kinder_sgb2:1")
    test.button_group(key="sozialindex_ebene").set_value("bezirk").run()
    assert not test.exception
    assert not test.warning
    assert _address(test)["indikatoren"] == "keine"
    assert "Für die Raumebene Bezirk gibt es" in _html(test)
    test.button_group(key="sozialindex_ebene").set_value("unterbezirk").run()
    assert _address(test)["indikatoren"] == "arbeitslose:2,kinder_sgb2:1"
