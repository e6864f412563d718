from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from sozialraum.analysis.crosswalk import Converted, Measure, convert
from sozialraum.importers.tables import STATEMENT_COLUMNS
from toy_reform import PEOPLE, add_edition, boundaries


def rows(**changes: dict[str, object]) -> pd.DataFrame:
    """One count per area of then; ``a005={…}`` changes cells of an area."""
    records = [
        {
            "row": n, "key": code, "indicator": "i", "level": "unterbezirk", "period": "2018",
            "value": float(value), "numerator": math.nan, "denominator": math.nan, "status": "ok",
            "source": "s", "quality": "amtlich", "joint": "", "preferred": False, "wording": "",
            "note": "", "table": "t", "area": code,
        }
        | changes.get(f"a{code}", {})
        for n, (code, value) in enumerate(PEOPLE.items(), 2)
    ]  # fmt: skip
    return pd.DataFrame(records, columns=[*STATEMENT_COLUMNS, "area"])


def made(toy: Path, frame: pd.DataFrame) -> Converted:
    found = boundaries(add_edition(toy))
    return convert(frame, found, {}, lambda *_: Measure(additive=True), "Quelle")


def test_a_joint_value_counts_once(toy: Path) -> None:
    group = {"joint": "g", "value": 17.0}
    found = made(toy, rows(a005=group, a006=group)).rows.set_index("area")
    assert found.loc["001", "value"] == 17
    assert found.loc["001", "joint"] == ""


def test_a_joint_value_across_the_new_border_is_not_divided(toy: Path) -> None:
    group = {"joint": "g", "value": 17.0}
    found = made(toy, rows(a002=group, a006=group)).rows.set_index("area")
    assert math.isnan(found.loc["001", "value"])
    assert math.isnan(found.loc["002", "value"])
    assert "reicht über die neue Grenze" in found.loc["002", "note"]


def test_a_joint_value_of_unchanged_areas_stays_one(toy: Path) -> None:
    group = {"joint": "g", "value": 45.0}
    found = made(toy, rows(a002=group, a013=group)).rows.set_index("area")
    assert found.loc[["002", "013"], "joint"].tolist() == ["g", "g"]


def test_doubt_and_quality_are_inherited(toy: Path) -> None:
    doubt = {"status": "unsicher", "quality": "zweitquelle", "note": "Vorläufig"}
    found = made(toy, rows(a005=doubt)).rows.set_index("area")
    assert found.loc["001", ["status", "quality"]].tolist() == ["unsicher", "zweitquelle"]
    assert found.loc["001", "note"].startswith("Vorläufig. Gebietsstand 2018")


def test_of_several_statements_the_preferred_one_is_bridged(toy: Path) -> None:
    first, second = rows(a005={"preferred": True}), rows(a005={"value": 99.0})
    both = pd.concat([first, second[second["area"] == "005"]])
    assert made(toy, both).rows.set_index("area").loc["001", "value"] == 17


def test_several_statements_without_preference_are_not_bridged(toy: Path) -> None:
    both = pd.concat([rows(), rows(a005={"value": 99.0}).query("area == '005'")])
    found = made(toy, both)
    assert "gibt es mehrere Angaben" in found.rows.set_index("area").loc["001", "note"]
    assert found.counts["unbekannt"] == 1


def test_categories_do_not_swallow_new_codes(toy: Path) -> None:
    frame = rows().astype({"area": "category", "note": "category", "status": "category"})
    assert made(toy, frame).rows["area"].notna().all()
