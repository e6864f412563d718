"""What a delivered file is: decided from its bytes alone; its name and ending are never believed.

Read are CSV, XLSX, GeoJSON and GeoPackage. For everything else the error says what the file is and
how to mend it. No driver is tried, nothing that a file points to is opened.
"""

from __future__ import annotations

import codecs
import re

from sozialraum.errors import UnreadableInput
from sozialraum.importers import raw_csv, raw_xlsx
from sozialraum.importers.raw import Format, RawTable
from sozialraum.importers.xlsx_archive import open_archive
from sozialraum.language import n_, t

_TABLE = n_("Als CSV (UTF-8) oder Excel-Datei (.xlsx) speichern.")
_SHAPES = n_("Im GIS als GeoPackage (.gpkg) oder GeoJSON speichern.")
_UNPACK = n_("Zuerst entpacken und die Datei darin auswählen.")
_COPY = n_(
    "Die Tabelle abtippen oder liefern lassen. Als CSV (UTF-8) oder Excel-Datei (.xlsx) speichern."
)
_PASTE = n_("Die Tabelle in Excel einfügen und speichern.")
_SQLITE = b"SQLite format 3\x00"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", n_("Das ist eine PDF-Datei."), _COPY),
    (b"\x1f\x8b", n_("Die Datei ist mit gzip gepackt."), _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", n_("Das ist ein 7z-Archiv."), _UNPACK),
    (b"Rar!", n_("Das ist ein RAR-Archiv."), _UNPACK),
    (b"BZh", n_("Die Datei ist mit bzip2 gepackt."), _UNPACK),
    (b"\xfd7zXZ\x00", n_("Die Datei ist mit xz gepackt."), _UNPACK),
    (b"\x28\xb5\x2f\xfd", n_("Die Datei ist mit Zstandard gepackt."), _UNPACK),
    (b"PAR1", n_("Das ist eine Parquet-Datei."), _TABLE),
    (b"ARROW1", n_("Das ist eine Arrow-Datei."), _TABLE),
    (b"fgb", n_("Das ist eine FlatGeobuf-Datei."), _SHAPES),
    (b"\x00\x00\x27\x0a", n_("Das ist ein Teil eines Shapefiles."), _SHAPES),
    (b"\x89PNG", n_("Das ist ein Bild (PNG)."), _TABLE),
    (b"\xff\xd8\xff", n_("Das ist ein Bild (JPEG)."), _TABLE),
    (b"GIF8", n_("Das ist ein Bild (GIF)."), _TABLE),
    (b"II*\x00", n_("Das ist ein Bild (TIFF)."), _TABLE),
    (b"MM\x00*", n_("Das ist ein Bild (TIFF)."), _TABLE),
    (b"RIFF", n_("Das ist eine Bild-, Ton- oder Filmdatei."), _TABLE),
    (b"{\\rtf", n_("Das ist ein Textdokument (RTF)."), _TABLE),
)
_MARKUP: tuple[tuple[bytes, str, str], ...] = (
    (b"<ogrvrt", "VRT", _SHAPES),
    (b"opengis.net/kml", "KML", _SHAPES),
    (b"<kml", "KML", _SHAPES),
    (b"opengis.net/gml", "GML", _SHAPES),
    (b"<gpx", "GPX", _SHAPES),
    (b"<svg", "SVG", _SHAPES),
    (b"office:spreadsheet", "Excel-2003-XML", _TABLE),
    (b"opendocument", "OpenDocument", _TABLE),
)
_ARCHIVES: tuple[tuple[str, str, str], ...] = (
    (
        r"xl/workbook\.bin",
        n_("Das ist eine binäre Excel-Datei (.xlsb)."),
        n_("In Excel als „.xlsx“ speichern."),
    ),
    (
        r"content\.xml",
        n_("Das ist eine OpenDocument-Datei (.ods)."),
        n_("In LibreOffice als „.xlsx“ speichern."),
    ),
    (r"word/.*", n_("Das ist ein Word-Dokument."), _PASTE),
    (r"ppt/.*", n_("Das ist eine Präsentation."), _PASTE),
    (r".*\.kml", n_("Das ist eine KMZ-Datei."), _SHAPES),
    (r".*\.shp", n_("Das ist ein Archiv mit einem Shapefile."), _SHAPES),
)
_JSON_TYPE = re.compile(rb'"type"\s*:\s*"([A-Za-z]{1,30})"')
_COLLECTION = re.compile(rb'"type"\s*:\s*"FeatureCollection"')
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")


def sniff(content: bytes, name: str) -> Format:
    """What ``content`` is. ``name`` is the file's name and used in words only.

    Raises :class:`UnreadableInput` for every format that is not read.
    """
    if not content.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableInput(
            t("Die Datei ist leer."), t("Eine Datei mit Kopfzeile und Daten wählen.")
        )
    for magic, what, fix in _MAGIC:
        if content.startswith(magic):
            raise UnreadableInput(t(what), t(fix))
    if content.startswith(_OLE2):
        raise _old_office(content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _archive(content)
    if content.startswith(_SQLITE):
        return _database(content)
    return _text(content, name)


def read_table(content: bytes, name: str, sheet: str = "") -> RawTable:
    """The table of a CSV or XLSX file; ``sheet`` names one of a workbook, else the first visible.

    Raises :class:`UnreadableInput` for files with shapes and for all that cannot be read.
    """
    kind = sniff(content, name)
    if kind is Format.CSV:
        return raw_csv.read_csv(content)
    if kind is Format.XLSX:
        return raw_xlsx.read_xlsx(content, sheet)
    what = t("Die Datei ist keine Tabelle, sondern enthält Geometrien ({kind}).", kind=kind.value)
    raise UnreadableInput(what, t("Als Ebene mit Punkten oder Umrissen einlesen."))


def _old_office(content: bytes) -> UnreadableInput:
    """Encrypted and old files of Office share one container."""
    if _utf_16("EncryptedPackage") in content:
        what = t("Die Excel-Datei ist mit einem Kennwort geschützt.")
        return UnreadableInput(what, t("In Excel das Kennwort entfernen und neu speichern."))
    if _utf_16("Workbook") in content or _utf_16("Book") in content:
        what = t("Das ist eine alte Excel-Datei (.xls).")
        return UnreadableInput(what, t("In Excel als „Excel-Arbeitsmappe (.xlsx)“ speichern."))
    return UnreadableInput(t("Das ist eine alte Office-Datei, keine Tabelle."), t(_TABLE))


def _utf_16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _archive(content: bytes) -> Format:
    try:
        names = [entry.filename.casefold() for entry in open_archive(content).infolist()]
    except UnreadableInput as error:
        what = t("Das ist ein beschädigtes oder übergroßes Archiv (ZIP oder Excel).")
        raise UnreadableInput(what, t("In Excel öffnen und als „.xlsx“ neu speichern.")) from error
    if "[content_types].xml" in names and "xl/workbook.xml" in names:
        return Format.XLSX  # macros are refused when it is read
    for pattern, what, fix in _ARCHIVES:
        if any(re.fullmatch(pattern, name) for name in names):
            raise UnreadableInput(t(what), t(fix))
    if "[content_types].xml" in names and any(name.startswith("xl/") for name in names):
        return Format.XLSX
    raise UnreadableInput(t("Das ist ein ZIP-Archiv."), t(_UNPACK))


def _database(content: bytes) -> Format:
    if b"gpkg_geometry_columns" in content:
        return Format.GEOPACKAGE
    raise UnreadableInput(t("Das ist eine SQLite-Datenbank, aber kein GeoPackage."), t(_SHAPES))


def _text(content: bytes, name: str) -> Format:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = content[:_HEAD].decode("utf-16", errors="replace").lstrip()
        if start.startswith(("{", "<")):
            what = t("Die Datei ist in UTF-16 geschrieben und keine Tabelle.")
            raise UnreadableInput(what, t("In UTF-8 speichern."))
        return Format.CSV
    start_bytes = content.removeprefix(codecs.BOM_UTF8)[:_HEAD].lstrip()
    if re.match(rb"<[?!A-Za-z]", start_bytes):
        raise _markup(start_bytes.lower(), name)
    if start_bytes.startswith(b"{") or re.match(rb"\[\s*[\[{]", start_bytes):
        return _json(content, start_bytes)
    _check_text(content)
    return Format.CSV


def _markup(start: bytes, name: str) -> UnreadableInput:
    for sign, word, fix in _MARKUP:
        if sign in start:
            return UnreadableInput(
                t("Die Datei enthält XML ({word}) und wird nicht geöffnet.", word=word), t(fix)
            )
    if any(sign in start for sign in (b"<html", b"<!doctype html", b"<table", b"<body")):
        what = t("Die Datei enthält eine Internetseite (HTML).")
        if name.casefold().endswith((".xls", ".xlsx")):
            what = t(
                "Die Datei enthält eine Internetseite (HTML), auch wenn sie wie eine Excel-Datei "
                "heißt."
            )
        return UnreadableInput(what, t("In Excel öffnen.") + " " + t(_TABLE))
    what = t("Die Datei enthält XML (etwa VRT, GML oder KML) und wird nicht geöffnet.")
    return UnreadableInput(what, f"{t(_TABLE)} {t(_SHAPES)}")


def _json(content: bytes, start: bytes) -> Format:
    if start.startswith(b"{") and _COLLECTION.search(content):
        return Format.GEOJSON
    found = _JSON_TYPE.search(content) if start.startswith(b"{") else None
    kind = found[1].decode("ascii") if found else ""
    if kind == "Topology":
        raise UnreadableInput(t("Das ist TopoJSON, kein GeoJSON."), t(_SHAPES))
    if kind == "Feature":
        what = t("Das GeoJSON enthält einzelne Objekte statt einer FeatureCollection.")
        raise UnreadableInput(what, t("Als GeoJSON FeatureCollection speichern."))
    raise UnreadableInput(t("Das ist JSON, aber kein GeoJSON."), f"{t(_TABLE)} {t(_SHAPES)}")


def _check_text(content: bytes) -> None:
    """Refuses bytes that are no text, UTF-16 without its mark included."""
    head = content[:_HEAD]
    zeros = head.count(b"\0")
    if 4 * zeros > len(head) and (head[::2].count(0) == zeros or head[1::2].count(0) == zeros):
        what = t("Die Datei ist vermutlich in UTF-16 ohne Kennzeichnung geschrieben.")
        raise UnreadableInput(what, t("In Excel als „CSV UTF-8“ speichern."))
    if _CONTROL.search(content):
        what = t("Das ist keine Textdatei und kein bekanntes Format.")
        raise UnreadableInput(what, t(_TABLE))
