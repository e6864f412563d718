"""From the content of a release to its folder: built aside, flushed, renamed."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pandas as pd

from sozialraum.join import JoinReport
from sozialraum.storage.files import digests, sync, sync_tree

if TYPE_CHECKING:
    import geopandas as gpd

UNFINISHED = ".neu-"
STALE_SECONDS = 3600
"""An unfinished folder older than this was left by a process that died."""


@dataclass(frozen=True)
class ReleaseContent:
    """What a release is made of.

    ``areas`` (EPSG:25832) has the columns ``level, code, name, certain, parents, area_km2`` and
    ``geometry``; ``points`` the places per layer; ``counts`` goes into the manifest.
    """

    fingerprint: str
    observations: pd.DataFrame
    areas: gpd.GeoDataFrame
    points: Mapping[str, pd.DataFrame]
    reports: Sequence[JoinReport]
    counts: Mapping[str, Any]


def write_folder(
    home: Path, releases: Path, content: ReleaseContent, intact: Callable[[], bool]
) -> None:
    """Write a release into ``releases``.

    Where another process was faster, its release stays if ``intact()`` says that it is complete;
    a damaged one is replaced.
    """
    releases.mkdir(parents=True, exist_ok=True)
    folder = releases / f"{UNFINISHED}{uuid4().hex}"
    folder.mkdir()
    try:
        _fill(home, folder, content)
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


def prune(releases: Path, keep: Set[str]) -> None:
    """Remove all releases but ``keep``, and what a dead process left behind."""
    for path in releases.iterdir():
        if path.name.startswith(UNFINISHED):
            if time.time() - path.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
        elif path.is_dir() and path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)


def _fill(home: Path, folder: Path, content: ReleaseContent) -> None:
    content.observations.to_parquet(folder / "observations.parquet", index=False)
    content.areas.to_parquet(folder / "areas.parquet", index=False)
    (folder / "layers").mkdir()
    for layer, points in content.points.items():
        points.to_parquet(folder / "layers" / f"{layer}.parquet", index=False)
    _write_json(folder / "reports.json", [report.as_dict() for report in content.reports])
    _copy_declarations(home, folder / "declarations")
    manifest = {
        "id": content.fingerprint,
        "created": datetime.now(UTC).isoformat(timespec="microseconds"),
        "counts": dict(content.counts),
        "files": digests(folder),
    }
    _write_json(folder / "manifest.json", manifest)


def _copy_declarations(home: Path, target: Path) -> None:
    """Everything that the catalogue and the outlines are read from."""
    patterns = ("geo/*.*", "data/*.toml", "data/*.csv", "data/*/*.toml", "data/methoden/*.md")
    chosen = [path for pattern in patterns for path in home.glob(pattern)]
    for path in sorted(p for p in chosen if p.is_file() and not p.name.startswith(".")):
        copy = target / path.relative_to(home)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
