"""From a home folder to the live release."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sozialraum.errors import CatalogInvalid, NoRelease, Problem, PublicationRefused
from sozialraum.language import Language, current, speaking, t
from sozialraum.publish.checking import Gathered, gather
from sozialraum.publish.home import active_imports, fingerprint
from sozialraum.publish.masking import for_everybody, masked
from sozialraum.publish.shapes import all_areas
from sozialraum.render.formats import number
from sozialraum.storage.imports import ImportStore
from sozialraum.storage.release import Release, ReleaseStore
from sozialraum.storage.stand import Fragment, Stand
from sozialraum.storage.writing import ReleaseContent

Progress = Callable[[str], None]
_ATTEMPTS = 3


def silent(_message: str) -> None:
    """Progress that nobody wants to see."""


def ensure_release(home: Path, var: Path | None = None, progress: Progress = silent) -> Release:
    """The live release; built first where ``geo/``, ``data/``, the imports or the code changed.

    What a process that died had begun is put right first. Raises :class:`CatalogInvalid` or
    :class:`PublicationRefused` where it cannot be built; the last good release then stays live
    (``ReleaseStore(home).current()``).
    """
    store = ReleaseStore(home, var)
    wanted = fingerprint(home, var)
    if store.current_id() == wanted:
        try:
            return store.get(wanted)
        except NoRelease:
            pass  # damaged: it is built again
    with ImportStore(store.var).locked():
        wanted = fingerprint(home, var)
        try:
            release = store.get(wanted)
        except NoRelease:
            return build_release(home, var, progress)
        if store.current_id() != wanted:
            store.activate(wanted)
        return release


def build_release(home: Path, var: Path | None = None, progress: Progress = silent) -> Release:
    """Check, build and publish; ``progress`` gets one line per step.

    Raises :class:`CatalogInvalid` for faulty declarations, :class:`PublicationRefused` for faulty
    tables and outlines, ``OSError`` where the disk refuses,
    :class:`~sozialraum.errors.SozialraumError` where somebody else is publishing. In every case the
    last good release stays live.
    """
    store = ReleaseStore(home, var)
    with ImportStore(store.var).locked():
        return publish(store, active_imports(home, var), progress)


def publish(
    store: ReleaseStore,
    fragments: Sequence[Fragment],
    progress: Progress = silent,
    stand: Stand | None = None,
) -> Release:
    """Build a release with these imports beside the live one, then make it live.

    ``stand`` becomes valid in the same step. Raises what :func:`build_release` raises; release and
    stand are then as before, and nothing of the new release stays. The caller holds the lock.
    """
    started = time.perf_counter()
    before, present = store.current_id(), store.list()
    try:
        release = _stage(store, fragments, progress)
        if stand is None:
            store.activate(release.id)
        else:
            ImportStore(store.var).commit(stand, lambda: store.activate(release.id))
    except BaseException:
        if before and store.current_id() != before:
            store.activate(before)
        for name in set(store.list()) - set(present):
            store.discard(name)
        raise
    store.prune()
    seconds = number(time.perf_counter() - started, 1)
    progress(t("Datenstand {id} ist veröffentlicht ({seconds} s).", id=release.id, seconds=seconds))
    return release


def _stage(store: ReleaseStore, fragments: Sequence[Fragment], progress: Progress) -> Release:
    home = store.home
    progress(t("Angaben unter {home} werden gelesen und geprüft …", home=home))
    name, gathered = _gather_unchanged(home, fragments)
    if gathered.result.problems and current() is not Language.GERMAN:
        gathered = gather(home, fragments=fragments)  # once more, for the person who reads it
    _refuse(home, gathered)
    counts = gathered.result.counts()
    progress(
        t(
            "{figures} Angaben zu {indicators} Indikatoren sind zugeordnet; Gebiete "
            "aller Ebenen werden gebildet …",
            figures=counts["figures"],
            indicators=counts["indicators"],
        )
    )
    with speaking(Language.GERMAN):
        content = _content(gathered, name, fragments)
        return store.stage(content, for_everybody(content, gathered.catalog))


def _gather_unchanged(home: Path, fragments: Sequence[Fragment]) -> tuple[str, Gathered]:
    """The content and its fingerprint; read again where somebody saves a file meanwhile.

    What is said in it is published and therefore German.
    """
    for _ in range(_ATTEMPTS):
        before = fingerprint(home, fragments=fragments)
        with speaking(Language.GERMAN):
            gathered = gather(home, fragments=fragments)
        if fingerprint(home, fragments=fragments) == before:
            return before, gathered
    what = t("Während des Lesens haben sich Dateien geändert.")
    raise PublicationRefused(
        t("Der Datenstand wird nicht veröffentlicht."),
        [Problem("data", "", what, t("Speichern abwarten und noch einmal veröffentlichen."))],
    )


def _refuse(home: Path, gathered: Gathered) -> None:
    problems = gathered.result.problems
    if not problems:
        return
    kind = CatalogInvalid if gathered.declarations else PublicationRefused
    raise kind(
        t(
            "Der Datenstand wird nicht veröffentlicht: {problems} Fehler unter "
            "{home}. Der letzte gute Stand bleibt gültig.",
            problems=len(problems),
            home=home,
        ),
        problems,
    )


def _content(gathered: Gathered, name: str, fragments: Sequence[Fragment]) -> ReleaseContent:
    """What is published: everything that anybody sees was masked here."""
    assert gathered.atoms is not None
    observations, audit = masked(gathered.statements.observations, gathered.catalog)
    return ReleaseContent(
        fingerprint=name,
        observations=observations,
        areas=all_areas(gathered.atoms, gathered.catalog),
        points=gathered.points,
        records=gathered.records,
        reports=gathered.statements.reports,
        counts=gathered.result.counts(),
        extra=[fragment.root for fragment in fragments],
        audit=audit,
    )
