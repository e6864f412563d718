"""The page of scenes without a browser: collect, order, edit, delete, undo, open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
OWN = {"format": "sozialraum-szenen", "version": 1, "titel": "Eigene"}


@pytest.fixture(autouse=True)
def local() -> Any:
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", before)


def _page(name: str, key: str = "k" * 32, **parameters: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "pages" / f"{name}.py"), default_timeout=60)
    test.session_state["praesentation_schluessel"] = key
    for parameter, value in parameters.items():
        test.query_params[parameter] = value
    return test.run()


def _titles(test: AppTest) -> list[str]:
    shown = [html.proto.body for html in test.get("html") if 'class="sr-szene"' in html.proto.body]
    return [text.split("<h2>")[1].split("</h2>")[0] for text in shown]


def _press(test: AppTest, name: str, place: int) -> AppTest:
    keys = [button.key for button in test.button if str(button.key).startswith(f"szene_{name}_")]
    return test.button(keys[place]).click().run()


def test_an_empty_page_offers_the_stories_and_one_click_opens_one() -> None:
    test = _page("praesentation", key="a" * 32)
    assert not _titles(test)
    test.button("vorlage_oeffnen_wo_beratung_fehlt").click().run()
    assert not test.exception
    assert len(_titles(test)) == 7
    assert not any("sr-hint" in html.proto.body for html in test.get("html"))


def test_one_click_on_the_map_page_keeps_exactly_this_view() -> None:
    key = "b" * 32
    page = _page("karte", key=key, indikator="kinder_sgb2", stichtag="2018", gebiet="061")
    page.button("sammeln_karte").click().run()
    assert "Szene 1 hinzugefügt" in page.toast[0].value
    other = _page("praesentation", key=key)
    assert _titles(other) == ["1. Kinder unter 15 Jahren mit SGB-II-Leistungen, 2018"]
    [card] = [h.proto.body for h in other.get("html") if 'class="sr-szene"' in h.proto.body]
    assert "stichtag=2018" in card
    assert "gebiet=061" in card
    assert not _titles(_page("praesentation", key="c" * 32))


def test_scenes_are_ordered_edited_deleted_and_brought_back() -> None:
    test = _page("praesentation", key="d" * 32)
    test.button("vorlage_oeffnen_wo_beratung_fehlt").click().run()
    first, second = _titles(test)[:2]
    _press(test, "runter", 0)
    assert [title[3:] for title in _titles(test)[:2]] == [second[3:], first[3:]]
    _press(test, "texte", 0)
    [key] = [field.key for field in test.text_input if "title_wort" in str(field.key)]
    test.text_input(key).set_value("Mein <b>Titel</b>").run()
    assert _titles(test)[0] == "1. Mein &lt;b&gt;Titel&lt;/b&gt;"
    _press(test, "weg", 0)
    assert len(_titles(test)) == 6
    test.button("praesentation_zurueck").click().run()
    assert len(_titles(test)) == 7
    assert not test.exception


def test_bad_input_changes_nothing_and_a_scene_of_the_unknown_is_named() -> None:
    key = "e" * 32
    test = _page("praesentation", key=key)
    test.button("vorlage_oeffnen_vom_stahl_zum_see").click().run()
    test.get("file_uploader")[0].upload("szenen.json", b"{", "application/json").run()
    assert any("kein lesbares JSON" in warning.value for warning in test.warning)
    assert len(_titles(test)) == 9
    scene = {"id": "a", "seite": "karte", "ansicht": {"indikator": "fort"}, "titel": "Fort"}
    body = json.dumps(OWN | {"version": 7, "szenen": [scene, 3]}).encode()
    test.get("file_uploader")[0].upload("neu.json", body, "application/json").run()
    assert _titles(test) == ["1. Fort"]
    assert any("„fort“" in html.proto.body for html in test.get("html"))
    words = "".join(warning.value for warning in test.warning)
    assert "Version 7" in words
    assert "Szene 2" in words
