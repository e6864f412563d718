"""Sentences under exhibits: counts, gaps and dates in plain German."""

from __future__ import annotations

import pytest

from sozialraum.domain.exhibits import Chart, ChartKind
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.render.exhibit_sentences import (
    NOTHING,
    chart_reading,
    course_sentence,
    references_sentence,
    span,
    statements_sentence,
    year_runs,
)
from toy_exhibits import BARS, mark, series


def test_first_and_last_value_and_gaps() -> None:
    course = series(
        "Stadt", mark("2006-12-31", 573), mark("2010", 700), mark("2012", 900, Status.UNCERTAIN)
    )
    assert course_sentence([course]) == (
        "Stadt: 573 Personen (31.12.2006) bis 900 Personen (unsicher, 2012); "
        "3 veröffentlichte Werte, ohne Wert: 2007 bis 2009 und 2011."
    )


def test_one_value_and_none() -> None:
    one, none = series("A", mark("2016/2017", 120)), series("B")
    assert course_sentence([one, none]) == (
        "A: 120 Personen (2016 bis 2017); ein veröffentlichter Wert. B: kein Wert veröffentlicht."
    )
    assert course_sentence([]) == NOTHING


def test_further_statements_are_counted() -> None:
    others = (mark("2016", 4), mark("2017", 5))
    course = series("A", mark("2016", 1), mark("2017", 2), others=others)
    assert course_sentence([course]).endswith("2 veröffentlichte Werte, dazu 2 weitere Angaben.")


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((0, 0, 0, 0), NOTHING),
        ((1, 1, 1, 0), "Eine veröffentlichte Angabe. Eine Angabe hat keine Zahl."),
        ((1200, 3, 2, 0), "1.200 veröffentlichte Angaben zu 3 Merkmalen. 2 Angaben haben keine Zahl."),
        (
            (4, 1, 0, 2),
            "4 veröffentlichte Angaben. Zu 2 Angaben gibt es widersprechende "
            "Veröffentlichungen; sie stehen untereinander.",
        ),
    ],
)  # fmt: skip
def test_statements(counts: tuple[int, int, int, int], sentence: str) -> None:
    assert statements_sentence(*counts) == sentence


def test_many_places_are_counted() -> None:
    assert references_sentence(9, list("ABCDE"), 0) == "9 veröffentlichte Angaben zu 5 Räumen."
    assert references_sentence(0, [], 0) == NOTHING


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        ([], ""),
        (["2018-12-31", "2018-12-31"], "31.12.2018"),
        (["2018-12-31", "2018"], "2018"),
        (["2006/2008", "2017"], "2006 bis 2017"),
    ],
)
def test_reference_dates(codes: list[str], text: str) -> None:
    assert span([Period(code) for code in codes]) == text


def test_runs_of_years() -> None:
    assert year_runs([(2007, 2009), (2011, 2011), (2013, 2014)]) == (
        "2007 bis 2009, 2011 und 2013 bis 2014"
    )


def test_only_the_signs_that_are_there_are_explained() -> None:
    plain = series("A", mark("2006", 1))
    hidden = series("A", mark("2006", 1), others=(mark("2006", 1),))
    shown = series("A", mark("2006", 1), others=(mark("2006", 2),))
    readings = [chart_reading(Chart(ChartKind.COURSE, "", 0, (s,))) for s in (plain, hidden, shown)]
    assert readings == ["", "", "Hohle Punkte sind abweichende weitere Veröffentlichungen."]
    assert chart_reading(BARS.chart) == ""
    assert chart_reading(None) == ""
