"""The live release, shared by all sessions and swapped when a new one is published."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from threading import Lock, Thread

from sozialraum.errors import ProblemsFound
from sozialraum.publish import ensure_release, home_folder
from sozialraum.service import Monitor
from sozialraum.service.exhibits import page_exhibits
from sozialraum.storage.release import Release, ReleaseStore
from sozialraum.web.assets import MapAssets, map_assets


@dataclass(frozen=True)
class Live:
    """A monitor on one release, with what the browser fetches of it."""

    monitor: Monitor
    assets: MapAssets


class _Holder:
    """Keeps the last good release; a reader never waits for a publication."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._live: Live | None = None

    def get(self) -> Live:
        store = ReleaseStore(home_folder())
        live = self._live
        if live is not None and store.current_id() == live.monitor.release.id:
            return live
        with self._lock:
            live = self._live
            if live is None or store.current_id() != live.monitor.release.id:
                monitor = Monitor(_built(store) if live is None else store.current())
                live = self._live = Live(monitor, map_assets(monitor))
                Thread(target=_warm, args=(monitor,), daemon=True).start()
            return live


def _built(store: ReleaseStore) -> Release:
    """The release of today's files; the last good one, with a word on the console, if they err."""
    try:
        return ensure_release(store.home, progress=_report)
    except ProblemsFound as error:
        if not store.current_id():
            raise
        _report(f"{error}\nGezeigt wird der letzte gültige Datenstand.")
        return store.current()


def _warm(monitor: Monitor) -> None:
    """Compute what most visitors see first, so that nobody waits for it."""
    monitor.warm()
    for page in monitor.catalog.pages:
        page_exhibits(monitor, page)


def _report(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


_HOLDER = _Holder()


def live() -> Live:
    """The live release. The first call builds it if ``geo/`` or ``data/`` changed."""
    return _HOLDER.get()
