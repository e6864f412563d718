"""Masking on generated tables, against the slow attacker."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slow_masking import city, counts, declared, indicator, rows, slow_audit
from sozialraum.catalog import Catalog
from sozialraum.domain.confidentiality import Confidentiality
from sozialraum.privacy import audit_published, mask

SETTINGS = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
LEVELS = ("unterbezirk", "bezirk", "sozialraum", "stadt")
Table = tuple[Catalog, Confidentiality, pd.DataFrame]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Two to four levels that overlap, a total with two groups or a stock with its flows."""
    atoms = draw(st.integers(3, 6))
    areas = st.lists(st.sampled_from("ABC"), min_size=atoms, max_size=atoms)
    partitions = {"bezirk": draw(areas), "sozialraum": draw(areas), "stadt": ["1"] * atoms}
    levels = draw(st.lists(st.sampled_from(LEVELS), min_size=2, unique=True))
    values = st.lists(st.integers(0, 7), min_size=atoms, max_size=atoms)
    kind = draw(st.sampled_from(["one", "groups", "flows"]))
    names = {"one": ["n"], "groups": ["n", "a", "b"], "flows": ["n", "a", "b"]}[kind]
    catalog = city(partitions, [indicator(name) for name in names])
    entries: list[dict[str, Any]] = []
    more: dict[str, Any] = {}
    first = np.array(draw(values))
    if kind == "groups":
        more["gruppen"] = [{"summe": "n", "teile": ["a", "b"]}]
        second = np.array(draw(values))
        told = {"n": first + second, "a": first, "b": second}
        entries = [row for name in names for row in counts(catalog, name, told[name], levels)]
    elif kind == "flows":
        more["bestaende"] = [{"bestand": "n", "zugang": ["a"], "abgang": ["b"]}]
        came, went = np.array(draw(values)), np.minimum(np.array(draw(values)), first)
        entries = counts(catalog, "n", first, levels, "2023")
        for name, told in (("n", first + came - went), ("a", came), ("b", went)):
            entries += counts(catalog, name, told, levels)
    else:
        entries = counts(catalog, "n", first, levels)
    kept = [row for row in entries if draw(st.integers(0, 9)) or row is entries[0]]
    return catalog, declared(minimum=draw(st.sampled_from([2, 3, 5])), **more), rows(*kept)


def hide(frame: pd.DataFrame, chosen: np.ndarray) -> pd.DataFrame:
    """The same rows, the chosen ones hidden."""
    numbers = {name: frame[name].mask(chosen) for name in ("value", "numerator", "denominator")}
    return frame.assign(status=frame["status"].mask(chosen, "geheim"), **numbers)


def told(result: Any) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Recoverable and narrow cells of the audit, as the slow attacker names them."""
    named = [
        ((name(entry), entry["level"], entry["areas"][0], entry["period"]), entry)
        for entry in result.narrow
    ]
    return {key for key, entry in named if entry["recoverable"]}, {key for key, _ in named}


def name(entry: dict[str, str]) -> str:
    """The quantity that an entry of the audit is about."""
    return "/".join(filter(None, (entry["indicator"], entry["part"])))


@st.composite
def shares(draw: st.DrawFn) -> Table:
    """A share with its counts, or a public one that is printed beside hidden counts."""
    atoms = draw(st.integers(2, 5))
    areas = st.lists(st.sampled_from("AB"), min_size=atoms, max_size=atoms)
    own = draw(st.booleans())
    rule = "drei" if own else "veroeffentlicht"
    share = indicator("q", rule, art="anteil", einheit="%", nachkommastellen=1)
    partitions = {"bezirk": draw(areas), "stadt": ["1"] * atoms}
    catalog = city(partitions, [indicator("n", rule), indicator("a"), share])
    levels = draw(st.lists(st.sampled_from(["unterbezirk", "bezirk", "stadt"]), min_size=1))
    levels = sorted(set(levels))
    base = np.array(draw(st.lists(st.integers(1, 60), min_size=atoms, max_size=atoms)))
    part = np.array([draw(st.integers(0, int(n))) for n in base])
    below, above = (counts(catalog, k, v, levels) for k, v in (("n", base), ("a", part)))
    entries: list[dict[str, Any]] = [] if own else [*below, *above]
    for whole, some in zip(below, above, strict=True):
        row = {**whole, "indicator": "q", "value": round(100 * some["value"] / whole["value"], 1)}
        told = {"numerator": some["value"], "denominator": whole["value"]} if own else {}
        if own or draw(st.booleans()):
            entries.append({**row, **told})
    links = [] if own else [{"indikator": "q", "zaehler": "a", "nenner": "n"}]
    return catalog, declared(anteile=links), rows(*entries)


@given(shares(), st.data())
@SETTINGS
def test_the_audit_agrees_on_printed_shares(table: Table, data: st.DataObject) -> None:
    catalog, declarations, frame = table
    ruled = frame["indicator"].map(lambda n: catalog.indicator(n).confidentiality == "drei")
    more = data.draw(st.lists(st.booleans(), min_size=len(frame), max_size=len(frame)))
    published = hide(frame, ruled.to_numpy() & np.array(more))
    fast = told(audit_published(published, frame, catalog, declarations))
    slow = slow_audit(published, frame, catalog, declarations)
    assert fast == tuple(found | seen(published, frame, catalog) for found in slow)
    masked = mask(frame, catalog, declarations)
    assert told(masked.audit) == slow_audit(masked.observations, frame, catalog, declarations)


def seen(published: pd.DataFrame, original: pd.DataFrame, catalog: Catalog) -> set[tuple[str, ...]]:
    """Small counts that stand there for all to read; the slow attacker looks at hidden rows only."""
    found = set()
    for row in published[published["value"].notna()].itertuples():
        if catalog.indicator(row.indicator).confidentiality != "drei":
            continue
        counted = {"": row.value} if row.indicator != "q" else {
            "/zaehler": row.numerator, "/nenner": row.denominator,
        }  # fmt: skip
        for part, number in counted.items():
            if 0 < number < 3:
                found.add((row.indicator + part, row.level, row.area, row.period))
    return found


@given(tables())
@SETTINGS
def test_nothing_that_is_masked_can_be_recovered(table: Table) -> None:
    catalog, declarations, frame = table
    masked = mask(frame, catalog, declarations)
    assert masked.audit.ok
    assert slow_audit(masked.observations, frame, catalog, declarations) == (set(), set())


@given(tables(), st.data())
@SETTINGS
def test_the_audit_agrees_with_the_slow_attacker(table: Table, data: st.DataObject) -> None:
    catalog, declarations, frame = table
    small = frame["value"].between(1, declarations.rules["drei"].minimum - 1).to_numpy()
    more = data.draw(st.lists(st.booleans(), min_size=len(frame), max_size=len(frame)))
    for chosen in (small, small | np.array(more)):
        published = hide(frame, chosen)
        fast = told(audit_published(published, frame, catalog, declarations))
        assert fast == slow_audit(published, frame, catalog, declarations)


@given(tables())
@SETTINGS
def test_the_same_input_gives_the_same_pattern(table: Table) -> None:
    catalog, declarations, frame = table
    once, again = (mask(frame, catalog, declarations) for _ in range(2))
    pd.testing.assert_frame_equal(once.observations, again.observations)
    assert once.audit == again.audit
