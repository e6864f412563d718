"""Own data of a visitor for the gap parts: weights and a target group, held in the session only.

Nothing of a file is stored or enters the address. A faulty file changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import DeletedFile

from sozialraum.domain.gaps import CellGrid, Demand
from sozialraum.errors import Problem, SozialraumError
from sozialraum.importers.cell_persons import ReadGrid
from sozialraum.language import n_, t
from sozialraum.render.escape import html_text, markdown_text
from sozialraum.render.formats import number
from sozialraum.render.list_import import problem_table
from sozialraum.service.demand import own_grid
from sozialraum.service.monitor import Monitor
from sozialraum.service.own_target import OwnTarget, own_target
from sozialraum.web.guard import Visit
from sozialraum.web.upload_spool import tell_if_lost

WEIGHTS, GROUP = "gewichte", "gruppe"
_HELD = "angebote_eigene_daten"
_FAULTS = "angebote_eigene_fehler"
_ROUND = "angebote_eigene_runde"
_LEVEL = "angebote_eigene_ebene"
_BOX = "angebote_eigene"
_SHOWN = 100
"""Faulty rows that are listed; the others are counted."""
_WORDS = {WEIGHTS: n_("Gewichte"), GROUP: n_("Zielgruppe")}


@dataclass(frozen=True)
class OwnFile:
    """A file as it was brought; ``level`` is the level of its areas, empty for weights."""

    name: str
    content: bytes = field(repr=False)
    level: str = ""

    @property
    def key(self) -> str:
        """SHA-256 of level and content."""
        return hashlib.sha256(self.level.encode() + b"\0" + self.content).hexdigest()


@dataclass(frozen=True)
class OwnData:
    """What a visitor brought, read against one release; equal where the files are.

    ``grid`` replaces the embedded addresses, ``target`` the chosen target group.
    """

    key: str = ""
    release: str = ""
    files: tuple[tuple[str, OwnFile], ...] = field(default=(), compare=False)
    weights: ReadGrid | None = field(default=None, compare=False)
    group: OwnTarget | None = field(default=None, compare=False)

    @property
    def grid(self) -> CellGrid | None:
        """Own weights, None without."""
        return self.weights.grid if self.weights else None

    @property
    def target(self) -> Demand | None:
        """Own target group, None without."""
        return self.group.demand if self.group else None

    @property
    def problems(self) -> dict[str, tuple[Problem, ...]]:
        """Faulty rows by kind of file."""
        found = {WEIGHTS: self.weights, GROUP: self.group}
        return {kind: read.problems for kind, read in found.items() if read}

    @property
    def notes(self) -> dict[str, tuple[str, ...]]:
        """How the files were read, by kind of file."""
        found: dict[str, tuple[str, ...]] = {}
        if self.weights:
            found[WEIGHTS] = self.weights.notes
        if self.group:
            found[GROUP] = self.group.demand.notes
        return found


def read_own(
    monitor: Monitor, files: Mapping[str, OwnFile], before: OwnData | None = None
) -> OwnData:
    """Read own files; own weights also spread the own target group.

    What ``before`` read from the same file is taken over. Raises :class:`SozialraumError` where a
    file as a whole is unusable.
    """
    release = monitor.release.id
    same = before if before and before.release == release else OwnData()
    weights = None
    if file := files.get(WEIGHTS):
        kept = same.weights if dict(same.files).get(WEIGHTS) == file else None
        weights = kept or own_grid(monitor, file.content, file.name)
    grid = weights.grid if weights else None
    group = None
    if file := files.get(GROUP):
        group = own_target(
            monitor, file.content, file.level, title=_title(file.name), file=file.name, grid=grid
        )
    key = "-".join(f"{kind}:{file.key}" for kind, file in sorted(files.items()))
    return OwnData(key, release, tuple(sorted(files.items())), weights, group)


def own_data(visit: Visit) -> OwnData:
    """What is held now; with a new release the files are read again."""
    held: OwnData = st.session_state.get(_HELD, OwnData())
    monitor = visit.live.monitor
    if held.files and held.release != monitor.release.id:
        try:
            held = read_own(monitor, dict(held.files))
        except SozialraumError as error:
            told = t("Die eigenen Daten passen nicht zum neuen Datenstand. {error}", error=error)
            st.warning(markdown_text(told))
            held = OwnData()
        st.session_state[_HELD] = held
    return held


def own_box(visit: Visit, own: OwnData) -> None:
    """The popover with both uploads; its content is sent only while it is open."""
    box = st.popover(t("Eigene Daten"), key=_BOX, on_change="rerun")
    if not box.open:
        return
    monitor = visit.live.monitor
    levels = {name: level.name for name, level in monitor.catalog.levels.items()}
    file = dict(own.files).get(GROUP)
    if _LEVEL not in st.session_state and file:
        st.session_state[_LEVEL] = file.level
    with box:
        st.caption(t(_ONLY_HERE))
        st.file_uploader(
            t("Eigene Gewichte (CSV)"),
            type=["csv"],
            key=_upload(WEIGHTS),
            on_change=_take,
            args=(monitor, WEIGHTS),
        )
        tell_if_lost(_upload(WEIGHTS))
        st.caption(t(_ABOUT_WEIGHTS))
        _findings(own, WEIGHTS)
        st.selectbox(
            t("Raumebene der Zielgruppe"),
            list(levels),
            format_func=levels.__getitem__,
            key=_LEVEL,
            on_change=_relevel,
            args=(monitor,),
        )
        st.file_uploader(
            t("Eigene Zielgruppe (CSV)"),
            type=["csv"],
            key=_upload(GROUP),
            on_change=_take,
            args=(monitor, GROUP),
        )
        tell_if_lost(_upload(GROUP))
        st.caption(t(_ABOUT_GROUP))
        _findings(own, GROUP)


def _left_out(faulty: int) -> str:
    if faulty == 1:
        return t(" 1 Zeile zählt nicht mit, siehe „Eigene Daten“.")
    return t(" {n} Zeilen zählen nicht mit, siehe „Eigene Daten“.", n=number(faulty))


def own_lines(visit: Visit, own: OwnData) -> None:
    """One line per own file above the results, each with a button that takes it back."""
    for kind, file in own.files:
        faulty = len(own.problems[kind])
        more = _left_out(faulty) if faulty else ""
        line = t(
            "{what}: eigene Datei „{name}“. {only_here}{more}",
            what=t(_WORDS[kind]),
            name=file.name,
            only_here=t(_ONLY_HERE),
            more=more,
        )
        with st.container(
            key=f"angebote_eigene_{kind}", horizontal=True, vertical_alignment="center"
        ):
            st.html(f'<p class="sr-text">{html_text(line)}</p>', width="content")
            st.button(
                t("Zurücknehmen"),
                key=f"angebote_eigene_{kind}_zurueck",
                on_click=_withdraw,
                args=(visit.live.monitor, kind),
            )


def _take(monitor: Monitor, kind: str) -> None:
    """Take over what the upload holds; an upload that was emptied takes the file back."""
    given = st.session_state.get(_upload(kind))
    if given is None:
        _put(monitor, kind, None)
        return
    if isinstance(given, DeletedFile):
        return
    level = str(st.session_state.get(_LEVEL, "")) if kind == GROUP else ""
    _put(monitor, kind, OwnFile(given.name, given.getvalue(), level))


def _relevel(monitor: Monitor) -> None:
    """Read the own target group again with the level that was chosen."""
    if st.session_state.get(_upload(GROUP)) is not None:
        _take(monitor, GROUP)
        return
    held: OwnData = st.session_state.get(_HELD, OwnData())
    if file := dict(held.files).get(GROUP):
        _put(monitor, GROUP, replace(file, level=str(st.session_state[_LEVEL])))


def _withdraw(monitor: Monitor, kind: str) -> None:
    _put(monitor, kind, None)
    rounds = st.session_state.setdefault(_ROUND, {})
    rounds[kind] = rounds.get(kind, 0) + 1  # a fresh upload that holds no file


def _put(monitor: Monitor, kind: str, file: OwnFile | None) -> None:
    """Hold a file or take it back; an unusable one leaves everything as it was."""
    before: OwnData = st.session_state.get(_HELD, OwnData())
    files = {name: held for name, held in before.files if name != kind}
    faults: dict[str, str] = st.session_state.setdefault(_FAULTS, {})
    faults.pop(kind, None)
    if file is not None:
        files[kind] = file
    try:
        st.session_state[_HELD] = read_own(monitor, files, before)
    except SozialraumError as error:
        faults[kind] = (
            t("„{name}“ wird nicht verwendet. {error}", name=file.name, error=error)
            if file
            else str(error)
        )


def _upload(kind: str) -> str:
    return f"angebote_eigene_{kind}_{st.session_state.get(_ROUND, {}).get(kind, 0)}"


def _findings(own: OwnData, kind: str) -> None:
    """Why a file is not used, how it was read, and its faulty rows."""
    if fault := st.session_state.get(_FAULTS, {}).get(kind):
        st.error(markdown_text(fault))
    notes = "".join(f"<li>{html_text(note)}</li>" for note in own.notes.get(kind, ()))
    if notes:
        st.html(f'<ul class="sr-text">{notes}</ul>')
    if problems := own.problems.get(kind, ()):
        st.html(_table(problems))


def _table(problems: Sequence[Problem]) -> str:
    more = len(problems) - _SHOWN
    words = html_text(t("… und {n} weitere Zeilen.", n=number(more)))
    rest = f'<p class="sr-text">{words}</p>' if more > 0 else ""
    return problem_table(problems[:_SHOWN]) + rest


def _title(name: str) -> str:
    return t("Eigene Zielgruppe ({name})", name=name)


_ONLY_HERE = n_("Nur in dieser Sitzung, nicht im Link.")
_ABOUT_WEIGHTS = n_(
    "Verteilt die Menschen innerhalb der Gebiete; die Summe je Gebiet bleibt. Registerauszug mit "
    "„zelle“ (oder „breite“ und „laenge“) und „anzahl“, oder das 100-m-Gitter des Zensus 2022."
)
_ABOUT_GROUP = n_(
    "Eine Zeile je Gebiet mit Schlüssel oder Name und „anzahl“. Gebiete, die fehlen, bleiben "
    "unbekannt; „-“ heißt genau null."
)
