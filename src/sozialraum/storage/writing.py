"""From the content of a release to its folder: built aside, flushed, renamed."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pandas as pd

from sozialraum.catalog.loading import SOURCES_FILE
from sozialraum.domain.records import Record
from sozialraum.join import JoinReport
from sozialraum.storage.files import digests, sync, sync_tree

if TYPE_CHECKING:
    import geopandas as gpd

UNFINISHED = ".neu-"
PUBLIC = "oeffentlich"
"""Folder inside a release with the part that everybody may see, where that is not all of it."""
_BINARY = getattr(os, "O_BINARY", 0)
"""Windows alone tells text from bytes."""
STALE_SECONDS = 3600
"""An unfinished folder older than this was left by a process that died."""


@dataclass(frozen=True)
class ReleaseContent:
    """What a release is made of.

    ``areas`` (metres) has the columns ``level, code, name, certain, parents, area_km2`` and
    ``geometry``; ``points`` the places per layer; ``records`` the entries per list; ``counts`` and
    ``audit`` (what the attacker found) go into the manifest. ``extra`` are further folders whose
    declarations belong to it.
    """

    fingerprint: str
    observations: pd.DataFrame
    areas: gpd.GeoDataFrame
    points: Mapping[str, pd.DataFrame]
    records: Mapping[str, Sequence[Record]]
    reports: Sequence[JoinReport]
    counts: Mapping[str, Any]
    extra: Sequence[Path] = ()
    audit: Mapping[str, Any] = field(default_factory=dict)


def write_folder(
    home: Path,
    releases: Path,
    content: ReleaseContent,
    intact: Callable[[], bool],
    public: ReleaseContent | None = None,
) -> None:
    """Write a release into ``releases``, and its ``public`` part, where it is another one, inside.

    Where another process was faster, its release stays if ``intact()`` says that it is complete;
    a damaged one is replaced.
    """
    releases.mkdir(parents=True, exist_ok=True)
    folder = releases / f"{UNFINISHED}{uuid4().hex}"
    folder.mkdir()
    try:
        _fill(home, folder, content, PUBLIC if public else "")
        if public:
            (folder / PUBLIC).mkdir()
            _fill(home, folder / PUBLIC, public, "")
        sync_tree(folder)
        target = releases / content.fingerprint
        if target.exists() and intact():
            shutil.rmtree(folder)
            return
        if target.exists():
            shutil.rmtree(target)
        folder.rename(target)
        sync(releases)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def replace_bytes(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file so that readers see the old or the new content, also after a power cut.

    ``private``: only this user may read it. Raises ``OSError``; the old content stays then.
    """
    temporary = path.with_name(f".{path.name}-{uuid4().hex}")
    try:
        handle = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600 if private else 0o666
        )
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


def prune(releases: Path, keep: Set[str]) -> None:
    """Remove all releases but ``keep``, and what a dead process left behind."""
    for path in releases.iterdir():
        if path.name.startswith(UNFINISHED):
            if time.time() - path.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
        elif path.is_dir() and path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)


def _fill(home: Path, folder: Path, content: ReleaseContent, public: str) -> None:
    content.observations.to_parquet(folder / "observations.parquet", index=False)
    content.areas.to_parquet(folder / "areas.parquet", index=False)
    (folder / "layers").mkdir()
    for layer, points in content.points.items():
        points.to_parquet(folder / "layers" / f"{layer}.parquet", index=False)
    (folder / "lists").mkdir()
    for name, records in content.records.items():
        _write_json(folder / "lists" / f"{name}.json", [record.as_dict() for record in records])
    _write_json(folder / "reports.json", [report.as_dict() for report in content.reports])
    _copy_declarations(home, content.extra, folder / "declarations")
    manifest = {
        "id": content.fingerprint,
        "created": datetime.now(UTC).isoformat(timespec="microseconds"),
        "counts": dict(content.counts),
        "audit": dict(content.audit),
        "public": public,
        "files": digests(folder),
    }
    _write_json(folder / "manifest.json", manifest)


def _copy_declarations(home: Path, extra: Sequence[Path], target: Path) -> None:
    """Everything that the catalogue and the outlines are read from, as if it lay in one folder."""
    patterns = (
        "geo/*.*", "geo/gebietsstaende/*.*", "data/*.toml", "data/*.csv", "data/*/*.toml",
        "data/methoden/*.md", "data/methoden/*/*.md", "data/sprachen/*.po",
        "data/praesentationen/*.json",
    )  # fmt: skip
    chosen = [(home, path) for pattern in patterns for path in home.glob(pattern)]
    chosen += [(root, path) for root in extra for path in root.glob("data/*/*.toml")]
    for base, path in sorted(chosen):
        if path.is_file() and not path.name.startswith("."):
            copy = target / path.relative_to(base)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    _join_sources([root / SOURCES_FILE for root in extra], target / SOURCES_FILE)


def _join_sources(added: Sequence[Path], target: Path) -> None:
    """Append further sources; every source is a table of its own, and no id is there twice."""
    texts = [path.read_text(encoding="utf-8-sig") for path in added if path.is_file()]
    if texts:
        text = target.read_text(encoding="utf-8-sig")
        target.write_text("\n".join([text, *texts]), encoding="utf-8")


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
