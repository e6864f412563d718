"""Opendatasoft Explore API v2.1: data sets of a portal as table or outlines.

``/records`` gives at most 100 records per answer and 10,000 in all; what is larger comes through
``/exports``. Reference: https://help.opendatasoft.com/apis/ods-explore-v2/
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from sozialraum.connectors.answers import (
    JSON,
    Fetched,
    collection,
    complete,
    features,
    parse_json,
    refuse_html,
    table,
    whole,
)
from sozialraum.connectors.http import Fetcher
from sozialraum.domain.connectors import Opendatasoft
from sozialraum.domain.fetches import FetchRefused

PAGE, LAST_OFFSET = 100, 10_000
_FLAT = {"text", "int", "double", "date", "datetime", "boolean", "file"}


def fetch(access: Opendatasoft, fetcher: Fetcher, wanted: tuple[str, ...]) -> Fetched:
    """The data set; ``wanted`` are the columns of a table, empty for all with single values.

    Raises :class:`FetchRefused`: unknown data set, columns that are gone, fewer records than
    announced.
    """
    source = _Source(access, fetcher)
    fields = source.fields()
    missing = [name for name in wanted if name not in fields]
    if missing:
        what = f"Dem Datensatz fehlen Spalten: {', '.join(missing)}."
        found = ", ".join(list(fields)[:30])
        raise FetchRefused(
            what, f"Gefunden: {found}. Die Angabe [erwartet] und die Zuordnung prüfen."
        )
    if access.shapes:
        return source.outlines()
    columns = wanted or tuple(name for name, kind in fields.items() if kind in _FLAT)
    total, records = source.page(0)
    if total > LAST_OFFSET:
        records = source.export("json", total)
    while len(records) < total <= LAST_OFFSET:
        again, more = source.page(len(records))
        if again != total or not more:
            complete(len(records) + len(more), again)
            break
        records += more
    complete(len(records), total)
    return table(access.dataset, columns, records)


class _Source:
    def __init__(self, access: Opendatasoft, fetcher: Fetcher) -> None:
        name = quote(access.dataset, safe="")
        self._base = f"{access.address.rstrip('/')}/api/explore/v2.1/catalog/datasets/{name}"
        self._access = access
        self._fetcher = fetcher

    def fields(self) -> dict[str, str]:
        """Type of every column by its name, as the portal describes the data set."""
        document = parse_json(self._get("", {}))
        described = document.get("fields")
        if document.get("has_records") is False or not isinstance(described, list):
            what = f"Der Datensatz „{self._access.dataset}“ hat keine Datensätze."
            raise FetchRefused(what, "Kennung des Datensatzes am Portal prüfen.")
        return {str(field["name"]): str(field.get("type", "")) for field in described}

    def page(self, offset: int, size: int = PAGE) -> tuple[int, list[dict[str, Any]]]:
        """Total number of records, and those from ``offset`` on."""
        size = min(size, LAST_OFFSET - offset)
        document = parse_json(self._get("/records", {"limit": size, "offset": offset}))
        total, results = whole(document.get("total_count")), document.get("results")
        if total is None or not isinstance(results, list):
            raise FetchRefused("Die Antwort des Portals hat nicht die Form der Explore API v2.1.")
        return total, results

    def export(self, form: str, announced: int) -> Any:
        """All records at once: a list of records (json) or of features (geojson)."""
        content = self._get(f"/exports/{form}", {})
        if form == "json":
            content = b'{"results":' + content + b"}"  # the export is a bare list
        document = parse_json(content)
        found = document.get("results") if form == "json" else features(document)
        if not isinstance(found, list):
            raise FetchRefused("Der Export des Portals hat nicht die erwartete Form.")
        complete(len(found), announced)
        return found

    def outlines(self) -> Fetched:
        """All features; the number must be that of the records."""
        total, _ = self.page(0, size=1)
        return collection(self._access.dataset, self.export("geojson", total))

    def _get(self, path: str, given: dict[str, object]) -> bytes:
        query = urlencode(given | ({"where": self._access.where} if self._access.where else {}))
        url = f"{self._base}{path}?{query}" if query and path else f"{self._base}{path}"
        try:
            content = self._fetcher.get(url, JSON).content
        except FetchRefused as error:
            raise _translated(error, self._access.dataset) from error
        refuse_html(content)
        return content


def _translated(error: FetchRefused, dataset: str) -> FetchRefused:
    """The refusal with the portal's own words, where it sent its error document."""
    if error.status == 404:
        what = f"Den Datensatz „{dataset}“ gibt es auf dem Portal nicht (mehr)."
        return FetchRefused(what, "Kennung am Portal nachsehen und berichtigen.", status=404)
    try:
        document = parse_json(error.body)
    except FetchRefused:
        return error
    code, message = document.get("error_code", ""), document.get("message", "")
    what = f"{error.what} Meldung des Portals: {code} {message}".strip()[:400]
    return FetchRefused(what, error.fix, transient=error.transient, status=error.status)
