"""Answers as JSON, features and tables; what is half, empty or something else is refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sozialraum.connectors.http import Conditions
from sozialraum.domain.fetches import FetchRefused

JSON = ("application/json", "application/geo+json", "text/json")
XML = ("application/xml", "text/xml", "application/gml+xml")
CSV = ("text/csv", "application/csv", "text/plain", "application/octet-stream",
       "application/vnd.ms-excel")  # fmt: skip
ZIP = ("application/zip", "application/x-zip-compressed", "application/octet-stream")
XLSX = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
)
_DEEPEST = 64
_HTML = (b"<!doctype html", b"<html")


@dataclass(frozen=True)
class Fetched:
    """A fetched file: ``content`` as CSV (UTF-8, ``;``), XLSX or GeoJSON, named ``file``.

    ``count`` is the number of rows or features, None where only a reader of workbooks knows it;
    ``columns`` are the headings or properties; ``conditions`` what to send next time; ``notes``
    German sentences.
    """

    file: str
    content: bytes
    count: int | None
    columns: tuple[str, ...]
    conditions: Conditions = field(default_factory=Conditions)
    notes: tuple[str, ...] = ()


def refuse_html(content: bytes, host: str = "Die Quelle") -> None:
    """Raises where an error page came under another name."""
    if content[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_HTML):
        what = f"{host} liefert eine Internetseite statt der Daten."
        raise FetchRefused(what, "Adresse der Quelle prüfen; oft ist es eine Fehlerseite.")


def parse_json(content: bytes) -> dict[str, Any]:
    """The object of a JSON answer; raises where it is broken off, too deep or no object."""
    refuse_html(content)
    try:
        document = json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        what = "Die Antwort der Quelle ist kein vollständiges JSON."
        raise FetchRefused(what, "Später noch einmal abrufen.", transient=True) from error
    if not isinstance(document, dict):
        raise FetchRefused("Die Antwort der Quelle hat nicht die erwartete Form.")
    return document


def features(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The features of a FeatureCollection; raises where it is none."""
    found = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(found, list):
        raise FetchRefused("Die Antwort der Quelle ist keine FeatureCollection (GeoJSON).")
    for feature in found:
        if not (isinstance(feature, dict) and isinstance(feature.get("properties") or {}, dict)):
            raise FetchRefused("Ein Objekt der Antwort ist kein GeoJSON-Feature.")
    return found


def collection(
    name: str,
    found: Sequence[dict[str, Any]],
    crs: object = None,
    conditions: Conditions | None = None,
    notes: tuple[str, ...] = (),
) -> Fetched:
    """One GeoJSON file of all features, with the ``crs`` member that the source gave."""
    document: dict[str, Any] = {"type": "FeatureCollection"}
    if crs is not None:
        document["crs"] = crs
    document["features"] = list(found)
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    columns = dict.fromkeys(key for one in found for key in one.get("properties") or {})
    return Fetched(
        f"{name}.geojson", text.encode(), len(found), tuple(columns), conditions or Conditions(),
        notes,
    )  # fmt: skip


def table(
    name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], **more: Any
) -> Fetched:
    """One CSV file: ``;``, UTF-8, numbers with decimal comma, texts as the source wrote them.

    What is no single value (a list, a shape) is refused: leave the column out.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_cell(row.get(column), column) for column in columns])
        count += 1
    return Fetched(f"{name}.csv", text.getvalue().encode(), count, tuple(columns), **more)


def complete(count: int, announced: int | None) -> None:
    """Raises where fewer or more came than the source announced."""
    if announced is not None and count != announced:
        what = f"Die Quelle kündigt {announced} Datensätze an, gekommen sind {count}."
        raise FetchRefused(what, "Später noch einmal abrufen.", transient=True)


def whole(value: object) -> int | None:
    """A count as the source gives it, None where it gives none."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def csv_file(name: str, content: bytes, conditions: Conditions | None = None) -> Fetched:
    """A CSV as it is, with its headings and the number of its rows."""
    rows = csv_rows(content)
    return Fetched(
        f"{name}.csv", content, len(rows) - 1, tuple(rows[0]), conditions or Conditions()
    )


def csv_rows(content: bytes) -> list[list[str]]:
    """All rows of a CSV with ``;``, ``,`` or tab in UTF-8 or Windows-1252, as text.

    Blank rows are left out. Raises :class:`FetchRefused` for an empty file and an error page.
    """
    refuse_html(content)
    if b"\0" in content:
        raise FetchRefused("Die Antwort ist keine Textdatei.", "Die Angabe „format“ prüfen.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    separator = max(";,\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = [[cell.strip() for cell in row] for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        what = f"Die Antwort ist kein vollständiges CSV ({error})."
        raise FetchRefused(what, "Später noch einmal abrufen.", transient=True) from error
    if not rows:
        raise FetchRefused("Die Antwort der Quelle ist leer.")
    return rows


def refuse_ragged(rows: Sequence[Sequence[str]]) -> None:
    """Raises where a row is longer or shorter than the heading: so ends what is broken off."""
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            what = f"Zeile {number} hat {len(row)} Spalten, die Kopfzeile {len(rows[0])}."
            raise FetchRefused(what, "Später noch einmal abrufen.", transient=True)


def _cell(value: Any, column: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, (int, float)):
        return format(Decimal(str(value)), "f").replace(".", ",")
    if isinstance(value, str):
        return value
    what = f"Die Spalte „{column}“ enthält Listen oder Formen statt einzelner Werte."
    raise FetchRefused(
        what, "In der Angabe unter [erwartet] nur Spalten mit einzelnen Werten nennen."
    )


def _no_constant(word: str) -> float:
    raise ValueError(word)
