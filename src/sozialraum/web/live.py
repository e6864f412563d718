"""The live release, shared by all sessions and swapped when a new one is published."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from sozialraum.publish import ensure_release, home_folder
from sozialraum.service import Monitor
from sozialraum.storage.release import ReleaseStore
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
                release = ensure_release(home_folder()) if live is None else store.current()
                monitor = Monitor(release)
                live = self._live = Live(monitor, map_assets(monitor))
            return live


_HOLDER = _Holder()


def live() -> Live:
    """The live release. The first call builds it if ``geo/`` or ``data/`` changed."""
    return _HOLDER.get()
