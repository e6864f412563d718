"""The toy city before a reform: one area was split, two were merged, one border was moved.

Then: 005 and 006 (now 001), 002, 013 (as today), 003 (now 003 and a quarter of 004), 004 (now the
rest of 004), 014 (now 011 and 012).
"""

from __future__ import annotations

import json
from pathlib import Path

from sozialraum.catalog import load_catalog
from sozialraum.domain.editions import Boundaries
from toy_home import NAMES, SOUTH, STEP, WEST, change

EDITION = """
ebene = "unterbezirk"
gebietsstand = "2018"
gueltig_von = "2010"
gueltig_bis = "2020"
quelle = "stadt"
gewichtung = "flaeche"
unveraendert = ["002", "013"]

[gebiete]
"002" = "City-West"
"003" = "Nordmarkt-Süd"
"004" = "Große Heide"
"005" = "Wall"
"006" = "Markt"
"013" = "Alter Rand"
"014" = "Hörde"
"""
CROSSWALK = """alt;neu;anteil
003;003;0,8
003;004;0,2
004;004;1
005;001;1
006;001;1
014;011;0,5
014;012;0,5
"""
TABLE = """
titel = "Früher"
datei = "frueher.csv"
form = "lang"
ebene = "unterbezirk"
stichtag = "2018"
quelle = "stadt"
gebietsstand = "2018"
"""
HEADER = "indikator;gebiet;wert;zaehler;nenner;zeichen;hinweis\n"
PEOPLE = {"002": 50, "003": 100, "004": 30, "005": 10, "006": 7, "013": 40, "014": 90}
_BOXES = {
    "005": (0, 0, 0.5, 1), "006": (0.5, 0, 1, 1), "002": (1, 0, 2, 1), "014": (2, 0, 4, 1),
    "003": (0, 1, 1.25, 2), "004": (1.25, 1, 2, 2), "013": (2, 1, 3, 2),
}  # fmt: skip


def add_edition(home: Path, crosswalk: str | None = CROSSWALK) -> Path:
    """Write the edition into a toy home, without crosswalk where that is None."""
    folder = home / "geo/gebietsstaende"
    folder.mkdir()
    (folder / "unterbezirk_2018.toml").write_text(EDITION, encoding="utf-8")
    if crosswalk is not None:
        (folder / "unterbezirk_2018.csv").write_text(crosswalk, encoding="utf-8")
    return home


def add_table(home: Path, rows: str) -> Path:
    """A long table on the former borders; only single children levels stay as they are."""
    (home / "data/statistik/frueher.toml").write_text(TABLE, encoding="utf-8")
    (home / "data/statistik/frueher.csv").write_text(HEADER + rows, encoding="utf-8")
    return home


def people(**other: str) -> str:
    """Rows with the inhabitants of then; ``a005="…"`` replaces value and sign of an area."""
    cells = {code: f"{value};;;" for code, value in PEOPLE.items()}
    cells |= {key.removeprefix("a"): cell for key, cell in other.items()}
    return "".join(f"einwohner;{code};{cell};\n" for code, cell in cells.items())


def boundaries(home: Path) -> Boundaries:
    return load_catalog(home).editions["unterbezirk", "2018"]


def outlines(path: Path) -> Path:
    """The former outlines as GeoJSON in degrees, where a side of a square is 0.01 degrees."""
    names = NAMES | {"005": "Wall", "006": "Markt", "014": "Hörde"}

    def ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
        corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        return [[WEST + x * 1000 * STEP, SOUTH + y * 1000 * STEP] for x, y in corners]

    features = [
        {
            "type": "Feature",
            "properties": {"unterbezirk": code, "name": names[code]},
            "geometry": {"type": "Polygon", "coordinates": [ring(*box)]},
        }
        for code, box in _BOXES.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


__all__ = ["add_edition", "add_table", "boundaries", "change", "outlines", "people"]
