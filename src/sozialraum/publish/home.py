"""The home folder, and a fingerprint of everything that a release depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import sozialraum
from sozialraum import __version__
from sozialraum.storage.imports import ImportStore
from sozialraum.storage.release import ReleaseStore
from sozialraum.storage.stand import Fragment

_CODE = (
    "domain", "catalog", "importers", "geometry", "storage", "publish", "privacy", "join.py",
    "errors.py",
)  # fmt: skip
"""Parts of the package whose change may change a release."""


def active_imports(home: Path, var: Path | None = None) -> tuple[Fragment, ...]:
    """What the active imports add to ``home``, in the order of their numbers.

    Raises :class:`~sozialraum.errors.UnreadableInput` where their list is damaged.
    """
    return ImportStore(ReleaseStore(home, var).var).fragments()


def fingerprint(
    home: Path, var: Path | None = None, fragments: Sequence[Fragment] | None = None
) -> str:
    """16 hexadecimal digits over the bytes and names below ``geo/`` and ``data/``, the code and the
    imports ``fragments`` (default: those that are active below ``var``).

    An import never changes once it is written, so its digest is not computed again here;
    :func:`~sozialraum.publish.checking.gather` does that before anything is built from it.
    """
    if fragments is None:
        fragments = active_imports(home, var)
    total = hashlib.sha256(__version__.encode())
    package = Path(sozialraum.__file__).resolve().parent
    inputs = [(home, path) for path in _files(home / "geo", home / "data")]
    inputs += [
        (package, p) for p in _files(*(package / part for part in _CODE)) if p.suffix == ".py"
    ]
    for base, path in inputs:
        total.update(path.relative_to(base).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    for fragment in fragments:
        total.update(f"{fragment.number} {fragment.digest}".encode() + b"\0")
    return total.hexdigest()[:16]


def _files(*places: Path) -> Iterator[Path]:
    """Files below the places in a stable order, without hidden and temporary ones."""
    for place in places:
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        for path in found:
            if path.is_file() and not path.name.startswith((".", "~")):
                yield path
