"""The dashboard of this checkout as a process of its own, for browser tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@contextmanager
def serving(environment: dict[str, str] | None = None, **settings: str) -> Iterator[str]:
    """The dashboard of this checkout on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [f"--server.port={port}", *(f"--server.{k}={v}" for k, v in settings.items())]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard.py"), *options]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | (environment or {}),
    )
    base = f"http://127.0.0.1:{port}/{settings.get('baseUrlPath', '')}".rstrip("/")
    try:
        _healthy(f"{base}/_stcore/health", process)
        yield base
    finally:
        process.terminate()
        process.wait(20)


def _healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    pause = socket.socketpair()
    pause[0].settimeout(0.1)
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            try:
                pause[0].recv(1)
            except TimeoutError:
                continue
    raise RuntimeError("Der Server wurde nicht bereit.")


def map_frame(handle: Any) -> Any:
    """The document of a map's frame as soon as it is there; the empty one before it runs no script."""
    frame = handle.content_frame()
    frame.wait_for_url("**/component/**")
    return frame
