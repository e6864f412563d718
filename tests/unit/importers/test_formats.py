"""Bytes decide what a file is; every other format is named with the way out."""

from __future__ import annotations

import builtins
import gzip
import os
import socket
import sqlite3
from pathlib import Path

import pytest

from sozialraum.errors import UnreadableInput
from sozialraum.importers.formats import read_table, sniff
from sozialraum.importers.raw import Format
from toy_xlsx import packed, parts, sheet, xlsx

GEOJSON = b'{"type": "FeatureCollection", "features": []}'
ROW = "<row><c><v>1</v></c></row>"
VRT = b"""<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>"""
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def database(*tables: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    for table in tables:
        connection.execute(f"CREATE TABLE {table} (a)")
    return connection.serialize()


KNOWN = [
    (b"a;b\n1;2\n", Format.CSV),
    ("\ufeffNr;Süd\n".encode(), Format.CSV),
    ("Nr;Süd\n".encode("utf-16"), Format.CSV),
    ("Nr;Süd\n".encode("cp1252"), Format.CSV),
    (b"<3 Personen;5\n", Format.CSV),
    (b"[1] Anmerkung;5\n", Format.CSV),
    (xlsx(ROW), Format.XLSX),
    (GEOJSON, Format.GEOJSON),
    (b"\xef\xbb\xbf \n" + GEOJSON, Format.GEOJSON),
    (b'{"features": [], "type":"FeatureCollection"}', Format.GEOJSON),
    (database("gpkg_geometry_columns"), Format.GEOPACKAGE),
]


@pytest.mark.parametrize(("content", "expected"), KNOWN)
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.gpkg", "../../etc/passwd", ""])
def test_the_name_is_never_believed(content: bytes, expected: Format, name: str) -> None:
    assert sniff(content, name) is expected


OTHERS = [
    (b"", "leer"),
    (b"\xef\xbb\xbf\r\n ", "leer"),
    (OLE2 + "Workbook".encode("utf-16-le"), "alte Excel-Datei (.xls)"),
    (OLE2 + "EncryptedPackage".encode("utf-16-le"), "Kennwort"),
    (OLE2 + "WordDocument".encode("utf-16-le"), "alte Office-Datei"),
    (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}), "OpenDocument"),
    (packed({"[Content_Types].xml": "", "xl/workbook.bin": ""}), ".xlsb"),
    (packed({"[Content_Types].xml": "", "word/document.xml": ""}), "Word"),
    (packed({"doc.kml": ""}), "KMZ"),
    (packed({"Umrisse/a.shp": "", "Umrisse/a.dbf": ""}), "Shapefile"),
    (packed({"a.csv": "a;b"}), "ZIP-Archiv"),
    (b"PK\x03\x04 kaputt", "beschädigtes"),
    (gzip.compress(b"a;b", mtime=0), "gzip"),
    (b"7z\xbc\xaf\x27\x1c\0\0", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"%PDF-1.7", "PDF"),
    (b"PAR1\x15\x04", "Parquet"),
    (b"\x89PNG\r\n\x1a\n", "Bild (PNG)"),
    (b"\xff\xd8\xff\xe0", "Bild (JPEG)"),
    (b"II*\x00\x08", "Bild (TIFF)"),
    (b"<!DOCTYPE html><html><table></table>", "HTML"),
    (b"  <html><body><table>", "HTML"),
    (VRT, "XML (VRT)"),
    (b'<?xml version="1.0"?><kml xmlns="x">', "XML (KML)"),
    (b'<?xml version="1.0"?><a xmlns:gml="http://www.opengis.net/gml">', "XML (GML)"),
    (b'<?xml version="1.0"?><irgendwas/>', "XML"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "Excel-2003"),
    ("<html>".encode("utf-16"), "UTF-16"),
    (b'{"type": "Topology"}', "TopoJSON"),
    (b'{"type": "Feature", "geometry": null}', "einzelne Objekte"),
    (b'{"a": 1}', "JSON, aber kein GeoJSON"),
    (b'[{"a": 1}]', "JSON, aber kein GeoJSON"),
    (database("adressen"), "SQLite-Datenbank, aber kein GeoPackage"),
    ("Nr;Wert\n".encode("utf-16-le"), "UTF-16 ohne"),
    (b"a;b\n1;\x00\x01\x02", "keine Textdatei"),
    (b"\x7fELF\x02\x01\x01\x00", "keine Textdatei"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "what"), OTHERS)
@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.geojson"])
def test_every_other_format_is_named_with_a_remedy(content: bytes, what: str, name: str) -> None:
    for read in (sniff, read_table):
        with pytest.raises(UnreadableInput) as caught:
            read(content, name)
        assert what in caught.value.what
        assert caught.value.fix.endswith(".")


def test_a_web_page_that_calls_itself_excel_is_told_apart() -> None:
    with pytest.raises(UnreadableInput, match="wie eine Excel-Datei heißt"):
        sniff(b"<html><table>", "Statistik.XLS")


def test_macros_are_refused() -> None:
    content = packed(parts(sheet(ROW)) | {"xl/vbaProject.bin": "x"})
    with pytest.raises(UnreadableInput, match="Makros"):
        read_table(content, "a.xlsx")


def test_tables_are_read_and_shapes_are_not_tables() -> None:
    assert read_table(b"a;b\n", "a.xlsx").format is Format.CSV
    assert read_table(xlsx(ROW), "a.csv").format is Format.XLSX
    assert read_table(xlsx(ROW), "", "Daten").sheet == "Daten"
    with pytest.raises(UnreadableInput, match="GeoJSON"):
        read_table(GEOJSON, "a.csv")


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.csv", "/etc/passwd", "http://x.test/a"])
def test_nothing_is_opened_and_nobody_is_called(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, function in ((builtins, "open"), (os, "open"), (socket, "socket")):
        monkeypatch.setattr(module, function, lambda *a, **k: pytest.fail(f"opened {a}"))
    monkeypatch.setattr(Path, "open", lambda *a, **k: pytest.fail(f"opened {a}"))
    with pytest.raises(UnreadableInput, match="XML"):
        read_table(VRT, name)
