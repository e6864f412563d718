"""Many sessions at once: each speaks Streamlit's own protocol and clicks every two seconds."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LABEL = "Indikator"
PAUSE = 2.0


@dataclass
class Session:
    """One visitor: remembers the widget and its fragment, and which messages it keeps."""

    socket: Any
    widget: str = ""
    fragment: str = ""
    options: list[str] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    page: str = ""

    async def run(self, choice: str = "") -> float:
        """Ask for a run and wait until it is finished; milliseconds."""
        message = BackMsg()
        state = message.rerun_script
        state.page_name = self.page
        state.cached_message_hashes.extend(self.kept)
        if choice:
            state.fragment_id = self.fragment
            widget = state.widget_states.widgets.add()
            widget.id, widget.string_value = self.widget, choice
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await asyncio.wait_for(self.socket.recv(), 60))
            self._read(answer)
            if answer.WhichOneof("type") == "script_finished":
                return (time.perf_counter() - began) * 1000

    def _read(self, message: ForwardMsg) -> None:
        if message.metadata.cacheable:
            self.kept.add(message.hash)
        element = message.delta.new_element
        if message.WhichOneof("type") == "delta" and element.selectbox.label == LABEL:
            self.widget, self.options = element.selectbox.id, list(element.selectbox.options)
            self.fragment = message.delta.fragment_id


async def _visit(
    address: str, page: str, seconds: float, times: list[float], rng: random.Random
) -> None:
    url = f"{address.replace('http', 'ws')}/_stcore/stream"
    async with websockets.connect(url, subprotocols=["streamlit"], max_size=None) as socket:
        session = Session(socket, page=page)
        await session.run()
        await asyncio.sleep(rng.uniform(0, PAUSE))
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            began = time.perf_counter()
            times.append(await session.run(rng.choice(session.options)))
            await asyncio.sleep(max(0.0, PAUSE - (time.perf_counter() - began)))


async def _crowd(address: str, page: str, number: int, seconds: float) -> list[float]:
    times: list[float] = []
    visitors = [_visit(address, page, seconds, times, random.Random(n)) for n in range(number)]
    await asyncio.gather(*visitors)
    return times


def crowd(address: str, page: str, number: int, seconds: float = 20) -> dict[str, float]:
    """``number`` sessions that click every two seconds: server-side milliseconds per click."""
    times = asyncio.run(_crowd(address, page, number, seconds))
    return {
        "sessions": number,
        "clicks": len(times),
        "p50": round(median(times), 1),
        "p95": round(quantiles(times, n=20)[-1], 1),
    }


def memory(address: str, page: str, pid: int) -> dict[str, float]:
    """Resident memory of the server with 10 open sessions, and per further one (MB)."""
    return asyncio.run(_memory(address, page, pid))


async def _memory(address: str, page: str, pid: int) -> dict[str, float]:
    url = f"{address.replace('http', 'ws')}/_stcore/stream"
    process = psutil.Process(pid)
    sockets, readings = [], {}
    for count in range(1, 41):
        socket = await websockets.connect(url, subprotocols=["streamlit"], max_size=None)
        sockets.append(socket)
        await Session(socket, page=page).run()
        readings[count] = process.memory_info().rss / 1e6
    for socket in sockets:
        await socket.close()
    per_session = (readings[40] - readings[10]) / 30
    return {"ten_sessions_mb": round(readings[10], 1), "further_session_mb": round(per_session, 2)}
