"""An OGC API - Features: collections, items with limit, ``next`` links and numberMatched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from servers.local import Question, Reply, as_json


@dataclass
class Api:
    """Faults: ``next_host`` (the links lead to another host), ``circle`` (they lead back),
    ``short`` (features that are counted but not delivered), ``counted`` False: no numberMatched.
    """

    features: list[dict[str, Any]]
    url: str = ""
    next_host: str = ""
    circle: bool = False
    short: int = 0
    counted: bool = True

    def __call__(self, question: Question) -> Reply:
        if question.path == "/v1/collections/orte":
            return as_json({"id": "orte", "title": "Orte", "itemType": "feature", "links": []})
        if question.path != "/v1/collections/orte/items":
            return as_json({"code": "NotFound", "description": question.path}, status=404)
        offset = int(question.query.get("offset", 0))
        limit = min(int(question.query.get("limit", 10)), 2)
        there = self.features[: len(self.features) - self.short]
        page = there[offset : offset + limit]
        links = [{"rel": "self", "href": "x", "type": "application/geo+json"}]
        if offset + limit < len(there):
            after = 0 if self.circle else offset + limit
            base = f"{self.next_host or self.url}/v1/collections/orte/items"
            links.append({"rel": "next", "href": f"{base}?f=json&limit={limit}&offset={after}"})
        content: dict[str, Any] = {"type": "FeatureCollection", "features": page, "links": links}
        if self.counted:
            content |= {"numberMatched": len(self.features), "numberReturned": len(page)}
        return as_json(content, type="application/geo+json")
