"""A CKAN catalogue (Action API v3) and the file that it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from servers.local import Question, Reply, as_json


@dataclass
class Catalogue:
    """``fails``: success is false although the status is 200, as some catalogues answer."""

    resources: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, Reply] = field(default_factory=dict)
    fails: bool = False

    def __call__(self, question: Question) -> Reply:
        if question.path in self.files:
            return self.files[question.path]
        if question.path != "/api/3/action/package_show":
            return Reply(status=404)
        if question.query.get("id") != "bevoelkerung":
            error = {"message": "Nicht gefunden", "__type": "Not Found Error"}
            return as_json({"success": False, "error": error}, status=404)
        if self.fails:
            error = {"message": "Zugriff verweigert", "__type": "Authorization Error"}
            return as_json({"success": False, "error": error})
        return as_json({"success": True, "result": {"resources": self.resources}})
