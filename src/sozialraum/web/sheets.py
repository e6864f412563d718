"""The sheets of all areas of a level as one file, made with progress and kept for the download."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

import streamlit as st

from sozialraum.domain.access import Role
from sozialraum.export.names import file_name
from sozialraum.export.view import ExportFile
from sozialraum.language import Language, current, t
from sozialraum.render.escape import html_text
from sozialraum.render.links import file_link
from sozialraum.service import Monitor
from sozialraum.service.sheets import profiles_file
from sozialraum.web.guard import Visit

MOST = 40
"""Levels with more areas are not offered as one file."""
_KEPT = 3
_made: OrderedDict[tuple[str, str, frozenset[Role], Language], ExportFile] = OrderedDict()
_lock = Lock()


def sheets_file(
    monitor: Monitor,
    level: str,
    held: frozenset[Role],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ExportFile:
    """The sheets of a level as one PDF; made once per release, level, roles and language."""
    key = (monitor.release.id, level, held, current())
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
    label = t(
        "Steckbriefe aller {n} {plural} als eine PDF-Datei erstellen",
        n=len(areas),
        plural=plural,
    )
    if not st.button(label, key=f"alle_{level}"):
        return

    def said(done: int, total: int) -> str:
        return t("{done} von {total} {plural}", done=done, total=total, plural=plural)

    bar = st.progress(0.0, text=said(0, len(areas)))

    def tell(done: int, total: int) -> None:
        bar.progress(done / total, text=said(done, total))

    sheets_file(monitor, level, visit.held, tell)
    bar.empty()
    name = file_name("steckbriefe", plural, suffix="pdf")
    href = html_text(file_link("steckbriefe.pdf", {"ebene": level}))
    done = t("Die Datei ist fertig:")
    words = html_text(t("{file} herunterladen", file=name))
    st.html(
        f'<p class="sr-text" role="status">{html_text(done)} '
        f'<a class="sr-button sr-primary" target="_self" href="{href}">{words}</a></p>'
    )
