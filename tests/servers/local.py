"""A local HTTP server whose every answer a function decides, down to the broken ones."""

from __future__ import annotations

import contextlib
import gzip
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Question:
    """What was asked; parameter names in lower case, the last of several counts."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class Reply:
    """An answer. ``announced``: Content-Length that is not that of the body; ``pause``: seconds
    between single bytes, headers included; ``zipped``: gzip the body; ``silent``: no answer at all.
    """

    body: bytes = b""
    type: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    pause: float = 0.0
    zipped: bool = False
    silent: float = 0.0


def as_json(content: Any, **more: Any) -> Reply:
    return Reply(json.dumps(content, ensure_ascii=False).encode(), **more)


@dataclass
class Server:
    """``asked`` are all questions in their order."""

    url: str
    asked: list[Question] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")


@contextlib.contextmanager
def serving(answer: Callable[[Question], Reply]) -> Iterator[Server]:
    """A running server; ``answer`` is called once per request."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {k.lower(): v[-1] for k, v in parse_qs(parts.query, True).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            question = Question(parts.path, query, headers)
            server.asked.append(question)
            with contextlib.suppress(OSError):
                self._send(answer(question))

        def _send(self, reply: Reply) -> None:
            if reply.silent:
                time.sleep(reply.silent)
                self.close_connection = True
                return
            body = gzip.compress(reply.body) if reply.zipped else reply.body
            lines = [f"HTTP/1.1 {reply.status} X"]
            if reply.type:
                lines.append(f"Content-Type: {reply.type}")
            if reply.zipped:
                lines.append("Content-Encoding: gzip")
            length = len(body) if reply.announced is None else reply.announced
            lines += [f"{name}: {value}" for name, value in reply.headers.items()]
            lines += [f"Content-Length: {length}", "Connection: close", "", ""]
            content = "\r\n".join(lines).encode() + (b"" if reply.status == 304 else body)
            if reply.pause:
                for byte in content:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(reply.pause)
            else:
                self.wfile.write(content)
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    httpd.block_on_close = False
    server = Server(f"http://127.0.0.1:{httpd.server_address[1]}")
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
