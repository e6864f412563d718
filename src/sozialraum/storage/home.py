"""Where everything lies: the home folder with ``geo/`` and ``data/``, and ``var`` beside them."""

from __future__ import annotations

import os
from pathlib import Path

import sozialraum


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


def var_folder(home: Path | None = None) -> Path:
    """The folder of releases, imports and logs: ``SOZIALRAUM_VAR``, else ``var`` below the home."""
    named = os.environ.get("SOZIALRAUM_VAR")
    return Path(named) if named else home_folder(home) / "var"
