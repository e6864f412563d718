"""``/bereit``: may this process get visitors? For proxies, monitoring and people on duty."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sozialraum.storage.home import home_folder
from sozialraum.storage.release import ReleaseStore


def readiness_route(base: str) -> Route:
    """The route below ``base``, which is empty or has a leading slash."""
    return Route(f"{base}/bereit", _answer, methods=["GET"])


def readiness(store: ReleaseStore, now: datetime) -> dict[str, Any]:
    """Whether there is a live release: ``ok``, ``release``, ``created`` (ISO 8601, UTC) and
    ``age_seconds``; empty and None where there is none."""
    name = store.current_id()
    try:
        manifest = json.loads((store.releases / name / "manifest.json").read_bytes())
        created = str(manifest["created"])
        age = int((now - datetime.fromisoformat(created)).total_seconds())
    except (OSError, ValueError, KeyError, TypeError):
        return {"ok": False, "release": "", "created": "", "age_seconds": None}
    return {"ok": True, "release": name, "created": created, "age_seconds": age}


async def _answer(_request: Request) -> JSONResponse:
    found = await run_in_threadpool(
        lambda: readiness(ReleaseStore(home_folder()), datetime.now(UTC))
    )
    headers = {"Cache-Control": "no-store"}
    return JSONResponse(found, status_code=200 if found["ok"] else 503, headers=headers)
