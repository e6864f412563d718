"""A visitor without a browser: what the server sends by websocket, byte for byte."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from websockets.sync.client import ClientConnection, connect

from sozialraum.web.cookies import key_of
from sozialraum.web.sessions import Limits, Sessions

COOKIE = "_streamlit_user"
XSRF = "_streamlit_xsrf"


@dataclass
class Answer:
    """Status, headers and raw body of an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass
class Visitor:
    """Somebody at a dashboard at ``base``, with the cookies of a sign-in or without."""

    base: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """Any request; ``path`` is sent as it is, without any tidying."""
        parts = urlsplit(self.base)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        given = {"Cookie": self._cookie()} | {k.replace("_", "-"): v for k, v in headers.items()}
        connection.putrequest(
            method, parts.path + path, skip_host="Host" in given, skip_accept_encoding=True
        )
        for name, value in given.items():
            if value:
                connection.putheader(name, value)
        if body:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        found = Answer(answer.status, dict(answer.headers), answer.read())
        connection.close()
        return found

    def page(self, page: str, query: str = "", origin: str = "") -> bytes:
        """Everything that one run of a page sends, one frame after the other."""
        with self.connected(origin) as session:
            return session.run(page, query)

    @contextmanager
    def connected(self, origin: str = "") -> Iterator[Session]:
        """A session that stays; closed afterwards."""
        parts = urlsplit(self.base)
        if XSRF not in self.cookies:
            said = self.get("/_stcore/health").headers.get("set-cookie", "")
            self.cookies[XSRF] = said.partition(f"{XSRF}=")[2].partition(";")[0]
        address = f"ws://{parts.netloc}{parts.path}/_stcore/stream"
        subprotocols: Any = ["streamlit", self.cookies[XSRF] or "PLACEHOLDER"]
        here = f"{parts.scheme}://{parts.netloc}"
        with connect(
            address, origin=origin or here, additional_headers={"Cookie": self._cookie()},
            subprotocols=subprotocols, max_size=None,
        ) as socket:  # fmt: skip
            yield Session(socket)

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


@dataclass
class Session:
    """One open websocket."""

    socket: ClientConnection

    def run(self, page: str, query: str = "", timeout: float = 60) -> bytes:
        """The frames of one run of a page, joined; an exception of the page is raised here."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        self.socket.send(message.SerializeToString())
        frames, deadline = [], time.monotonic() + timeout
        while True:
            frame = self.socket.recv(timeout=deadline - time.monotonic())
            assert isinstance(frame, bytes)
            frames.append(frame)
            said = ForwardMsg.FromString(frame)
            if said.WhichOneof("type") == "script_finished":
                return b"\n".join(frames)
            failed = said.delta.new_element.exception
            if failed.type or failed.message:
                raise AssertionError(f"{page}?{query}: {failed.type} {failed.message}")


def signed_in(
    base: str, var: Path, subject: str, secret: str, number: int = 0, **claims: Any
) -> Visitor:
    """Somebody who has signed in: the cookie that Streamlit would have set, the sign-in noted."""
    now = int(time.time())
    said = {"sub": subject, "aud": "sozialraum", "iss": "http://127.0.0.1:9", "iat": now}
    said |= {"nonce": f"n{number}", "name": subject.title()} | claims
    Sessions(var).begin(key_of(said), "oeffentlich", time.time(), Limits())
    content = json.dumps(said | {"origin": base, "is_logged_in": True})
    return Visitor(base, {COOKIE: create_signed_value(secret, COOKIE, content).decode()})
