from __future__ import annotations

import math

import pandas as pd
import pytest

from sozialraum.aggregate import aggregate
from sozialraum.domain.indicators import Indicator
from sozialraum.errors import NotAggregable

GROUPS = {"001": "01", "002": "01", "011": "02", "012": "02"}


def _indicator(kind: str) -> Indicator:
    return Indicator.model_validate(
        {"id": "i", "name": "Kinder", "kurzname": "K", "thema": "T", "art": kind, "einheit": "",
         "ebenen": ["x"], "definition": "d", "quelle": "q"}
    )  # fmt: skip


def _parts(**rows: tuple[float, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["value", "status", "joint"])
    return frame.rename(index=lambda code: code.removeprefix("a"))


def test_counts_are_summed_where_every_part_is_published() -> None:
    parts = _parts(
        a001=(1, "ok", ""), a002=(2, "ok", ""), a011=(0, "ok", ""), a012=(4, "unsicher", "")
    )
    result = aggregate(parts, GROUPS, _indicator("anzahl"))
    assert result["value"].to_dict() == {"01": 3.0, "02": 4.0}
    assert result["status"].to_dict() == {"01": "ok", "02": "unsicher"}
    assert result["note"].iloc[0] == "Summe aus 2 Teilgebieten."


@pytest.mark.parametrize("status", ["geheim", "unbekannt", "nicht_sinnvoll", "spaeter"])
def test_a_part_without_value_leaves_the_sum_unknown(status: str) -> None:
    nan = float("nan")
    parts = _parts(
        a001=(1, "ok", ""), a002=(nan, status, ""), a011=(1, "ok", ""), a012=(1, "ok", "")
    )
    result = aggregate(parts, GROUPS, _indicator("anzahl"))
    assert math.isnan(result.loc["01", "value"])
    assert result.loc["01", "status"] == "unbekannt"
    assert result.loc["01", "note"] == "1 von 2 Teilgebieten haben keinen veröffentlichten Wert."
    assert result.loc["02", "value"] == 2.0


def test_a_part_that_is_missing_altogether_leaves_the_sum_unknown() -> None:
    result = aggregate(_parts(a001=(1, "ok", "")), GROUPS, _indicator("anzahl"))
    assert result["status"].to_dict() == {"01": "unbekannt", "02": "unbekannt"}


def test_a_joint_value_counts_once() -> None:
    parts = _parts(a001=(5, "ok", "g"), a002=(5, "ok", "g"), a011=(5, "ok", ""), a012=(5, "ok", ""))
    result = aggregate(parts, GROUPS, _indicator("anzahl"))
    assert result["value"].to_dict() == {"01": 5.0, "02": 10.0}


def test_a_joint_value_across_the_border_belongs_to_neither() -> None:
    parts = _parts(a001=(5, "ok", ""), a002=(5, "ok", "g"), a011=(5, "ok", "g"), a012=(5, "ok", ""))
    result = aggregate(parts, GROUPS, _indicator("anzahl"))
    assert result["status"].tolist() == ["unbekannt", "unbekannt"]
    assert "über die Grenze" in result.loc["01", "note"]


@pytest.mark.parametrize("kind", ["anteil", "rate", "mittelwert", "index", "differenz"])
def test_nothing_but_counts_is_ever_summed(kind: str) -> None:
    with pytest.raises(NotAggregable) as caught:
        aggregate(_parts(a001=(1, "ok", "")), GROUPS, _indicator(kind))
    assert "wird nie über Gebiete addiert" in str(caught.value)


def test_two_statements_of_one_area_are_refused() -> None:
    parts = pd.concat([_parts(a001=(1, "ok", "")), _parts(a001=(2, "ok", ""))])
    with pytest.raises(NotAggregable, match="mehrere Angaben"):
        aggregate(parts, GROUPS, _indicator("anzahl"))
