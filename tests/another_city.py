"""Invented cities elsewhere: six-sided areas as an office delivers them, in a system of its own."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from math import cos, pi, sin
from pathlib import Path
from typing import Any

import shapely
from pyproj import Transformer

RADIUS = 600.0
NAMES = (
    "Böhlitz", "Gröba", "Lößnig", "Märchenwiese", "Übigau", "Äußere Weststadt", "Straßberg",
    "Thälheim", "Möckern", "Grünau-Süd", "Schönefeld", "Kärrnerweg", "Nöthnitz", "Süßenborn",
)  # fmt: skip
DISTRICTS = ("Mitte", "Nördliche Vororte", "Südost", "Grünau")


@dataclass(frozen=True)
class City:
    """Where it lies: EPSG code, easting and northing of its corner; columns and rows of areas."""

    name: str
    epsg: int
    east: float
    north: float
    columns: int
    rows: int


LEIPZIG = City("Pleißenstadt", 25833, 310_000, 5_685_000, 8, 5)
"""Near Leipzig: 40 areas in zone 33."""
SCHLESWIG = City("Schleimünde", 25832, 535_000, 6_040_000, 4, 3)
"""Near Schleswig: 12 areas in zone 32."""


def hexagons(city: City) -> list[Any]:
    """Areas with common corners, row by row from the south west."""
    wide, high = RADIUS * 3**0.5, RADIUS * 1.5
    return [
        _hexagon(city.east + wide * (x + (y % 2) / 2), city.north + high * y)
        for y in range(city.rows)
        for x in range(city.columns)
    ]


def features(city: City, *, numeric: bool = False) -> list[dict[str, Any]]:
    """One feature per area: ``GEB_NR`` with leading zeros, ``GEB_NAME``, ``BEZ_NAME``."""
    found = []
    for at, shape in enumerate(hexagons(city)):
        number = at + 1
        properties = {
            "GEB_NR": number if numeric else f"{number:03d}",
            "GEB_NAME": f"{NAMES[at % len(NAMES)]} {at // len(NAMES) + 1}",
            "BEZ_NAME": DISTRICTS[at % city.columns * len(DISTRICTS) // city.columns],
        }
        geometry = shapely.geometry.mapping(shape)
        found.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return found


def write_city(
    path: Path, city: City, rows: list[dict[str, Any]] | None = None, *, crs: str | None = None
) -> Path:
    """GeoJSON with the old ``crs`` member; ``crs=""`` leaves it out."""
    document: dict[str, Any] = {"type": "FeatureCollection", "features": rows or features(city)}
    if crs != "":
        named = {"name": crs or f"urn:ogc:def:crs:EPSG::{city.epsg}"}
        document["crs"] = {"type": "name", "properties": named}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def degrees(city: City) -> list[dict[str, Any]]:
    """The same features in WGS84, longitude first."""
    change = Transformer.from_crs(city.epsg, 4326, always_xy=True)
    found = features(city)
    for feature in found:
        rings = feature["geometry"]["coordinates"]
        feature["geometry"]["coordinates"] = [
            [change.transform(*point) for point in ring] for ring in rings
        ]
    return found


def arguments(folder: Path, areas: Path, city: City) -> list[str]:
    """The command line of ``sozialraum new`` for it."""
    return [
        "new", str(folder), "--areas", str(areas), "--key", "GEB_NR", "--name", "GEB_NAME",
        "--city", city.name, "--parent", "stadtbezirk=BEZ_NAME", "--edition", "2025-01-01",
    ]  # fmt: skip


def _hexagon(x: float, y: float) -> Any:
    corners = ((2 * n + 1) * pi / 6 for n in range(6))
    return shapely.Polygon([_bent(x + RADIUS * cos(a), y + RADIUS * sin(a)) for a in corners])


def _bent(x: float, y: float) -> tuple[float, float]:
    """The same corner is moved alike for all areas that meet there, so that sizes differ."""
    x, y = round(x), round(y)
    return x + 150 * sin(x / 777 + y / 555), y + 150 * cos(x / 555 - y / 999)


def equip(home: Path, city: City, lists: Path) -> None:
    """People per area, places of service, and a target group for the gap analysis.

    ``lists`` is the folder with the declaration of the service directory of the checkout.
    """
    declared = (lists / "angebote.toml").read_text(encoding="utf-8")
    declared = declared.replace('typ = "gebiet"\nebene = "aktionsraum"\n', "")
    texts = {
        "data/indikatoren/einwohner.toml": _PEOPLE,
        "data/statistik/einwohner.toml": _PEOPLE_TABLE,
        "data/statistik/einwohner.csv": _people(city),
        "data/zielgruppen/alle.toml": _TARGET,
        "data/listen/angebote.toml": re.sub(
            r"^(quelle|karten_ebene) = .*$", r'\1 = "umrisse"', declared, flags=re.MULTILINE
        ).replace('karten_ebene = "umrisse"\n', ""),
        "data/orte/angebote.csv": _services(city, declared),
    }
    for name, text in texts.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def addresses(city: City) -> str:
    """Four addresses around the middle of every area, as a CSV with degrees."""
    change = Transformer.from_crs(city.epsg, 4326, always_xy=True)
    lines = ["lat,lon"]
    for shape in hexagons(city):
        x, y = shape.centroid.x, shape.centroid.y
        for dx, dy in ((-150, 0), (150, 0), (0, -150), (0, 150)):
            longitude, latitude = change.transform(x + dx, y + dy)
            lines.append(f"{latitude:.6f},{longitude:.6f}")
    return "\n".join(lines) + "\n"


def streets(city: City) -> str:
    """Lines through the middles of every row of areas, and one across, in the city's system."""
    middles = [shape.centroid for shape in hexagons(city)]
    rows = [middles[at : at + city.columns] for at in range(0, len(middles), city.columns)]
    rows.append([row[0] for row in rows])
    lines = [
        {
            "type": "Feature",
            "properties": {"highway": "residential"},
            "geometry": {"type": "LineString", "coordinates": [[p.x, p.y] for p in row]},
        }
        for row in rows
    ]
    crs = {"type": "name", "properties": {"name": f"EPSG:{city.epsg}"}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": lines})


def _people(city: City) -> str:
    rows = [f"{at:03d};{100 * at}" for at in range(1, city.columns * city.rows + 1)]
    return "\n".join(["schluessel;einwohner", *rows]) + "\n"


def _services(city: City, declared: str) -> str:
    """One place in the middle of the first area, one without a known point."""
    columns = re.findall(r'^feld = "(\w+)"', declared, flags=re.MULTILINE)
    change = Transformer.from_crs(city.epsg, 4326, always_xy=True)
    middle = hexagons(city)[0].centroid
    longitude, latitude = change.transform(middle.x, middle.y)
    known = {
        "id": "A1", "name": "Beratung am Anger", "kategorie": "Beratung", "traeger": "Verein", "quelle_titel": "Erfunden",
        "breite": f"{latitude:.6f}".replace(".", ","),
        "laenge": f"{longitude:.6f}".replace(".", ","), "genauigkeit": "gebaeude",
        "sprachen_liste": "Deutsch | Polnisch", "sprachen": "Deutsch, Polnisch",
        "einzugsgebiet": "Stadtbezirke Mitte und Südost",
    }  # fmt: skip
    lost = known | {"id": "A2", "name": "Mobile Hilfe", "genauigkeit": "unbekannt"}
    lost |= {"breite": "", "laenge": "", "einzugsgebiet": ""}
    rows = [";".join(row.get(column, "") for column in columns) for row in (known, lost)]
    return "\n".join([";".join(columns), *rows]) + "\n"


_PEOPLE = """name = "Einwohnerinnen und Einwohner"
kurzname = "Einwohner"
thema = "Bevölkerung"
art = "anzahl"
einheit = "Personen"
ebenen = ["gebiet"]
definition = "Erfunden."
quelle = "umrisse"
"""
_PEOPLE_TABLE = """titel = "Einwohner"
datei = "einwohner.csv"
form = "breit"
ebene = "gebiet"
schluessel = "schluessel"
stichtag = "2024-12-31"
quelle = "umrisse"
erfunden = true
"""
_TARGET = """titel = "Alle"
beschreibung = "Alle Menschen."
reihenfolge = 1
rechenweg = "anzahl"
anzahl = "einwohner"
ebenen = ["gebiet"]
"""
