"""German numbers and class labels."""

import pytest

from sozialraum.domain.indicators import Indicator
from sozialraum.domain.status import Status
from sozialraum.render.formats import (
    class_labels,
    enumeration,
    grouped,
    number,
    plain,
    quantity,
)
from sozialraum.web.live import live


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1234.5, 1, "1.234,5"), (8515, 0, "8.515"), (0, 1, "0,0"), (-3.25, 2, "-3,25")],
)
def test_number(value: float, decimals: int, text: str) -> None:
    assert number(value, decimals) == text


def test_class_labels_leave_no_gap() -> None:
    assert class_labels([10, 20, 32.5], 1, 0, 50) == [
        "unter 10",
        "10 bis unter 20",
        "20 bis unter 32,5",
        "32,5 und mehr",
    ]


def test_a_single_class_names_its_range() -> None:
    assert class_labels([], 1, 3.2, 4) == ["3,2 bis 4"]


def test_enumeration() -> None:
    assert [enumeration(p) for p in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a und b",
        "a, b und c",
    ]


def indicator(**changes: object) -> Indicator:
    declared = {
        "id": "x",
        "name": "x",
        "kurzname": "x",
        "thema": "x",
        "art": "index",
        "einheit": "",
        "ebenen": ["stadt"],
        "definition": "Jahr der Gründung.",
        "quelle": "x",
    }
    return Indicator.model_validate(declared | changes)


@pytest.mark.parametrize(
    "year",
    [
        indicator(),
        indicator(definition="Jahr, seit dem es die Stelle gibt."),
        indicator(definition="Gründung.", einheit="Jahr"),
    ],
)
def test_years_take_no_thousands_separator(year: Indicator) -> None:
    assert not grouped(year)
    assert quantity(1983.0, year) == "1983"
    assert quantity(1983.0, year, Status.UNCERTAIN) == "1983 (unsicher)"


@pytest.mark.parametrize(
    "other",
    [
        indicator(definition="Jahresmittel des Index."),
        indicator(art="anzahl", definition="Jahr für Jahr gezählte Fälle."),
        indicator(einheit="Punkte"),
        indicator(nachkommastellen=1),
    ],
)
def test_everything_else_is_grouped(other: Indicator) -> None:
    assert grouped(other)
    assert quantity(1983.0, other).startswith("1.983")


def test_the_shipped_years_are_years() -> None:
    catalog = live().monitor.catalog
    years = {entry.id for entry in catalog.indicators.values() if not grouped(entry)}
    assert years == {
        "klimaneutral_zieljahr",
        "technologiezentrum_gruendungsjahr",
        "universitaet_gruendungsjahr",
        "willkommen_europa_alle_eu",
        "willkommen_europa_beginn",
    }


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(1983.0, 0, "1983"), (-1234.56, 1, "-1234,6")]
)
def test_plain_numbers(value: float, decimals: int, text: str) -> None:
    assert plain(value, decimals) == text
