"""Whatever a table holds: nothing is lost, nothing raises, and our own form says the same."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sozialraum.catalog import Catalog, load_catalog
from sozialraum.domain.mapping import ColumnRole, NumberForm, TableMapping
from sozialraum.importers.mapped_table import Read, statements, to_own_form
from sozialraum.importers.number_form import reading
from sozialraum.importers.proposal import propose
from sozialraum.importers.raw import Format, RawTable
from sozialraum.importers.tables import read_table
from toy_home import make_home

KEYS = st.one_of(
    st.sampled_from([
        "001", "1", "01", "002", "City-Ost", "CITY-WEST", "Hörde", "012", "12", "City", "Nordmarkt", "Mitte",
        "Insgesamt", "Musterstadt", "Stadt Musterstadt", "011 City", "003 Nordmarkt-Süd", "001 Phoenix", "City-Wset", "",
    ]),
    st.text("0123456789 aö-", max_size=5).map(str.strip),
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from([".", "-", "x", "…", "/", "(3,4)", "*", "", "0", "12,5", "1.234", "12.5", "k. A.", "12 %", "7 p"]),
    st.integers(-10_000, 10_000).map(str),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: f"{x:.3f}".replace(".", ",")),
    st.text(max_size=4).map(lambda t: " ".join(t.split())),
)  # fmt: skip
TEXTS = st.one_of(
    KEYS,
    CELLS,
    st.sampled_from(["Quelle: x", "Stand: 31.12.2024", "2024", "2023", "Einwohner", "Gebiet"]),
)


@lru_cache(maxsize=1)
def _home() -> tuple[Path, Catalog]:
    home = make_home(Path(tempfile.mkdtemp()) / "toy")
    return home, load_catalog(home)


def _raw(rows: list[tuple[str, ...]]) -> RawTable:
    rows = [row for row in rows if any(row)]
    width = max((len(row) for row in rows), default=1)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    cells = pd.DataFrame(filled, columns=range(width), dtype="str")
    return RawTable(cells, np.arange(1, len(rows) + 1), Format.CSV, (False,) * width, separator=";")


def _accounted(read: Read) -> int:
    parts = sum(
        r.matched + len(r.data_without_area) + len(r.duplicates) + len(r.excluded)
        for r in read.reports
    )
    return parts + len(read.totals) + len(read.subtotals)


def _mapping(form: NumberForm = NumberForm.GERMAN, **more) -> TableMapping:
    base = {
        "id": "probe", "title": "Probe", "form": "breit", "header_rows": (0,), "level": "unterbezirk",
        "period": "2024", "source": "stadt", "columns": (
            {"title": "Gebiet", "role": ColumnRole.KEY}, {"title": "Name", "role": ColumnRole.NAME},
            {"title": "Wert", "role": ColumnRole.VALUE, "indicator": "einwohner", "number_form": form},
            {"title": "Anteil", "role": ColumnRole.VALUE, "indicator": "kinder_sgb2", "number_form": form},
        ),
    }  # fmt: skip
    return TableMapping.model_validate(base | more)


HEADER = ("Gebiet", "Name", "Wert", "Anteil")


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.tuples(KEYS, KEYS, CELLS, CELLS), max_size=25),
    st.dictionaries(KEYS.filter(bool), st.sampled_from(["001", "013"]), max_size=2),
    st.dictionaries(KEYS.filter(bool), st.just("Grund"), max_size=2),
)
def test_every_row_is_accounted_for_once(rows, accepted, excluded) -> None:
    raw = _raw([HEADER, *rows])
    read = statements(raw, _mapping(accepted=accepted, excluded=excluded), _home()[1])
    notes = len(raw.cells) - 1 - read.rows
    assert _accounted(read) == read.rows
    assert notes == 0 or read.rows < len(rows)
    matched = sum(report.matched for report in read.reports)
    assert read.frame["row"].nunique() <= matched
    assert (read.frame["code"] != "").all()
    unreadable = [problem for problem in read.problems if "ist hier keine Zahl" in problem.what]
    assert len(read.frame) + len(unreadable) == 2 * matched or len(read.problems) > 200


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.tuples(st.sampled_from(["001", "002", "003", "004", "011", "012", "013"]), CELLS, CELLS), max_size=12,
             unique_by=lambda row: row[0]),
    st.sampled_from(list(NumberForm)),
)  # fmt: skip
def test_our_own_form_says_the_same(rows, form) -> None:
    home, catalog = _home()
    mapping = _mapping(form)
    read = statements(
        _raw([HEADER, *((key, "", one, two) for key, one, two in rows)]), mapping, catalog
    )
    files = to_own_form(read, mapping)
    for path, content in files.items():
        (home / path).write_bytes(content)
    try:
        after = load_catalog(home)
        again, problems = read_table(home, after.table("probe"), after)
    finally:
        for path in files:
            (home / path).unlink()
    assert problems == []
    one = read.frame.sort_values(
        ["indicator", "level", "code", "period"], kind="stable", ignore_index=True
    )
    assert again["key"].tolist() == one["code"].tolist()
    same = ["indicator", "period", "value", "status", "source", "quality", "note"]
    pd.testing.assert_frame_equal(again[same], one[same], check_exact=True)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=5).map(tuple), max_size=14))
def test_nothing_that_somebody_brings_raises(rows) -> None:
    raw, catalog = _raw(rows), _home()[1]
    proposal = propose(raw, catalog, "Datei 2024.csv", ())
    read = statements(raw, proposal.mapping, catalog)
    assert _accounted(read) == read.rows
    again = propose(raw, catalog, "Datei 2025.csv", [proposal.mapping])
    assert _accounted(statements(raw, again.mapping, catalog)) <= len(raw.cells)


@settings(deadline=None)
@given(st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 2)))
def test_a_number_written_in_either_form_is_the_same(value: float) -> None:
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert reading(english, NumberForm.ENGLISH) == reading(german, NumberForm.GERMAN) == value


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(KEYS, CELLS), max_size=12), st.randoms())
def test_the_order_of_the_rows_changes_no_value(rows, chance) -> None:
    catalog = _home()[1]
    mixed = list(rows)
    chance.shuffle(mixed)

    def read(listed):
        return statements(
            _raw([HEADER, *((k, "", v, "1") for k, v in listed)]), _mapping(), catalog
        )

    def said(found):
        counted = found.frame.sort_values(["code", "indicator"])
        return counted[["code", "status"]].to_numpy().tolist()

    before, after = read(rows), read(mixed)
    assume(not any("doppelt" in problem.what for problem in before.problems))
    assert said(before) == said(after)
