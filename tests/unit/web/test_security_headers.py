from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket
from streamlit import config

from sozialraum.storage.audit_check import entries
from sozialraum.storage.release import ReleaseStore
from sozialraum.web import audit
from sozialraum.web.health import readiness, readiness_route
from sozialraum.web.request_gate import CLOSED, RequestGate
from sozialraum.web.security_headers import MAP_FRAME, SecurityHeaders, policy

pytestmark = pytest.mark.loopback
HERE = "http://127.0.0.1:8501"


async def _page(_request: Request) -> Response:
    answer = HTMLResponse("<p>Seite</p>", headers={"Cache-Control": "no-cache"})
    answer.set_cookie("a", "1")
    answer.set_cookie("b", "2", secure=True)
    return answer


async def _file(_request: Request) -> Response:
    return PlainTextResponse("x", headers={"Cache-Control": "public, immutable"})


async def _bare(_request: Request) -> Response:
    return PlainTextResponse("x")


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("offen")
    await socket.close()


def _client(base: str = "", address: str = HERE) -> TestClient:
    routes = [
        Route(f"{base}/", _page),
        Route(f"{base}{MAP_FRAME}index.html", _page),
        Route(f"{base}/datei.js", _file),
        Route(f"{base}/media/1", _bare),
        Route(f"{base}/_stcore/upload_file/1/2", _bare, methods=["PUT"]),
        *[Route(f"{base}{path}{{rest:path}}", _bare) for path in CLOSED],
        WebSocketRoute(f"{base}/_stcore/stream", _socket),
    ]
    middleware = [Middleware(SecurityHeaders, base=base), Middleware(RequestGate, base=base)]
    return TestClient(Starlette(routes=routes, middleware=middleware), base_url=address)


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The server listens on the loopback address, and the log lies in the folder of the test."""
    monkeypatch.setenv("SOZIALRAUM_VAR", str(tmp_path))
    given: dict[str, Any] = {"server.address": "127.0.0.1", "server.allowedHosts": []}
    before = config.get_option
    monkeypatch.setattr(
        config, "get_option", lambda key: given[key] if key in given else before(key)
    )
    yield given


def _directives(header: str) -> dict[str, list[str]]:
    parts = (part.split() for part in header.split(";"))
    return {name: values for name, *values in parts}


@pytest.mark.parametrize(
    "path", ["/", "/datei.js", "/media/1", "/gibt-es-nicht", "/_stcore/metrics"]
)
def test_every_answer_has_the_headers(path: str) -> None:
    headers = _client().get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize("in_frame", [False, True])
def test_no_policy_allows_a_foreign_host(in_frame: bool) -> None:
    directives = _directives(policy(in_frame))
    assert directives["default-src"] == ["'none'"]
    assert "object-src" not in directives
    sources = {source for values in directives.values() for source in values}
    allowed = r"'self'|'none'|'unsafe-inline'|'unsafe-eval'|data:|'sha256-[\w+/=]+'"
    assert all(re.fullmatch(allowed, source) for source in sources), sources


def test_only_the_frame_of_the_map_may_run_text_as_script() -> None:
    client = _client()
    page = _directives(client.get("/").headers["content-security-policy"])
    frame = _directives(client.get(f"{MAP_FRAME}index.html").headers["content-security-policy"])
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & set(page["script-src"])
    assert {"'unsafe-inline'", "'unsafe-eval'"} <= set(frame["script-src"])


def test_the_script_of_the_start_page_is_known() -> None:
    known = [source for source in _directives(policy(False))["script-src"] if "sha256" in source]
    assert len(known) == 1


def test_a_file_opened_alone_runs_nothing() -> None:
    directives = _directives(_client().get("/media/1").headers["content-security-policy"])
    assert directives["default-src"] == ["'none'"]
    assert directives["sandbox"] == []


def test_pages_are_not_kept_and_files_keep_their_own_rule() -> None:
    client = _client()
    assert client.get("/").headers["cache-control"] == "private, no-store"
    assert client.get(f"{MAP_FRAME}index.html").headers["cache-control"] == "no-cache"
    assert client.get("/datei.js").headers["cache-control"] == "public, immutable"
    assert client.get("/media/1").headers["cache-control"] == "private, no-store"


def test_behind_tls_the_browser_stays_there_and_so_do_cookies() -> None:
    answer = _client(address="https://127.0.0.1").get("/")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all(cookie.lower().count("secure") == 1 for cookie in cookies)
    plain = _client().get("/").headers.get_list("set-cookie")
    assert "Secure" not in plain[0]


def test_the_base_path_counts() -> None:
    client = _client("/monitor")
    frame = client.get(f"/monitor{MAP_FRAME}index.html").headers["content-security-policy"]
    assert "unsafe-eval" in frame
    assert client.get("/monitor/_stcore/metrics").status_code == 404


@pytest.mark.parametrize("path", CLOSED)
def test_routes_for_nobody_outside_are_closed(path: str) -> None:
    answer = _client().get(f"{path}openapi.json" if path.endswith("/") else path)
    assert answer.status_code == 404
    assert answer.text == "Nicht gefunden."


# -- who gets in --------------------------------------------------------------------------------


def _connect(client: TestClient, **headers: str) -> str:
    address = "ws://127.0.0.1:8501/_stcore/stream"
    with client.websocket_connect(address, headers=headers) as socket:
        return socket.receive_text()


def test_a_websocket_of_our_own_page_is_opened() -> None:
    assert _connect(_client(), origin=HERE) == "offen"
    assert _connect(_client()) == "offen"


@pytest.mark.parametrize(
    "origin",
    [
        "https://boese.example", "http://127.0.0.1:9999", "http://localhost:8501", "null", "",
        "http://127.0.0.1:8501.boese.example", "http://boese.example@127.0.0.1:8501",
    ],
)  # fmt: skip
def test_a_websocket_of_a_foreign_origin_is_refused_and_noted(origin: str, tmp_path: Path) -> None:
    with pytest.raises(WebSocketDenialResponse) as refused:
        _connect(_client(), origin=origin)
    assert refused.value.status_code == 403
    assert "fremden Internetseite" in refused.value.text
    noted = list(entries(tmp_path / "protokoll"))
    assert {(entry.event, entry.subject, entry.fields["reason"]) for entry in noted} <= {
        ("abgewiesen", "unbekannt", "fremde-herkunft")
    }


def test_the_refusal_is_a_line_of_the_audit_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_REFUSED", audit._Memory(0.0))
    with pytest.raises(WebSocketDenialResponse):
        _connect(_client(), origin="https://boese.example")
    (entry,) = entries(tmp_path / "protokoll")
    assert (entry.event, entry.fields) == ("abgewiesen", {"reason": "fremde-herkunft"})


def test_foreign_pages_change_nothing_and_may_link_here() -> None:
    client, foreign = _client(), {"origin": "https://boese.example"}
    assert client.put("/_stcore/upload_file/1/2", headers=foreign).status_code == 403
    assert client.put("/_stcore/upload_file/1/2", headers={"origin": HERE}).status_code == 200
    assert client.get("/", headers=foreign).status_code == 200


@pytest.mark.parametrize(
    ("host", "given", "forwarded", "status"),
    [
        ("boese.example:8501", {}, False, 403),
        ("127.0.0.1.boese.example", {}, False, 403),
        ("[::1", {}, False, 403),
        ("", {}, False, 403),
        ("localhost:8501", {}, False, 200),
        ("[::1]:8501", {}, False, 200),
        ("monitor.example", {}, True, 200),
        ("monitor.example", {"server.address": "0.0.0.0"}, False, 200),
        ("monitor.example", {"server.allowedHosts": ["monitor.example"]}, True, 200),
        ("boese.example", {"server.allowedHosts": ["monitor.example"]}, True, 403),
        (
            "boese.example",
            {"server.allowedHosts": ["monitor.example"], "server.address": ""},
            False,
            403,
        ),
        ("127.0.0.1:8501", {"server.allowedHosts": ["monitor.example"]}, False, 200),
    ],
)
def test_only_our_own_names_are_answered(
    _settings: dict[str, Any], host: str, given: dict[str, Any], forwarded: bool, status: int
) -> None:
    _settings |= given
    headers = {"host": host} | ({"x-forwarded-for": "192.0.2.7"} if forwarded else {})
    assert _client().get("/", headers=headers).status_code == status


# -- readiness ----------------------------------------------------------------------------------


def test_ready_with_a_release_and_its_age(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALRAUM_HOME", str(published))
    monkeypatch.delenv("SOZIALRAUM_VAR")
    client = TestClient(Starlette(routes=[readiness_route("/monitor")]))
    answer = client.get("/monitor/bereit")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    release = ReleaseStore(published).current()
    told = answer.json()
    assert (told["ok"], told["release"], told["created"]) == (True, release.id, release.created)
    assert 0 <= told["age_seconds"] < 3600


def test_not_ready_without_a_release(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALRAUM_HOME", str(toy))
    monkeypatch.delenv("SOZIALRAUM_VAR")
    answer = TestClient(Starlette(routes=[readiness_route("")])).get("/bereit")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "release": "", "created": "", "age_seconds": None}


def test_not_ready_with_a_damaged_release(published: Path) -> None:
    store = ReleaseStore(published, published / "var")
    (store.releases / store.current_id() / "manifest.json").write_text("{")
    assert readiness(store, datetime.now(UTC))["ok"] is False
