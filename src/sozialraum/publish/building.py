"""From a home folder to the live release."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sozialraum.errors import CatalogInvalid, NoRelease, Problem, PublicationRefused
from sozialraum.publish.checking import Gathered, gather
from sozialraum.publish.home import fingerprint
from sozialraum.publish.shapes import all_areas
from sozialraum.storage.release import Release, ReleaseStore
from sozialraum.storage.writing import ReleaseContent

Progress = Callable[[str], None]
_ATTEMPTS = 3


def silent(_message: str) -> None:
    """Progress that nobody wants to see."""


def ensure_release(home: Path, var: Path | None = None, progress: Progress = silent) -> Release:
    """The live release; built first where ``geo/``, ``data/`` or the code changed.

    Raises :class:`CatalogInvalid` or :class:`PublicationRefused` where it cannot be built; the
    last good release then stays live (``ReleaseStore(home).current()``).
    """
    store = ReleaseStore(home, var)
    wanted = fingerprint(home)
    try:
        release = store.get(wanted)
    except NoRelease:
        return build_release(home, var, progress)
    if store.current_id() != wanted:
        store.activate(wanted)
    return release


def build_release(home: Path, var: Path | None = None, progress: Progress = silent) -> Release:
    """Check, build and publish; ``progress`` gets German lines.

    Raises :class:`CatalogInvalid` for faulty declarations, :class:`PublicationRefused` for faulty
    tables and outlines, ``OSError`` where the disk refuses. In every case the last good release
    stays live.
    """
    started = time.perf_counter()
    progress(f"Angaben unter {home} werden gelesen und geprüft …")
    name, gathered = _gather_unchanged(home)
    _refuse(home, gathered)
    counts = gathered.result.counts()
    progress(
        f"{counts['figures']} Angaben zu {counts['indicators']} Indikatoren sind zugeordnet; "
        "Gebiete aller Ebenen werden gebildet …"
    )
    release = ReleaseStore(home, var).write(_content(gathered, name))
    seconds = f"{time.perf_counter() - started:.1f}".replace(".", ",")
    progress(f"Datenstand {release.id} ist veröffentlicht ({seconds} s).")
    return release


def _gather_unchanged(home: Path) -> tuple[str, Gathered]:
    """The content and its fingerprint; read again where somebody saves a file meanwhile."""
    for _ in range(_ATTEMPTS):
        before = fingerprint(home)
        gathered = gather(home)
        if fingerprint(home) == before:
            return before, gathered
    what = "Während des Lesens haben sich Dateien geändert."
    raise PublicationRefused(
        "Der Datenstand wird nicht veröffentlicht.",
        [Problem("data", "", what, "Speichern abwarten und noch einmal veröffentlichen.")],
    )


def _refuse(home: Path, gathered: Gathered) -> None:
    problems = gathered.result.problems
    if not problems:
        return
    kind = CatalogInvalid if gathered.declarations else PublicationRefused
    raise kind(
        f"Der Datenstand wird nicht veröffentlicht: {len(problems)} Fehler unter {home}. "
        "Der letzte gute Stand bleibt gültig.",
        problems,
    )


def _content(gathered: Gathered, name: str) -> ReleaseContent:
    """What is published. Everything that readers see goes through here, so masking belongs here."""
    assert gathered.atoms is not None
    return ReleaseContent(
        fingerprint=name,
        observations=gathered.statements.observations,
        areas=all_areas(gathered.atoms, gathered.catalog),
        points=gathered.points,
        records=gathered.records,
        reports=gathered.statements.reports,
        counts=gathered.result.counts(),
    )
