"""Nothing is lost in a join, whatever the keys are and in whatever order they come."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.domain.areas import Area, Level, Numbering
from sozialraum.importers.keys import KeyResolver
from sozialraum.join import join

AREAS = [
    Area("x", f"{n:02d}", name) for n, name in enumerate(["Ost", "Süd-West", "Höhe", "Eving"], 1)
]
LEVEL = Level(
    id="x", name="X", plural="X", order=0, edition="1", valid_from="2000", column="x",
    name_column="x_name", code_form="[0-9]{2}", expected=4, source="s",
    aliases={"Alt": "02"}, numberings=(Numbering(name="Portal", codes={"10": "01", "1": "02"}),),
)  # fmt: skip
RESOLVER = KeyResolver.of(LEVEL, AREAS)
KEYS = st.one_of(
    st.sampled_from(
        ["1", "01", "001", "2", "10", "Ost", "SUED-WEST", "Alt", "03 Höhe", "Insgesamt"]
    ),
    st.text(max_size=6),
    st.integers(-5, 200).map(str),
)


@settings(deadline=None)
@given(st.lists(KEYS, max_size=30), st.sets(KEYS, max_size=3))
def test_every_row_is_accounted_for_once(keys: list[str], left_out: set[str]) -> None:
    frame = pd.DataFrame({"key": pd.Series(keys, dtype="str"), "n": range(len(keys))})
    excluded = {" ".join(key.split()): "Grund" for key in left_out}
    joined, report = join(frame, RESOLVER.resolve(keys), AREAS, excluded=excluded)
    parts = report.data_without_area + report.duplicates + report.excluded
    assert report.matched + len(parts) == report.rows == len(keys)
    assert len({part.row for part in parts}) == len(parts)
    assert joined["n"].tolist()[: len(keys)] == list(range(len(keys)))
    assert len(joined) == len(keys) + len(report.areas_without_data)
    assert set(joined["area"]) - {""} == {area.code for area in AREAS}


@settings(deadline=None)
@given(
    st.lists(KEYS, max_size=20).flatmap(
        lambda keys: st.tuples(st.just(keys), st.permutations(keys))
    )
)
def test_the_order_of_the_rows_changes_no_assignment(pair: tuple[list[str], list[str]]) -> None:
    one, other = (RESOLVER.resolve(keys) for keys in pair)
    assert dict(zip(one.keys, one.codes, strict=True)) == dict(
        zip(other.keys, other.codes, strict=True)
    )
    reports = [
        join(pd.DataFrame({"k": match.keys}, dtype="str"), match, AREAS)[1]
        for match in (one, other)
    ]
    assert reports[0].matched == reports[1].matched
    assert reports[0].areas_without_data == reports[1].areas_without_data


@settings(deadline=None)
@given(st.lists(KEYS, max_size=20))
def test_a_row_without_area_is_always_explained(keys: list[str]) -> None:
    match = RESOLVER.resolve(keys)
    for key, code, suggestion in zip(match.keys, match.codes, match.suggestions, strict=True):
        assert code in {"", *(area.code for area in AREAS)}
        assert not (code and suggestion), key
