"""CKAN (Action API v3): ``package_show`` names the file, which is then fetched."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from sozialraum.connectors.answers import JSON, Fetched, parse_json
from sozialraum.connectors.files import fetch_file
from sozialraum.connectors.http import Conditions, Fetcher
from sozialraum.domain.connectors import Ckan
from sozialraum.domain.fetches import FetchRefused


def fetch(access: Ckan, fetcher: Fetcher, conditions: Conditions) -> Fetched | None:
    """The file of the data set; None where it is unchanged. Raises :class:`FetchRefused`."""
    query = urlencode({"id": access.dataset})
    url = f"{access.address.rstrip('/')}/api/3/action/package_show?{query}"
    try:
        document = parse_json(fetcher.get(url, JSON).content)
    except FetchRefused as error:
        if error.status not in {403, 404}:
            raise
        what = f"Den Datensatz „{access.dataset}“ gibt es im Katalog nicht (mehr)."
        raise FetchRefused(what, "Kennung im Katalog nachsehen.", status=error.status) from error
    result = document.get("result")
    if document.get("success") is not True or not isinstance(result, dict):
        raise FetchRefused(f"Der Katalog meldet einen Fehler: {_message(document)}")
    resource = _chosen(access, result.get("resources"))
    return fetch_file(
        fetcher, str(resource.get("url", "")), access.dataset, access.format, "", conditions
    )


def _chosen(access: Ckan, resources: object) -> dict[str, Any]:
    """The one resource that is meant; raises where none or several are."""
    known = [r for r in resources if isinstance(r, dict)] if isinstance(resources, list) else []
    if access.resource:
        fitting = [r for r in known if access.resource in {r.get("id"), r.get("name")}]
    else:
        fitting = [r for r in known if str(r.get("format", "")).lower() == access.format]
    if len(fitting) != 1:
        names = "; ".join(f"{r.get('name') or r.get('id')} ({r.get('format')})" for r in known[:12])
        what = f"Im Datensatz passen {len(fitting)} Dateien statt genau einer."
        raise FetchRefused(what, f"„ressource“ angeben. Es gibt: {names or 'keine'}.")
    return fitting[0]


def _message(document: dict[str, Any]) -> str:
    error = document.get("error")
    text = error.get("message") or error.get("__type") if isinstance(error, dict) else error
    return str(text or "ohne Text")[:300]
