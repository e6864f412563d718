"""Addresses of pages and files: one place, and the language comes along."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from sozialraum.language import Language, speaking
from sozialraum.render.links import (
    file_link,
    language_in,
    own_parameters,
    page_link,
    query_text,
    spelled,
)


def test_german_leaves_no_parameter() -> None:
    assert page_link("karte") == "karte"
    assert page_link("karte", {"gebiet": "053", "ebenen": ""}) == "karte?gebiet=053"
    assert page_link("") == "./"
    assert file_link("karte.csv") == "sozialraum/export/karte.csv"


def test_english_comes_along() -> None:
    with speaking(Language.ENGLISH):
        assert page_link("") == "./?sprache=en"
        assert page_link("karte", {"gebiet": "053"}) == "karte?gebiet=053&sprache=en"
        assert file_link("a/b.csv", {"x": "1"}) == "sozialraum/export/a/b.csv?x=1&sprache=en"


def test_own_limits_and_overlays_stay_readable() -> None:
    assert query_text({"ebenen": "angebote:80,orte"}) == "ebenen=angebote:80,orte"


def test_what_is_no_language_of_ours_is_none() -> None:
    asked = [language_in({"sprache": text}) for text in ("en", "de", "ro", "EN", "", "<b>")]
    assert asked == [Language.ENGLISH, Language.GERMAN, None, None, None, None]


def test_the_language_of_services_has_a_name_of_its_own() -> None:
    with speaking(Language.ENGLISH):
        query = dict(parse_qsl(query_text({"sprache": "en", "tag": "mo"})))
    assert query == {"angebotssprache": "en", "tag": "mo", "sprache": "en"}
    assert own_parameters(query) == {"sprache": "en", "tag": "mo"}
    assert own_parameters({"sprache": "en"}) == {}
    assert own_parameters({"sprache": "ro"}) == {"sprache": "ro"}, "addresses from before"


@given(st.dictionaries(st.sampled_from(["sprache", "gebiet", "a b"]), st.text(min_size=1)))
def test_nothing_gets_lost_on_the_way(parameters: dict[str, str]) -> None:
    assert own_parameters(spelled(parameters)) == parameters
    with speaking(Language.ENGLISH):
        query = urlsplit(page_link("karte", parameters).replace("\n", "")).query
    assert own_parameters(dict(parse_qsl(query))) == parameters
