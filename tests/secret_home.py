"""An invented city with secrets, and how to look for them in bytes of any kind.

Made from :mod:`toy_home`. Four kinds of secrets are planted: numbers that masking hides from
everybody, numbers and names that only ``planung`` and ``verwaltung`` may see, single objects that
only ``verwaltung`` and the planners of their district may see, and the exact number behind a
rounded one.
"""

from __future__ import annotations

import gzip
import io
import re
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sozialraum.domain.access import Role
from sozialraum.importers.cell_ids import cell_ids, projected
from toy_home import SOUTH, SQUARES, WEST, change, make_home

# -- what is planted -------------------------------------------------------------------------------

PRIMARY = 3
"""Cases in 003: below the minimum of the rule, so that 004 must be hidden with it."""


@dataclass(frozen=True)
class Secret:
    """A number or a text, and who may see it; empty means nobody."""

    name: str
    what: int | str
    roles: frozenset[Role] = frozenset()


_PLANNERS = frozenset({Role.PLANNING, Role.ADMINISTRATION})
MASKED = Secret("secondary cell", 73919)
ROUNDED = Secret("before rounding", 51237)
WORDING = Secret("wording of a hidden cell", "Kobaltwortlaut")
RESTRICTED = Secret("restricted value", 68983, _PLANNERS)
RESTRICTED_NAME = Secret("restricted indicator", "Quarzfälle", _PLANNERS)
RESTRICTED_ID = Secret("id of the restricted indicator", "quarz_faelle", _PLANNERS)
RESTRICTED_TABLE = Secret("restricted table", "Quarztabelle", _PLANNERS)
RESTRICTED_REFERENCE = Secret("figure elsewhere", 87643, _PLANNERS)
RESTRICTED_TEXT = Secret("text of a block", "Quarzsatz", _PLANNERS)
LAYER = Secret("restricted layer", "Zinnoberstelle", _PLANNERS)
LAYER_NAME = Secret("name of the restricted layer", "Zinnoberkarte", _PLANNERS)
ENTRY = Secret("restricted list", "Bernsteinvorgang", _PLANNERS)
LIST_NAME = Secret("name of the restricted list", "Bernsteinliste", _PLANNERS)
TARGET = Secret("restricted target group", "Achatgruppe", _PLANNERS)
OBJECT_NORTH = Secret("object in 01", "Onyxgasse", frozenset({Role.ADMINISTRATION}))
OBJECT_SOUTH = Secret("object in 02", "Opalweg", _PLANNERS)
SECRETS = (
    MASKED, ROUNDED, WORDING, RESTRICTED, RESTRICTED_NAME, RESTRICTED_ID, RESTRICTED_TABLE,
    RESTRICTED_REFERENCE, RESTRICTED_TEXT, LAYER, LAYER_NAME, ENTRY, LIST_NAME, TARGET,
    OBJECT_NORTH, OBJECT_SOUTH,
)  # fmt: skip
OBJECTS = "problemimmobilien_einzelobjekte"

# -- how to look for it ----------------------------------------------------------------------------

_SEPARATORS = (".", ",", "'", " ", "\u00a0", "\u202f", "&nbsp;", "&#160;", "&#8239;", "\\u00a0",
               "\\u202f", "%C2%A0", "%E2%80%AF")  # fmt: skip


def found_in(content: bytes, wanted: Iterable[Secret] = SECRETS) -> set[str]:
    """Names of the secrets in some bytes, packed or not.

    Numbers are looked for with every separator of thousands, as text (UTF-8 and UTF-16) and as the
    binary numbers of Parquet; texts with and without escapes.
    """
    pieces = list(_unpacked(content))
    return {secret.name for secret in wanted if any(_says(piece, secret) for piece in pieces)}


def _says(piece: bytes, secret: Secret) -> bool:
    if isinstance(secret.what, str):
        said = piece.lower()
        return any(form in said for form in _forms(secret.what))
    binary = (struct.pack(form, secret.what) for form in ("<d", "<f", "<i", "<q"))
    texts = [piece] + ([piece.replace(b"\0", b"")] if b"\0" in piece else [])
    last = f"{secret.what % 1000:03}".encode()
    said_so = any(last in text and _number(secret.what).search(text) for text in texts)
    return said_so or any(number in piece for number in binary)


@cache
def _number(number: int) -> re.Pattern[bytes]:
    """The number in figures, not as part of a longer one; the last two signs are of UTF-16."""
    between = b"|".join(re.escape(sign.encode()) for sign in _SEPARATORS) + rb"|/ |\xa0"
    digits = b"(?:" + between + b")?"
    return re.compile(
        rb"(?<![\w.,%-])"
        + digits.join(f"{number:,}".encode().split(b","))
        + rb"(?!\d|[.,]\d*[1-9])"
    )


@cache
def _forms(text: str) -> tuple[bytes, ...]:
    """The text in lower case, plain, escaped and as UTF-16."""
    plain = text.lower()
    escaped = plain.encode("unicode_escape"), plain.replace("ä", "&auml;").encode()
    return (plain.encode(), *escaped, plain.encode("utf-16-le"), text.encode().lower())


def _unpacked(content: bytes) -> Iterable[bytes]:
    """The bytes, and what they hold: gzip, ZIP (XLSX), PDF, Parquet."""
    yield content
    if content[:2] == b"\x1f\x8b":
        yield from _unpacked(gzip.decompress(content))
    elif content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from _unpacked(packed.read(name))
    elif content[:5] == b"%PDF-":
        import pymupdf

        with pymupdf.open(stream=content) as document:
            yield repr(document.metadata).encode()
            yield "\n".join(page.get_text() for page in document).encode()
            yield from (document.xref_stream(n) or b"" for n in range(1, document.xref_length()))
    elif content[:4] == b"PAR1":
        import pyarrow.parquet as parquet

        table = parquet.read_table(io.BytesIO(content))
        yield "\n".join(str(row) for row in table.drop_columns(_shapes(table)).to_pylist()).encode()
        yield repr(table.schema.metadata).encode()


def _shapes(table: object) -> list[str]:
    return [name for name in table.column_names if name == "geometry"]  # type: ignore[attr-defined]


# -- the city --------------------------------------------------------------------------------------

_COUNT = """
name = "{name}"
kurzname = "{name}"
thema = "{topic}"
art = "anzahl"
einheit = "Fälle"
ebenen = ["unterbezirk", "sozialraum", "stadtbezirk", "stadt"]
definition = "Erfundene Fälle."
quelle = "amt"
{more}
"""
INDICATORS = {
    "faelle": _COUNT.format(
        name="Fälle", topic="Soziale Lage", more='geheimhaltung = "mindestens_5"'
    ),
    "besuche": _COUNT.format(
        name="Besuche", topic="Soziale Lage", more='geheimhaltung = "runden_5"'
    ),
    "quarz_faelle": _COUNT.format(
        name="Quarzfälle", topic="Verdecktes", more='rollen = ["planung"]'
    ),
    "haushalte": _COUNT.format(name="Haushalte", topic="Bevölkerung", more=""),
    "fallquote": """
name = "Fälle je 100"
kurzname = "Fallquote"
thema = "Soziale Lage"
art = "anteil"
einheit = "%"
nachkommastellen = 1
ebenen = ["unterbezirk"]
definition = "Fälle an allen Haushalten."
quelle = "amt"
geheimhaltung = "mindestens_5"
""",
}
_RULES = """
[regeln.mindestens_5]
mindestzahl = 5

[regeln.runden_5]
rundung = 5

[[anteile]]
indikator = "fallquote"
zaehler = "faelle"
nenner = "haushalte"
"""
_CASES = {"001": 40, "002": 60, "003": PRIMARY, "004": MASKED.what, "011": 70, "012": 80, "013": 90}
_HOMES = {"003": 20000, "004": 150000}
_VISITS = {"001": ROUNDED.what, "002": 20, "003": 30}
_QUARTZ = {
    "001": RESTRICTED.what,
    "002": 68900,
    "003": 40,
    "004": 50,
    "011": 60,
    "012": 70,
    "013": 80,
}
_SUMS = {"sozialraum": (("011", "001 002"), ("012", "003 004"), ("021", "011 012 013")),
         "stadtbezirk": (("01", "001 002 003 004"), ("02", "011 012 013"))}  # fmt: skip


def _rows() -> Iterable[str]:
    """Cases of two years on all levels, shares of them, homes, visits; the hidden cell has words."""
    for year in ("2023", "2024"):
        for area, count in _CASES.items():
            words = f"{WORDING.what} drei;Nachgezählt: {MASKED.what}" if area == "003" else ";"
            yield f"faelle;unterbezirk;{area};{year};{count};;;;amt;;;{words}"
        for level, groups in _SUMS.items():
            for code, parts in groups:
                total = sum(_CASES[part] for part in parts.split())
                yield f"faelle;{level};{code};{year};{total};;;;amt;;;;"
    for area, homes in _HOMES.items():
        yield f"haushalte;unterbezirk;{area};2024;{homes};;;;amt;;;;"
        share = f"{100 * _CASES[area] / homes:.1f}".replace(".", ",")
        yield f"fallquote;unterbezirk;{area};2024;{share};;;;amt;;;;"
    for area, visits in _VISITS.items():
        yield f"besuche;unterbezirk;{area};2024;{visits};;;;amt;;;;"


_HEADER = "indikator;ebene;gebiet;stichtag;wert;zaehler;nenner;zeichen;quelle;guete;vorrang;wortlaut;hinweis"
_TABLE = (
    'titel = "{title}"\ndatei = "{file}.csv"\nform = "lang"\nquelle = "amt"\nguete = "amtlich"\n'
)
_SOURCE = """
[amt]
herausgeber = "Amt"
titel = "Meldungen"
lizenz = "dl-de/zero-2-0"
guete = "amtlich"
"""
_LAYER = """
name = "Zinnoberkarte"
art = "punkte"
beschreibung = "Nur für die Planung."
datei = "zinnober.csv"
quelle = "amt"
symbol = { form = "kreis", farbe = "#0f6f83" }
rollen = ["planung"]

[[popup]]
feld = "traeger"
titel = "Träger"
"""
_POINTS = "id;name;breite;laenge;genauigkeit;traeger\nz1;Zinnoberstelle;51,505;7,405;gebaeude;Amt\n"
_COLUMNS = """
  { feld = "id", titel = "Nummer", pflicht = true },
  { feld = "name", titel = "Name", pflicht = true, in_liste = true },
"""
_LIST = """
titel = "{title}"
einzahl = "Eintrag"
beschreibung = "Erfunden."
quelle = "amt"
{more}
spalten = [
{columns}]
"""
_PLACED = """
  { feld = "breite", titel = "Breite", typ = "zahl" },
  { feld = "laenge", titel = "Länge", typ = "zahl" },
  { feld = "genauigkeit", titel = "Genauigkeit" },
"""
_SITE_YEARS = """
  { feld = "ab", titel = "Nutzung ab", typ = "jahr" },
  { feld = "fruehere_nutzung", titel = "Frühere Nutzung" },
"""
_OFFER = """
  { feld = "zeiten", titel = "Zeiten" },
  { feld = "sprachen_liste", titel = "Sprachen", typ = "mehrere" },
  { feld = "themen", titel = "Themen", typ = "mehrere" },
  { feld = "schritte", titel = "Schritte" },
  { feld = "einzugsgebiet", titel = "Einzugsgebiet" },
"""
_LISTS = {
    "bernstein": _LIST.format(title="Bernsteinliste", columns=_COLUMNS,
                              more='datei = "bernstein.csv"\nrollen = ["planung"]'),
    "flaechen": _LIST.format(title="Flächen", columns=_COLUMNS + _PLACED + _SITE_YEARS,
                             more='datei = "flaechen.csv"\nzeitleiste = { nutzung_ab = "ab" }'),
    "angebote": _LIST.format(title="Verzeichnis", columns=_COLUMNS + _PLACED + _OFFER,
                             more='datei = "verzeichnis.csv"'),
    OBJECTS: _LIST.format(
        title="Einzelobjekte",
        columns=_COLUMNS + '  { feld = "bezirk", titel = "Unterbezirk", typ = "gebiet", ebene = "unterbezirk" },\n',
        more='vertraulich = true\nrollen = ["planung", "verwaltung"]',
    ),
}  # fmt: skip
_ENTRIES = {
    "bernstein": "id;name\nb1;Bernsteinvorgang 1\n",
    "flaechen": "id;name;breite;laenge;genauigkeit;ab;fruehere_nutzung\n"
                "f1;Alte Hütte;51,505;7,405;gebaeude;1990;Hütte\n",
    "verzeichnis": "id;name;breite;laenge;genauigkeit;zeiten;sprachen_liste;themen;schritte;einzugsgebiet\n"
                   "s1;Haus Eins;51,505;7,405;gebaeude;Mo 9-12 Uhr;Rumänisch;Beratung;1;\n",
    "zinnober": _POINTS,
}  # fmt: skip
CONFIDENTIAL = "id;name;bezirk\no1;Onyxgasse 7;001\no2;Opalweg 1;011\n"
_TARGET = """
titel = "{title}"
beschreibung = "Erfunden."
rechenweg = "anzahl"
anzahl = "{counts}"
ebenen = ["unterbezirk"]
"""
_PAGE = """
titel = "{title}"
einleitung = "Erfunden."

[[abschnitte]]
id = "zahlen"
titel = "Zahlen"

[[abschnitte.darstellungen]]
id = "verlauf"
art = "verlauf"
titel = "Verlauf"
reihen = [
  {{ indikator = "faelle", ebene = "unterbezirk", gebiet = "004", name = "Große Heide" }},
  {{ indikator = "faelle", ebene = "sozialraum", gebiet = "012", name = "Nordmarkt" }},
  {{ indikator = "quarz_faelle", ebene = "unterbezirk", gebiet = "001", name = "City-Ost" }},
]

[[abschnitte.darstellungen]]
id = "index"
art = "index"
titel = "Index"
reihen = [{{ indikator = "faelle", ebene = "unterbezirk", gebiet = "004" }}]

[[abschnitte.darstellungen]]
id = "balken"
art = "balken"
titel = "Balken"
indikatoren = ["faelle"]
ebene = "unterbezirk"
stichtag = "2024"

[[abschnitte.darstellungen]]
id = "karte"
art = "karte"
titel = "Karte"
indikatoren = ["quarz_faelle", "faelle"]
ebene = "unterbezirk"

[[abschnitte.darstellungen]]
id = "angaben"
art = "angaben"
titel = "Angaben"
indikatoren = ["faelle", "besuche", "quarz_faelle"]

[[abschnitte]]
id = "verdeckt"
titel = "Weiteres"

[[abschnitte.darstellungen]]
id = "quarz"
art = "karte"
titel = "Karte der Planung"
text = "Quarzsatz."
indikatoren = ["quarz_faelle"]
ebene = "unterbezirk"

[[abschnitte.darstellungen]]
id = "liste"
art = "liste"
titel = "Liste"
liste = "bernstein"

[[abschnitte.darstellungen]]
id = "anderswo"
art = "vergleich"
titel = "Anderswo"
raeume = ["Land"]
"""
SECTIONS = ("zahlen", "verdeckt")
EXHIBITS = ("verlauf", "index", "balken", "angaben", "quarz", "liste", "anderswo")
_ELSEWHERE = """kennung;raum;gegenstand;indikator;stichtag;wert;wort;einheit;quelle;wortlaut;hinweis
r1;Land;Menschen;;2024;1000;;Personen;amt;;
r2;Land;Quarz;quarz_faelle;2024;87643;;Fälle;amt;;
"""
_FIGURE = """
[[kennzahlen]]
indikator = "faelle"
ebene = "unterbezirk"
gebiet = "004"
"""


def make_secret_home(folder: Path) -> Path:
    """Write the city into ``folder``, with its confidential list in ``var``, and return it."""
    home = make_home(folder)
    for name, text in _files():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    for file, text in (("quellen.toml", _SOURCE), ("start.toml", _FIGURE)):
        with (home / "data" / file).open("a", encoding="utf-8") as stream:
            stream.write(text)
    change(home, "data/start.toml", 'ebenen = ["angebote"]', 'ebenen = ["angebote", "zinnober"]')
    bring_objects(home / "var")
    return home


def bring_objects(var: Path) -> None:
    """Put the confidential list where the dashboard looks for it."""
    path = var / "vertraulich" / f"{OBJECTS}.csv"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(CONFIDENTIAL, encoding="utf-8")


def _files() -> Iterable[tuple[str, str]]:
    for name, text in INDICATORS.items():
        yield f"data/indikatoren/{name}.toml", text
    for name, title, rows in (
        ("meldungen", "Meldungen", _rows()),
        ("quarz", RESTRICTED_TABLE.what, _quartz()),
    ):
        yield f"data/statistik/{name}.toml", _TABLE.format(title=title, file=name)
        yield f"data/statistik/{name}.csv", "\n".join([_HEADER, *rows]) + "\n"
    yield "data/geheimhaltung.toml", _RULES
    yield "data/layer/zinnober.toml", _LAYER
    for name, text in _LISTS.items():
        yield f"data/listen/{name}.toml", text
    for name, text in _ENTRIES.items():
        yield f"data/orte/{name}.csv", text
    yield "data/zielgruppen/alle.toml", _TARGET.format(title="Alle", counts="einwohner")
    yield "data/zielgruppen/faelle.toml", _TARGET.format(title="Fälle", counts="faelle")
    yield "data/zielgruppen/quarz.toml", _TARGET.format(title=TARGET.what, counts="quarz_faelle")
    for name in ("problemimmobilien", "stadtentwicklung", "zuwanderung"):
        yield f"data/seiten/{name}.toml", _PAGE.format(title=name.title())
    yield "data/vergleich.csv", _ELSEWHERE
    yield "geo/adressen_100m.csv", _cells()
    yield "geo/adressen_100m.json", '{"quelle": "stadt"}'


def _quartz() -> Iterable[str]:
    for area, count in _QUARTZ.items():
        yield f"quarz_faelle;unterbezirk;{area};2024;{count};;;;amt;;;;"


def _cells() -> str:
    """One cell in the middle of every area, three addresses each."""
    lines = []
    for atom, (column, row) in SQUARES.items():
        place = np.array([[WEST + column * 0.01 + 0.005, SOUTH + row * 0.01 + 0.005]])
        flat = projected(place, 4326, 3035)
        lines.append(f"{cell_ids(flat[:, 0], flat[:, 1])[0]};{atom};3")
    return "\n".join(["zelle;unterbezirk;adressen", *sorted(lines)]) + "\n"
