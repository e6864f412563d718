"""Angebote und Lücken: who is reached, languages, new places, scenarios."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sozialraum.analysis.scenario import Add, Close
from sozialraum.analysis.scenario_text import from_text, to_text
from sozialraum.domain.access import Role
from sozialraum.errors import UnknownEntry, UnreadableInput
from sozialraum.render.gaps import CAUTION
from sozialraum.service import Monitor, gaps
from sozialraum.service.directory import directory
from sozialraum.service.gap_files import coverage_file
from sozialraum.service.gap_question import PARAMETERS, read_question
from sozialraum.web.live import live
from sozialraum.web.offers_change import read_point

PUBLIC = frozenset({Role.PUBLIC})
PAGE = """
from sozialraum.web import offers_gaps
from sozialraum.web.address import Address
from sozialraum.web.guard import enter
from sozialraum.service.gap_question import PARAMETERS

draw = {draw}
names = ("bereich", *PARAMETERS, "anzahl", "orte", "gerecht", "szenario", "gebiet", "karte",
         "jahr_a", "jahr_b")
address = Address("angebote", names)
given, fresh = address.read()
shown = getattr(offers_gaps, draw)(enter(), address, given, fresh)
address.remember({{"bereich": draw}} | shown)
"""
PARTS = ("coverage", "languages", "places", "scenarios")


@pytest.fixture(scope="module")
def monitor() -> Monitor:
    return live().monitor


def _open(part: str, **parameters: str) -> AppTest:
    test = AppTest.from_string(PAGE.format(draw=repr(part)), default_timeout=60)
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def _html(test: AppTest) -> str:
    return "".join(html.proto.body for html in test.get("html"))


def _parameters(test: AppTest) -> dict[str, str]:
    found = dict(test.query_params)
    return {name: v[0] if isinstance(v, list) else v for name, v in found.items()}


def _widget(test: AppTest, name: str) -> Any:
    return next(
        element
        for kind in ("selectbox", "button_group", "button", "number_input", "text_input")
        for element in test.get(kind)
        if element.key == f"angebote_{name}"
    )


# -- every part --------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_alone_and_again_from_its_own_address(part: str) -> None:
    test = _open(part)
    assert not test.exception
    assert not test.error
    assert not test.warning
    link = _parameters(test)
    again = _open(part, **link)
    assert not again.exception
    assert _parameters(again) == link
    assert _html(again) == _html(test)


@pytest.mark.parametrize("part", ["coverage", "languages", "places"])
def test_caution_is_visible(part: str) -> None:
    assert CAUTION in _html(_open(part))


@pytest.mark.parametrize("part", PARTS)
def test_unknown_values_fall_back_with_a_german_notice(part: str) -> None:
    wrong = {name: "gibtesnicht" for name in PARAMETERS if name != "netz"}
    test = _open(part, **wrong, szenario="x", anzahl="9", orte="mond", gebiet="mars", gerecht="x")
    assert not test.exception
    warnings = " ".join(warning.value for warning in test.warning)
    for words in ("Die Zielgruppe", "Die Gehzeit", "Der Umwegfaktor", "keine Uhrzeit"):
        assert words in warnings
    assert _parameters(test)["zielgruppe"] == "alle"


def test_a_target_group_without_any_number_gets_no_number() -> None:
    test = _open("coverage", zielgruppe="kinder_sgb2")
    assert not test.exception
    assert "keine Antwort" in _html(test)
    assert "170 Gebiete ohne bekannte Zahl" in _html(test)


# -- the question ------------------------------------------------------------------------------


def test_unknown_areas_are_estimated_only_on_request() -> None:
    test = _open("coverage", zielgruppe="eu2")
    assert "11 Gebiete ohne bekannte Zahl" in _html(test)
    assert "geschätzt" not in _html(test).split("Alle Annahmen")[0]
    _widget(test, "schaetzung").select("anteil_auslaendische").run()
    assert _parameters(test)["schaetzung"] == "anteil_auslaendische"
    assert "geschätzt" in _html(test).split("Alle Annahmen")[0]


def test_another_target_group_drops_the_estimate_without_a_warning() -> None:
    test = _open("coverage", zielgruppe="eu2", schaetzung="anteil_auslaendische")
    _widget(test, "zielgruppe").select("alle").run()
    assert not test.warning
    assert "schaetzung" not in _parameters(test)


def test_question_survives_its_own_parameters(monitor: Monitor) -> None:
    given = {
        "zielgruppe": "kinder", "minuten": "15", "umweg": "1,4", "tempo": "3.5", "sprache": "tr",
        "schritt": "3", "zugang": "termin", "tag": "mi", "uhrzeit": "17:00",
    }  # fmt: skip
    notices: list[str] = []
    question = read_question(monitor, PUBLIC, given, notices)
    assert not notices
    assert question.walk.detour == 1.4
    assert read_question(monitor, PUBLIC, question.parameters(), notices) == question
    assert not notices


def test_network_is_refused_where_none_is_built(monitor: Monitor) -> None:
    notices: list[str] = []
    assert not read_question(monitor, PUBLIC, {"netz": "ja"}, notices).walk.network
    assert "Fußwegenetz" in notices[0]
    assert read_question(monitor, PUBLIC, {"netz": "ja"}, [], network=True).walk.network


# -- coverage ----------------------------------------------------------------------------------


def test_page_and_file_say_the_same(monitor: Monitor) -> None:
    question = read_question(monitor, PUBLIC, {}, [])
    found = gaps.coverage(monitor, question.target, question.walk, question.wanted, PUBLIC)
    file = coverage_file(monitor, PUBLIC, {}, "csv")
    lines = file.body.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(found.areas)
    unknown = [line for line in lines if ";unbekannt;" in line]
    assert len(unknown) == len(found.unknown_areas)
    assert all(";;;;unbekannt;" in line for line in unknown)
    reached = sum(float(line.split(";")[4].replace(",", ".") or 0) for line in lines[1:])
    assert reached == pytest.approx(found.reached, abs=0.06 * len(lines))
    assert coverage_file(monitor, PUBLIC, {}, "xlsx").body.startswith(b"PK")
    with pytest.raises(UnknownEntry):
        coverage_file(monitor, PUBLIC, {}, "pdf")


def test_area_of_the_address_is_marked() -> None:
    test = _open("coverage", gebiet="bezirk:05")
    assert "<b>" in _html(test).split("sr-rollen")[1]
    assert _parameters(test)["gebiet"] == "bezirk:05"


# -- languages ---------------------------------------------------------------------------------


def test_languages_that_nobody_names_are_asked_about() -> None:
    test = _open("languages")
    assert "Rumänisch" in _html(test)
    _widget(test, "gebiet").select("bezirk:05").run()
    assert not test.exception
    assert _parameters(test)["gebiet"] == "bezirk:05"


# -- places ------------------------------------------------------------------------------------


def test_places_are_searched_on_request_and_kept() -> None:
    test = _open("places", orte="haltestellen")
    assert "Vorgeschlagene Orte" not in _html(test)
    _widget(test, "suchen").click().run()
    assert not test.exception
    assert "Vorgeschlagene Orte" in _html(test)
    assert "Beweisbar beste Auswahl" in _html(test)
    before = _html(test)
    test.run()
    assert _html(test) == before
    _widget(test, "minuten").set_value(5).run()
    assert "Vorgeschlagene Orte" not in _html(test)
    _widget(test, "minuten").set_value(10).run()
    assert _html(test) == before


def test_equity_says_what_it_costs() -> None:
    test = _open("places", gerecht="ja", anzahl="1")
    _widget(test, "suchen").click().run()
    assert not test.exception
    assert "Am schlechtesten versorgt" in _html(test) or "unterversorgt" in _html(test)


# -- scenarios ---------------------------------------------------------------------------------


def test_scenario_of_the_address_is_compared_and_taken_back(monitor: Monitor) -> None:
    service = directory(monitor, PUBLIC)[0]
    text = to_text((Add("Neue Beratung", 51.49, 7.42), Close(service.id)))
    test = _open("scenarios", szenario=text)
    assert not test.exception
    assert not test.error
    assert "Neu: Neue Beratung" in _html(test)
    assert "erreicht mit Szenario" in _html(test)
    next(b for b in test.button if b.key == "szenario_weg_0").click().run()
    assert "Neu: Neue Beratung" not in _html(test)
    assert from_text(_parameters(test)["szenario"]) == (Close(service.id),)


def test_a_place_outside_of_the_city_is_refused_in_german() -> None:
    test = _open("scenarios", szenario=to_text((Add("Weit weg", 48.0, 11.0),)))
    assert not test.exception
    assert test.error


def test_a_change_without_a_place_is_refused_and_nothing_is_lost() -> None:
    test = _open("scenarios")
    next(b for b in test.button if b.label == "Hinzufügen").click().run()
    assert not test.exception
    assert "Der Ort fehlt" in test.error[0].value
    assert "szenario" not in _parameters(test)


def test_typed_coordinates_add_a_place() -> None:
    test = _open("scenarios")
    next(t for t in test.text_input if t.key == "szenario_neu_punkt").set_value("51,49; 7,42")
    next(b for b in test.button if b.label == "Hinzufügen").click().run()
    assert not test.error
    (added,) = from_text(_parameters(test)["szenario"])
    assert isinstance(added, Add)
    assert (added.latitude, added.longitude) == (51.49, 7.42)


@pytest.mark.parametrize("text", ["51,49; 7,42", "51.49, 7.42", "51.49;7.42"])
def test_coordinates_as_people_type_them(text: str) -> None:
    assert read_point(text) == (51.49, 7.42)


@pytest.mark.parametrize("text", ["", "hier", "51,49", "1;2;3"])
def test_what_is_no_coordinate_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInput):
        read_point(text)


def test_years_are_compared() -> None:
    test = _open("scenarios", jahr_a="2015", jahr_b="2020")
    assert "erreicht 2015" in _html(test)
    assert "erreicht 2020" in _html(test)
    assert json.dumps(_parameters(test)["jahr_a"]) == '"2015"'
