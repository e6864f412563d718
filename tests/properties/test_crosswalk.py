from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.analysis.crosswalk import Measure, convert
from sozialraum.domain.editions import Boundaries, Edition, Part
from sozialraum.importers.tables import STATEMENT_COLUMNS

COUNT = Measure(additive=True)
SHARE = Measure(additive=False, factor=100.0)


@st.composite
def reforms(draw: st.DrawFn) -> Boundaries:
    """Two to six old areas, shared out among one to five new ones."""
    olds = [f"o{n}" for n in range(draw(st.integers(2, 6)))]
    news = [f"n{n}" for n in range(draw(st.integers(1, 5)))]
    parts = []
    for old in olds:
        weights = [draw(st.integers(0, 9)) for _ in news]
        weights[draw(st.integers(0, len(news) - 1))] += 1
        total = sum(weights)
        parts += [Part(old, new, w / total) for new, w in zip(news, weights, strict=True) if w]
    edition = Edition(
        id="l_1", level="l", edition="1", source="s", weighting="flaeche",
        areas=dict.fromkeys(olds, "Name"),
    )  # fmt: skip
    return Boundaries(edition, tuple(parts), bridged=True)


def statements(values: list[tuple[str, float, float, float, str]]) -> pd.DataFrame:
    rows = [
        {
            "row": n, "key": area, "indicator": "i", "level": "l", "period": "2018",
            "value": value, "numerator": top, "denominator": base, "status": status,
            "source": "s", "quality": "amtlich", "joint": "", "preferred": False, "wording": "",
            "note": "", "table": "t", "area": area,
        }
        for n, (area, value, top, base, status) in enumerate(values, 2)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*STATEMENT_COLUMNS, "area"])


def converted(reform: Boundaries, rows: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    return convert(rows, reform, {}, lambda *_: measure, "Quelle").rows


@given(reforms(), st.data())
def test_the_total_of_the_city_is_kept(reform: Boundaries, data: st.DataObject) -> None:
    counts = {old: data.draw(st.integers(0, 100_000)) for old in reform.edition.areas}
    rows = statements([(o, float(v), math.nan, math.nan, "ok") for o, v in counts.items()])
    found = converted(reform, rows, COUNT)
    assert found["value"].sum() == pytest.approx(sum(counts.values()), rel=1e-12)
    assert found["area"].is_unique and set(found["area"]) == set(reform.feeding)
    for area, status in zip(found["area"], found["status"], strict=True):
        divided = any(not part.whole for part in reform.feeding[area])
        assert status == ("geschaetzt" if divided else "ok")


@given(reforms(), st.data())
def test_what_is_hidden_stays_hidden(reform: Boundaries, data: st.DataObject) -> None:
    hidden = data.draw(st.sampled_from(sorted(reform.edition.areas)))
    rows = statements(
        [
            (
                o,
                math.nan if o == hidden else 7.0,
                math.nan,
                math.nan,
                "geheim" if o == hidden else "ok",
            )
            for o in reform.edition.areas
        ]
    )
    found = converted(reform, rows, COUNT).set_index("area")
    for area, parts in reform.feeding.items():
        touched = any(part.old == hidden for part in parts)
        assert math.isnan(found.loc[area, "value"]) == touched
        assert (found.loc[area, "status"] in {"geheim", "unbekannt"}) == touched


@given(reforms(), st.data())
def test_a_share_lies_between_those_of_its_parts(reform: Boundaries, data: st.DataObject) -> None:
    base = {o: data.draw(st.integers(1, 1000)) for o in reform.edition.areas}
    top = {o: data.draw(st.integers(0, base[o])) for o in base}
    rows = statements(
        [(o, top[o] / base[o] * 100, float(top[o]), float(base[o]), "ok") for o in base]
    )
    found = converted(reform, rows, SHARE).set_index("area")["value"]
    for area, parts in reform.feeding.items():
        old = [top[p.old] / base[p.old] * 100 for p in parts]
        assert min(old) - 1e-9 <= found[area] <= max(old) + 1e-9
