"""Strings on their way into a map: nothing is lost and nothing can act."""

from __future__ import annotations

import html
import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.render.escape import html_text, script_literal

PAYLOADS = [
    "<script>alert(1)</script>",
    "`",
    "${alert(1)}",
    "\"'",
    "</script>",
    "{{'x'}}",
    "\u2028\u2029",
    "_0 _div map_div anteil_2023",
    "\\`${1}",
    "alert(coords);",
    "<!--",
    "]]>",
    "\ud800",
    "\x7f\ufeff",
]
FORBIDDEN_IN_STRINGS = set("<>&'`${}_\u2028\u2029")
TEXTS = st.text() | st.sampled_from(PAYLOADS)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def nfc(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {nfc(key): nfc(item) for key, item in value.items()}
    return [nfc(item) for item in value] if isinstance(value, list) else value


def strings_of(literal: str) -> str:
    return "".join(re.findall(r'"(?:[^"\\]|\\.)*"', literal))


@given(VALUES)
def test_a_literal_reads_back_as_the_same_value(value: object) -> None:
    assert json.loads(script_literal(value)) == nfc(value)


@given(VALUES)
def test_no_string_carries_a_character_that_somebody_looks_for(value: object) -> None:
    literal = script_literal(value)
    assert not FORBIDDEN_IN_STRINGS & set(strings_of(literal))
    assert "{{" not in literal
    literal.encode("utf-8")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_stay_what_they_are(payload: str) -> None:
    assert json.loads(script_literal({payload: [payload]})) == {nfc(payload): [nfc(payload)]}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_streamlit_folium_finds_nothing_to_rewrite(payload: str) -> None:
    literal = script_literal([payload, "anteil_2023"])
    assert not re.findall(r"_[a-z0-9]+(?!_)", literal)
    assert not re.findall(r"\{\{\s*'([A-Za-z_$][A-Za-z0-9_$]*)'\s*\}\}", literal)


def test_two_names_that_differ_after_an_underscore_stay_two_to_the_hash() -> None:
    forgotten = [
        re.sub("(_[a-z0-9]+)", "", script_literal(f"anteil_{year}")) for year in (2023, 2024)
    ]
    assert forgotten[0] != forgotten[1]


def test_unknown_numbers_must_be_none() -> None:
    with pytest.raises(ValueError, match="JSON"):
        script_literal([float("nan")])


@given(TEXTS)
def test_html_text_shows_the_text_and_nothing_else(text: str) -> None:
    shown = html_text(text)
    assert not set("<>\"'\\`${}") & set(shown)
    assert html.unescape(shown) == unicodedata.normalize("NFC", text)
