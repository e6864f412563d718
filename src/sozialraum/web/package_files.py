"""Files of Streamlit and streamlit-folium from memory: a cold page asks for more than a hundred.

Their names carry the hash of their content, so they are sent to be kept for ever. Streamlit's own
handler looks each one up on the disk in a thread of its own, which makes the first script run wait.
Only files that are part of the two packages are served; everything else goes on to Streamlit.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from mimetypes import guess_type
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

_HASHED = re.compile(r"\.[\w-]{8}\.\w+$")
FOREVER = b"public, max-age=31536000, immutable"


def package_folder(name: str) -> Path:
    """Where a package lies, without importing it: a component registers itself when imported."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


@lru_cache(maxsize=1)
def package_files() -> dict[str, Path]:
    """Paths below the base path -> files of the installed packages with a hash in their name."""
    component = "component/streamlit_folium.st_folium"
    roots = {
        "static": package_folder("streamlit") / "static" / "static",
        component: package_folder("streamlit_folium") / "frontend" / "build",
    }
    return {
        f"{prefix}/{path.relative_to(root).as_posix()}": path
        for prefix, root in roots.items()
        for path in root.rglob("*")
        if _HASHED.search(path.name)
    }


class PackageFiles:
    """ASGI middleware that answers for :func:`package_files`."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._base = f"{base}/"
        self._kept: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a GET for a known file, pass everything else on."""
        name = str(scope.get("path", "")).removeprefix(self._base)
        file = package_files().get(name) if scope["type"] == "http" else None
        if file is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        if name not in self._kept:
            self._kept[name] = _answer(file)
        headers, body = self._kept[name]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _answer(file: Path) -> tuple[list[tuple[bytes, bytes]], bytes]:
    body = file.read_bytes()
    kind = guess_type(file.name)[0] or "application/octet-stream"
    headers = {
        b"content-type": kind.encode(),
        b"content-length": str(len(body)).encode(),
        b"cache-control": FOREVER,
        b"x-content-type-options": b"nosniff",
    }
    return list(headers.items()), body
