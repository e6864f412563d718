"""Headers of every answer: what a page may load and run, who may frame it, who may keep it.

No foreign host is allowed anywhere. The start page runs no text as script. Only the frame of
streamlit-folium must be allowed to: it inserts the script that it is sent ('unsafe-inline') and
evaluates every new view ('unsafe-eval'); without either the map stays empty. Everything else in the
policy is needed too: styles that Streamlit and Vega write, icons and a font as ``data:``.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sozialraum.web.assets import PREFIX
from sozialraum.web.package_files import package_folder
from sozialraum.web.presentation_routes import is_player

MAP_FRAME = "/component/streamlit_folium.st_folium/"
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_COMMON = {
    "default-src": "'none'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
_FILE_POLICY = "default-src 'none'; frame-ancestors 'self'; sandbox"
"""For all that is no page: opened alone, a file loads nothing and runs nothing."""
_UNUSED = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
    "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
)  # fmt: skip
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HSTS = "max-age=31536000"


class SecurityHeaders:
    """ASGI middleware, the outermost one: no answer leaves without these headers.

    ``base`` is the base path, empty or with a leading slash.
    """

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._frame = base + MAP_FRAME
        self._prefix = f"{base}/{PREFIX}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to the answer of whoever answers."""

        async def send_on(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                self._complete(scope, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_on)

    def _complete(self, scope: Scope, headers: MutableHeaders) -> None:
        page = headers.get("content-type", "").startswith("text/html")
        in_frame = str(scope["path"]).startswith(self._frame)
        for name, value in _ALWAYS.items():
            headers[name] = value
        own = headers.get("content-security-policy", "")
        if not (page and own and is_player(str(scope["path"]), self._prefix)):
            headers["Content-Security-Policy"] = policy(in_frame) if page else _FILE_POLICY
        if page and not in_frame:
            headers["Cache-Control"] = "private, no-store"
        # The frame is a file of a package, the same for everybody: it keeps its own "no-cache".
        headers.setdefault("Cache-Control", "private, no-store")
        if scope["scheme"] in {"https", "wss"}:
            headers["Strict-Transport-Security"] = _HSTS
            _secure_cookies(headers)


@lru_cache(maxsize=2)
def policy(in_frame: bool) -> str:
    """The content security policy of a page, or of the frame with the map."""
    scripts = "'unsafe-inline' 'unsafe-eval'" if in_frame else " ".join(_start_scripts())
    directives = _COMMON | {"script-src": f"'self' {scripts}".strip()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _start_scripts() -> list[str]:
    """Hashes of the scripts that are written into Streamlit's own start page."""
    page = (package_folder("streamlit") / "static" / "index.html").read_text(encoding="utf-8")
    found = _INLINE_SCRIPT.findall(page)
    digests = [hashlib.sha256(text.encode()).digest() for text in found]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def _secure_cookies(headers: MutableHeaders) -> None:
    """Cookies that came by TLS are never sent without it; Streamlit cannot know of the proxy."""
    cookies = [value for name, value in headers.raw if name == b"set-cookie"]
    if not cookies:
        return
    del headers["set-cookie"]
    for value in cookies:
        text = value.decode("latin-1")
        headers.append("set-cookie", text if "; secure" in text.lower() else f"{text}; Secure")
