from __future__ import annotations

from pathlib import Path

import pytest

from sozialraum.catalog import load_catalog, survey
from sozialraum.catalog.editions import at_edition, boundaries_of, foreign_edition
from sozialraum.errors import UnknownEntry
from toy_reform import CROSSWALK, add_edition, boundaries, change

CSV, TOML = "geo/gebietsstaende/unterbezirk_2018.csv", "geo/gebietsstaende/unterbezirk_2018.toml"


def problems(home: Path) -> list[str]:
    return [str(problem) for problem in survey(home).problems]


def test_an_edition_knows_what_became_of_its_areas(toy: Path) -> None:
    found = boundaries(add_edition(toy))
    assert found.bridged
    assert found.same == {"002": "002", "013": "013"}
    assert [(p.old, p.share) for p in found.feeding["004"]] == [("003", 0.2), ("004", 1.0)]
    assert len(found.old_areas) == 7


def test_a_city_without_reforms_has_no_editions(toy: Path) -> None:
    assert not load_catalog(toy).editions


def test_without_a_crosswalk_only_unchanged_areas_are_known(toy: Path) -> None:
    found = boundaries(add_edition(toy, None))
    assert not found.bridged
    assert set(found.feeding) == {"002", "013"}


def test_rounded_shares_are_scaled_to_one(toy: Path) -> None:
    thirds = CROSSWALK.replace("011;0,5", "011;0,333").replace("012;0,5", "012;0,6665")
    found = boundaries(add_edition(toy, thirds))
    assert sum(p.share for p in found.parts if p.old == "014") == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("014;011;0,5", "014;011;0,4", "Die Anteile von „014“ ergeben 0,9000 statt 1."),
        ("014;011;0,5", "099;011;0,5", "„099“ gibt es im Gebietsstand nicht"),
        ("014;011;0,5", "014;099;0,5", "„099“ gibt es heute nicht"),
        ("005;001;1\n", "", "Das frühere Gebiet „005“ fehlt."),
        ("003;003;0,8\n003;004;0,2", "003;004;1", "Dem heutigen Gebiet „003“ ist kein früheres"),
        ("014;011;0,5", "014;011;1,5", "„1,5“ ist kein Anteil."),
        ("014;011;0,5", "014;011;0.5", "„0.5“ ist kein Anteil."),
        ("014;011;0,5", "014;012;0,5", "kommt doppelt vor"),
        ("005;001;1", "002;001;1", "„002“ ist als unverändert angegeben."),
        ("anteil", "share", "Die Kopfzeile heißt: alt;neu;anteil"),
    ],
)
def test_a_wrong_crosswalk_is_named(toy: Path, old: str, new: str, said: str) -> None:
    assert old in CROSSWALK
    found = problems(add_edition(toy, CROSSWALK.replace(old, new)))
    assert any(CSV in text and said in text for text in found), found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('quelle = "stadt"', 'quelle = "niemand"', "Die Quelle „niemand“"),
        ('ebene = "unterbezirk"', 'ebene = "dorf"', "Die Ebene „dorf“"),
        ('gebietsstand = "2018"', 'gebietsstand = "2017"', "nicht den Namen der Datei"),
        ('gueltig_bis = "2020"', 'gueltig_bis = "2001"', "Das Ende liegt vor dem Anfang."),
        ('gueltig_bis = "2020"', 'gueltig_bis = "nie"', "„nie“ ist kein Stichtag."),
        ('["002", "013"]', '["002", "013", "099"]', "Das unveränderte Gebiet „099“"),
        ('gewichtung = "flaeche"\n', "", "wonach die Anteile gewichtet sind"),
    ],
)
def test_a_wrong_declaration_is_named(toy: Path, old: str, new: str, said: str) -> None:
    add_edition(toy)
    change(toy, TOML, old, new)
    assert any(TOML in text and said in text for text in problems(toy)), problems(toy)


def test_a_crosswalk_without_its_declaration_is_named(toy: Path) -> None:
    add_edition(toy)
    (toy / TOML).unlink()
    assert any("fehlt „unterbezirk_2018.toml“" in text for text in problems(toy))


def test_todays_edition_needs_no_boundaries(toy: Path) -> None:
    catalog = load_catalog(add_edition(toy))
    assert boundaries_of(catalog, "unterbezirk", "") is None
    assert boundaries_of(catalog, "unterbezirk", "2024") is None
    with pytest.raises(UnknownEntry, match=r"„Stadtbezirk“ ist der Gebietsstand „2018“ nicht"):
        boundaries_of(catalog, "stadtbezirk", "2018")


def test_keys_of_then_are_read_with_the_areas_of_then(toy: Path) -> None:
    catalog = load_catalog(add_edition(toy))
    past = at_edition(catalog, "2018")
    assert past.area("unterbezirk", "014").name == "Hörde"
    assert past.areas("stadtbezirk") == catalog.areas("stadtbezirk")
    assert at_edition(catalog, "") is catalog
    with pytest.raises(UnknownEntry):
        at_edition(catalog, "1900")


def test_only_changed_areas_without_a_bridge_speak_of_other_borders(toy: Path) -> None:
    catalog = load_catalog(add_edition(toy, None))
    table = catalog.table("reihen").model_copy(update={"edition": "2018"})
    assert foreign_edition(catalog, table, "unterbezirk", "003") == "2018"
    assert foreign_edition(catalog, table, "unterbezirk", "002") == ""
    assert foreign_edition(catalog, catalog.table("reihen"), "unterbezirk", "003") == ""
