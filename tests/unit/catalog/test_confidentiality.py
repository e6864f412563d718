"""The rule file: read as a whole, every mistake with a suggestion."""

from __future__ import annotations

from pathlib import Path

import pytest

from sozialraum.catalog import Catalog, survey
from sozialraum.catalog.confidentiality import CONFIDENTIALITY_FILE, read_confidentiality
from sozialraum.domain.confidentiality import Confidentiality
from sozialraum.errors import Problem
from toy_home import change

RULES = """
gleiches_muster = ["einwohner"]

[regeln.drei]
mindestzahl = 3
komplement = true

[regeln.fuenfer]
rundung = 5

[regeln.beitrag]
dominanz = { groesste = 2, prozent = 85 }
p_prozent = 10

[quellen]
stadt = "drei"

[[gruppen]]
summe = "einwohner"
teile = ["maenner", "frauen"]

[[bestaende]]
bestand = "einwohner"
zugang = ["zuzuege"]

[[anteile]]
indikator = "kinder_sgb2"
zaehler = "maenner"
nenner = "einwohner"
"""
COUNT = """
name = "{0}"
kurzname = "{0}"
thema = "Test"
art = "anzahl"
einheit = "Personen"
ebenen = ["stadt"]
definition = "Test."
quelle = "stadt"
"""


@pytest.fixture
def home(toy: Path) -> Path:
    for name in ("maenner", "frauen", "zuzuege"):
        path = toy / "data" / "indikatoren" / f"{name}.toml"
        path.write_text(COUNT.format(name), encoding="utf-8")
    (toy / CONFIDENTIALITY_FILE).write_text(RULES, encoding="utf-8")
    return toy


def read(home: Path) -> tuple[Confidentiality, list[Problem]]:
    catalog: Catalog = survey(home, files=False).catalog
    return read_confidentiality(home, catalog)


def test_a_complete_file_is_read(home: Path) -> None:
    declared, problems = read(home)
    assert problems == []
    assert declared.rules["drei"].minimum == 3
    assert declared.rules["beitrag"].by_contribution
    assert declared.groups[0].parts == ("maenner", "frauen")
    assert declared.rule("veroeffentlicht", "stadt") == declared.rules["drei"]
    assert declared.rule("veroeffentlicht", "atlas") is None
    assert declared.fraction_of("kinder_sgb2").numerator == "maenner"


def test_without_a_file_everything_is_published(toy: Path) -> None:
    declared, problems = read(toy)
    assert problems == []
    assert declared.rule("veroeffentlicht", "stadt") is None


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('stadt = "drei"', 'stadt = "dreier"', "quellen.stadt", "„dreier“ ist nicht angelegt"),
        ('stadt = "drei"', 'statd = "drei"', "quellen.statd", "„statd“ ist nicht angelegt"),
        ('"frauen"]', '"fraun"]', "gruppen[1]", "„fraun“ ist nicht angelegt"),
        ('"frauen"]', '"kinder_sgb2"]', "gruppen[1]", "ist keine Anzahl"),
        ('"frauen"]', '"maenner"]', "gruppen", "doppelt genannt"),
        ('"frauen"]', '"einwohner"]', "gruppen", "ein Teil von sich selbst"),
        ('zugang = ["zuzuege"]', 'zugang = ["zuzug"]', "bestaende[1]", "„zuzug“"),
        ('indikator = "kinder_sgb2"', 'indikator = "frauen"', "anteile[1].indikator", "eine Anzahl"),
        ('["einwohner"]\n', '["einwoner"]\n', "gleiches_muster", "„einwoner“"),
        ("mindestzahl = 3", "", "regeln.drei", "schützt nichts"),
        ("mindestzahl = 3", "mindestzahl = 1", "regeln.drei", "Zahl 1"),
        ("rundung = 5", "rundung = 5\nmindestzahl = 3", "regeln.fuenfer", "nicht beides"),
        ("rundung = 5", "rundung = 5\nkomplement = true", "regeln.fuenfer", "Mindestzahl"),
        ("[regeln.fuenfer]", "[regeln.veroeffentlicht]", "regeln.veroeffentlicht", "ohne Geheim"),
        ("mindestzahl = 3", "mindestzal = 3", "regeln.drei.mindestzal", "ist unbekannt"),
        ("mindestzahl = 3", "mindestzahl = -3", "regeln.drei.mindestzahl", "„-3“ passt nicht"),
        ("prozent = 85", "prozent = 100", "regeln.beitrag.dominanz.prozent", "passt nicht"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_where_it_stands(
    home: Path, old: str, new: str, key: str, words: str
) -> None:
    change(home, CONFIDENTIALITY_FILE, old, new)
    _, problems = read(home)
    found = [p for p in problems if p.file == CONFIDENTIALITY_FILE and p.key == key]
    assert any(words in problem.what for problem in found), problems
    assert all(problem.fix for problem in found)


def test_a_misspelt_rule_of_an_indicator_gets_a_suggestion(home: Path) -> None:
    path = "data/indikatoren/frauen.toml"
    change(home, path, 'quelle = "stadt"', 'quelle = "stadt"\ngeheimhaltung = "dreii"')
    _, problems = read(home)
    assert [(p.file, p.key) for p in problems] == [(path, "geheimhaltung")]
    assert "„drei“" in problems[0].fix


def test_a_misspelt_indicator_gets_a_suggestion(home: Path) -> None:
    change(home, CONFIDENTIALITY_FILE, '"frauen"]', '"fraun"]')
    assert "„frauen“" in read(home)[1][0].fix


def test_an_unreadable_file_is_a_problem(home: Path) -> None:
    (home / CONFIDENTIALITY_FILE).write_text("[regeln", encoding="utf-8")
    declared, problems = read(home)
    assert not declared.rules
    assert problems[0].file == CONFIDENTIALITY_FILE
