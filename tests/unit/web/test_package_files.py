"""Files of two packages from memory: only those with a hash in the name, never anything else."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sozialraum.web.package_files import FOREVER, PackageFiles, package_files, package_folder

COMPONENT = "component/streamlit_folium.st_folium"
PASSED = [{"type": "passed"}]


def ask(
    path: str, *, base: str = "", method: str = "GET", kind: str = "http"
) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "passed"})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {}

    scope = {"type": kind, "path": path, "headers": []}
    scope |= {"method": method} if kind == "http" else {}
    asyncio.run(PackageFiles(app, base)(scope, receive, send))
    return sent


def first(prefix: str, suffix: str) -> tuple[str, Path]:
    return next(
        (name, path)
        for name, path in sorted(package_files().items())
        if name.startswith(prefix) and name.endswith(suffix)
    )


def test_only_files_of_the_two_packages_with_a_hash_in_the_name() -> None:
    folders = [package_folder("streamlit"), package_folder("streamlit_folium")]
    files = package_files()
    assert {name.split("/")[0] for name in files} == {"static", "component"}
    for name, path in files.items():
        assert path.is_file()
        assert any(path.is_relative_to(folder) for folder in folders)
        assert path.name.count(".") >= 2
        assert len(path.name.split(".")[-2]) == 8
        assert name.endswith(path.name)
        assert path.name != "index.html"


@pytest.mark.parametrize("base", ["", "/sozial/raum"])
@pytest.mark.parametrize(
    ("prefix", "suffix"), [("static/", ".js"), ("static/", ".css"), (COMPONENT, ".js")]
)
def test_a_known_file_is_sent_whole_and_for_ever(base: str, prefix: str, suffix: str) -> None:
    name, path = first(prefix, suffix)
    start, body = ask(f"{base}/{name}", base=base)
    headers = dict(start["headers"])
    assert start["status"] == 200
    assert body["body"] == path.read_bytes()
    assert headers[b"content-length"] == str(path.stat().st_size).encode()
    assert headers[b"cache-control"] == FOREVER
    assert b"immutable" in FOREVER
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"content-type"] in {b"text/javascript", b"application/javascript", b"text/css"}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/static/index.html",
        "/static/js/unknown.abcdefgh.js",
        "/static/../index.html",
        "/static/../../__init__.py",
        "/static/%2e%2e/%2e%2e/__init__.py",
        "/../../../../etc/passwd",
        f"/{COMPONENT}/../__init__.py",
        f"/{COMPONENT}/index.html",
        "//etc/passwd",
    ],
)
def test_everything_else_goes_on_to_the_wrapped_app(path: str) -> None:
    assert ask(path) == PASSED


def test_a_known_file_by_a_detour_goes_on_to_the_wrapped_app() -> None:
    name, _ = first("static/", ".js")
    folder, _, file = name.rpartition("/")
    for detour in (f"/{folder}/../{folder}/{file}", f"/{folder}//{file}", f"//{name}", f"/{name}/"):
        assert ask(detour) == PASSED


def test_the_base_path_is_part_of_the_address() -> None:
    name, _ = first("static/", ".js")
    assert ask(f"/{name}", base="/sozial") == PASSED
    assert ask(f"/sozial/{name}") == PASSED
    assert ask(f"/sozialraum/{name}", base="/sozial") == PASSED


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
def test_only_get_is_answered(method: str) -> None:
    assert ask(f"/{first('static/', '.js')[0]}", method=method) == PASSED


def test_websockets_go_on_to_the_wrapped_app() -> None:
    assert ask(f"/{first('static/', '.js')[0]}", kind="websocket") == PASSED


def test_two_requests_get_the_same_answer() -> None:
    name, path = first("static/", ".css")
    sent: list[Any] = []

    async def app(*_: Any) -> None:
        raise AssertionError("not for the wrapped app")

    async def send(message: Any) -> None:
        sent.append(message)

    async def twice() -> None:
        files = PackageFiles(app, "")
        for _ in range(2):
            await files({"type": "http", "method": "GET", "path": f"/{name}"}, None, send)

    asyncio.run(twice())
    assert sent[:2] == sent[2:]
    assert sent[3]["body"] == path.read_bytes()
