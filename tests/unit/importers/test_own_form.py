from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from delivered_tables import toy_file
from sozialraum.catalog import Catalog, load_catalog
from sozialraum.domain.indicators import Source
from sozialraum.importers.answers import answer
from sozialraum.importers.formats import read_table as read_file
from sozialraum.importers.mapped_table import Read, statements, to_own_form
from sozialraum.importers.own_form import SOURCES_FILE, toml_value
from sozialraum.importers.proposal import propose
from sozialraum.importers.tables import read_table

SAME = ["indicator", "level", "period", "value", "numerator", "denominator", "status", "source", "quality",
        "preferred", "wording", "note"]  # fmt: skip


@pytest.fixture
def catalog(toy: Path) -> Catalog:
    return load_catalog(toy)


def write(home: Path, files: dict[str, bytes]) -> Catalog:
    """Put the files of an import into a home folder, new sources behind the old ones."""
    for path, content in files.items():
        target = home / path
        before = target.read_bytes() if path == SOURCES_FILE else b""
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(before + content)
    return load_catalog(home)


def same_statements(read: Read, again: pd.DataFrame) -> None:
    one = read.frame.sort_values(
        ["indicator", "level", "code", "period", "row"], kind="stable", ignore_index=True
    )
    assert again["key"].tolist() == one["code"].tolist()
    pd.testing.assert_frame_equal(again[SAME], one[SAME], check_exact=True)


def test_a_delivered_table_in_the_form_of_the_project_says_the_same(
    toy: Path, catalog: Catalog
) -> None:
    raw = read_file(toy_file(), "Kinder 2024.csv")
    proposal = propose(raw, catalog, "Kinder 2024.csv", ())
    mapping = proposal.mapping
    for question in proposal.questions:
        mapping = answer(
            mapping, question, question.choices[0][0], proposal.drafts.get(question.column)
        )
    new = Source.model_validate({
        "id": "sozialamt", "publisher": "Stadt „Muster“ \\ Amt", "title": "Liste\x7f 1", "licence": "dl-de/zero-2-0",
        "quality": "amtlich",
    })  # fmt: skip
    mapping = mapping.model_copy(update={
        "accepted": {"City-Wset": "002", "Grosse Haide": "004", "Fönix": "012"}, "sources": (new,),
        "source": "sozialamt",
    })  # fmt: skip
    read = statements(raw, mapping, catalog)
    assert read.problems == ()
    files = to_own_form(read, mapping)
    assert sorted(files) == [
        "data/indikatoren/ganz_neues.toml", "data/quellen.toml", "data/statistik/kinder_2024_12_31.csv",
        "data/statistik/kinder_2024_12_31.toml",
    ]  # fmt: skip
    after = write(toy, files)
    assert after.indicator("ganz_neues").unit == "%"
    assert (
        after.source("sozialamt").publisher == new.publisher
        and after.source("sozialamt").title == new.title
    )
    again, problems = read_table(toy, after.table(mapping.id), after)
    assert problems == []
    same_statements(read, again)
    assert to_own_form(read, mapping) == files


def test_areas_that_were_published_together_stay_together(toy: Path, catalog: Catalog) -> None:
    raw = read_file(b"unterbezirk;gemeinsam;einwohner\n001;a;5\n002;a;5\n003;;7\n", "x_2024.csv")
    mapping = propose(raw, catalog, "x_2024.csv", ()).mapping.model_copy(update={"source": "stadt"})
    read = statements(raw, mapping, catalog)
    after = write(toy, to_own_form(read, mapping))
    again, problems = read_table(toy, after.table(mapping.id), after)
    assert problems == []
    assert again["joint"].tolist() == ["a", "a", ""]


def test_numbers_keep_every_digit(toy: Path, catalog: Catalog) -> None:
    rows = (
        "001;0,1",
        "002;1e-07",
        "003;123456789012345678",
        "004;-0,00001",
        "011;1e21",
        "012;3,3333333333333335",
    )
    raw = read_file("\n".join(["unterbezirk;einwohner", *rows]).encode(), "x_2024.csv")
    mapping = propose(raw, catalog, "x_2024.csv", ()).mapping.model_copy(update={"source": "stadt"})
    read = statements(raw, mapping, catalog)
    assert read.problems == ()
    after = write(toy, to_own_form(read, mapping))
    again, problems = read_table(toy, after.table(mapping.id), after)
    assert problems == []
    same_statements(read, again)


@pytest.mark.parametrize(
    "value",
    [
        "",
        'a "b" \\ c',
        "Zeile\nzwei\t\x7f\x01",
        "äöü € 😀",
        True,
        False,
        3,
        -0.5,
        [1, "a"],
        {"a b": [True]},
    ],
)
def test_values_of_toml(value: object) -> None:
    assert tomllib.loads(f"x = {toml_value(value)}") == {"x": value}
