"""Masking of whole tables: what is hidden, what stays, and that nothing survives elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from slow_masking import city, counts, declared, indicator, rows
from sozialraum.errors import PublicationRefused, UnknownEntry
from sozialraum.privacy import Masked, audit_published, mask
from sozialraum.privacy.audit import attack
from sozialraum.privacy.collecting import collect
from sozialraum.privacy.equations import build_system

LEVELS = ("unterbezirk", "bezirk", "stadt")
CITY = city(
    {"bezirk": ["A", "A", "A", "B", "B", "B"], "stadt": ["1"] * 6},
    [
        indicator("n"),
        indicator("a"),
        indicator("b"),
        indicator("offen", "veroeffentlicht"),
        indicator("quote", art="anteil", einheit="%", nachkommastellen=1, mindestbasis=20),
    ],
)
GROUPS = [{"summe": "n", "teile": ["a", "b"]}]


def shown(masked: Masked, name: str, level: str = "unterbezirk") -> list[float | None]:
    """Values of a level in the order of the areas, None where hidden."""
    found = masked.observations.query("indicator == @name and level == @level")
    hidden = found["status"] == "geheim"
    assert (found["value"].isna() == hidden).all()
    return [None if gone else value for value, gone in zip(found["value"], hidden, strict=True)]


def hide(frame: pd.DataFrame, *cells: tuple[str, str, str]) -> pd.DataFrame:
    """The frame with some cells (indicator, level, area) hidden by hand."""
    keys = zip(frame["indicator"], frame["level"], frame["area"], strict=True)
    chosen = np.array([key in cells for key in keys])
    return frame.assign(
        value=frame["value"].mask(chosen), status=frame["status"].mask(chosen, "geheim")
    )


def test_without_a_small_count_everything_stays() -> None:
    frame = rows(*counts(CITY, "n", [5, 0, 9, 4, 0, 6], LEVELS))
    masked = mask(frame, CITY, declared())
    pd.testing.assert_frame_equal(masked.observations, frame)
    assert masked.audit.as_dict() == {
        "cells": 9, "masked": 0, "primary": 0, "secondary": 0, "recoverable": 0, "narrow": [],
    }  # fmt: skip


def test_a_small_count_takes_a_second_one_with_it() -> None:
    frame = rows(*counts(CITY, "n", [1, 8, 9, 4, 0, 6], LEVELS))
    masked = mask(frame, CITY, declared())
    values = shown(masked, "n")
    assert values[0] is None
    assert values.count(None) == 2
    assert values[3:] == [4, 0, 6]
    assert shown(masked, "n", "bezirk") == [18, 10]
    assert (masked.audit.primary, masked.audit.secondary) == (1, 1)
    assert masked.audit.ok


def test_without_secondary_suppression_the_attacker_gets_the_count() -> None:
    frame = rows(*counts(CITY, "n", [1, 8, 9, 4, 0, 2], LEVELS))
    only_primary = hide(frame, ("n", "unterbezirk", "001"), ("n", "unterbezirk", "006"))
    found = audit_published(only_primary, frame, CITY, declared())
    assert (found.masked, found.recoverable) == (2, 2)
    assert not found.ok
    assert found.narrow[0] == {
        "indicator": "n", "part": "", "level": "unterbezirk", "areas": ["001"], "period": "2024",
        "recoverable": True,
    }  # fmt: skip


def test_one_more_in_the_row_is_not_enough() -> None:
    """Two hidden cells in every row of areas, yet all are computed: the groups close the gap."""
    frame = rows(
        *counts(CITY, "a", [2, 8, 9, 7, 6, 9], LEVELS),
        *counts(CITY, "b", [5, 6, 9, 2, 6, 9], LEVELS),
        *counts(CITY, "n", [7, 14, 18, 9, 12, 18], LEVELS),
    )
    heuristic = hide(
        frame,
        ("a", "unterbezirk", "001"), ("a", "unterbezirk", "002"),
        ("b", "unterbezirk", "004"), ("b", "unterbezirk", "005"),
    )  # fmt: skip
    rules = declared(gruppen=GROUPS)
    assert audit_published(heuristic, frame, CITY, rules).recoverable == 4
    assert mask(frame, CITY, rules).audit.ok


def test_overlapping_levels_are_one_system() -> None:
    """Bezirk and Sozialraum each hide two cells; with the other areas shown, that is none."""
    town = city(
        {"bezirk": ["A", "A", "B", "B"], "sozialraum": ["X", "Y", "Y", "X"]}, [indicator("n")]
    )
    frame = rows(*counts(town, "n", [1, 8, 7, 9], ("unterbezirk", "bezirk", "sozialraum")))
    by_bezirk = hide(frame, ("n", "unterbezirk", "001"), ("n", "unterbezirk", "002"))
    found = audit_published(by_bezirk, frame, town, declared())
    assert found.recoverable == 2
    assert mask(frame, town, declared()).audit.ok


def test_levels_without_their_atoms_hang_together_all_the_same() -> None:
    town = city(
        {"bezirk": ["A", "A", "B", "B"], "sozialraum": ["X", "Y", "Y", "Z"]}, [indicator("n")]
    )
    frame = rows(*counts(town, "n", [9, 2, 0, 30], ("bezirk", "sozialraum")))
    masked = mask(frame, town, declared())
    small = masked.observations.query("level == 'sozialraum' and area == 'Y'")
    assert small["status"].tolist() == ["geheim"]
    assert masked.audit.secondary > 0
    alone = hide(frame, ("n", "sozialraum", "Y"))
    assert audit_published(alone, frame, town, declared()).recoverable == 1


def test_the_example_with_which_fischetti_and_salazar_begin() -> None:
    """Regions A to C by activities I to III, II and III hidden in A and C: II/C lies in 5 to 30."""
    town = city({"stadt": ["1"] * 3}, [indicator(name) for name in ("i", "ii", "iii", "s")])
    table = {"i": [20, 50, 10], "ii": [8, 19, 22], "iii": [17, 32, 12]}
    table["s"] = np.sum([*table.values()], axis=0).tolist()
    levels = ("unterbezirk", "stadt")
    frame = rows(
        *(row for name, cells in table.items() for row in counts(town, name, cells, levels))
    )
    groups = [{"summe": "s", "teile": ["i", "ii", "iii"]}]
    system = build_system(collect(frame, town, declared(gruppen=groups, minimum=1000)))
    places = system.places()
    hidden = [places[name, "2024", area] for name in ("ii", "iii") for area in (0b001, 0b100)]
    known = system.value.copy()
    known[hidden] = np.nan
    found = attack(system, known, np.isnan(known))
    target = places["ii", "2024", 0b100]
    assert (found.low[target], found.high[target]) == (5, 30)


def test_stocks_and_flows_link_the_periods() -> None:
    frame = rows(
        *counts(CITY, "n", [20, 8, 9, 4, 5, 6], LEVELS, "2023"),
        *counts(CITY, "a", [2, 4, 5, 6, 7, 8], LEVELS, "2024"),
        *counts(CITY, "b", [6, 4, 5, 6, 7, 8], LEVELS, "2024"),
        *counts(CITY, "n", [16, 8, 9, 4, 5, 6], LEVELS, "2024"),
    )
    flows = declared(bestaende=[{"bestand": "n", "zugang": ["a"], "abgang": ["b"]}])
    two_in_the_row = hide(frame, ("a", "unterbezirk", "001"), ("a", "unterbezirk", "002"))
    assert audit_published(two_in_the_row, frame, CITY, declared()).recoverable == 0
    assert audit_published(two_in_the_row, frame, CITY, flows).recoverable == 2
    masked = mask(frame, CITY, flows)
    assert masked.audit.ok
    assert shown(masked, "a")[0] is None


def test_the_same_pattern_over_periods() -> None:
    frame = rows(
        *counts(CITY, "n", [1, 8, 9, 4, 5, 6], LEVELS, "2023"),
        *counts(CITY, "n", [7, 8, 9, 4, 5, 6], LEVELS, "2024"),
    )
    masked = mask(frame, CITY, declared(gleiches_muster=["n"]))
    hidden = masked.observations["status"] == "geheim"
    keys = masked.observations[["level", "area"]].agg("/".join, axis=1)
    by_period = masked.observations[hidden].groupby("period").indices
    before, after = (set(keys[hidden].to_numpy()[by_period[p]]) for p in ("2023", "2024"))
    assert before == after
    assert "unterbezirk/001" in after
    assert masked.audit.ok
    assert (
        not mask(frame, CITY, declared())
        .observations.query("period == '2024'")["value"]
        .isna()
        .any()
    )


def test_the_complement_of_a_part_is_protected() -> None:
    """Of 40 people all but 2 are in group a: that says as much about the 2 as their number."""
    town = city({"stadt": ["1"] * 3}, [indicator("n"), indicator("a")])
    frame = rows(
        *counts(town, "n", [40, 50, 60], ("unterbezirk", "stadt")),
        *counts(town, "a", [38, 20, 30], ("unterbezirk", "stadt")),
    )
    groups = [{"summe": "n", "teile": ["a"], "vollstaendig": False}]
    rule = {"drei": {"id": "drei", "mindestzahl": 3, "komplement": True}}
    without = mask(frame, town, declared(gruppen=groups))
    assert without.audit.masked == 0
    masked = mask(frame, town, declared(gruppen=groups, regeln=rule))
    assert shown(masked, "a")[0] is None
    assert masked.audit.ok
    assert masked.audit.masked >= 2
    naive = hide(frame, ("a", "unterbezirk", "001"))
    assert audit_published(naive, frame, town, declared(gruppen=groups, regeln=rule)).narrow


def test_zero_stays_unless_it_is_to_be_protected() -> None:
    frame = rows(*counts(CITY, "n", [0, 8, 9, 4, 5, 6], LEVELS))
    assert mask(frame, CITY, declared()).audit.masked == 0
    rule = {"drei": {"id": "drei", "mindestzahl": 3, "null_schuetzen": True}}
    masked = mask(frame, CITY, declared(regeln=rule))
    assert shown(masked, "n")[0] is None
    assert masked.audit.ok


def test_dominance_hides_by_contribution_and_never_publishes_the_contributions() -> None:
    values = [100, 80, 90, 70, 60, 50]
    frame = rows(*counts(CITY, "n", values, LEVELS))
    frame["largest"] = frame["value"] * 0.3
    frame["second_largest"] = frame["value"] * 0.2
    frame.loc[0, "largest"] = 95.0
    frame.loc[0, "second_largest"] = 1.0
    rule = {"drei": {"id": "drei", "dominanz": {"groesste": 1, "prozent": 80}}}
    masked = mask(frame, CITY, declared(regeln=rule))
    assert shown(masked, "n")[0] is None
    assert masked.audit.ok
    assert masked.observations[["largest", "second_largest"]].isna().all(axis=None)
    assert list(masked.observations.columns) == list(frame.columns)


def test_dominance_without_contributions_is_refused() -> None:
    frame = rows(*counts(CITY, "n", [100, 80, 90, 70, 60, 50], LEVELS))
    rule = {"drei": {"id": "drei", "p_prozent": 10}}
    with pytest.raises(PublicationRefused, match="größten Beiträge"):
        mask(frame, CITY, declared(regeln=rule))


def test_rounding_publishes_multiples_and_hides_nothing() -> None:
    frame = rows(*counts(CITY, "n", [1, 8, 12, 4, 5, 7], LEVELS)).assign(wording="genau 37")
    masked = mask(frame, CITY, declared(regeln={"drei": {"id": "drei", "rundung": 5}}))
    assert shown(masked, "n") == [0, 10, 10, 5, 5, 5]
    assert shown(masked, "n", "bezirk") == [20, 15]
    assert shown(masked, "n", "stadt") == [35]
    assert set(masked.observations["wording"]) == {""}
    assert set(masked.observations["note"]) == {"Auf Vielfache von 5 gerundet."}
    assert (masked.audit.masked, masked.report["rounded"], masked.audit.ok) == (0, 9, True)


def test_rounded_numbers_that_meet_at_the_edge_are_hidden() -> None:
    """Four times 3 is printed as 5 (3 to 7), their sum 12 as 10 (8 to 12): so every part is 3."""
    town = city({"stadt": ["1"] * 4}, [indicator("n")])
    frame = rows(*counts(town, "n", [3, 3, 3, 3], ("unterbezirk", "stadt")))
    rule = declared(regeln={"drei": {"id": "drei", "rundung": 5}})
    masked = mask(frame, town, rule)
    assert masked.audit.ok
    assert shown(masked, "n") == [None] * 4
    assert shown(masked, "n", "stadt") == [10]
    printed = frame.assign(value=[5.0, 5.0, 5.0, 5.0, 10.0])
    assert audit_published(printed, frame, town, rule).recoverable == 5


def test_public_rows_stay_as_they_are_and_are_known_to_the_attacker() -> None:
    """The total is public, and with it the only other group gives the small one away."""
    frame = rows(
        *counts(CITY, "offen", [6, 9, 9, 9, 9, 9], ("unterbezirk",)),
        *counts(CITY, "a", [2, 4, 5, 6, 7, 8], ("unterbezirk",)),
        *counts(CITY, "b", [4, 5, 4, 3, 2, 1], ("unterbezirk",)),
    )
    groups = [{"summe": "offen", "teile": ["a", "b"]}]
    masked = mask(frame, CITY, declared(gruppen=groups))
    assert shown(masked, "offen") == [6, 9, 9, 9, 9, 9]
    assert shown(masked, "a") == [None, 4, 5, 6, None, None]
    assert shown(masked, "b") == [None, 5, 4, 3, None, None]
    assert masked.audit.ok


def test_too_much_is_public_already() -> None:
    """No pattern helps: the audit says so, and publication has to stop."""
    frame = rows(
        *counts(CITY, "offen", [2, 9, 9, 9, 9, 9], ("unterbezirk",)),
        *counts(CITY, "a", [2, 4, 5, 6, 7, 8], ("unterbezirk",)),
        *counts(CITY, "b", [0, 5, 4, 3, 2, 1], ("unterbezirk",)),
    )
    groups = [{"summe": "offen", "teile": ["a", "b"]}]
    found = mask(frame, CITY, declared(gruppen=groups)).audit
    assert not found.ok
    assert {entry["areas"][0] for entry in found.narrow} == {"001"}


def test_a_source_may_have_a_rule_of_its_own() -> None:
    frame = rows(*counts(CITY, "offen", [1, 8, 9, 4, 5, 6], LEVELS)).assign(source="amt")
    masked = mask(frame, CITY, declared(quellen={"amt": "drei"}))
    assert shown(masked, "offen")[0] is None
    assert mask(frame.assign(source="x"), CITY, declared(quellen={"amt": "drei"})).audit.cells == 0


def test_an_unknown_rule_is_never_taken_for_none() -> None:
    town = city({"stadt": ["1"]}, [indicator("n", "vier")])
    with pytest.raises(UnknownEntry, match="vier"):
        mask(rows({"indicator": "n", "value": 1.0}), town, declared())


def test_what_the_source_withholds_is_protected_as_well() -> None:
    frame = rows(*counts(CITY, "n", [1, 8, 9, 4, 5, 6], LEVELS))
    frame.loc[0, ["value", "status"]] = [np.nan, "geheim"]
    masked = mask(frame, CITY, declared())
    assert shown(masked, "n").count(None) == 2
    assert masked.audit.ok
    assert audit_published(frame, frame, CITY, declared()).recoverable == 1


def test_all_statements_about_a_hidden_cell_are_hidden() -> None:
    entries = counts(CITY, "n", [1, 8, 9, 4, 5, 6], LEVELS)
    other = {"area": "001", "value": 7.0, "preferred": False, "source": "y", "wording": "rund 7"}
    masked = mask(rows(*entries, other), CITY, declared())
    about = masked.observations.query("level == 'unterbezirk' and area == '001'")
    assert about["status"].tolist() == ["geheim", "geheim"]
    assert about["wording"].tolist() == ["", ""]


def test_a_small_number_in_any_statement_hides_the_cell() -> None:
    entries = counts(CITY, "n", [7, 8, 9, 4, 5, 6], LEVELS)
    masked = mask(rows(*entries, {"value": 1.0, "preferred": False}), CITY, declared())
    assert shown(masked, "n")[0] is None
    assert masked.audit.primary == 1
    assert masked.audit.ok


def test_areas_published_as_one_value_are_one_cell() -> None:
    entries = counts(CITY, "n", [9, 9, 9, 4, 5, 6], LEVELS)
    for entry in entries[:2]:
        entry |= {"joint": "g", "value": 2.0}
    entries[6]["value"] = 11.0
    entries[8]["value"] = 26.0
    masked = mask(rows(*entries), CITY, declared())
    assert shown(masked, "n")[:3] == [None, None, None]
    assert masked.audit.ok
    assert masked.audit.cells == 8


def test_a_joint_value_beside_goes_for_all_its_areas() -> None:
    """One value for 001 and 004 stands beside; 001 is hidden, so it may not stand at 004 either."""
    entries = counts(CITY, "n", [1, 8, 9, 4, 5, 6], LEVELS)
    beside = [
        {"area": area, "value": 7.0, "joint": "g", "preferred": False, "table": "u"}
        for area in ("001", "004")
    ]
    masked = mask(rows(*entries, *beside), CITY, declared()).observations
    assert masked["status"].tolist()[-2:] == ["geheim", "geheim"]
    assert masked.query("area == '004' and preferred")["status"].tolist() == ["ok"]


@pytest.mark.parametrize("note", ["davon 2 in 001", "nur zwei in City-Ost", "2,0 Personen"])
def test_no_hidden_number_survives_in_any_column(note: str) -> None:
    frame = rows(*counts(CITY, "n", [2, 8, 9, 4, 5, 6], LEVELS)).astype({"wording": "str"})
    frame.loc[0, "wording"] = "2"
    frame.loc[0, "note"] = "zwei Personen"
    frame.loc[6, "note"] = note
    frame.loc[7, "note"] = "ohne Nebenwohnungen"
    masked = mask(frame, CITY, declared())
    told = masked.observations.drop(columns=["area", "period"])
    text = " ".join(str(value) for value in told.to_numpy().ravel())
    assert not {"2", "2.0", "zwei"} & set(text.replace(",", " ").split())
    assert masked.observations.loc[7, "note"] == "ohne Nebenwohnungen"
    assert masked.report["texts"] == 1


def test_an_estimate_for_the_same_place_goes_with_the_hidden_count() -> None:
    """Bezirk A is one Unterbezirk: what is hidden there must not stand there as „rund 2“."""
    town = city({"bezirk": ["A", "B", "B"], "stadt": ["1"] * 3}, [indicator("n")])
    frame = rows(
        *counts(town, "n", [2, 20, 30], ("unterbezirk", "stadt")),
        {"level": "bezirk", "area": "A", "value": 5.0, "status": "geschaetzt"},
        {"level": "bezirk", "area": "B", "value": 50.0, "status": "geschaetzt"},
    )
    masked = mask(frame, town, declared())
    assert shown(masked, "n", "bezirk") == [None, 50]
    assert masked.audit.ok


def test_unknown_stays_unknown_beside_a_secret() -> None:
    entries = counts(CITY, "n", [1, 8, 9, 4, 5, 6], LEVELS)
    unknown = {"area": "001", "status": "unbekannt", "preferred": False}
    masked = mask(rows(*entries, unknown), CITY, declared()).observations
    assert masked.query("area == '001'")["status"].tolist() == ["geheim", "unbekannt"]


def test_a_public_estimate_does_not_set_a_rule_aside() -> None:
    entries = counts(CITY, "offen", [1, 8, 9, 4, 5, 6], LEVELS)
    secret = [{**entry, "source": "amt", "preferred": False} for entry in entries]
    public = [{**entry, "status": "geschaetzt", "value": 5.0} for entry in entries[:1]]
    frame = rows(*public, *[{**entry, "preferred": True} for entry in secret[1:]], secret[0])
    masked = mask(frame, CITY, declared(quellen={"amt": "drei"})).observations
    assert masked.query("area == '001'")["status"].tolist() == ["geschaetzt", "geheim"]


def test_a_second_statement_beside_a_public_one_shows_no_other_number() -> None:
    entries = counts(CITY, "offen", [10, 8, 9, 4, 5, 6], LEVELS)
    other = {**entries[0], "value": 2.0, "source": "amt", "preferred": False}
    same = {**entries[1], "source": "amt", "preferred": False}
    masked = mask(rows(*entries, other, same), CITY, declared(quellen={"amt": "drei"}))
    assert masked.observations["status"].tolist()[-2:] == ["geheim", "ok"]
    assert masked.audit.ok


def test_the_report_counts_without_values() -> None:
    masked = mask(rows(*counts(CITY, "n", [2, 8, 9, 4, 5, 6], LEVELS)), CITY, declared())
    assert masked.report["hidden"] == 2
    assert masked.report["indicators"] == {"n": 2}
    assert sum(masked.report["reasons"].values()) == 2


def test_index_order_and_types_of_the_frame_stay() -> None:
    frame = rows(*counts(CITY, "n", [2, 8, 9, 4, 5, 6], LEVELS))
    frame = frame.sample(frac=1, random_state=3)
    masked = mask(frame, CITY, declared())
    assert masked.observations.index.equals(frame.index)
    pd.testing.assert_series_equal(masked.observations.dtypes, frame.dtypes)
    kept = masked.observations["value"].notna()
    pd.testing.assert_frame_equal(masked.observations[kept], frame[kept])
