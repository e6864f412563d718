"""The report part of "Angebote und Lücken" alone, without a browser."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from sozialraum.domain.gap_report import CAUTION
from sozialraum.service.gap_report import gap_report
from sozialraum.web.live import live

SCRIPT = """
import streamlit as st
from sozialraum.web import offers_report
from sozialraum.web.address import Address
from sozialraum.web.guard import enter

NAMES = (
    "zielgruppe", "schaetzung", "minuten", "umweg", "tempo", "netz", "sprache", "thema", "schritt",
    "zugang", "tag", "uhrzeit", "anzahl", "orte", "gerecht", "szenario",
)
visit = enter()
address = Address("angebote", NAMES)
given, fresh = address.read()
address.remember(offers_report.draw(visit, address, given, fresh))
"""


def opened(**parameters: str) -> AppTest:
    test = AppTest.from_string(SCRIPT, default_timeout=60)
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def page(test: AppTest) -> str:
    return " ".join(element.proto.body for element in test.get("html"))


def files(test: AppTest) -> list[str]:
    return [unescape(href) for href in re.findall(r'href="(sozialraum/[^"]+)"', page(test))]


def test_the_page_shows_figures_caution_and_both_files() -> None:
    test = opened(zielgruppe="alle", minuten="15", sprache="ro")
    assert not test.exception and not test.error
    assert CAUTION in page(test) and "Rumänisch" in page(test)
    assert [urlsplit(href).path for href in files(test)] == [
        "sozialraum/export/luecken.pdf",
        "sozialraum/export/luecken.xlsx",
    ]


def test_the_files_answer_the_question_of_the_page() -> None:
    test = opened(zielgruppe="alle", minuten="15", anzahl="1", szenario="weg_A001")
    query = {k: v[0] for k, v in parse_qs(urlsplit(files(test)[0]).query).items()}
    assert (query["minuten"], query["anzahl"], query["szenario"]) == ("15", "1", "weg_A001")
    found = gap_report(live().monitor, frozenset(), query)
    assert [stage.title for stage in found.stages][1:] == [
        "Im Szenario", "Im Szenario mit einem neuen Ort",
    ]  # fmt: skip
    for stage in found.stages:
        assert stage.title in page(test)


def test_the_number_of_new_places_can_be_chosen_and_stays_in_the_address() -> None:
    test = opened(zielgruppe="alle")
    assert "Neue Orte" not in page(test)
    test.button_group(key="angebote_anzahl").set_value(2).run()
    assert not test.exception
    assert "Mit 2 neuen Orten" in page(test)
    assert test.query_params["anzahl"] in ("2", ["2"])


@pytest.mark.parametrize("name", ["anzahl", "szenario", "zielgruppe"])
def test_nonsense_in_the_address_is_named_and_survived(name: str) -> None:
    test = opened(**{name: "<script>"})
    assert not test.exception and not test.error
    assert test.warning and "<script>" not in page(test)


def test_a_target_group_without_counts_gets_no_invented_number() -> None:
    test = opened(zielgruppe="kinder_sgb2", anzahl="2")
    assert not test.exception
    assert "lässt sich deshalb nicht sagen" in page(test)
    assert "Vorher und nachher" not in page(test)
