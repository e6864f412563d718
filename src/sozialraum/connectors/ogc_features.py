"""OGC API - Features (Part 1): OWSLib builds the paths, the guarded fetcher sends the requests."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from sozialraum.connectors.answers import (
    JSON,
    Fetched,
    collection,
    complete,
    features,
    parse_json,
    whole,
)
from sozialraum.connectors.http import Fetcher
from sozialraum.domain.connectors import OgcFeatures
from sozialraum.domain.fetches import FetchRefused


def fetch(access: OgcFeatures, fetcher: Fetcher) -> Fetched:
    """All features of the collection, following its ``next`` links; raises FetchRefused."""
    service = _service(access, fetcher)
    try:
        described = service.collection(access.collection)
    except FetchRefused as error:
        if error.status != 404:
            raise
        what = f"Die Sammlung „{access.collection}“ gibt es bei diesem Dienst nicht (mehr)."
        raise FetchRefused(what, "„sammlung“ in der Angabe berichtigen.", status=404) from error
    if described.get("itemType", "feature") != "feature":
        raise FetchRefused(f"„{access.collection}“ besteht nicht aus Objekten (Features).")
    document = service.collection_items(access.collection, limit=access.page)
    announced = whole(document.get("numberMatched"))
    found = features(document)
    asked: set[str] = set()
    while link := _next(document):
        if link in asked:
            raise FetchRefused("Der Dienst verweist beim Blättern im Kreis.")
        asked.add(link)
        document = parse_json(fetcher.get(link, JSON, base=access.address).content)
        more = features(document)
        if not more:
            break
        found += more
    complete(len(found), announced)
    notes = () if announced is not None else ("Der Dienst kündigt keine Anzahl an.",)
    return collection(access.collection, found, notes=notes)


def _next(document: dict[str, Any]) -> str:
    """Address of the next page, empty on the last."""
    links = document.get("links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "next":
            return str(link.get("href", ""))
    return ""


def _service(access: OgcFeatures, fetcher: Fetcher) -> Any:
    """OWSLib's client; what it asks goes through our fetcher."""
    from owslib.ogcapi.features import Features

    service = Features(access.address, json_=json.dumps({"links": []}))

    def ask(path: str, kwargs: dict[str, Any] | None = None) -> dict[str, Any]:
        query = urlencode({**(kwargs or {}), "f": "json"})
        return parse_json(fetcher.get(f"{service._build_url(path)}?{query}", JSON).content)

    service._request = ask
    return service
