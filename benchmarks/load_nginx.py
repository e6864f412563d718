"""40 visitors through nginx before two processes, one of which is killed in the middle.

    python -m benchmarks.load_nginx [SESSIONS] [SECONDS]

Every answer is compared with the view that the release gives for its own address; a difference, or
the view of another indicator than the one that was chosen, counts as wrong. After a reconnect the
view before the click is right as well: then the click was lost.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import shutil
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import parse_qsl

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from tests.proxy import ROOT, Behind, behind_nginx, unchecked

LABEL, PAGE, PAUSE = "Indikator", "karte", 2.0
RESTART_SECONDS = 3.0
"""systemd waits 2 s before it starts a process again."""
LOST = (OSError, websockets.ConnectionClosed, websockets.InvalidHandshake, TimeoutError)


class Truth:
    """What the release says, computed in this process."""

    def __init__(self, var: Path) -> None:
        from sozialraum.service import Monitor
        from sozialraum.storage.release import ReleaseStore

        self.monitor = Monitor(ReleaseStore(ROOT, var).current())
        names = self.monitor.catalog.indicators.values()
        self.ids = {f"{one.topic} · {one.name}": one.id for one in names}
        self._views: dict[str, dict[str, Any]] = {}

    def agrees(self, view: dict[str, Any] | None, choice: str) -> bool:
        """True where the view is right in itself and the one that was asked for."""
        if view is None:
            return False
        asked = view["query"]
        if asked not in self._views:
            self._views[asked] = self._view(asked)
        return view["indicator"] == self.ids.get(choice) and view == self._views[asked]

    def _view(self, query: str) -> dict[str, Any]:
        from sozialraum.domain.access import Role
        from sozialraum.render.view import engine_view
        from sozialraum.web.state import resolve

        state = resolve(self.monitor, dict(parse_qsl(query)), frozenset({Role.PUBLIC})).state
        highlight = self.monitor.catalog.start.map.highlight
        view = engine_view(
            self.monitor.map_view(state.query),
            area=state.area, layers=state.layers, highlight=highlight, query=query,
        )  # fmt: skip
        result: dict[str, Any] = json.loads(json.dumps(view))
        return result


@dataclass
class Visitor:
    """One browser: its cookies, what it has in its cache, what it chose."""

    address: str
    way: str = ""
    session: str = ""
    choice: str = ""
    query: str = ""
    widget: str = ""
    fragment: str = ""
    options: list[str] = field(default_factory=list)
    cache: dict[str, ForwardMsg] = field(default_factory=dict)
    view: dict[str, Any] | None = None
    socket: Any = None

    async def connect(self) -> None:
        """As the browser does it: ask for health, then open the websocket."""
        cookie = {"Cookie": f"sozialraum_weg={self.way}"} if self.way else {}
        await asyncio.to_thread(self._health, cookie)
        self.socket = await websockets.connect(
            f"{self.address.replace('https', 'wss')}/_stcore/stream",
            ssl=unchecked(), max_size=None, open_timeout=20, origin=self.address,
            subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN", *filter(None, [self.session])],
            additional_headers={"Cookie": f"sozialraum_weg={self.way}"},
        )  # fmt: skip

    def _health(self, cookie: dict[str, str]) -> None:
        request = urllib.request.Request(f"{self.address}/_stcore/health", headers=cookie)
        with urllib.request.urlopen(request, timeout=20, context=unchecked()) as answer:
            given = " ".join(answer.headers.get_all("Set-Cookie") or [])
        found = re.search(r"sozialraum_weg=(\w+)", given)
        self.way = found[1] if found else self.way

    async def run(self, *, whole: bool) -> float:
        """Run the page, or its part with the map, with the choice; milliseconds."""
        message = BackMsg()
        state = message.rerun_script
        state.page_name, state.query_string = PAGE, self.query
        state.cached_message_hashes.extend(self.cache)
        if self.choice:
            state.fragment_id = "" if whole else self.fragment
            widget = state.widget_states.widgets.add()
            widget.id, widget.string_value = self.widget, self.choice
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await asyncio.wait_for(self.socket.recv(), 60))
            self._read(answer)
            if answer.WhichOneof("type") == "script_finished":
                return (time.perf_counter() - began) * 1000

    def _read(self, message: ForwardMsg) -> None:
        fragment = message.delta.fragment_id
        if message.WhichOneof("type") == "ref_hash":
            message = self.cache[message.ref_hash]
        elif message.metadata.cacheable:
            self.cache[message.hash] = message
        if message.WhichOneof("type") == "page_info_changed":
            self.query = message.page_info_changed.query_string
        self.session = message.new_session.initialize.session_id or self.session
        element = message.delta.new_element
        if element.selectbox.label == LABEL:
            self.widget, self.options = element.selectbox.id, list(element.selectbox.options)
            self.fragment = fragment or message.delta.fragment_id
        text = element.component_instance.json_args
        if "SozialraumMap.show(" in text:
            script = json.loads(text)["feature_group"]
            literal = script.split("SozialraumMap.show(")[1]
            self.view = json.JSONDecoder().raw_decode(literal)[0]


@dataclass
class Result:
    """What all visitors met."""

    times: list[float] = field(default_factory=list)
    reconnects: list[float] = field(default_factory=list)
    wrong: int = 0
    lost_clicks: int = 0


async def _visit(visitor: Visitor, truth: Truth, until: float, result: Result, seed: int) -> None:
    chance = random.Random(seed)
    await visitor.connect()
    await visitor.run(whole=True)
    await asyncio.sleep(chance.uniform(0, PAUSE))
    while time.perf_counter() < until:
        began = time.perf_counter()
        before, visitor.choice = visitor.choice, chance.choice(visitor.options)
        try:
            result.times.append(await visitor.run(whole=False))
            result.wrong += not truth.agrees(visitor.view, visitor.choice)
        except LOST:
            await _again(visitor, result)
            came = truth.agrees(visitor.view, visitor.choice)
            result.lost_clicks += not came
            result.wrong += not came and not truth.agrees(visitor.view, before)
        await asyncio.sleep(max(0.0, PAUSE - (time.perf_counter() - began)))
    await visitor.socket.close()


async def _again(visitor: Visitor, result: Result) -> None:
    """The connection broke: connect anew, with the same address and choice, until it works."""
    began = time.perf_counter()
    while True:
        try:
            await visitor.connect()
            visitor.view = None
            await visitor.run(whole=True)
            break
        except LOST:
            await asyncio.sleep(0.5)
    result.reconnects.append(time.perf_counter() - began)


async def _crash(pair: Behind, after: float) -> None:
    await asyncio.sleep(after)
    port = pair.ports[0]
    pair.stop(port)
    await asyncio.sleep(RESTART_SECONDS)
    await asyncio.to_thread(pair.start, port)


async def _load(pair: Behind, truth: Truth, number: int, seconds: float) -> dict[str, Any]:
    result, until = Result(), time.perf_counter() + seconds
    visitors = [Visitor(pair.address) for _ in range(number)]
    visits = [_visit(one, truth, until, result, n) for n, one in enumerate(visitors)]
    await asyncio.gather(*visits, _crash(pair, seconds / 2))
    return {
        "sessions": number,
        "clicks": len(result.times),
        "p50_ms": round(median(result.times), 1),
        "p95_ms": round(quantiles(result.times, n=20)[-1], 1),
        "wrong": result.wrong,
        "reconnected": len(result.reconnects),
        "reconnect_s": {
            "median": round(median(result.reconnects), 2),
            "longest": round(max(result.reconnects), 2),
        },
        "clicks_lost": result.lost_clicks,
        "memory_mb": _memory(pair),
    }


def _memory(pair: Behind) -> list[int]:
    """Resident memory per process with all its children."""
    sizes = []
    for process in pair.processes.values():
        parent = psutil.Process(process.pid)
        family = [parent, *parent.children(recursive=True)]
        sizes.append(round(sum(one.memory_info().rss for one in family) / 1e6))
    return sizes


def measure(number: int = 40, seconds: float = 60) -> dict[str, Any]:
    """Start everything, load it, stop it."""
    folder = Path(tempfile.mkdtemp(prefix="sozialraum-last-"))
    try:
        with behind_nginx(ROOT, folder) as pair:
            truth = Truth(pair.var)
            return asyncio.run(_load(pair, truth, number, seconds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Print one JSON document."""
    json.dump(measure(*map(int, sys.argv[1:3])), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
