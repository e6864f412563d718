"""A small invented city for tests: seven square areas, two tables, one point layer, one list.

003 004 | 013
001 002 | 011 012      (001 to 004 in 01 Mitte, 011 to 013 in 02 Süd)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

SIDE = 1000
WEST, SOUTH, STEP = 7.40, 51.50, 0.00001
SQUARES = {
    "001": (0, 0), "002": (1, 0), "011": (2, 0), "012": (3, 0),
    "003": (0, 1), "004": (1, 1), "013": (2, 1),
}  # fmt: skip
NAMES = {
    "001": "City-Ost", "002": "City-West", "003": "Nordmarkt-Süd", "004": "Große Heide",
    "011": "Hörde", "012": "Phoenix", "013": "Am `${x}` <b>\"Rand\"</b>",
}  # fmt: skip

LEVELS = {
    "unterbezirk": """
name = "Unterbezirk"
mehrzahl = "Unterbezirke"
reihenfolge = 0
gebietsstand = "2024"
gueltig_von = "2000"
spalte = "unterbezirk"
namensspalte = "unterbezirk_name"
schluesselform = "[0-9]{3}"
uebergeordnet = "sozialraum"
anzahl = 7
quelle = "stadt"
aliasnamen = { "Alte Mitte" = "001", "Unbenutzt" = "002" }
""",
    "sozialraum": """
name = "Sozialraum"
mehrzahl = "Sozialräume"
reihenfolge = 1
gebietsstand = "2024"
gueltig_von = "2000"
spalte = "sozialraum"
namensspalte = "sozialraum_name"
schluesselform = "[0-9]{3}"
uebergeordnet = "stadtbezirk"
anzahl = 3
quelle = "stadt"
""",
    "stadtbezirk": """
name = "Stadtbezirk"
mehrzahl = "Stadtbezirke"
reihenfolge = 2
gebietsstand = "2024"
gueltig_von = "2000"
spalte = "stadtbezirk"
namensspalte = "stadtbezirk_name"
schluesselform = "[0-9]{2}"
uebergeordnet = "stadt"
anzahl = 2
quelle = "stadt"

[[zaehlungen]]
name = "Portal"
schluessel = { "10" = "01", "1" = "02" }
""",
    "aktionsraum": """
name = "Aktionsraum"
mehrzahl = "Aktionsräume"
reihenfolge = 3
gebietsstand = "2024"
gueltig_von = "2000"
spalte = "aktionsraum"
namensspalte = "aktionsraum_name"
schluesselform = "[0-9]{3}"
anzahl = 1
quelle = "stadt"
""",
    "stadt": """
name = "Stadt"
mehrzahl = "Städte"
reihenfolge = 4
gebietsstand = "2024"
gueltig_von = "2000"
spalte = "stadt"
namensspalte = "stadt_name"
schluesselform = "[0-9]{5}"
anzahl = 1
quelle = "stadt"
""",
}
SPATIAL = (
    "unterbezirk;unterbezirk_name;sozialraum;sozialraum_name;sozialraum_gesichert;"
    "stadtbezirk;stadtbezirk_name;aktionsraum;aktionsraum_name;stadt;stadt_name;flaeche_km2"
)
GROUPS = {
    "001": ("011;City;ja", "01;Mitte", ";"),
    "002": ("011;City;ja", "01;Mitte", ";"),
    "003": ("012;Nordmarkt;ja", "01;Mitte", "012;Nordmarkt"),
    "004": ("012;Nordmarkt;nein", "01;Mitte", "012;Nordmarkt"),
    "011": ("021;Hörde;ja", "02;Süd", ";"),
    "012": ("021;Hörde;ja", "02;Süd", ";"),
    "013": ("021;Hörde;ja", "02;Süd", ";"),
}
INDICATORS = {
    "kinder_sgb2": """
name = "Kinder unter 15 Jahren mit SGB-II-Leistungen"
kurzname = "Kinderarmut"
thema = "Soziale Lage"
art = "anteil"
einheit = "%"
nachkommastellen = 1
ebenen = ["unterbezirk", "stadtbezirk", "stadt"]
definition = "Anteil an allen Kindern unter 15 Jahren."
quelle = "atlas"
""",
    "einwohner": """
name = "Einwohnerinnen und Einwohner"
kurzname = "Einwohner"
thema = "Bevölkerung"
art = "anzahl"
einheit = "Personen"
ebenen = ["unterbezirk", "sozialraum", "stadtbezirk", "stadt"]
definition = "Personen mit Hauptwohnung."
quelle = "stadt"
""",
}
TABLES = {
    "atlas_2024": """
titel = "Atlas 2024"
datei = "atlas_2024.csv"
form = "breit"
ebene = "unterbezirk"
schluessel = "schluessel"
stichtag = "2024"
quelle = "atlas"
gemeinsam = "gruppe"
ohne_spalten = ["name"]
spalten = { kinder = "kinder_sgb2" }
ausgenommen = { "Insgesamt" = "Prüfsumme der Quelle" }
""",
    "reihen": """
titel = "Reihen"
datei = "reihen.csv"
form = "lang"
quelle = "stadt"
guete = "amtlich"
""",
}
WIDE = """schluessel;name;gruppe;kinder
001;City-Ost;a;12,5
002;City-West;a;12,5
003;Nordmarkt-Süd;;geheim
4;Große Heide;;0
011;Hörde;;
12;Phoenix;;8,1
Insgesamt;;;9,3
"""
LONG = """indikator;ebene;gebiet;stichtag;wert;zeichen;quelle;guete;vorrang;wortlaut;hinweis
einwohner;stadt;05913;2024;600000;;;;;;
einwohner;stadtbezirk;01;2024;55000;;;;ja;55.000;
einwohner;stadtbezirk;Mitte;2024;54900;geschaetzt;atlas;zweitquelle;;rund 54.900;Rundung
einwohner;stadtbezirk;02;2024;;unbekannt;;;;;
einwohner;unterbezirk;001;2024;100;;;;;;
einwohner;unterbezirk;002;2024;200;;;;;;
"""
SOURCES = """
[stadt]
herausgeber = "Stadt Musterstadt"
titel = "Statistik"
lizenz = "dl-de/zero-2-0"
guete = "amtlich"

[atlas]
herausgeber = "Stadt Musterstadt"
titel = "Atlas"
lizenz = "dl-de/zero-2-0"
guete = "zweitquelle"
"""
LAYERS = {
    "angebote": """
name = "Angebote"
art = "punkte"
beschreibung = "Anlaufstellen"
datei = "angebote.csv"
quelle = "stadt"
symbol = { form = "kreis", farbe = "#0f6f83" }
von_spalte = "seit"

[[popup]]
feld = "traeger"
titel = "Träger"
""",
    "aktionsraeume": """
name = "Aktionsräume"
art = "gebiete"
beschreibung = "Umrisse"
ebene = "aktionsraum"
quelle = "stadt"
symbol = { form = "linie", farbe = "#0b5540" }
""",
}
PLACES = """id;name;breite;laenge;genauigkeit;seit;traeger
a1;Anlaufstelle;51,505;7,405;gebaeude;2016;Verein
a2;Beratung;51,505;7,4051;strasse;2018-06;Stadt
a3;Ohne Ort;;;unbekannt;;Verein
a4;Nachbarstadt;51,6;7,5;gebaeude;;Kreis
"""
LISTS = {
    "vorhaben": """
titel = "Vorhaben"
einzahl = "Vorhaben"
beschreibung = "Erfundene Vorhaben."
datei = "vorhaben.csv"
quelle = "stadt"
hinweis = "Hektar dürfen nicht addiert werden."
zeitleiste = { nutzung_ab = "ab", nutzung_bis = "bis", entwicklung_ab = "bau", fertig = "fertig", fertig_geplant = "plan", phase = "phase" }
spalten = [
  { feld = "id", titel = "Nummer", pflicht = true },
  { feld = "name", titel = "Name", pflicht = true },
  { feld = "art", titel = "Art", typ = "wahl", werte = ["Fläche", "Gebäude"], filter = true, in_liste = true },
  { feld = "bezirk", titel = "Stadtbezirk", typ = "gebiet", ebene = "stadtbezirk", filter = true, in_liste = true },
  { feld = "themen", titel = "Themen", typ = "mehrere", filter = true },
  { feld = "hektar", titel = "Größe", typ = "zahl", einheit = "ha", in_liste = true },
  { feld = "ab", titel = "Nutzung ab", typ = "jahr" },
  { feld = "bis", titel = "Nutzung bis", typ = "jahr" },
  { feld = "bau", titel = "Entwicklung ab", typ = "jahr", filter = true },
  { feld = "fertig", titel = "Fertig", typ = "jahr" },
  { feld = "plan", titel = "Fertig geplant", typ = "jahr" },
  { feld = "phase", titel = "Phase" },
  { feld = "stand", titel = "Stand", typ = "datum" },
  { feld = "adresse", titel = "Internet", typ = "adresse" },
  { feld = "breite", titel = "Breite", typ = "zahl" },
  { feld = "laenge", titel = "Länge", typ = "zahl" },
  { feld = "quelle", titel = "Quelle" },
]

[[steckbrief]]
titel = "Das Vorhaben"
felder = ["art", "hektar", "themen"]
""",
}
RECORDS = """id;name;art;bezirk;themen;hektar;ab;bis;bau;fertig;plan;phase;stand;adresse;breite;laenge;quelle
v1;Alte Hütte;Fläche;Mitte;Wohnen | Grün;13,5;1871;2001;2017;;2027;in Entwicklung;2024-05;https://example.org/h;51,505;7,405;Bericht
v2;Hof am See;Gebäude;02;Wohnen;;;1994;;2010;;in Nutzung;2018-12-31;;;;Bericht
v3;Am `${x}` <b>Rand</b>;Fläche;;;1200;;;2006;;;abgeschlossen;;;51,6;7,5;=1+1
"""
START = """
titel = "Monitor"
stadt = "Musterstadt"
einleitung = "Zum Testen."

[karte]
indikator = "kinder_sgb2"
ebene = "unterbezirk"
hervorheben = ["stadtbezirk", "01"]
ebenen = ["angebote"]
"""
ORIENTATION = {
    "water": [],
    "green": [],
    "rivers": [],
    "roads": [],
    "rail": [],
    "places": [],
    "scale": 1e5,
}


def make_home(folder: Path) -> Path:
    """Write the city into ``folder`` and return it."""
    for name, text in _files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    return folder


def change(home: Path, file: str, old: str, new: str) -> None:
    """Replace the first ``old`` in a file of the home; it must be there."""
    path = home / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _files() -> Iterator[tuple[str, str]]:
    for name, text in LEVELS.items():
        yield f"geo/{name}.toml", text
    yield "geo/gliederung.csv", _hierarchy()
    yield "geo/umrisse.topojson", json.dumps(topology())
    yield "geo/orientierung.json", json.dumps(ORIENTATION)
    for name, text in INDICATORS.items():
        yield f"data/indikatoren/{name}.toml", text
    for name, text in TABLES.items():
        yield f"data/statistik/{name}.toml", text
    yield "data/statistik/atlas_2024.csv", WIDE
    yield "data/statistik/reihen.csv", LONG
    for name, text in LAYERS.items():
        yield f"data/layer/{name}.toml", text
    yield "data/orte/angebote.csv", PLACES
    for name, text in LISTS.items():
        yield f"data/listen/{name}.toml", text
    yield "data/orte/vorhaben.csv", RECORDS
    yield "data/quellen.toml", SOURCES
    yield "data/start.toml", START


def _hierarchy() -> str:
    rows = [SPATIAL]
    for code, (social, district, action) in sorted(GROUPS.items()):
        name = NAMES[code]
        quoted = '"' + name.replace('"', '""') + '"' if '"' in name else name
        rows.append(f"{code};{quoted};{social};{district};{action};05913;Musterstadt;0,772")
    return "\n".join(rows) + "\n"


def topology() -> dict[str, object]:
    """The squares as quantised TopoJSON; every edge is one arc, shared by its neighbours."""
    arcs: list[list[list[int]]] = []
    index: dict[tuple[tuple[int, int], tuple[int, int]], int] = {}
    geometries = []
    for code, (column, row) in sorted(SQUARES.items()):
        x, y = column * SIDE, row * SIDE
        corners = [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE), (x, y + SIDE), (x, y)]
        ring = []
        for start, end in pairwise(corners):
            if (end, start) in index:
                ring.append(~index[end, start])
                continue
            index[start, end] = len(arcs)
            ring.append(len(arcs))
            arcs.append([list(start), [end[0] - start[0], end[1] - start[1]]])
        geometries.append({"type": "Polygon", "id": code, "arcs": [ring]})
    return {
        "type": "Topology",
        "transform": {"scale": [STEP, STEP], "translate": [WEST, SOUTH]},
        "objects": {"unterbezirk": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
    }
