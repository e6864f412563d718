"""Fetch declared sources: ask, check, hand over, and remember what came of it.

Nothing here replaces good data by bad: whatever is refused leaves the last good state as it is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sozialraum.catalog.catalog import suggestion
from sozialraum.catalog.connectors import read_connectors
from sozialraum.connectors.answers import Fetched, csv_file
from sozialraum.connectors.folder import Found, place_of, put_away, waiting
from sozialraum.connectors.http import Fetcher
from sozialraum.connectors.reading import read_source
from sozialraum.connectors.settings import read_settings, require_enabled
from sozialraum.domain.connectors import Connector, Folder, TargetKind
from sozialraum.domain.fetches import (
    FetchRefused,
    FetchResult,
    FetchState,
    FetchStatus,
    GoodState,
    is_due,
    now_utc,
)
from sozialraum.errors import CatalogInvalid, ProblemsFound, SozialraumError, UnknownEntry
from sozialraum.publish.building import Progress, silent
from sozialraum.publish.fetch_targets import Taken, Task, take
from sozialraum.publish.shapes import bounds
from sozialraum.storage.fetches import FetchStore
from sozialraum.storage.release import ReleaseStore

MOST_SEEN = 500
"""Hashes of a watched folder that are remembered."""


def fetch_source(
    home: Path,
    source: str,
    *,
    force: bool = False,
    dry_run: bool = False,
    var: Path | None = None,
    progress: Progress = silent,
) -> FetchResult:
    """Fetch one declared source and take its data over; the result is stored and returned.

    ``force`` takes an answer over although it is the one that was taken over last. ``dry_run``
    asks and checks, but changes and stores nothing. What goes wrong with the source, its answer or
    the release is the result ``abgelehnt``. Raises :class:`UnknownEntry` and
    :class:`CatalogInvalid` for the declaration, :class:`FetchRefused` where fetching is switched
    off, :class:`SozialraumError` where somebody else is fetching the same source.
    """
    connector = _declared(home, source)
    store = ReleaseStore(home, var)
    if not isinstance(connector.access, Folder):
        require_enabled(read_settings(store.var), store.var)
    states = FetchStore(store.var)
    with states.locked(source):
        state = states.state(source)
        task = Task(home, store, connector, state.good, progress, dry_run)
        try:
            new = _folder(task, state) if _watched(connector) else _remote(task, state, force)
        except (SozialraumError, OSError) as error:
            new = replace(state, last=_result(task, FetchStatus.REFUSED, _words(error)))
        assert new.last is not None
        if not dry_run:
            states.keep(source, new)
    return new.last


def fetch_due(
    home: Path,
    now: datetime | None = None,
    *,
    dry_run: bool = False,
    var: Path | None = None,
    progress: Progress = silent,
) -> tuple[FetchResult, ...]:
    """Fetch every source that is due at ``now`` (with time zone), in the order of their ids.

    One refused source does not keep the others from being fetched. Raises what
    :func:`fetch_source` raises before it asks anything.
    """
    moment = now or datetime.now(UTC)
    return tuple(
        fetch_source(home, connector.id, dry_run=dry_run, var=var, progress=progress)
        for connector, state in declared_states(home, var)
        if is_due(connector, state, moment)
    )


def declared_states(
    home: Path, var: Path | None = None
) -> tuple[tuple[Connector, FetchState], ...]:
    """Every declared source with its stored state, sorted by id."""
    states = FetchStore(ReleaseStore(home, var).var)
    entries = read_connectors(home).entries
    return tuple((entries[name], states.state(name)) for name in sorted(entries))


def outlines_source(home: Path) -> str:
    """Id of the one source that delivers the outlines; raises :class:`UnknownEntry`."""
    entries = read_connectors(home).entries.values()
    found = [entry.id for entry in entries if entry.target.kind is TargetKind.OUTLINES]
    if len(found) != 1:
        what = f"Für die Umrisse sind {len(found)} Quellen angegeben statt einer."
        raise UnknownEntry(what, 'In data/abruf genau eine mit art = "umrisse" unter [ziel].')
    return found[0]


def _declared(home: Path, source: str) -> Connector:
    declared = read_connectors(home)
    if source in declared.entries:
        return declared.entries[source]
    if source in declared.broken:
        file = declared.files[source]
        problems = [problem for problem in declared.problems if problem.file == file]
        raise CatalogInvalid(f"Die Angabe {file} ist nicht in Ordnung.", problems)
    names = {entry.id: entry.title for entry in declared.entries.values()}
    what = f"Die Quelle „{source}“ ist nicht angegeben."
    raise UnknownEntry(what, suggestion(source, names))


def _remote(task: Task, state: FetchState, force: bool) -> FetchState:
    connector, access = task.connector, task.connector.access
    assert not isinstance(access, Folder)
    if access.missing:
        what = f"In data/abruf/{connector.id}.toml ist „{access.missing}“ noch nicht eingetragen."
        raise FetchRefused(what, connector.note or "Angabe ergänzen.")
    task.progress(f"„{connector.title}“ wird abgerufen …")
    with Fetcher(access, read_settings(task.store.var)) as fetcher:
        fetched = read_source(connector, fetcher, None if force else state.good, _bounds(task))
    if fetched is None:
        assert state.good is not None
        return _unchanged(task, state, state.good.count)
    digest = hashlib.sha256(fetched.content).hexdigest()
    if state.good and digest == state.good.sha256 and not force:
        return _unchanged(task, state, state.good.count)
    return _taken(task, state, fetched, take(task, fetched))


def _taken(task: Task, state: FetchState, fetched: Fetched, taken: Taken) -> FetchState:
    checked = task.dry_run or task.connector.target.kind is TargetKind.CONTROL
    digest = hashlib.sha256(fetched.content).hexdigest()
    notes = (*fetched.notes, *taken.notes)
    if not task.connector.checked:
        notes += ('Diese Angabe ist noch nicht geprüft (geprueft = ""); Ergebnis ansehen.',)
    result = replace(
        _result(task, FetchStatus.CHECKED if checked else FetchStatus.TAKEN, taken.words),
        sha256=digest,
        count=taken.count,
        number=taken.number,
        notes=notes,
    )
    asked = fetched.conditions
    good = GoodState(result.when, digest, taken.count, fetched.columns, asked.etag, asked.modified)
    return replace(state, last=result, good=good)


def _unchanged(task: Task, state: FetchState, count: int) -> FetchState:
    words = "Die Quelle hat nichts Neues; der letzte Stand gilt weiter."
    return replace(state, last=replace(_result(task, FetchStatus.UNCHANGED, words), count=count))


@dataclass
class _Folder:
    """What came of the files of a folder so far."""

    state: FetchState
    done: int = 0
    refused: int = 0


def _folder(task: Task, state: FetchState) -> FetchState:
    access = task.connector.access
    assert isinstance(access, Folder)
    files = waiting(access, place_of(access, task.store.var))
    run = _Folder(state)
    for found in files:
        task.progress(f"„{found.path.name}“ wird eingelesen …")
        _one_file(task, run, found)
    if not files:
        return _unchanged(task, state, 0)
    last = run.state.last
    assert last is not None
    status = FetchStatus.REFUSED if run.refused else last.status
    words = f"{run.done} Dateien gelesen, {run.refused} abgelehnt."
    return replace(
        run.state,
        last=replace(last, status=status, words=last.words if len(files) == 1 else words),
    )


def _one_file(task: Task, run: _Folder, found: Found) -> None:
    """Take one file over and put it away; its hash is stored before it is moved."""
    good = False
    try:
        if found.refusal:
            raise FetchRefused(found.refusal)
        if found.sha256 in run.state.seen:
            words, good = "Dieser Inhalt ist schon übernommen; nichts ist geändert.", True
            run.state = replace(run.state, last=_result(task, FetchStatus.UNCHANGED, words))
        else:
            fetched = _delivered(found)
            taken = take(replace(task, good=run.state.good), fetched)
            seen = (*run.state.seen, found.sha256)[-MOST_SEEN:]
            run.state = replace(_taken(task, run.state, fetched, taken), seen=seen)
            words, good = taken.words, True
    except (SozialraumError, OSError) as error:
        words = _words(error)
        run.state = replace(run.state, last=_result(task, FetchStatus.REFUSED, words))
    run.done, run.refused = run.done + good, run.refused + (not good)
    if not task.dry_run:
        FetchStore(task.store.var).keep(task.connector.id, run.state)
        put_away(found, good, words, now_utc())


def _delivered(found: Found) -> Fetched:
    name = found.path.stem
    if found.path.suffix.lower() == ".csv":
        return replace(csv_file(name, found.content), file=found.path.name)
    return Fetched(found.path.name, found.content, None, ())


def _bounds(task: Task) -> tuple[float, float, float, float]:
    from sozialraum.geometry.topology import load_outlines

    return bounds(load_outlines(task.home))


def _watched(connector: Connector) -> bool:
    return isinstance(connector.access, Folder)


def _result(task: Task, status: FetchStatus, words: str) -> FetchResult:
    connector = task.connector
    return FetchResult(
        connector.id, connector.title, now_utc(), status, words, dry_run=task.dry_run
    )


def _words(error: Exception) -> str:
    """What went wrong, with the first problems, in one paragraph."""
    if isinstance(error, ProblemsFound):
        found = " ".join(f"{p.what} {p.fix}".strip() for p in error.problems[:3])
        return f"{error.what} {found}".strip()
    if isinstance(error, SozialraumError):
        return f"{error.what} {error.fix}".strip()
    return f"Lesen oder Schreiben ist gescheitert ({error}). Platz und Rechte prüfen."
