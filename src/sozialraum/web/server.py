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

from sozialraum.language import t
from sozialraum.storage.home import var_folder
from sozialraum.web import exports, logging_setup, presentation_routes
from sozialraum.web.assets import PREFIX, Asset, page_script
from sozialraum.web.health import readiness_route
from sozialraum.web.identity import visitor_of_request
from sozialraum.web.live import live
from sozialraum.web.package_files import PackageFiles
from sozialraum.web.preload import element_scripts
from sozialraum.web.presentation_store import PresentationKey
from sozialraum.web.shell import Shell, page_head
from sozialraum.web.spoken import RequestLanguage
from sozialraum.web.upload_spool import keep_uploads

FOREVER = "public, max-age=31536000, immutable"


def routes() -> list[Route]:
    """Own routes, below the base path that Streamlit is configured with."""
    prefix = f"{_base()}/{PREFIX}"
    return [
        readiness_route(_base()),
        *presentation_routes.routes(prefix),
        *exports.routes(prefix),
        Route(f"{prefix}/{{path:path}}", _asset),
    ]


def middleware() -> list[Middleware]:
    """Language, headers, who gets in, sign-in, files of packages from memory, start page."""
    from sozialraum.web.login import LoginGate
    from sozialraum.web.request_gate import RequestGate
    from sozialraum.web.security_headers import SecurityHeaders

    return [
        Middleware(RequestLanguage),
        Middleware(SecurityHeaders, base=_base()),
        Middleware(RequestGate, base=_base()),
        Middleware(LoginGate, base=_base()),
        Middleware(PackageFiles, base=_base()),
        Middleware(PresentationKey, base=_base()),
        Middleware(Shell, head=_head),
    ]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Build or load the release before the first visitor, and keep deep links on the menu."""
    from streamlit.runtime import Runtime
    from streamlit.runtime.pages_manager import PagesManager

    logging_setup.install()
    keep_uploads(Runtime.instance(), var_folder())

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
    path, accepted = request.path_params["path"], request.headers.get("accept-encoding", "")
    asset = live().assets.files.get(path)
    if asset is not None:
        return _answer(asset, accepted, FOREVER)
    held = (await run_in_threadpool(visitor_of_request, request)).held
    asset = (await run_in_threadpool(live, held)).assets.files.get(path)
    if asset is None:
        return PlainTextResponse(t("Nicht gefunden."), status_code=404)
    return _answer(asset, accepted, "no-store")


def _answer(asset: Asset, accepted: str, kept: str) -> Response:
    headers = {
        "Cache-Control": kept,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if "gzip" not in accepted:
        return Response(asset.body, media_type=asset.media_type, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(asset.compressed, media_type=asset.media_type, headers=headers)
