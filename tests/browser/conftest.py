"""Headless Chromium, a tiny server and a frame like the one of streamlit-folium."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest

from running_server import serving
from sozialraum.render.map import bundle
from sozialraum.render.package import compact_json, map_package

ROOT = Path(__file__).parents[2]
FRAME = "/component/streamlit_folium.st_folium/index.html"
# The body of streamlit-folium's own page, and the order in which it loads and evaluates.
FRAME_PAGE = """<!doctype html><html lang="en"><head><title>Frame</title><meta charset="UTF-8"/>
<style>.single>:first-child{width:100%}.single>:nth-child(2){display:none}</style></head><body>
<div id="root"><div id="parent" class="float-container single"><div class="float-child">
<div id="map_div"></div></div><div class="float-child"><div id="map_div2"></div></div></div></div>
<span>&nbsp;</span><script>
window.sent = [];
window.Streamlit = {setComponentValue: (value) => window.sent.push(value)};
window.initialise = async (script, links, styles, height) => {
  document.getElementById("map_div").style.height = `${height}px`;
  for (const link of links) await new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    Object.assign(tag, {src: link, async: false, onload: resolve, onerror: reject});
    document.body.appendChild(tag);
  });
  for (const link of styles) {
    const tag = document.createElement("link");
    Object.assign(tag, {rel: "stylesheet", href: link});
    document.head.appendChild(tag);
  }
  document.head.innerHTML += "";
  const tag = document.createElement("script");
  tag.innerHTML = script + "window.map = map_div; window.map.getBounds();";
  document.body.appendChild(tag);
};
window.swap = (group) => {
  (window.feature_group || []).forEach((layer) => window.map.removeLayer(layer));
  window.feature_group = [];
  (0, eval)(group + "null");
};
</script></body></html>"""


def chromium_path() -> str | None:
    """The browser to drive: ``CHROMIUM`` or the first one on the path."""
    return (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


@dataclass
class Pages:
    """What the tiny server serves, by path; ``failing`` answers 503."""

    files: dict[str, bytes] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)
    base: str = ""


KINDS = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "json": "application/json",
}


class _Handler(BaseHTTPRequestHandler):
    pages: Pages

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        content = self.pages.files.get(path)
        broken = content is None or path in self.pages.failing
        self.send_response(503 if broken else 200)
        self.send_header(
            "Content-Type", KINDS.get(path.rsplit(".", 1)[-1], "text/plain") + ";charset=utf-8"
        )
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(b"" if content is None or broken else content)

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@pytest.fixture
def pages() -> Iterator[Pages]:
    """A server on the loopback address with the frame and the engine."""
    served = Pages()
    handler = type("Handler", (_Handler,), {"pages": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    served.base = f"http://127.0.0.1:{server.server_port}"
    served.files["/favicon.ico"] = b""
    served.files[FRAME] = FRAME_PAGE.encode()
    served.files |= {
        f"/sozialraum/{path}": text for path, text in bundle(ROOT / "static")[1].items()
    }
    yield served
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium; without one the tests are skipped, except where ``CI`` is set."""
    path = chromium_path()
    if path is None:
        message = "Kein Chromium gefunden: bitte installieren oder die Variable CHROMIUM setzen."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        instance = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield instance
        instance.close()


@dataclass
class Tab:
    """A page of the browser that reaches nothing but this machine."""

    page: Any
    foreign: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard of this checkout for all tests that only look; who writes has one of its own."""
    with serving({"SOZIALRAUM_VAR": str(tmp_path_factory.mktemp("var"))}) as base:
        yield base


@pytest.fixture
def open_tab(browser: Any) -> Iterator[Callable[..., Tab]]:
    """Make tabs; every foreign request is aborted and kept, and so is every error."""
    contexts: list[Any] = []

    def open_one(width: int = 1000, height: int = 900, **options: Any) -> Tab:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="de-DE", **options
        )
        contexts.append(context)
        tab = Tab(context.new_page())

        def guard(route: Any) -> None:
            url = route.request.url
            tab.requests.append(url)
            if urlsplit(url).hostname in {"127.0.0.1", "localhost"}:
                route.continue_()
            else:
                tab.foreign.append(url)
                route.abort()

        context.route("**/*", guard)
        tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
        tab.page.set_default_timeout(60_000)
        return tab

    yield open_one
    for context in contexts:
        context.close()


COLUMNS, ROWS = 6, 4


def toy_hierarchy(name: Callable[[int], str] = lambda i: f"Gebiet {i:02d}") -> pd.DataFrame:
    """24 atoms in four Bezirke and two Stadtbezirke; two Sozialraum assignments are inferred."""
    rows = []
    for i in range(COLUMNS * ROWS):
        row, column = divmod(i, COLUMNS)
        district = column // 3 + 1
        quarter = f"{district}{row // 2}"
        rows.append(
            {
                "unterbezirk": f"{i:03d}",
                "unterbezirk_name": name(i),
                "bezirk": quarter,
                "bezirk_name": f"Bezirk {quarter}",
                "stadtbezirk": f"0{district}",
                "stadtbezirk_name": ["West", "Ost"][district - 1],
                "sozialraum_gesichert": "nein" if i in (3, 4) else "ja",
            }
        )
    return pd.DataFrame(rows)


def toy_topology(hierarchy: pd.DataFrame) -> dict[str, Any]:
    """A grid over Dortmund; every level is the list of its cells."""
    arcs, objects = [], {"unterbezirk": [], "bezirk": [], "stadtbezirk": []}
    for i, row in enumerate(hierarchy.to_dict("records")):
        y, x = divmod(i, COLUMNS)
        west, south = 7.35 + x * 0.04, 51.56 - y * 0.03
        arcs.append(
            [
                [west, south],
                [west + 0.04, south],
                [west + 0.04, south - 0.03],
                [west, south - 0.03],
                [west, south],
            ]
        )
        objects["unterbezirk"].append({"type": "Polygon", "id": row["unterbezirk"], "arcs": [[i]]})
    for level in ("bezirk", "stadtbezirk"):
        for code, part in hierarchy.groupby(level):
            cells = [[[int(i)]] for i in part.index]
            objects[level].append({"type": "MultiPolygon", "id": code, "arcs": cells})
    return {
        "type": "Topology",
        "arcs": arcs,
        "bbox": [7.35, 51.44, 7.59, 51.56],
        "objects": {
            level: {"type": "GeometryCollection", "geometries": items}
            for level, items in objects.items()
        },
    }


LEVELS = [
    {"id": "unterbezirk", "name": "Unterbezirk", "plural": "Unterbezirke"},
    {"id": "bezirk", "name": "Bezirk", "plural": "Bezirke"},
    {"id": "stadtbezirk", "name": "Stadtbezirk", "plural": "Stadtbezirke"},
]
LAYERS = [
    {
        "id": "angebote",
        "name": "Angebote",
        "kind": "punkte",
        "level": "",
        "url": "../../sozialraum/ebene/a.json",
        "symbol": {"shape": "kreis", "colour": "#0f6f83"},
    },
    {
        "id": "bezirke",
        "name": "Bezirke",
        "kind": "gebiete",
        "level": "bezirk",
        "url": "",
        "symbol": {"shape": "linie", "colour": "#b0620d"},
    },
]
OVERLAY = {
    "id": "angebote",
    "fields": ["Träger", "Sprachen"],
    "points": [
        [7.45, 51.5, "hausgenau", "Beratungsstelle", ["Verein", ""]],
        [7.55, 51.53, "", "Treffpunkt", ["", "rumänisch"]],
    ],
}
GROUND = {
    "water": [[737000, 5150000, 2000, 0, 0, 2000]],
    "green": [],
    "rivers": [],
    "rail": [],
    "roads": [[735000, 5150000, 24000, 500]],
    "places": [[7.4, 51.58, "Nachbarstadt", 1]],
    "scale": 1e5,
}


def toy_view(**changes: Any) -> dict[str, Any]:
    """Two periods, one suppressed, one unknown, one later and one joint value."""
    values: list[int | None] = [i * 25 for i in range(24)]
    values[5] = values[6] = values[7] = None
    values[21] = values[20]
    classes = "".join("01234"[min(4, (v or 0) // 120)] for v in values)
    classes = classes[:5] + "gus" + classes[8:]
    earlier = [(v or 0) + 13 for v in values]
    periods = [
        {
            "code": "2018",
            "label": "2018",
            "values": earlier,
            "classes": "".join("01234"[min(4, v // 120)] for v in earlier),
            "counts": [5, 5, 5, 5, 4],
            "sentence": "Satz zu 2018.",
        },
        {
            "code": "2024",
            "label": "2024",
            "values": [v for v in values if v is not None],
            "classes": classes,
            "counts": [5, 3, 4, 5, 4],
            "joint": [[20, 21]],
            "sentence": "Satz zu 2024.",
        },
    ]
    colours = ["#eef3fa", "#c6d6ec", "#9ab3db", "#6a7fc4", "#4a3d8f"]
    labels = ["unter 12", "12 bis unter 24", "24 bis unter 36", "36 bis unter 48", "48 und mehr"]
    view: dict[str, Any] = {
        "indicator": "kinder_sgb2",
        "level": "unterbezirk",
        "period": "2024",
        "title": "Kinder mit SGB II",
        "unit": "%",
        "decimals": 1,
        "classes": [list(pair) for pair in zip(labels, colours, strict=True)],
        "periods": periods,
        "highlight": ["stadtbezirk", "02"],
        "area": "",
        "layers": [],
        "source": "Statistikatlas 2024",
    }
    return view | changes


def add_toy(pages: Pages, hierarchy: pd.DataFrame | None = None, **info: Any) -> str:
    """Serve the toy city; returns the address of its package as the frame sees it."""
    table = toy_hierarchy() if hierarchy is None else hierarchy
    options = {
        "layers": LAYERS,
        "orientation": "../../sozialraum/orientierung/o.json",
        "attribution": "Stadt",
        "district": "stadtbezirk",
    }
    content = map_package(toy_topology(table), table, LEVELS, **(options | info))
    pages.files["/sozialraum/geometrie/toy.json"] = content
    pages.files["/sozialraum/ebene/a.json"] = compact_json(OVERLAY)
    pages.files["/sozialraum/orientierung/o.json"] = compact_json(GROUND)
    return "../../sozialraum/geometrie/toy.json"


@dataclass
class Toy:
    """The toy city and its views, for tests in this folder."""

    view: Callable[..., dict[str, Any]] = toy_view
    hierarchy: Callable[..., pd.DataFrame] = toy_hierarchy
    add: Callable[..., str] = add_toy
    overlay: dict[str, Any] = field(default_factory=lambda: json.loads(json.dumps(OVERLAY)))


@pytest.fixture
def toy() -> Toy:
    """The toy city."""
    return Toy()
