"""Shares and rates under a rule: hidden with their counts, recomputed from what is published."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from slow_masking import city, counts, declared, indicator, rows
from sozialraum.domain.confidentiality import Confidentiality
from sozialraum.privacy import Masked, audit_published, mask

AREAS = {"stadt": ["1"] * 4}


def share(rule: str = "drei", **more: Any) -> Any:
    return indicator("q", rule, art="anteil", einheit="%", nachkommastellen=1, **more)


def ratios(parts: list[int], bases: list[int], **more: Any) -> list[dict[str, Any]]:
    """A share per Unterbezirk and one for the city, with the counts."""
    found = []
    pairs = [*zip(parts, bases, strict=True), (sum(parts), sum(bases))]
    for n, (part, base) in enumerate(pairs):
        where = ("stadt", "1") if n == len(parts) else ("unterbezirk", f"{n + 1:03d}")
        value = round(100 * part / base, 1)
        told = {"value": value, "numerator": float(part), "denominator": float(base)}
        found.append({"indicator": "q", "level": where[0], "area": where[1], **told, **more})
    return found


def hidden(masked: Masked, name: str = "q") -> list[bool]:
    found = masked.observations.query("indicator == @name")
    gone = found["status"] == "geheim"
    assert found.loc[gone, ["value", "numerator", "denominator"]].isna().all(axis=None)
    return gone.tolist()


def without_counts(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.assign(**dict.fromkeys(columns or ("numerator", "denominator"), np.nan))


def test_a_share_of_few_is_hidden_and_a_second_one_with_it() -> None:
    town = city(AREAS, [share()])
    frame = rows(*ratios([2, 30, 40, 50], [90, 100, 110, 120]))
    masked = mask(frame, town, declared())
    assert hidden(masked)[0]
    assert sum(hidden(masked)) == 2
    assert not hidden(masked)[4]
    assert masked.audit.ok


def test_a_share_without_its_counts_gives_them_away_and_is_treated_alike() -> None:
    """4.0 % of 50 is 2: the denominator is known, so the printed share is the count."""
    town = city(AREAS, [share()])
    frame = rows(*ratios([2, 30, 40, 50], [50, 100, 110, 120]))
    masked = mask(without_counts(frame, "numerator"), town, declared())
    assert hidden(masked)[0]
    assert sum(hidden(masked)) == 2
    assert masked.audit.ok
    assert masked.audit.primary == 1


def test_without_a_known_base_no_share_can_be_checked() -> None:
    town = city(AREAS, [share()])
    frame = without_counts(rows(*ratios([20, 30, 40, 50], [50, 100, 110, 120])))
    masked = mask(frame, town, declared())
    assert hidden(masked) == [True] * 5
    assert list(masked.report["reasons"]) == ["ohne bekannte Anzahlen nicht prüfbar"]
    public = city(AREAS, [share("veroeffentlicht")])
    assert hidden(mask(frame, public, declared())) == [False] * 5


def test_a_base_below_the_minimum_hides_the_share() -> None:
    town = city(AREAS, [share(mindestbasis=20)])
    frame = rows(*ratios([9, 30, 40, 50], [19, 100, 110, 120]))
    masked = mask(frame, town, declared())
    assert hidden(masked) == [True, False, False, False, False]
    assert masked.report["reasons"] == {"Bezugsgröße unter der Mindestzahl": 1}
    assert hidden(mask(frame, city(AREAS, [share()]), declared())) == [False] * 5


def test_nobody_or_everybody_but_two_is_as_telling_as_two() -> None:
    town = city(AREAS, [share()])
    frame = rows(*ratios([88, 30, 40, 50], [90, 100, 110, 120]))
    assert hidden(mask(frame, town, declared())) == [False] * 5
    rule = {"drei": {"id": "drei", "mindestzahl": 3, "komplement": True}}
    masked = mask(frame, town, declared(regeln=rule))
    assert hidden(masked)[0]
    assert masked.audit.ok


def linked(rule: str = "drei") -> tuple[Any, Confidentiality, pd.DataFrame]:
    """A share whose counts are indicators of their own; only ``a`` is confidential."""
    town = city(AREAS, [share(rule), indicator("n", "veroeffentlicht"), indicator("a")])
    levels = ("unterbezirk", "stadt")
    frame = rows(
        *counts(town, "n", [50, 100, 110, 120], levels),
        *counts(town, "a", [2, 30, 40, 50], levels),
        *ratios([2, 30, 40, 50], [50, 100, 110, 120]),
    )
    frame.loc[frame["indicator"] == "q", ["numerator", "denominator"]] = np.nan
    link = [{"indikator": "q", "zaehler": "a", "nenner": "n"}]
    return town, declared(anteile=link), frame


def test_a_share_goes_with_the_counts_that_it_is_made_of() -> None:
    town, rules, frame = linked()
    masked = mask(frame, town, rules)
    assert hidden(masked, "a")[0]
    assert hidden(masked) == hidden(masked, "a")
    assert hidden(masked, "n") == [False] * 5
    assert masked.audit.ok
    left = frame.assign(
        value=frame["value"].mask(masked.observations["value"].isna() & (frame["indicator"] == "a"))
    )
    assert audit_published(left, frame, town, rules).recoverable == 0


def test_a_public_share_beside_hidden_counts_is_part_of_the_attack() -> None:
    town, rules, frame = linked("veroeffentlicht")
    masked = mask(frame, town, rules)
    assert hidden(masked) == [False] * 5
    assert masked.audit.recoverable > 0
    assert not masked.audit.ok


def test_a_public_share_of_another_source_is_known_to_the_attacker() -> None:
    """The same share stands in a public source: hiding it here helps nobody."""
    town = city(AREAS, [share()])
    frame = rows(*ratios([2, 30, 40, 50], [90, 100, 110, 120]))
    public = frame.iloc[:1].assign(source="offen", preferred=False, numerator=np.nan)
    both = pd.concat([frame, public.assign(denominator=np.nan)], ignore_index=True)
    masked = mask(both, town, declared(quellen={"offen": "veroeffentlicht"}))
    assert hidden(masked)[0]
    assert not hidden(masked)[5]
    assert masked.audit.masked > mask(frame, town, declared()).audit.masked


def test_a_rate_of_unknown_unit_is_not_shown_beside_rounded_counts() -> None:
    town = city(AREAS, [indicator("q", art="rate", einheit="Fälle")])
    rule = {"drei": {"id": "drei", "rundung": 5}}
    frame = rows(*ratios([20, 33, 41, 52], [44, 99, 110, 121]))
    assert hidden(mask(frame, town, declared(regeln=rule))) == [True] * 5


def test_ratios_are_recomputed_from_rounded_counts() -> None:
    town = city(AREAS, [share()])
    rule = {"drei": {"id": "drei", "rundung": 5}}
    frame = rows(*ratios([2, 33, 41, 52], [2, 99, 110, 121]))
    masked = mask(frame, town, declared(regeln=rule)).observations
    assert masked["numerator"].fillna(-1).tolist() == [-1, 35, 40, 50, 130]
    assert masked["denominator"].fillna(-1).tolist() == [-1, 100, 110, 120, 330]
    assert masked["value"].fillna(-1).tolist() == [-1, 35.0, 36.4, 41.7, 39.4]
    assert masked["status"].tolist() == ["geheim", "ok", "ok", "ok", "ok"]


def test_a_mean_needs_a_base() -> None:
    town = city(AREAS, [indicator("m", art="mittelwert", einheit="Jahre")])
    frame = rows(
        {"indicator": "m", "area": "001", "value": 44.1, "denominator": 2.0},
        {"indicator": "m", "area": "002", "value": 44.1, "denominator": 200.0},
        {"indicator": "m", "area": "003", "value": 44.1},
    )
    assert hidden(mask(frame, town, declared()), "m") == [True, False, True]


def test_what_the_source_withholds_of_a_share_stays_hidden_with_its_counts() -> None:
    town = city(AREAS, [share()])
    frame = rows(*ratios([20, 30, 40, 50], [50, 100, 110, 120]))
    frame.loc[0, "status"] = "geheim"
    masked = mask(frame, town, declared())
    assert hidden(masked)[0]
    assert sum(hidden(masked)) == 2
    assert masked.audit.ok
