"""One file at one address, inside a ZIP or not."""

from __future__ import annotations

from sozialraum.connectors.answers import (
    CSV,
    JSON,
    XLSX,
    ZIP,
    Fetched,
    collection,
    csv_file,
    features,
    parse_json,
    refuse_html,
)
from sozialraum.connectors.archives import is_zip, unzipped
from sozialraum.connectors.http import Answer, Conditions, Fetcher
from sozialraum.domain.fetches import FetchRefused

_ACCEPT = {"csv": CSV, "xlsx": XLSX, "geojson": (*JSON, "application/octet-stream", "text/plain")}


def fetch_file(
    fetcher: Fetcher, url: str, name: str, form: str, member: str, conditions: Conditions
) -> Fetched | None:
    """The file as csv, xlsx or geojson; None where the source says that it is unchanged."""
    accept = ZIP if member else _ACCEPT[form]
    answer = fetcher.get(url, accept, conditions)
    if answer.status == 304:
        return None
    return _as(form, name, answer, unpacked(answer, member))


def fetch_archive(fetcher: Fetcher, url: str, conditions: Conditions) -> Answer | None:
    """A file that may be a ZIP archive; None where it is unchanged."""
    answer = fetcher.get(url, (*ZIP, *CSV), conditions)
    return None if answer.status == 304 else answer


def unpacked(answer: Answer, member: str) -> bytes:
    """The content, or the file of that name inside where it is a ZIP archive."""
    content = answer.content
    if not content:
        raise FetchRefused("Die Antwort der Quelle ist leer.")
    refuse_html(content)
    if member and is_zip(content):
        return unzipped(content, member)
    return content


def _as(form: str, name: str, answer: Answer, content: bytes) -> Fetched:
    if form == "csv":
        return csv_file(name, content, answer.conditions)
    if form == "geojson":
        document = parse_json(content)
        return collection(name, features(document), document.get("crs"), answer.conditions)
    if not is_zip(content):
        raise FetchRefused("Die Antwort ist keine Excel-Datei (XLSX).", "„format“ prüfen.")
    return Fetched(f"{name}.xlsx", content, None, (), answer.conditions)
