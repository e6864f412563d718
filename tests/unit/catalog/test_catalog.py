from __future__ import annotations

from pathlib import Path

import pytest

from sozialraum.catalog import load_catalog
from sozialraum.errors import CatalogInvalid, UnknownEntry
from toy_home import change


def test_levels_run_from_fine_to_coarse_and_areas_are_sorted_by_code(toy: Path) -> None:
    catalog = load_catalog(toy)
    assert list(catalog.levels) == [
        "unterbezirk", "sozialraum", "stadtbezirk", "aktionsraum", "stadt",
    ]  # fmt: skip
    assert [area.code for area in catalog.areas("unterbezirk")] == [
        "001", "002", "003", "004", "011", "012", "013",
    ]  # fmt: skip


def test_the_file_name_is_the_id(toy: Path) -> None:
    catalog = load_catalog(toy)
    assert catalog.indicator("kinder_sgb2").id == "kinder_sgb2"
    assert catalog.source("atlas").citation == "Stadt Musterstadt: Atlas"


def test_parents_are_the_areas_that_contain_an_area_completely(toy: Path) -> None:
    catalog = load_catalog(toy)
    assert catalog.area("unterbezirk", "003").parents == {
        "sozialraum": "012", "stadtbezirk": "01", "aktionsraum": "012", "stadt": "05913",
    }  # fmt: skip
    assert "aktionsraum" not in catalog.area("stadtbezirk", "01").parents
    assert catalog.membership("sozialraum", "stadtbezirk") == {
        "011": "01", "012": "01", "021": "02",
    }  # fmt: skip


def test_an_inferred_assignment_is_flagged_on_the_atom_and_its_sozialraum(toy: Path) -> None:
    catalog = load_catalog(toy)
    uncertain = [
        (a.level, a.code)
        for areas in catalog.areas_by_level.values()
        for a in areas
        if not a.certain
    ]
    assert uncertain == [("unterbezirk", "004"), ("sozialraum", "012")]


def test_the_catalogue_cannot_be_changed(toy: Path) -> None:
    catalog = load_catalog(toy)
    with pytest.raises(TypeError):
        catalog.levels["neu"] = catalog.level("stadt")  # type: ignore[index]
    with pytest.raises(TypeError):
        catalog.units[0]["stadt"] = "x"  # type: ignore[index]
    frame = catalog.hierarchy()
    frame.loc[0, "stadt"] = "x"
    assert catalog.hierarchy().loc[0, "stadt"] == "05913"


def test_codes_keep_their_zeros_in_the_hierarchy(toy: Path) -> None:
    assert load_catalog(toy).hierarchy()["unterbezirk"].tolist()[0] == "001"


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda c: c.indicator("kinder_sgb"), "Gemeint ist vielleicht „kinder_sgb2“."),
        (lambda c: c.level("Unterbezirke"), "Gemeint ist vielleicht „unterbezirk“"),
        (lambda c: c.source("xyz"), "Es gibt: „atlas“, „stadt“"),
        (lambda c: c.layer("Angebot"), "„angebote“"),
        (lambda c: c.table("reihe"), "„reihen“"),
        (lambda c: c.area("unterbezirk", "Phönix"), "„012“"),
        (lambda c: c.areas("bezirk"), "unterbezirk"),
    ],
)
def test_a_miss_carries_a_suggestion(toy: Path, ask, expected: str) -> None:
    with pytest.raises(UnknownEntry) as caught:
        ask(load_catalog(toy))
    assert expected in str(caught.value)


def test_all_problems_come_at_once(toy: Path) -> None:
    change(toy, "data/indikatoren/kinder_sgb2.toml", 'einheit = "%"\n', "")
    change(toy, "geo/stadt.toml", 'quelle = "stadt"', 'quelle = "stadtt"')
    (toy / "data/statistik/reihen.csv").unlink()
    with pytest.raises(CatalogInvalid) as caught:
        load_catalog(toy)
    assert [problem.file for problem in caught.value.problems] == [
        "data/indikatoren/kinder_sgb2.toml", "data/statistik/reihen.toml", "geo/stadt.toml",
    ]  # fmt: skip
    for problem in caught.value.problems:
        assert str(problem) in str(caught.value)


def test_a_reference_to_a_broken_declaration_is_no_second_problem(toy: Path) -> None:
    change(toy, "data/indikatoren/kinder_sgb2.toml", 'art = "anteil"', 'art = "prozent"')
    with pytest.raises(CatalogInvalid) as caught:
        load_catalog(toy)
    assert [problem.key for problem in caught.value.problems] == ["art"]


def test_a_byte_order_mark_is_no_fault(toy: Path) -> None:
    for name in ("data/quellen.toml", "geo/gliederung.csv", "geo/stadt.toml"):
        (toy / name).write_bytes(b"\xef\xbb\xbf" + (toy / name).read_bytes())
    assert load_catalog(toy).areas("stadt")[0].name == "Musterstadt"
