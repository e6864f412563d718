"""Directory, upkeep and steps of the page on the embedded release, without a browser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest


@pytest.fixture(autouse=True)
def _local_user() -> Any:
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", before)


def _page(part: str) -> None:
    import streamlit as st

    from sozialraum.web import offers_directory
    from sozialraum.web.address import Address
    from sozialraum.web.guard import enter

    names = ("bereich", "filter", "tag", "uhrzeit", "eintrag", "monate")
    address = Address("angebote", names)
    visit = enter()

    @st.fragment
    def show() -> None:
        given, fresh = address.read()
        drawn = getattr(offers_directory, part)(visit, address, given, fresh)
        address.remember({"bereich": part} | drawn)

    show()


def _open(part: str, **parameters: str) -> AppTest:
    test = AppTest.from_function(_page, default_timeout=60, args=(part,))
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def _html(test: AppTest) -> str:
    return "".join(html.proto.body for html in test.get("html"))


def _view(test: AppTest) -> dict[str, Any]:
    component = next(iter(test.get("component_instance")))
    script = json.loads(component.proto.json_args)["feature_group"]
    view: dict[str, Any] = json.loads(script.split("SozialraumMap.show(")[1].split(");")[0])
    return view


def test_the_whole_directory_is_there_with_its_former_entries_counted() -> None:
    test = _open("directory")
    assert not test.exception
    html = _html(test)
    assert "94 Angebote passen sicher. 3 frühere Angebote sind ausgeblendet." in html
    assert html.count('<th scope="row">') == 94
    assert "export/angebote.json" in html
    assert "auswahl=unentschieden" not in html
    assert "Noch kein Angebot gewählt" in html
    assert len(_view(test)["things"]["points"]) == 94 - 7
    assert "Ohne Punkt auf der Karte: 7." in html


def test_the_address_restores_filters_hours_and_entry() -> None:
    test = _open(
        "directory",
        filter="sprache=ro&zugang=aufsuchend",
        tag="mi",
        uhrzeit="17:15",
        eintrag="A001",
    )
    assert not test.exception
    assert not test.warning
    html = _html(test)
    assert "weil Sprachen, Zugang oder Zeiten unbekannt sind" in html
    assert "alle Angaben" in html
    assert "Unbekannt: Rechtsstatus der Ratsuchenden." in html
    assert "auswahl=unentschieden" in html
    assert [test.query_params[n] for n in ("tag", "uhrzeit")] == ["mi", "17:15"]
    assert _view(test)["thing"] == "A001"


def test_a_filter_is_written_to_the_address_and_taken_back() -> None:
    test = _open("directory")
    box = next(b for b in test.selectbox if b.label == "Kategorie")
    box.select("Behörde").run()
    assert test.query_params["filter"] == "kategorie=Beh%C3%B6rde"
    assert "16 Angebote passen sicher" in _html(test)
    box = next(b for b in test.selectbox if b.label == "Kategorie")
    box.select("alle").run()
    assert "filter" not in test.query_params


def test_open_now_is_a_filter_of_its_own() -> None:
    test = _open("directory", tag="mi", uhrzeit="17:00")
    next(b for b in test.selectbox if b.label == "Geöffnet").select("jetzt").run()
    assert test.query_params["filter"] == "jetzt=ja"
    assert "tag" not in test.query_params
    assert "Zeiten unbekannt sind" in _html(test)


def test_nonsense_is_named_and_survived() -> None:
    nonsense = "`${alert(1)}`<script>"
    test = _open(
        "directory", filter=f"kategorie={nonsense}", tag=nonsense, uhrzeit="99:99", eintrag=nonsense
    )
    assert not test.exception
    assert len(test.warning) == 4
    assert "<script>" not in _html(test)


def test_a_search_without_a_hit_says_what_to_do() -> None:
    test = _open("directory", filter="suche=xyzzy")
    assert not test.exception
    assert any("einen Filter zurücknehmen" in info.value for info in test.info)
    assert "Kein Angebot passt sicher" in _html(test)


def test_upkeep_counts_findings_and_more_months_find_fewer() -> None:
    test = _open("upkeep", monate="12")
    assert not test.exception
    assert "lange nicht geprüft: 94 Einträge" in _html(test)
    assert "filter=frueher%3Dja&amp;eintrag=A001" in _html(test)
    assert any("einlesen" in each.label for each in test.expander)
    test.slider[0].set_value(60).run()
    assert test.query_params["monate"] == "60"
    assert "lange nicht geprüft: 94 Einträge" not in _html(test)


@pytest.mark.parametrize("months", ["0", "61", "zwölf", "²", "9999999999"])
def test_impossible_months_fall_back_with_a_notice(months: str) -> None:
    test = _open("upkeep", monate=months)
    assert not test.exception
    assert test.warning
    assert test.slider[0].value == 12


def test_steps_say_how_little_is_known_and_the_example_is_marked() -> None:
    test = _open("steps")
    assert not test.exception
    html = _html(test)
    assert "Bei 1 von 94 bestehenden Angeboten ist bekannt" in html
    assert html.count("sr-da") == 9
    assert "Beispieldaten (erfunden)" not in html
    test.toggle[0].set_value(True).run()
    assert not test.exception
    assert "Beispieldaten (erfunden)" in _html(test)
