"""Everything that can be wrong with a home folder: file, key, reason, remedy, exit code, and the
last good release stays live."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sozialraum.cli import main
from sozialraum.storage.release import ReleaseStore
from toy_home import change

ATLAS = "data/statistik/atlas_2024.csv"
LONG = "data/statistik/reihen.csv"
KIDS = "data/indikatoren/kinder_sgb2.toml"
UNITS = "geo/gliederung.csv"
PLACES = "data/orte/angebote.csv"
TABLE = "data/statistik/atlas_2024.toml"
LAYER = "data/layer/angebote.toml"

# file that is changed, old text, new text, file of the problem, key, words of reason and remedy
CASES = [
    # declarations
    (KIDS, 'einheit = "%"\n', "", KIDS, "einheit", "„einheit“ fehlt", "Ergänzen"),
    (KIDS, "einheit", "einhait", KIDS, "einhait", "unbekannt", "„einheit“"),
    (KIDS, 'einheit = "%"', "einheit = 5", KIDS, "einheit", "ein Text erwartet, gefunden wurde 5", "Anführungszeichen"),
    (KIDS, "= 1\n", '= "viel"\n', KIDS, "nachkommastellen", "ganze Zahl", "Ohne Anführungszeichen"),
    (KIDS, "= 1\n", "= 9\n", KIDS, "nachkommastellen", "„9“ passt nicht", "höchstens 4"),
    (KIDS, '"anteil"', '"prozent"', KIDS, "art", "„prozent“", "„anteil“"),
    (KIDS, 'ebenen = ["unterbezirk", "stadtbezirk", "stadt"]', "ebenen = []", KIDS, "ebenen", "passt nicht", "mindestens 1"),
    (KIDS, '"stadtbezirk"', '"bezirg"', KIDS, "ebenen", "„bezirg“ ist nicht angelegt", "stadtbezirk"),
    (KIDS, 'quelle = "atlas"', 'quelle = "atlass"', KIDS, "quelle", "„atlass“ ist nicht angelegt", "„atlas“"),
    (KIDS, 'kurzname = "', "kurzname = ", KIDS, "Zeile 2, Spalte 12", "kein gültiges TOML", "Anführungszeichen"),
    (KIDS, "name =", 'id = "kinder"\nname =', KIDS, "id", "nicht der Name der Datei", "kinder_sgb2"),
    (KIDS, "definition", '[karte]\nklassen = 12\n[x]\ndefinition', KIDS, "karte.klassen", "„12“", "höchstens 9"),
    (KIDS, "definition =", 'karte = { klasseneinteilung = "schön" }\ndefinition =', KIDS, "karte.klasseneinteilung", "keine Klasseneinteilung", "„quantile“"),
    (KIDS, "definition =", "karte = { grenzen = [5, 3] }\ndefinition =", KIDS, "karte.grenzen", "steigen nicht an", "Aufsteigend"),
    (KIDS, "definition =", 'nicht_vergleichbar = [{ stichtage = ["2018", "20x4"], grund = "neu" }]\ndefinition =', KIDS, "nicht_vergleichbar.stichtage", "„20x4“ ist kein Stichtag", "JJJJ"),
    ("data/quellen.toml", "lizenz", "lizens", "data/quellen.toml", "stadt.lizenz", "fehlt", "Ergänzen"),
    ("data/quellen.toml", "[atlas]", "[stadt]", "data/quellen.toml", "Zeile 7, Spalte 7", "kein gültiges TOML", "doppelte"),
    ("data/quellen.toml", "[stadt]", "titel = 1\n[stadt]", "data/quellen.toml", "titel", "kein Abschnitt", "[titel]"),
    ("geo/stadt.toml", "anzahl = 1", "anzahl = 2", UNITS, "stadt", "hat 1 Gebiete, erwartet sind 2", "anzahl"),
    ("geo/stadt.toml", "reihenfolge = 4", "reihenfolge = 3", "geo/stadt.toml", "reihenfolge", "mehrfach vergeben", "eigene Zahl"),
    ("geo/stadt.toml", "[0-9]{5}", "[0-9", "geo/stadt.toml", "schluesselform", "regulärer Ausdruck", "Zum Beispiel"),
    ("geo/sozialraum.toml", '"stadtbezirk"', '"unterbezirk"', "geo/sozialraum.toml", "uebergeordnet", "nicht gröber", "reihenfolge"),
    ("geo/stadtbezirk.toml", '"10" = "01"', '"10" = "09"', "geo/stadtbezirk.toml", "zaehlungen.Portal", "unbekannte Gebiet „09“", "„0"),
    ("geo/unterbezirk.toml", '"Alte Mitte" = "001"', '"Alte Mitte" = "01"', "geo/unterbezirk.toml", "aliasnamen", "„01“", "„0"),
    (TABLE, 'stichtag = "2024"\n', "", TABLE, "stichtag", "braucht die Angabe „stichtag“", "Ergänzen"),
    (TABLE, '"unterbezirk"', '"block"', TABLE, "ebene", "„block“", "unterbezirk"),
    (TABLE, "atlas_2024.csv", "atlas_2042.csv", TABLE, "datei", "fehlt in data/statistik/", "„atlas_2024.csv“"),
    (TABLE, "atlas_2024.csv", "../../geheim.csv", TABLE, "datei", "kein einfacher Dateiname", "ablegen"),
    (TABLE, '"kinder_sgb2"', '"kinder"', TABLE, "spalten.kinder", "„kinder“ ist nicht angelegt", "kinder_sgb2"),
    (LAYER, 'feld = "traeger"', 'feld = "träger"', LAYER, "popup[1].feld", "„träger“ gibt es in data/orte/angebote.csv nicht", "„traeger“"),
    (LAYER, "#0f6f83", "blau", LAYER, "symbol.farbe", "„blau“ passt nicht", "Muster"),
    ("data/layer/aktionsraeume.toml", '"aktionsraum"', '"aktion"', "data/layer/aktionsraeume.toml", "ebene", "„aktion“", "aktionsraum"),
    ("data/start.toml", '"angebote"', '"angebot"', "data/start.toml", "karte.ebenen", "„angebot“", "„angebote“"),
    ("data/start.toml", '"01"', '"09"', "data/start.toml", "karte.hervorheben", "„09“", "„0"),
    # the hierarchy
    (UNITS, "\n002;", "\n001;", UNITS, "Zeile 3", "„001“ kommt doppelt vor", "entfernen"),
    (UNITS, "\n002;", "\n2;", UNITS, "Zeile 3", "„2“ ist kein Schlüssel", "führenden Nullen"),
    (UNITS, ";01;Mitte;", ";01;Zentrum;", UNITS, "stadtbezirk_name", "nicht genau einen Namen", "„Mitte“"),
    (UNITS, "nein", "vielleicht", UNITS, "Zeile 5", "weder „ja“ noch „nein“", "eintragen"),
    (UNITS, ";012;Nordmarkt;ja", ";;;ja", UNITS, "Zeile 4", "fehlt der Schlüssel", "ergänzen"),
    (UNITS, "sozialraum_name", "sr_name", UNITS, "sozialraum_name", "fehlt", "geo/sozialraum.toml"),
    # tables
    (ATLAS, "8,1", "8.1", ATLAS, "Zeile 7", "In „8.1“ steht ein Punkt", "Dezimalkomma, kein Tausendertrennzeichen"),
    (ATLAS, "8,1", "1.234,5", ATLAS, "Zeile 7", "Punkt", "kein Tausendertrennzeichen"),
    (ATLAS, "geheim", "gehaim", ATLAS, "Zeile 4", "„gehaim“ ist weder eine Zahl noch ein Zeichen", "„geheim“"),
    (ATLAS, "12;Phoenix;;8,1", "12;Phoenix;8,1", ATLAS, "Zeile 7", "hat 3 Spalten, die Kopfzeile 4", "„;“"),
    (ATLAS, "gruppe;kinder", "kinder;kinder", ATLAS, "Zeile 1", "„kinder“ kommt 2-mal vor", "umbenennen"),
    (ATLAS, "gruppe;kinder", "gruppe;", ATLAS, "Zeile 1", "keine Überschrift", "ergänzen"),
    (ATLAS, "gruppe;kinder", "gruppe;kinderr", ATLAS, "Zeile 1", "Die Spalte „kinder“ fehlt", "„kinderr“"),
    (ATLAS, "schluessel;", "neu;", ATLAS, "Zeile 1", "Die Spalte „schluessel“ fehlt", "Es gibt"),
    (TABLE, 'ohne_spalten = ["name"]', "", ATLAS, "Zeile 1", "„name“ ist nicht zugeordnet", "ohne_spalten"),
    (ATLAS, "\n12;", "\n99;", ATLAS, "Zeile 7", "„99“ gehört zu keinem Gebiet der Ebene „Unterbezirk“", "ausgenommen"),
    (ATLAS, "\n12;", "\n011;", ATLAS, "Zeile 7", "„011“ kommt doppelt vor (auch Zeile 6)", "entfernen"),
    (TABLE, '"Insgesamt" =', '"Anderes" =', ATLAS, "Zeile 8", "„Insgesamt“ ist eine Summenzeile", "ausgenommen"),
    (ATLAS, "002;City-West;a;12,5", "002;City-West;a;13", ATLAS, "Zeile 2", "verschiedene Werte", "gleich"),
    (ATLAS, "002;City-West;a", "002;City-West;b", ATLAS, "Zeile 2", "nur ein Gebiet", "Gruppe ergänzen"),
    (LONG, "einwohner;stadt;", "einwoner;stadt;", LONG, "Zeile 2", "„einwoner“ gibt es nicht", "„einwohner“"),
    (LONG, "einwohner;stadt;", "einwohner;land;", LONG, "Zeile 2", "„land“ gibt es nicht", "Es gibt"),
    (LONG, "stadt;05913;2024", "stadt;05913;24", LONG, "Zeile 2", "„24“ ist kein Stichtag", "JJJJ"),
    (LONG, "atlas;zweitquelle", "atlaz;zweitquelle", LONG, "Zeile 4", "„atlaz“ gibt es nicht", "„atlas“"),
    (LONG, "zweitquelle", "gut", LONG, "Zeile 4", "„gut“ ist hier kein erlaubtes Wort", "„amtlich“"),
    (LONG, "geschaetzt", "etwa", LONG, "Zeile 4", "„etwa“ ist hier kein erlaubtes Wort", "„geschaetzt“"),
    (LONG, "600000;", ";", LONG, "Zeile 2", "Der Wert fehlt", "unbekannt"),
    (LONG, ";;unbekannt", ";5;unbekannt", LONG, "Zeile 5", "darf kein Wert stehen", "entfernen"),
    (LONG, ";ja;55.000", ";;55.000", LONG, "Zeile 3", "2 Angaben, davon 0 mit Vorrang", "Genau einer"),
    (LONG, "zweitquelle;;rund", "zweitquelle;ja;rund", LONG, "Zeile 3", "2 Angaben, davon 2 mit Vorrang", "Genau einer"),
    (LONG, "unterbezirk;001;2024;100", "aktionsraum;012;2024;100", LONG, "Zeile 6", "auf der Ebene „aktionsraum“ nicht geliefert", "sozialraum"),
    (LONG, ";wortlaut;", ";zitat;", LONG, "Zeile 1", "„zitat“ ist nicht zugeordnet", "ohne_spalten"),
    # places
    (PLACES, "51,505;7,405;", "7,405;51,505;", PLACES, "Zeile 2", "weit außerhalb", "vertauscht"),
    (PLACES, "51,505;7,405;", "5708000;393000;", PLACES, "Zeile 2", "weit außerhalb", "EPSG:25832"),
    (PLACES, "51,505;7,405;", "51.505;7.405;", PLACES, "Zeile 2", "Punkt", "Dezimalkomma"),
    (PLACES, "51,505;7,405;", "51,505;;", PLACES, "Zeile 2", "Koordinate", "Zahl"),
    (PLACES, "gebaeude;2016", "haus;2016", PLACES, "Zeile 2", "„haus“ ist keine Genauigkeit", "„gebaeude“"),
    (PLACES, "2018-06", "Juni 2018", PLACES, "Zeile 3", "kein Stichtag", "JJJJ-MM"),
    (PLACES, "a2;", "a1;", PLACES, "Zeile 3", "„a1“ kommt doppelt vor", "umbenennen"),
    (PLACES, "a2;", ";", PLACES, "Zeile 3", "fehlt der Schlüssel", "Ergänzen"),
    # outlines
    ("geo/umrisse.topojson", '"id": "013"', '"id": "014"', "geo/umrisse.topojson", "013", "Der Umriss von „013“ fehlt", "geo build"),
    ("geo/umrisse.topojson", "{", "[", "geo/umrisse.topojson", "Zeile 1", "kein lesbares JSON", "geo build"),
    ("geo/orientierung.json", "{", "[", "geo/orientierung.json", "Zeile 1", "kein lesbares JSON", "geo orientation"),
]  # fmt: skip


def _ids() -> list[str]:
    return [f"{case[3].split('/')[-1]}-{case[4]}-{number}" for number, case in enumerate(CASES)]


@pytest.mark.parametrize(("file", "old", "new", "where", "key", "what", "fix"), CASES, ids=_ids())
def test_bad_input_is_named_and_the_last_release_stays_live(
    published: Path,
    capsys,
    file: str,
    old: str,
    new: str,
    where: str,
    key: str,
    what: str,
    fix: str,
) -> None:
    before = ReleaseStore(published).current_id()
    change(published, file, old, new)

    assert main(["check", "--json", "--home", str(published)]) == 1
    result = json.loads(capsys.readouterr().out)
    assert result["ok"] is False
    found = [p for p in result["problems"] if p["file"] == where and p["key"] == key]
    assert found, result["problems"]
    assert any(what in p["what"] and fix in p["fix"] for p in found), found

    assert main(["publish", "--home", str(published)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "Der letzte gute Stand bleibt gültig." in told.err
    assert f"{where} [{key}]" in told.err
    store = ReleaseStore(published)
    assert store.current_id() == before
    assert len(store.current().observations) == 12


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("geo/gliederung.csv", ""),
        ("geo/unterbezirk.toml", ""),
        ("geo/umrisse.topojson", ""),
        ("geo/orientierung.json", ""),
        ("data/quellen.toml", ""),
        ("data/start.toml", ""),
    ],
)
def test_a_missing_file_is_named(published: Path, capsys, file: str, key: str) -> None:
    (published / file).unlink()
    assert main(["check", "--json", "--home", str(published)]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert any(p["file"] == file and p["key"] == key and p["fix"] for p in problems)
    assert ReleaseStore(published).current().id


@pytest.mark.parametrize("file", [ATLAS, PLACES, UNITS])
def test_a_table_in_cp1252_is_named_with_its_line(published: Path, capsys, file: str) -> None:
    text = (published / file).read_text(encoding="utf-8")
    (published / file).write_bytes(f"{text}ü".encode("cp1252"))
    assert main(["check", "--json", "--home", str(published)]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    (found,) = [p for p in problems if p["file"] == file and "cp1252" in p["what"]]
    assert found["key"].startswith("Zeile ")
    assert "UTF-8 speichern" in found["fix"]


def test_a_declaration_in_cp1252_is_named(published: Path, capsys) -> None:
    path = published / KIDS
    path.write_bytes(path.read_text(encoding="utf-8").replace("Anteil", "Änteil").encode("cp1252"))
    assert main(["check", "--json", "--home", str(published)]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem == {
        "file": KIDS,
        "key": "Zeile 8",
        "what": "Die Datei ist nicht in UTF-8 geschrieben.",
        "fix": "Im Editor als UTF-8 speichern.",
    }


def test_problems_of_tables_and_declarations_come_together(published: Path, capsys) -> None:
    change(published, KIDS, 'quelle = "atlas"', 'quelle = "weg"')
    change(published, LONG, "600000", "600.000")
    change(published, PLACES, "gebaeude", "haus")
    assert main(["check", "--json", "--home", str(published)]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [p["file"] for p in problems] == [KIDS, PLACES, LONG]


def test_data_of_a_broken_indicator_are_no_further_problem(published: Path, capsys) -> None:
    change(published, KIDS, '"anteil"', '"prozent"')
    assert main(["check", "--json", "--home", str(published)]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [p["file"] for p in problems] == [KIDS]
