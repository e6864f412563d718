from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sozialraum.domain.mapping import NumberForm
from sozialraum.importers.cell_values import Distinct, read_values
from sozialraum.importers.signs import proposed, questions, signs_found, status_of


def _read(*texts: str, signs: dict[str, str] | None = None, scale: float = 1.0):
    distinct = Distinct.of(pd.Series(texts, dtype="str"))
    read = read_values(distinct, NumberForm.GERMAN, signs or {}, scale)
    codes = distinct.codes
    return read.value[codes], read.status[codes].tolist(), read.note[codes].tolist()


def _found(*signs: str, legend: str = ""):
    counted = dict.fromkeys(signs, 2)
    return signs_found(counted, {sign: [7, 9] for sign in signs}, {}, [legend])


@pytest.mark.parametrize(
    ("sign", "status"),
    [
        ("-", "ok"), ("–", "ok"), ("—", "ok"), (".", "geheim"), ("•", "geheim"), ("x", "nicht_sinnvoll"),
        ("X", "nicht_sinnvoll"), ("…", "spaeter"), ("...", "spaeter"), ("/", "unbekannt"), ("*", "geheim"),
        ("**", "geheim"), ("<5", "geheim"), ("unter 10", "geheim"), ("( )", "unbekannt"),
        ("k. A.", "unbekannt"), ("k.A.", "unbekannt"), ("n. v.", "unbekannt"), ("n/a", "unbekannt"),
        ("#NV", "unbekannt"), ("#N/A", "unbekannt"), ("geheim", "geheim"), ("nicht sinnvoll", "nicht_sinnvoll"),
        ("unsicher", ""), ("ok", ""), ("abc", ""), ("#DIV/0!", ""), ("12.5", ""),
    ],
)  # fmt: skip
def test_signs_of_official_tables(sign: str, status: str) -> None:
    assert status_of(sign, {}) == status


def test_the_mapping_decides_before_the_usual_meaning() -> None:
    assert status_of(".", {".": "unbekannt"}) == "unbekannt"
    assert status_of("g", {"g": "geheim"}) == "geheim"


def test_signs_become_a_status_beside_the_value_and_never_zero() -> None:
    # PITFALLS 21
    value, status, note = _read("12,5", "-", ".", "x", "…", "/", "(3,4)", "*", "", "0")
    expected = [12.5, 0, np.nan, np.nan, np.nan, np.nan, 3.4, np.nan, np.nan, 0]
    np.testing.assert_array_equal(value, expected)
    assert status == [
        "ok", "ok", "geheim", "nicht_sinnvoll", "spaeter", "unbekannt", "unsicher", "geheim", "unbekannt", "ok",
    ]  # fmt: skip
    assert note[1] == "Zeichen der Quelle: „-“ (genau null (nichts vorhanden))"
    assert "nicht sicher genug" in note[5]
    assert "eingeklammert" in note[6]
    assert note[0] == note[8] == note[9] == ""


def test_zero_carries_its_remark_where_the_table_knows_a_sign_for_nothing() -> None:
    _, status, note = _read("0", "0,0", "1", signs={"0": "ok", "-": "ok"})
    assert status == ["ok", "ok", "ok"]
    assert "weniger als die Hälfte" in note[0] and note[0] == note[1]
    assert note[2] == ""


def test_a_text_that_nobody_knows_has_no_status() -> None:
    value, status, _ = _read("12.5", "abc", "#DIV/0!")
    assert status == ["", "", ""]
    assert np.isnan(value).all()


def test_a_status_that_needs_a_number_is_none_for_a_sign() -> None:
    assert _read("?", signs={"?": "unsicher"})[1] == [""]


def test_marks_and_scale() -> None:
    value, status, note = _read("12,5 p", "3 s", "0,07", scale=100)
    assert value.tolist() == [1250, 300, 7]
    assert status == ["ok", "geschaetzt", "ok"]
    assert "vorläufig" in note[0]


def test_the_dot_is_asked_unless_the_legend_says_it() -> None:
    (question,) = questions(_found(".", "-", "x"), {})
    assert (question.topic, question.column) == ("zeichen", ".")
    assert [value for value, _ in question.choices] == ["geheim", "unbekannt"]
    assert not questions(_found("."), {".": "geheim"})
    for legend, status in (
        (". = geheim zu halten; x = …", "geheim"),
        (". = Wert unbekannt", "unbekannt"),
    ):
        found = _found(".", legend=legend)
        assert not questions(found, {}) and proposed(found) == {".": status}
    both = _found(".", legend=". = unbekannt oder geheim")
    assert questions(both, {}) and proposed(both) == {".": "geheim"}


def test_an_unknown_word_is_asked_and_not_proposed() -> None:
    found = _found("entfällt")
    (question,) = questions(found, {})
    assert question.column == "entfällt" and "zuerst Zeile 7" in question.text
    assert proposed(found) == {}
    assert found[0].meaning == "unbekanntes Zeichen"


def test_signs_are_listed_in_words() -> None:
    words = {entry.sign: entry.words for entry in _found("-", ".", "geheim", "abc")}
    assert words == {
        "-": "0 (genau null (nichts vorhanden))",
        ".": "geheim (geheim zu halten oder unbekannt)",
        "geheim": "geheim",
        "abc": "unbekanntes Zeichen",
    }
