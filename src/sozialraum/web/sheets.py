"""The sheets of all areas of a level as one file, made with progress and kept for the download."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from urllib.parse import urlencode

import streamlit as st

from sozialraum.domain.access import Role
from sozialraum.export.names import file_name
from sozialraum.export.view import ExportFile
from sozialraum.service import Monitor
from sozialraum.service.sheets import profiles_file
from sozialraum.web.guard import Visit

MOST = 40
"""Levels with more areas are not offered as one file."""
_KEPT = 3
_made: OrderedDict[tuple[str, str, frozenset[Role]], ExportFile] = OrderedDict()
_lock = Lock()


def sheets_file(
    monitor: Monitor,
    level: str,
    held: frozenset[Role],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ExportFile:
    """The sheets of a level as one PDF; made once per release, level and roles."""
    key = (monitor.release.id, level, held)
    with _lock:
        if key in _made:
            return _made[key]
    made = profiles_file(monitor, level, held, progress)
    with _lock:
        _made[key] = made
        while len(_made) > _KEPT:
            _made.popitem(last=False)
    return made


def all_sheets(visit: Visit, level: str) -> None:
    """Button that makes the file, progress while it is made, then the link to it."""
    monitor = visit.live.monitor
    areas, plural = monitor.catalog.areas(level), monitor.catalog.level(level).plural
    if not 1 < len(areas) <= MOST:
        return
    label = f"Steckbriefe aller {len(areas)} {plural} als eine PDF-Datei erstellen"
    if not st.button(label, key=f"alle_{level}"):
        return
    bar = st.progress(0.0, text=f"0 von {len(areas)} {plural}")

    def tell(done: int, total: int) -> None:
        bar.progress(done / total, text=f"{done} von {total} {plural}")

    sheets_file(monitor, level, visit.held, tell)
    bar.empty()
    name = file_name("steckbriefe", plural, suffix="pdf")
    href = f"sozialraum/export/steckbriefe.pdf?{urlencode({'ebene': level})}"
    st.html(
        '<p class="sr-text" role="status">Die Datei ist fertig: '
        f'<a class="sr-button sr-primary" target="_self" href="{href}">{name} herunterladen</a></p>'
    )
