"""nginx with deploy/nginx.conf in front of two processes: TLS, limits, sticky sessions, a crash."""

from __future__ import annotations

import json
import os
import re
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from proxy import ROOT, Behind, behind_nginx, changed, nginx_path, unchecked
from running_server import map_frame
from sozialraum.storage.audit_check import entries

pytestmark = pytest.mark.browser
DRAWN = "window.sozialraum && window.sozialraum.ready && window.sozialraum.paints > 0"
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"
PAGES = (
    "", "karte", "steckbrief", "zuwanderung", "problemimmobilien", "stadtentwicklung", "angebote",
    "daten",
)  # fmt: skip
SECRET = "planungsgeheimnis4711"
MISSING = (
    "KEIN NGINX GEFUNDEN: die Tests mit nginx wurden übersprungen (apt-get install nginx-light)."
)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    if nginx_path() is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with behind_nginx(ROOT, tmp_path_factory.mktemp("server")) as running:
        yield running


def _ask(
    pair: Behind, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, Any, bytes]:
    """Status, headers and body; redirects and errors are answers like others."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    request = urllib.request.Request(pair.address + path, body, named, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30, context=unchecked()) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@contextmanager
def _socket(
    pair: Behind, way: str = "", origin: str | None = None, xsrf: str = ""
) -> Iterator[ClientConnection]:
    cookies = "; ".join(
        filter(None, [way and f"sozialraum_weg={way}", xsrf and f"_streamlit_xsrf={xsrf}"])
    )
    with connect(
        f"{pair.address.replace('https', 'wss')}/_stcore/stream",
        ssl=unchecked(), origin=origin, subprotocols=["streamlit"], max_size=None,
        additional_headers={"Cookie": cookies} if cookies else {},
    ) as socket:  # fmt: skip
        yield socket


def _session(socket: ClientConnection) -> str:
    """Run the first page once; the id of the session."""
    message = BackMsg()
    message.rerun_script.page_name = "daten"
    socket.send(message.SerializeToString())
    session = ""
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(socket.recv(60))
        session = answer.new_session.initialize.session_id or session
        if answer.WhichOneof("type") == "script_finished":
            return session


def _way(headers: Any) -> str:
    found = re.findall(r"sozialraum_weg=(\w+)", " ".join(headers.get_all("Set-Cookie") or []))
    return found[0] if found else ""


def _xsrf(headers: Any) -> str:
    found = re.search(r"_streamlit_xsrf=([^;]+)", " ".join(headers.get_all("Set-Cookie") or []))
    assert found
    return found[1]


# -- what comes through ---------------------------------------------------------------------------


def test_every_page_by_tls_without_a_violation_of_the_policy(
    pair: Behind, open_tab: Callable[..., Any]
) -> None:
    tab = open_tab(1440, ignore_https_errors=True)
    told: list[str] = []
    tab.page.on("console", lambda message: told.append(message.text))
    for path in PAGES:
        tab.page.goto(f"{pair.address}/{path}")
        tab.page.wait_for_selector(IDLE)
        tab.page.wait_for_load_state("networkidle")
        if path in {"", "karte"}:
            frame = map_frame(tab.page.wait_for_selector("iframe[title*='st_folium']"))
            frame.wait_for_function(DRAWN)
            assert frame.evaluate("window.sozialraum.areas") == 170
        assert tab.page.locator("[data-testid='stException']").count() == 0, path
    words = ("Content Security Policy", "violates", "Refused to", "MIME")
    assert [text for text in told if any(word in text for word in words)] == []
    assert tab.errors == []
    assert tab.foreign == []
    cookies = {cookie["name"]: cookie for cookie in tab.page.context.cookies()}
    assert set(cookies) == {"sozialraum_weg", "sozialraum_szenen", "_streamlit_xsrf"}
    assert all(cookie["secure"] for cookie in cookies.values())


def test_a_page_has_the_headers_and_its_scripts_travel_compressed(pair: Behind) -> None:
    status, headers, body = _ask(pair, "/karte", Accept="text/html")
    assert status == 200
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Server"] == "nginx"
    script = re.search(rb'src="\./(static/js/[^"]+)"', body)
    assert script
    status, headers, _ = _ask(pair, f"/{script[1].decode()}", Accept_Encoding="gzip")
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in headers["Cache-Control"]
    assert headers["Set-Cookie"] is None


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/_stcore/metrics", 404),
        ("GET", "/_stcore/script-health-check", 404),
        ("GET", "/_stcore/agent/openapi.json", 404),
        ("POST", "/_stcore/agent/interact", 404),
        ("GET", "/_stcore/irgendetwas", 404),
        ("GET", "/_stcore/upload_file/a/b", 403),
        ("POST", "/_stcore/upload_file/a/b", 403),
        ("PUT", "/_stcore/upload_file/a/b", 403),
        ("POST", "/", 403),
        ("DELETE", "/media/x", 403),
        ("POST", "/sozialraum/export/karte.csv", 403),
    ],
)
def test_denied_ways(pair: Behind, method: str, path: str, status: int) -> None:
    found, headers, body = _ask(pair, path, method)
    assert found == status
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert b"Streamlit" not in body


def test_ready_for_this_computer_only(pair: Behind) -> None:
    status, _, body = _ask(pair, "/bereit")
    assert (status, json.loads(body)["ok"]) == (200, True)
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    assert "allow 127.0.0.1;\n            allow ::1;\n            deny all;" in text


def test_other_names_get_no_answer(pair: Behind) -> None:
    with pytest.raises(OSError):
        _ask(pair, "/", Host="boese.example")


def test_a_file_that_is_too_large_stops_at_the_door(pair: Behind) -> None:
    try:
        status, _, body = _ask(pair, "/_stcore/upload_file/a/b", "PUT", b"x" * 23_000_000)
    except OSError:
        return  # the door was shut while we were still sending
    assert status == 413
    assert "höchstens 20 MB" in body.decode()


def test_too_many_downloads_are_slowed_down(pair: Behind) -> None:
    found = [_ask(pair, "/sozialraum/export/gibtsnicht.csv?x=" + str(n))[0] for n in range(60)]
    assert 429 in found
    assert found[0] == 404


# -- who gets in ----------------------------------------------------------------------------------


def test_a_foreign_origin_is_refused_and_noted(pair: Behind) -> None:
    for origin in ("https://boese.example", "null", f"{pair.address}.boese.example"):
        with pytest.raises(InvalidStatus) as refused, _socket(pair, origin=origin):
            pass
        assert refused.value.response.status_code == 403
        assert "fremden Internetseite" in refused.value.response.body.decode()
    noted = [entry for entry in entries(pair.var / "protokoll") if entry.event == "abgewiesen"]
    assert {entry.fields["reason"] for entry in noted} == {"fremde-herkunft"}
    with _socket(pair, origin=pair.address) as socket:
        assert _session(socket)


# -- sticky, and what a crash costs -----------------------------------------------------------------


def test_visitors_are_spread_and_stay(pair: Behind) -> None:
    ways = {_way(_ask(pair, "/_stcore/health")[1]) for _ in range(40)}
    assert ways == {"1", "2"}
    for way in ways:
        for _ in range(5):
            assert _way(_ask(pair, "/_stcore/health", Cookie=f"sozialraum_weg={way}")[1]) == ""


@pytest.mark.parametrize("way", ["1", "2"])
def test_an_upload_reaches_the_process_of_its_session(pair: Behind, way: str) -> None:
    token = _xsrf(_ask(pair, "/_stcore/health", Cookie=f"sozialraum_weg={way}")[1])
    other = {"1": "2", "2": "1"}[way]
    with _socket(pair, way, pair.address, token) as socket:
        path = f"/_stcore/upload_file/{_session(socket)}/{uuid.uuid4()}"
        found = {w: _put(pair, path, w, token) for w in (way, other)}
    assert found[way] == 204
    assert found[other] == 400
    assert _put(pair, path, way, "") == 403


def _put(pair: Behind, path: str, way: str, token: str) -> int:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n1;2\r\n--x--\r\n'
    )
    cookies = f"sozialraum_weg={way}; _streamlit_xsrf={token}"
    return _ask(
        pair, path, "PUT", body, Content_Type="multipart/form-data; boundary=x", Cookie=cookies,
        Origin=pair.address, X_Xsrftoken=token,
    )[0]  # fmt: skip


def test_a_crash_is_a_reconnect_and_loses_no_upload(
    pair: Behind, open_tab: Callable[..., Any]
) -> None:
    tab = open_tab(1440, 1600, ignore_https_errors=True)
    page = tab.page
    page.goto(f"{pair.address}/angebote?bereich=szenarien&minuten=15")
    page.wait_for_selector(IDLE)
    page.get_by_role("button", name="Speichern und laden").click()
    content = json.dumps({"name": "Probe", "changes": []}).encode()
    file = {"name": "probe.json", "mimeType": "application/json", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    loaded = page.get_by_role("button", name="„Probe“ aus der Datei laden")
    loaded.wait_for()
    way = _cookie(page)
    port = pair.ports[int(way) - 1]
    pair.stop(port)
    page.get_by_text("Die Verbindung zum Server war unterbrochen").wait_for()
    assert _cookie(page) != way
    page.wait_for_selector(IDLE)
    assert "minuten=15" in page.url
    loaded.click()
    page.wait_for_selector(IDLE)
    assert page.locator("[data-testid='stException']").count() == 0
    # The other one is back: who moved stays, new visitors are spread again.
    pair.start(port)
    pair.wait(port)
    page.reload()
    page.wait_for_selector(IDLE)
    assert _cookie(page) != way
    assert page.get_by_text("Die Verbindung zum Server war unterbrochen").count() == 0
    assert tab.errors == []


def _cookie(page: Any) -> str:
    return next(c["value"] for c in page.context.cookies() if c["name"] == "sozialraum_weg")


# -- what is written down ---------------------------------------------------------------------------


def test_no_search_word_no_cookie_and_no_session_in_the_logs(pair: Behind) -> None:
    for path in ("/karte", "/sozialraum/export/karte.xyz", "/sozialraum/export/projekt.pdf"):
        _ask(
            pair,
            f"{path}?suche={SECRET}&liste={SECRET}",
            Cookie=f"_streamlit_user={SECRET}",
            Referer=f"https://localhost/?{SECRET}",
        )
    _put(pair, f"/_stcore/upload_file/{SECRET}/{SECRET}", "1", SECRET)
    text = pair.log()
    assert "GET /karte 200" in text
    assert SECRET not in text
    assert not re.search(r"127\.0\.0\.1 \[", text)
    assert "127.0.0.0 [" in text


def test_uploads_can_be_left_to_those_who_signed_in() -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    changed(text, ('        ""      1;\n', '        ""      0;\n'))
    assert "if ($hochladen = 0) { return 403; }" in text
