"""Where a service is: coordinates that may be wrong, and whom it serves."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from sozialraum.analysis.projection import utm
from sozialraum.catalog.catalog import Catalog
from sozialraum.domain import directory
from sozialraum.domain.layers import Precision
from sozialraum.domain.services import Catchment, Place
from sozialraum.errors import UnreadableInput
from sozialraum.importers.points import MARGIN, Box
from sozialraum.importers.service_words import Remarks
from sozialraum.importers.tables import parse_number
from sozialraum.language import n_, t

GERMANY: Box = (5.8, 47.2, 15.1, 55.1)
"""West, south, east, north in WGS84 degrees: where a coordinate must lie without other bounds."""
_UTM = "UTM"
"""Stands for the UTM system of the city."""
_SYSTEMS: tuple[tuple[str, tuple[float, float], tuple[float, float]], ...] = (
    (_UTM, (2.5e5, 9.5e5), (5.2e6, 6.2e6)),
    (n_("EPSG:4647 (UTM mit Zone 32)"), (3.22e7, 3.295e7), (5.2e6, 6.2e6)),
    (n_("EPSG:31466 (Gauß-Krüger, Zone 2)"), (2.4e6, 2.7e6), (5.2e6, 6.2e6)),
    (n_("EPSG:31467 (Gauß-Krüger, Zone 3)"), (3.3e6, 3.8e6), (5.2e6, 6.2e6)),
    (n_("EPSG:3857 (Web-Mercator)"), (6.2e5, 1.7e6), (6.2e6, 7.4e6)),
    (n_("EPSG:3035 (LAEA Europa)"), (4.0e6, 4.7e6), (2.6e6, 3.6e6)),
)
"""Name, range of the eastings and of the northings in Germany."""
_BETWEEN = re.compile(r"\s*(?:,|\||\bund\b|\bsowie\b)\s*")


def read_place(cells: Mapping[str, str], remarks: Remarks, box: Box | None = None) -> Place:
    """The place of a row; a coordinate that cannot be right is left out with a remark.

    ``box`` are the bounds of the city in WGS84; a place may lie half a degree around them.
    Services at the same coordinate share the id of the place.
    """
    found = _coordinate(cells, remarks, box)
    word = cells.get("genauigkeit", "")
    precision = Precision.UNKNOWN
    if word in set(Precision):
        precision = Precision(word)
    elif word:
        allowed = ", ".join(t("„{word}“", word=entry.value) for entry in Precision)
        what = t("„{word}“ ist keine Angabe zur Genauigkeit.", word=word)
        remarks.add("genauigkeit", what, t("Erlaubt sind: {allowed}.", allowed=allowed))
    if found is None:
        precision = Precision.UNKNOWN
    address = cells.get("anschrift", "")
    return Place(
        id=f"{found[0]:.6f}/{found[1]:.6f}" if found else cells["id"],
        name=address or cells["name"],
        address=address,
        latitude=found[0] if found else None,
        longitude=found[1] if found else None,
        precision=precision,
        accessible=_accessible(cells.get("barrierefrei", ""), remarks),
    )


def check_coordinate(
    latitude: float, longitude: float, box: Box | None = None
) -> tuple[str, str] | None:
    """What is wrong with a coordinate in WGS84 degrees, and the remedy; None where it may be."""
    if _inside(latitude, longitude, box):
        return None
    what = t(
        "Die Koordinate {latitude} / {longitude} liegt weit außerhalb.",
        latitude=_german(latitude),
        longitude=_german(longitude),
    )
    if _inside(longitude, latitude, box):
        return what, t("Breite und Länge sind vermutlich vertauscht; in der Datei tauschen.")
    for x, y in ((longitude, latitude), (latitude, longitude)):
        for name, east, north in _SYSTEMS:
            if east[0] <= x <= east[1] and north[0] <= y <= north[1]:
                likely = f"EPSG:{utm(box or GERMANY)} (UTM)" if name == _UTM else t(name)
                fix = t(
                    "Das sind Meter, vermutlich {likely}; in Grad (WGS84) umrechnen.", likely=likely
                )
                return what, fix
    return what, t("Breite und Länge in Grad (WGS84, EPSG:4326) angeben.")


def read_catchment(text: str, catalog: Catalog, remarks: Remarks) -> Catchment:
    """The catchment of a row; words that are no city, district or polygon stay as text."""
    if not text:
        return Catchment(directory.UNKNOWN)
    if text.casefold() in {directory.CITY_WIDE, "gesamte stadt", "ganze stadt"}:
        return Catchment(directory.CITY)
    if text.startswith("{"):
        return _polygon(text, remarks)
    codes = _districts(text, catalog)
    if codes:
        return Catchment(directory.DISTRICTS, codes)
    fix = _example(catalog)
    what = t("Das Einzugsgebiet „{catchment}“ ist nur als Text bekannt.", catchment=text)
    remarks.add("einzugsgebiet", what, fix)
    return Catchment(directory.UNKNOWN, text=text)


def _coordinate(
    cells: Mapping[str, str], remarks: Remarks, box: Box | None
) -> tuple[float, float] | None:
    texts = cells.get("breite", ""), cells.get("laenge", "")
    if not any(texts):
        return None
    if not all(texts):
        column = "laenge" if texts[0] else "breite"
        fix = t("Breite und Länge angeben oder beide leer lassen.")
        remarks.add(column, t("Die zweite Hälfte der Koordinate fehlt."), fix)
        return None
    try:
        latitude, longitude = (parse_number(text) for text in texts)
    except UnreadableInput as error:
        remarks.add("breite", t("Koordinate: {what}", what=error.what), error.fix)
        return None
    fault = check_coordinate(latitude, longitude, box)
    if fault:
        remarks.add("breite", *fault)
        return None
    return latitude, longitude


def _inside(latitude: float, longitude: float, box: Box | None) -> bool:
    west, south, east, north = box or GERMANY
    margin = MARGIN if box else 0.0
    return (
        south - margin <= latitude <= north + margin and west - margin <= longitude <= east + margin
    )


def _german(number: float) -> str:
    return f"{number:.10g}".replace(".", ",")


def _accessible(word: str, remarks: Remarks) -> bool | None:
    known = {"": None, "ja": True, "nein": False}
    if word.casefold() not in known:
        fix = t("„ja“ oder „nein“ schreiben oder leer lassen.")
        remarks.add("barrierefrei", t("„{word}“ ist hier kein erlaubtes Wort.", word=word), fix)
    return known.get(word.casefold())


def _districts(text: str, catalog: Catalog) -> tuple[str, ...]:
    """Codes of the districts that a text names, if it names nothing else."""
    if not catalog.district:
        return ()
    level, areas = catalog.level(catalog.district), catalog.areas(catalog.district)
    codes = {word.casefold(): area.code for area in areas for word in (area.name, area.code)}
    before = rf"(?:{re.escape(level.plural)}|{re.escape(level.name)})\s+"
    named = re.sub(before, "", text, count=1, flags=re.IGNORECASE)
    words = [word.casefold() for word in _BETWEEN.split(named)]
    found = [codes.get(word, "") for word in words]
    return tuple(sorted(set(found))) if all(found) else ()


def _example(catalog: Catalog) -> str:
    if not catalog.district:
        return t("So schreiben: „stadtweit“, oder ein Polygon als GeoJSON.")
    names = [area.name for area in catalog.areas(catalog.district)[:2]]
    plural = catalog.level(catalog.district).plural
    return t(
        "So schreiben: „stadtweit“ oder „{plural} {names}“.",
        plural=plural,
        names=" und ".join(names),
    )


def _polygon(text: str, remarks: Remarks) -> Catchment:
    import shapely

    try:
        found = json.loads(text)
        kind = found.get("type") if isinstance(found, dict) else None
        shape = shapely.from_geojson(text) if kind in {"Polygon", "MultiPolygon"} else None
    except (ValueError, RecursionError, shapely.errors.ShapelyError):
        shape = None
    if shape is not None and not shape.is_empty and shape.is_valid:
        west, south, east, north = shape.bounds
        if _inside(south, west, None) and _inside(north, east, None):
            return Catchment(directory.POLYGON, polygon=text)
    fix = t("Ein gültiges Polygon oder MultiPolygon in Grad (WGS84) angeben.")
    remarks.add("einzugsgebiet", t("Das Einzugsgebiet ist keine lesbare Fläche (GeoJSON)."), fix)
    return Catchment(directory.UNKNOWN, text=text)
