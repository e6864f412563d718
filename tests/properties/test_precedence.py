"""Whatever is imported in whatever order: one statement counts, and nothing vanishes unsaid."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.publish.precedence import SAME_STATEMENT, codes, prefer, supersede

_ROW = st.tuples(
    st.sampled_from(["a", "b"]), st.sampled_from(["1", "2", "3"]), st.sampled_from(["x", "y"]),
    st.sampled_from(["eins", "zwei", "drei"]),
)  # fmt: skip


_NO_CATALOG = SimpleNamespace()
"""Only the words of a problem need one."""


def _frame(rows: set[tuple[str, str, str, str]]) -> pd.DataFrame:
    columns = ["indicator", "area", "source", "table"]
    frame = pd.DataFrame(sorted(rows), columns=columns, dtype="str")
    return frame.assign(level="l", period="2024", quality="amtlich", preferred=False).assign(
        row=range(len(frame))
    )


@given(st.sets(_ROW, max_size=30))
def test_the_latest_delivery_of_a_source_stands_alone(rows: set[tuple[str, str, str, str]]) -> None:
    frame, imports = _frame(rows), {"zwei": 2, "drei": 3}
    kept, superseded = supersede(frame, imports)
    assert len(kept) + sum(entry.replaced + entry.gone for entry in superseded) == len(frame)
    for _, group in frame.groupby(["indicator", "source"]):
        latest = group["table"].map(imports).fillna(0).max()
        left = kept[kept.index.isin(group.index)]
        assert set(left["rank"]) == {latest}


@given(st.sets(_ROW, max_size=30))
def test_exactly_one_statement_counts_or_it_is_a_problem(
    rows: set[tuple[str, str, str, str]],
) -> None:
    kept, _ = supersede(_frame(rows), {"zwei": 2, "drei": 3})
    found = prefer(kept.groupby([*SAME_STATEMENT, "rank"]).head(1), _NO_CATALOG)
    assert found[1] == []
    counts = found[0].groupby(list(SAME_STATEMENT))
    assert (counts["preferred"].sum() == 1).all()
    winners = found[0][found[0]["preferred"]]
    assert (winners["rank"].to_numpy() == counts["rank"].max().to_numpy()).all()


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["", "a", "b"])), max_size=40))
def test_rows_have_the_same_code_where_they_are_the_same(rows: list[tuple[int, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["number", "word"])
    found = codes(frame, ("number", "word"))
    assert len(set(zip(found.tolist(), rows, strict=True))) == len(set(rows)) == len(set(found))
