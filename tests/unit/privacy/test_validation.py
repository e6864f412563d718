"""Figures that contradict each other are named, without their values."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from slow_masking import city, counts, declared, indicator, rows
from sozialraum.errors import PublicationRefused
from sozialraum.privacy import mask, validate

CITY = city(
    {"bezirk": ["A", "A", "B", "B"], "sozialraum": ["X", "Y", "Y", "Z"], "stadt": ["1"] * 4},
    [indicator("n"), indicator("a"), indicator("b"), indicator("offen", "veroeffentlicht")],
)
LEVELS = ("unterbezirk", "bezirk", "stadt")


def changed(entries: list[dict[str, Any]], place: int, value: float) -> pd.DataFrame:
    entries[place]["value"] = value
    return rows(*entries)


def keys(frame: pd.DataFrame, **more: Any) -> str:
    return " | ".join(problem.key for problem in validate(frame, CITY, declared(**more)))


def test_figures_that_add_up_have_no_problem() -> None:
    assert validate(rows(*counts(CITY, "n", [5, 8, 9, 4], LEVELS)), CITY, declared()) == []


def test_a_negative_count_is_named() -> None:
    frame = changed(counts(CITY, "n", [5, 8, 9, 4], ["unterbezirk"]), 1, -3.0)
    assert keys(frame) == "„n“, Unterbezirk Gebiet 002 (002), 2024"
    assert "-3" not in str(validate(frame, CITY, declared())[0])


def test_parts_that_do_not_add_up_to_the_total_are_named() -> None:
    frame = changed(counts(CITY, "n", [5, 8, 9, 4], LEVELS), 4, 14.0)
    found = keys(frame)
    assert "Bezirk Gebiet A (A)" in found
    assert "Unterbezirk Gebiet 001 (001)" in found


def test_a_total_smaller_than_its_visible_parts_is_named() -> None:
    entries = counts(CITY, "n", [5, 8, 9, 4], LEVELS)
    frame = changed([entries[0], entries[4]], 1, 4.0)
    assert "Bezirk Gebiet A (A)" in keys(frame)
    assert not keys(changed([entries[0], entries[4]], 1, 5.0))


def test_overlapping_levels_that_exclude_each_other_are_named() -> None:
    entries = counts(CITY, "n", [5, 8, 9, 4], ("bezirk", "sozialraum"))
    assert not keys(rows(*entries))
    frame = changed(entries, 0, 2.0)
    assert "Gebiet A (A)" in keys(frame) or "Gebiet X (X)" in keys(frame)


def test_groups_that_do_not_add_up_are_named() -> None:
    groups = [{"summe": "n", "teile": ["a", "b"]}]
    entries = [
        *counts(CITY, "n", [9, 9, 9, 9], ["unterbezirk"]),
        *counts(CITY, "a", [4, 4, 4, 4], ["unterbezirk"]),
        *counts(CITY, "b", [5, 5, 5, 5], ["unterbezirk"]),
    ]
    assert not keys(rows(*entries), gruppen=groups)
    frame = changed(entries, 9, 6.0)
    assert keys(frame).count("002") == 0
    assert keys(frame, gruppen=groups).count("(002)") == 3


def test_a_stock_that_its_flows_do_not_explain_is_named() -> None:
    flows = [{"bestand": "n", "zugang": ["a"], "abgang": ["b"]}]
    entries = [
        *counts(CITY, "n", [9, 9, 9, 9], ["unterbezirk"], "2023"),
        *counts(CITY, "n", [9, 9, 9, 9], ["unterbezirk"], "2024"),
        *counts(CITY, "a", [4, 4, 4, 4], ["unterbezirk"], "2024"),
        *counts(CITY, "b", [4, 4, 4, 4], ["unterbezirk"], "2024"),
    ]
    assert not keys(rows(*entries), bestaende=flows)
    assert "Gebiet 003 (003), 2024" in keys(changed(entries, 10, 5.0), bestaende=flows)


def test_flows_do_not_bridge_a_missing_year() -> None:
    flows = [{"bestand": "n", "zugang": ["a"], "abgang": ["b"]}]
    entries = [
        *counts(CITY, "n", [9, 9, 9, 9], ["unterbezirk"], "2021"),
        *counts(CITY, "n", [19, 19, 19, 19], ["unterbezirk"], "2024"),
        *counts(CITY, "a", [4, 4, 4, 4], ["unterbezirk"], "2024"),
        *counts(CITY, "b", [4, 4, 4, 4], ["unterbezirk"], "2024"),
    ]
    assert not keys(rows(*entries), bestaende=flows)


def test_rounded_figures_may_miss_their_total_by_the_rounding() -> None:
    rule = {"drei": {"id": "drei", "rundung": 5}}
    entries = counts(CITY, "n", [5, 10, 10, 5], LEVELS)
    assert not keys(changed(entries, 4, 20.0), regeln=rule)
    assert keys(changed(entries, 4, 30.0), regeln=rule)


def test_public_figures_are_nobodys_business() -> None:
    frame = changed(counts(CITY, "offen", [5, 8, 9, 4], LEVELS), 4, 14.0)
    assert not keys(frame)


def test_a_share_of_more_than_all_is_named() -> None:
    town = city({"stadt": ["1"]}, [indicator("q", art="anteil", einheit="%")])
    frame = rows({"indicator": "q", "value": 120.0, "numerator": 6.0, "denominator": 5.0})
    assert [p.key for p in validate(frame, town, declared())] == [
        "„q“ (Nenner), Unterbezirk Gebiet 001 (001), 2024; "
        "„q“ (Zähler), Unterbezirk Gebiet 001 (001), 2024"
    ]


def test_contradictions_are_never_masked() -> None:
    frame = changed(counts(CITY, "n", [5, 8, 9, 4], LEVELS), 4, 14.0)
    with pytest.raises(PublicationRefused, match="Summe und Teile passen nicht zusammen"):
        mask(frame, CITY, declared())


def test_many_problems_are_counted() -> None:
    town = city({"stadt": ["1"] * 60}, [indicator("n")])
    frame = rows(*counts(town, "n", [-1] * 60, ["unterbezirk"]))
    found = validate(frame, town, declared())
    assert len(found) == 51
    assert "und 10 weitere Stellen" in {problem.key for problem in found}
