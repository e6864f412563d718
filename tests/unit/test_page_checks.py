"""What theme pages and lists may name, on the invented city."""

from __future__ import annotations

from pathlib import Path

import pytest

from sozialraum.catalog.loading import survey
from sozialraum.errors import Problem
from toy_home import change

PAGE = "data/seiten/soziales.toml"
LIST = "data/listen/orte.toml"
START = """
titel = "Soziales"
einleitung = "Eine Seite."

[[abschnitte]]
id = "lage"
titel = "Lage"
"""
CITY = '{ indikator = "kinder_sgb2", ebene = "stadt", gebiet = "05913" }'
RECORDS = """
titel = "Orte"
einzahl = "Ort"
beschreibung = "Erfundene Orte."
datei = "angebote.csv"
quelle = "stadt"

[[spalten]]
feld = "id"
titel = "Kennung"

[[spalten]]
feld = "name"
titel = "Name"

[[spalten]]
feld = "art"
titel = "Art"
typ = "wahl"
werte = ["Beratung", "Schule"]
"""


def block(text: str, id_: str = "eins") -> str:
    return f'\n[[abschnitte.darstellungen]]\nid = "{id_}"\ntitel = "Eins"\n{text}\n'


def write(home: Path, file: str, text: str) -> None:
    path = home / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.lstrip("\n"), encoding="utf-8")


def page(home: Path, *blocks: str) -> list[Problem]:
    """Problems of the page with these blocks."""
    write(home, PAGE, START + "".join(blocks))
    return [problem for problem in survey(home).problems if problem.file == PAGE]


def records(home: Path, text: str) -> list[Problem]:
    write(home, LIST, text)
    return [problem for problem in survey(home).problems if problem.file == LIST]


def references(home: Path, *rows: str) -> None:
    header = "kennung;raum;gegenstand;indikator;stichtag;wert;wort;einheit;quelle;wortlaut;hinweis"
    write(home, "data/vergleich.csv", "\n".join([header, *rows]) + "\n")


@pytest.fixture
def germany(toy: Path) -> Path:
    references(
        toy,
        "V1;Deutschland;Kinder mit SGB II;kinder_sgb2;2024;13,2;;%;stadt;;",
        "V2;Europa;Einwohner;einwohner;2024;;sehr viele;Personen;stadt;;",
        "V3;Nachbarstadt;Kinder mit SGB II;kinder_sgb2;2024;132;;je 1.000;stadt;;",
    )
    return toy


GOOD = {
    "verlauf": f'art = "verlauf"\nreihen = [{CITY}]',
    "index": f'art = "index"\nreihen = [{CITY}, {CITY.replace("kinder_sgb2", "einwohner")}]',
    "aussen": 'art = "verlauf"\nreihen = [{ indikator = "kinder_sgb2", raum = "Deutschland" }]',
    "balken": 'art = "balken"\nindikatoren = ["kinder_sgb2"]\nebene = "stadtbezirk"',
    "karte": 'art = "karte"\nindikatoren = ["kinder_sgb2", "einwohner"]\nebene = "unterbezirk"',
    "angaben": 'art = "angaben"\nthemen = ["Bevölkerung"]',
    "vergleich": 'art = "vergleich"\nraeume = ["Deutschland", "Europa"]',
    "liste": 'art = "liste"\nliste = "orte"\nauswahl = { name = ["Beratung"] }',
    "text": 'art = "text"\ntext = "Ein Satz."',
}


def test_a_right_page_has_no_problem(germany: Path) -> None:
    write(germany, LIST, RECORDS)
    assert page(germany, *(block(text, id_) for id_, text in GOOD.items())) == []
    assert records(germany, RECORDS) == []


@pytest.mark.parametrize(
    ("text", "key", "what", "fix"),
    [
        (
            GOOD["balken"].replace("kinder_sgb2", "kinder_sgb"),
            "eins.indikatoren",
            "Der Indikator „kinder_sgb“ ist nicht angelegt.",
            "„kinder_sgb2“",
        ),
        (
            GOOD["verlauf"].replace("kinder_sgb2", "kinder_sgb"),
            "eins.indikatoren",
            "Der Indikator „kinder_sgb“ ist nicht angelegt.",
            "„kinder_sgb2“",
        ),
        (
            GOOD["verlauf"].replace("05913", "05914"),
            "eins.reihen",
            "Das Gebiet „05914“ der Ebene „stadt“ gibt es nicht.",
            "„05913“",
        ),
        (
            GOOD["verlauf"].replace('"stadt"', '"land"'),
            "eins.reihen",
            "Die Ebene „land“ ist nicht angelegt.",
            "„stadt“",
        ),
        (
            GOOD["verlauf"].replace('"stadt"', '"sozialraum"').replace("05913", "011"),
            "eins.reihen",
            "Den Indikator „kinder_sgb2“ gibt es auf der Ebene „sozialraum“ nicht.",
            "„stadtbezirk“",
        ),
        (
            GOOD["balken"].replace("stadtbezirk", "bezirk"),
            "eins.ebene",
            "Die Ebene „bezirk“ ist nicht angelegt.",
            "„stadtbezirk“",
        ),
        (
            GOOD["karte"].replace("unterbezirk", "sozialraum"),
            "eins.ebene",
            "Den Indikator „kinder_sgb2“ gibt es auf der Ebene „sozialraum“ nicht.",
            "„stadtbezirk“",
        ),
        (
            GOOD["balken"] + '\nstichtag = "Ende 2018"',
            "eins.stichtag",
            "„Ende 2018“ ist kein Stichtag.",
            "JJJJ",
        ),
        (
            GOOD["angaben"].replace("Bevölkerung", "Bevolkerung"),
            "eins.themen",
            "Zum Thema „Bevolkerung“ gibt es keinen Indikator.",
            "„Bevölkerung“",
        ),
        (
            GOOD["vergleich"].replace("Europa", "Eurpoa"),
            "eins.raeume",
            "Zum Raum „Eurpoa“ gibt es keine Vergleichsangabe.",
            "„Europa“",
        ),
        (
            GOOD["aussen"].replace("Deutschland", "Deutschlnd"),
            "eins.reihen",
            "Zum Raum „Deutschlnd“ gibt es keine Vergleichsangabe.",
            "„Deutschland“",
        ),
        (
            'art = "verlauf"\nreihen = [{ indikator = "einwohner", raum = "Europa" }]',
            "eins.reihen",
            "Der Raum „Europa“ hat keine Zahl zum Indikator „einwohner“.",
            "vergleich.csv",
        ),
        (
            GOOD["aussen"].replace("Deutschland", "Nachbarstadt"),
            "eins.reihen",
            "Die Vergleichsangabe V3 ist in „je 1.000“ angegeben.",
            "andere Einheit",
        ),
        (
            GOOD["liste"].replace('"orte"', '"orrte"'),
            "eins.liste",
            "Das Verzeichnis „orrte“ ist nicht angelegt.",
            "„orte“",
        ),
        (
            GOOD["liste"].replace("name =", "namen ="),
            "eins.auswahl",
            "Das Verzeichnis „orte“ hat keine Spalte „namen“.",
            "„name“",
        ),
        (
            GOOD["liste"].replace('name = ["Beratung"]', 'art = ["Baratung"]'),
            "eins.auswahl",
            "Die Spalte „art“ kennt den Wert „Baratung“ nicht.",
            "„Beratung“",
        ),
    ],
)
def test_what_a_block_names_must_be_declared(
    germany: Path, text: str, key: str, what: str, fix: str
) -> None:
    write(germany, LIST, RECORDS)
    problems = page(germany, block(text))
    assert [(problem.key, problem.what) for problem in problems] == [(key, what)]
    assert fix in problems[0].fix


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('art = "verlauf"', "„reihen“"),
        ('art = "index"\nindikatoren = ["kinder_sgb2"]', "„reihen“"),
        ('art = "balken"\nindikatoren = ["kinder_sgb2"]', "„ebene“"),
        ('art = "balken"\nindikatoren = ["kinder_sgb2", "einwohner"]\nebene = "stadt"', "(genau"),
        ('art = "karte"\nebene = "stadt"', "„indikatoren“"),
        ('art = "angaben"', "„indikatoren“ oder „themen“"),
        ('art = "vergleich"', "„raeume“"),
        ('art = "liste"', "„liste“"),
        ('art = "text"', "„text“"),
    ],
)
def test_a_block_without_what_its_kind_shows_is_a_problem(
    toy: Path, text: str, wanted: str
) -> None:
    problems = page(toy, block(text))
    assert [problem.key for problem in problems] == ["eins"]
    assert "braucht" in problems[0].what
    assert wanted in problems[0].what


def test_one_course_has_one_unit(toy: Path) -> None:
    mixed = f'art = "verlauf"\nreihen = [{CITY}, {CITY.replace("kinder_sgb2", "einwohner")}]'
    problems = page(toy, block(mixed))
    assert [(problem.key, problem.what) for problem in problems] == [
        ("eins.reihen", "Reihen mit verschiedenen Einheiten stehen in einem Diagramm.")
    ]


@pytest.mark.parametrize("kind", ["verlauf", "index"])
def test_registers_never_share_a_chart(toy: Path, kind: str) -> None:
    file = "data/indikatoren/kinder_sgb2.toml"
    change(toy, file, 'einheit = "%"', 'einheit = "Personen"\nregister = "atlas"')
    mixed = f'art = "{kind}"\nreihen = [{CITY}, {CITY.replace("kinder_sgb2", "einwohner")}]'
    problems = page(toy, block(mixed))
    assert [(problem.key, problem.what) for problem in problems] == [
        ("eins.reihen", "Reihen verschiedener Register stehen in einem Diagramm.")
    ]
    assert "Je Register" in problems[0].fix


@pytest.mark.parametrize("second", ["eins", "lage"])
def test_ids_are_given_once_on_a_page(toy: Path, second: str) -> None:
    problems = page(toy, block(GOOD["text"]), block(GOOD["text"], second))
    assert [(problem.key, problem.what) for problem in problems] == [
        ("id", f"„{second}“ ist auf der Seite mehrfach vergeben.")
    ]


def test_an_indicator_with_faults_of_its_own_is_no_second_problem(toy: Path) -> None:
    change(toy, "data/indikatoren/kinder_sgb2.toml", 'art = "anteil"', 'art = "prozent"')
    assert page(toy, block(GOOD["balken"])) == []


def test_an_unknown_key_is_a_problem(toy: Path) -> None:
    assert page(toy, block(GOOD["text"] + '\nfarbe = "rot"')) != []


@pytest.mark.parametrize(
    ("old", "new", "key", "what"),
    [
        (
            'quelle = "stadt"',
            'quelle = "stadtt"',
            "quelle",
            "Die Quelle „stadtt“ ist nicht angelegt.",
        ),
        (
            'quelle = "stadt"',
            'quelle = "stadt"\nkarten_ebene = "angebot"',
            "karten_ebene",
            "Die Ebene „angebot“ ist nicht angelegt.",
        ),
        (
            'feld = "id"',
            'feld = "nummer"',
            "spalten",
            "Die Spalte „id“ steht nicht unter „spalten“.",
        ),
        (
            'titel = "Name"',
            'titel = "Name"\ntyp = "gebiet"\nebene = "ort"',
            "spalten.name",
            "Die Ebene „ort“ ist nicht angelegt.",
        ),
        (
            'titel = "Name"',
            'titel = "Name"\ntyp = "wahl"',
            "spalten.name",
            "Die Spalte „name“ ist eine Wahl ohne „werte“.",
        ),
        (
            'datei = "angebote.csv"',
            'datei = "angebote.csv"\nvertraulich = true',
            "datei",
            "Ein vertrauliches Verzeichnis darf keine Datei unter data/ haben.",
        ),
    ],
)
def test_what_a_list_names_must_be_declared(
    toy: Path, old: str, new: str, key: str, what: str
) -> None:
    assert old in RECORDS
    problems = records(toy, RECORDS.replace(old, new, 1))
    assert (key, what) in [(problem.key, problem.what) for problem in problems]


def test_a_list_needs_its_file(toy: Path) -> None:
    problems = records(toy, RECORDS.replace("angebote.csv", "fehlt.csv"))
    assert [problem.key for problem in problems] == ["datei"]
