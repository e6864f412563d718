"""The home folder, and a fingerprint of everything that a release depends on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import sozialraum
from sozialraum import __version__

_CODE = (
    "domain", "catalog", "importers", "geometry", "storage", "publish", "join.py", "errors.py",
)  # fmt: skip
"""Parts of the package whose change may change a release."""


def home_folder(given: Path | None = None) -> Path:
    """The folder with ``geo/`` and ``data/``.

    In this order: ``given``, ``SOZIALRAUM_HOME``, the working folder or the nearest one above it,
    the checkout that this package lies in.
    """
    named = given or (
        Path(os.environ["SOZIALRAUM_HOME"]) if os.environ.get("SOZIALRAUM_HOME") else None
    )
    if named is not None:
        return named.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "geo").is_dir() and (folder / "data").is_dir():
            return folder
    return Path(sozialraum.__file__).resolve().parents[2]


def fingerprint(home: Path) -> str:
    """16 hexadecimal digits over the bytes and names below ``geo/`` and ``data/`` and the code."""
    total = hashlib.sha256(__version__.encode())
    package = Path(sozialraum.__file__).resolve().parent
    inputs = [(home, path) for path in _files(home / "geo", home / "data")]
    inputs += [
        (package, p) for p in _files(*(package / part for part in _CODE)) if p.suffix == ".py"
    ]
    for base, path in inputs:
        total.update(path.relative_to(base).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _files(*places: Path) -> Iterator[Path]:
    """Files below the places in a stable order, without hidden and temporary ones."""
    for place in places:
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        for path in found:
            if path.is_file() and not path.name.startswith((".", "~")):
                yield path
