"""The page Vergleich without a browser: every way, every role, odd addresses, files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit import config
from streamlit.testing.v1 import AppTest

from sozialraum.domain.comparison import Comparing
from sozialraum.web import exports

PAGE = Path(__file__).parents[2] / "pages" / "vergleich.py"
NONSENSE = "`${alert(1)}`<script>"


@pytest.fixture(params=["127.0.0.1", "0.0.0.0"], ids=["local user", "public"])
def _address(request: pytest.FixtureRequest) -> Iterator[None]:
    before = config.get_option("server.address")
    config.set_option("server.address", request.param)
    yield
    config.set_option("server.address", before)


def opened(**parameters: str) -> AppTest:
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def text_of(test: AppTest) -> str:
    return " ".join(html.proto.body for html in test.get("html"))


@pytest.mark.usefixtures("_address")
@pytest.mark.parametrize("way", list(Comparing))
def test_every_way_is_shown_and_stands_in_the_address(way: Comparing) -> None:
    test = opened(art=way.value)
    assert not test.exception
    assert not test.warning
    assert test.query_params["art"] == way.value
    assert "export/vergleich/" in text_of(test)
    again = opened(**test.query_params)
    assert dict(again.query_params) == dict(test.query_params)


@pytest.mark.parametrize("way", list(Comparing))
def test_nonsense_is_named_and_survived(way: Comparing) -> None:
    names = ("indikator", "ebene", "stichtag", "stichtag2", "indikator2", "gebiete", "gebiet")
    test = opened(art=way.value, **dict.fromkeys(names, NONSENSE))
    assert not test.exception
    assert any("nicht bekannt" in warning.value for warning in test.warning)
    assert "<script>" not in text_of(test)


def test_a_changed_definition_is_refused_with_its_reason_and_a_way_out() -> None:
    text = text_of(opened(art="zeit", indikator="neue_wohnungen"))
    assert "verschieden abgegrenzt" in text
    assert "art=nebeneinander" in text
    assert "sr-panel" not in text


def test_another_way_keeps_the_chosen_area() -> None:
    test = opened(art="zeit", gebiet="061")
    assert "Borsigplatz" in text_of(test)
    test.button_group(key="vergleich_art").set_value("gebiete").run()
    assert not test.exception
    assert test.query_params["gebiete"] == "061"
    test.multiselect[0].set_value(["061", "053"]).run()
    assert test.query_params["gebiete"] == "061,053"
    test.button_group(key="vergleich_art").set_value("indikatoren").run()
    assert test.query_params["gebiet"] == "061"


def test_another_indicator_begins_with_its_own_dates() -> None:
    test = opened(art="zeit", gebiet="061")
    test.selectbox(key="vergleich_indikator").set_value("anteil_auslaendische").run()
    assert not test.exception
    assert not test.warning
    assert test.query_params["stichtag"] != "2018"


def test_files_are_those_of_the_view_and_refusals_are_told() -> None:
    client = TestClient(Starlette(routes=exports.routes("/sozialraum")))
    base = "/sozialraum/export/vergleich"
    table = client.get(f"{base}/veraenderung.csv?art=zeit&indikator=kinder_sgb2")
    assert table.status_code == 200
    assert "Lanstrop-Neu" in table.text
    for way, id_ in (("zeit", "veraenderung"), ("indikatoren", "streuung"), ("schieber", "werte")):
        assert client.get(f"{base}/{id_}.xlsx?art={way}").status_code == 200
    assert client.get(f"{base}/karte.svg?art=indikatoren").status_code == 200
    assert client.get(f"{base}/streuung.svg?art=indikatoren").status_code == 200
    refused = client.get(f"{base}/karte.png?art=zeit&indikator=neue_wohnungen")
    assert refused.status_code == 404
    assert "abgegrenzt" in refused.text
