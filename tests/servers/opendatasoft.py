"""A portal with the Explore API v2.1: paging by 100 up to 10,000, exports, its error document."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from servers.local import Question, Reply, as_json

PREFIX = "/api/explore/v2.1/catalog/datasets/"


@dataclass
class Portal:
    """``kept_back``: records that the pages do not deliver although they are counted;
    ``dropped``: a field that vanished from records and description.
    """

    dataset: str
    records: list[dict[str, Any]]
    features: list[dict[str, Any]] = field(default_factory=list)
    kept_back: int = 0
    dropped: str = ""
    cut: bool = False

    def __call__(self, question: Question) -> Reply:
        name, _, rest = question.path.removeprefix(PREFIX).partition("/")
        if not question.path.startswith(PREFIX) or name != self.dataset:
            message = f"Unknown dataset: {name}"
            return as_json({"error_code": "DatasetNotFoundError", "message": message}, status=404)
        match rest:
            case "":
                return as_json(self._description())
            case "records":
                return self._records(question.query)
            case "exports/json":
                return self._whole(as_json(self._visible()))
            case "exports/geojson":
                shapes = {"type": "FeatureCollection", "features": self.features}
                return self._whole(as_json(shapes))
        return as_json({"error_code": "NotFound", "message": rest}, status=404)

    def _visible(self) -> list[dict[str, Any]]:
        kept = self.records[: len(self.records) - self.kept_back]
        return [{k: v for k, v in record.items() if k != self.dropped} for record in kept]

    def _description(self) -> dict[str, Any]:
        kinds = {str: "text", int: "int", float: "double", dict: "geo_point_2d"}
        first = self.records[0] if self.records else {}
        return {
            "dataset_id": self.dataset,
            "has_records": bool(self.records),
            "fields": [
                {"name": name, "label": name.title(), "type": kinds.get(type(value), "text")}
                for name, value in first.items()
                if name != self.dropped
            ],
            "metas": {"default": {"records_count": len(self.records)}},
        }

    def _records(self, query: dict[str, str]) -> Reply:
        limit, offset = int(query.get("limit", 10)), int(query.get("offset", 0))
        if not -1 <= limit <= 100:
            return _wrong(f"limit API parameter: {limit} was found but -1 <= limit <= 100")
        if limit + offset > 10_000:
            return _wrong(f"sum of offset + limit API parameter: {limit + offset} was found")
        results = self._visible()[offset : offset + limit]
        return as_json({"total_count": len(self.records), "results": results})

    def _whole(self, reply: Reply) -> Reply:
        if self.cut:
            reply.body = reply.body[: len(reply.body) // 2] + b"\nStreaming interrupted"
        return reply


def _wrong(text: str) -> Reply:
    error = {"error_code": "InvalidRESTParameterError", "message": f"Invalid value for {text}"}
    return Reply(json.dumps(error).encode(), status=400)
