from __future__ import annotations

import math
import time

import numpy as np
import pandas as pd
import pytest

from sozialraum.domain.mapping import NumberForm
from sozialraum.importers.cell_values import Distinct
from sozialraum.importers.column_forms import settle_numbers
from sozialraum.importers.number_form import find_form, is_number, reading, take_apart

GERMAN, ENGLISH = NumberForm.GERMAN, NumberForm.ENGLISH


def _column(*texts: str) -> Distinct:
    return Distinct.of(pd.Series(texts, dtype="str"))


def _finding(*texts: str):
    cells = _column(*texts)
    return find_form(cells.cells, cells.counts)


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        ("1.234", 1234, 1.234), ("1,234", 1.234, 1234), ("12,5", 12.5, None), ("12.5", None, 12.5),
        ("1.234,5", 1234.5, None), ("1,234.5", None, 1234.5), ("1.234.567", 1234567, None),
        ("7", 7, 7), ("007", 7, 7), ("0,123", 0.123, None), ("0.123", None, 0.123), (",5", 0.5, None),
        ("1 234,5", 1234.5, None), ("1\u00a0234", 1234, 1234), ("1\u202f234\u202f567", 1234567, 1234567),
        ("1'234.5", None, 1234.5), ("1’234", 1234, 1234), ("−4", -4, -4), ("–4,5", -4.5, None),
        ("-4", -4, -4), ("+4", 4, 4), ("12 %", 12, 12), ("12%", 12, 12), ("3 €", 3, 3),
        ("(3,4)", 3.4, None), ("12,5 p", 12.5, None), ("12,5 1)", 12.5, None), ("12²", 12, 12),
        ("1e-05", 0.00001, 0.00001), ("1,5e-07", 1.5e-07, None), ("1.234,5 Personen", 1234.5, None),
    ],
)  # fmt: skip
def test_one_number_in_both_forms(text: str, german: float | None, english: float | None) -> None:
    for form, expected in ((GERMAN, german), (ENGLISH, english)):
        value = reading(text, form)
        assert math.isnan(value) if expected is None else value == pytest.approx(expected), form
    assert is_number(text)


@pytest.mark.parametrize(
    "text",
    ["", "x", "-", ".", "5,", "1.2.3", "1.23.456", "12.31.2024", "2024-12-31", "(4", "4)", "1,2,3",
     "12 Brackel", "1.2345,6", "12,5,", "٣", "1 2", "--4", "% 5", "Anzahl"],
)  # fmt: skip
def test_what_is_no_number_stays_none_in_either_form(text: str) -> None:
    assert not take_apart([text]).numeric[0]
    assert math.isnan(reading(text, GERMAN)) and math.isnan(reading(text, ENGLISH))
    assert not is_number(text)


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (("1.234", "12,5"), GERMAN), (("1.234", "1.234.567"), GERMAN), (("12,5", "7,1"), GERMAN),
        (("12.5", "7.1"), ENGLISH), (("1,234.5", "1,234"), ENGLISH), (("1,234,567", "1,234"), ENGLISH),
        (("1", "22", "333"), GERMAN), (("x", ".", ""), GERMAN), (("0.123",), ENGLISH),
        (("1 234,5",), GERMAN), (("12 %", "1.234"), None), (("1.234",), None), (("1,234",), None),
        (("12.5", "1,234"), None), (("1.234", "1,234"), None), (("0", "1.234", "999"), None),
    ],
)  # fmt: skip
def test_the_cells_of_a_column_decide_or_nobody_does(texts, form) -> None:
    assert _finding(*texts).form is form


def test_thousands_are_never_taken_for_decimals_by_majority() -> None:
    # PITFALLS 20: thousands="." turns 12.5 into 125
    finding = _finding("12.5", "13.5", "1.234", "1.235", "1.236")
    assert finding.form is ENGLISH
    assert not finding.mixed


def test_mixed_forms_are_named_with_their_cells() -> None:
    finding = _finding("12,5", "13,5", "14.5", "9")
    assert finding.mixed
    assert finding.odd == (2,)
    assert finding.says is None


def test_an_ambiguous_column_is_settled_by_its_neighbours_and_noted() -> None:
    forms = settle_numbers({"a": _column("1.234"), "b": _column("12,5")}, frozenset(), {})
    assert forms.numbers == {"a": GERMAN, "b": GERMAN}
    assert not forms.questions
    assert "wie in den anderen Spalten" in forms.notes[0]


def test_neighbours_that_contradict_each_other_settle_nothing() -> None:
    columns = {"a": _column("1.234"), "b": _column("12,5"), "c": _column("12.5")}
    forms = settle_numbers(columns, frozenset(), {})
    (question,) = forms.questions
    assert (question.topic, question.column) == ("zahlenform", "a")
    assert question.choices == (
        ("deutsch", "1.234 (deutsch geschrieben)"), ("englisch", "1,234 (englisch geschrieben)"),
    )  # fmt: skip


def test_a_column_alone_is_asked_unless_it_came_as_numbers_or_was_settled_last_year() -> None:
    alone = {"a": _column("1.234", "999")}
    assert settle_numbers(alone, frozenset(), {}).questions
    assert not settle_numbers(alone, frozenset({"a"}), {}).questions
    before = settle_numbers(alone, frozenset(), {"a": ENGLISH})
    assert before.numbers == {"a": ENGLISH} and not before.questions


def test_half_a_million_different_numbers_take_less_than_two_seconds() -> None:
    numbers = np.random.default_rng(0).uniform(-1e6, 1e6, 500_000)
    texts = pd.Series(
        [f"{n:,.2f}".translate(str.maketrans(",.", ".,")) for n in numbers], dtype="str"
    )
    start = time.process_time()
    distinct = Distinct.of(texts)
    assert find_form(distinct.cells, distinct.counts).form is GERMAN
    assert time.process_time() - start < 2
