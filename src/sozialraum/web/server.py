"""Own routes beside Streamlit's: immutable assets and downloads. And the start of the server."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sozialraum.export.names import content_disposition
from sozialraum.export.view import FORMATS, export_file
from sozialraum.web.assets import PREFIX, Asset, page_script
from sozialraum.web.identity import held_by_server
from sozialraum.web.live import live
from sozialraum.web.package_files import PackageFiles
from sozialraum.web.preload import element_scripts
from sozialraum.web.shell import GermanShell, page_head
from sozialraum.web.state import resolve

FOREVER = "public, max-age=31536000, immutable"


def routes() -> list[Route]:
    """Own routes, below the base path that Streamlit is configured with."""
    prefix = f"{_base()}/{PREFIX}"
    return [
        Route(f"{prefix}/export/karte.{{kind}}", _export_map),
        Route(f"{prefix}/{{path:path}}", _asset),
    ]


def middleware() -> list[Middleware]:
    """Files of the packages from memory, and the German frame around Streamlit's start page."""
    return [Middleware(PackageFiles, base=_base()), Middleware(GermanShell, head=_head)]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Build or load the release before the first visitor, and keep deep links on the menu."""
    from streamlit.runtime.pages_manager import PagesManager

    # Without this the first deep link runs its page alone, without menu (PITFALLS 10).
    PagesManager.uses_pages_directory = False
    await run_in_threadpool(live)
    sys.setswitchinterval(0.0005)
    gc.collect()
    gc.freeze()  # the release lives as long as the server: later collections need not look at it
    yield


def serve(home: Path, port: int, address: str) -> int:
    """Run the dashboard of ``home``; returns the exit code of the server."""
    script = Path(__file__).resolve().parents[3] / "dashboard.py"
    options = {"server.port": port, "server.address": address}
    arguments = [f"--{name}={value}" for name, value in options.items()]
    environment = os.environ | {"SOZIALRAUM_HOME": str(home)}
    print(f"Der Sozialraum-Monitor läuft auf http://{address}:{port} (Ende mit Strg+C)", flush=True)
    command = [sys.executable, "-m", "streamlit", "run", str(script), *arguments]
    try:
        return subprocess.call(command, env=environment, cwd=script.parent)  # noqa: S603
    except KeyboardInterrupt:
        return 0


def _base() -> str:
    from streamlit import config

    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def _head() -> str:
    script, _ = page_script()
    ahead = [f"{PREFIX}/{path}" for path in live().assets.first]
    return page_head(_base(), f"{PREFIX}/{script}", ahead, element_scripts())


async def _asset(request: Request) -> Response:
    asset = live().assets.files.get(request.path_params["path"])
    if asset is None:
        return PlainTextResponse("Nicht gefunden.", status_code=404)
    return _answer(asset, request.headers.get("accept-encoding", ""))


def _answer(asset: Asset, accepted: str) -> Response:
    headers = {
        "Cache-Control": FOREVER,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if "gzip" not in accepted:
        return Response(asset.body, media_type=asset.media_type, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(asset.compressed, media_type=asset.media_type, headers=headers)


async def _export_map(request: Request) -> Response:
    kind = request.path_params["kind"]
    if kind not in FORMATS:
        return PlainTextResponse("Dieses Dateiformat gibt es nicht.", status_code=404)
    held = held_by_server()
    monitor = live().monitor
    state = resolve(monitor, request.query_params, held).state
    areas = monitor.release.areas(state.level)
    file = await run_in_threadpool(export_file, monitor.map_view(state.query), areas, kind)
    headers = {
        "Content-Disposition": content_disposition(file.name),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.body, media_type=file.media_type, headers=headers)
