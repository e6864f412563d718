"""One release, read-only, and the store that holds the releases of a home folder."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from sozialraum.catalog import Catalog, load_catalog
from sozialraum.catalog.public_part import public_part
from sozialraum.domain.records import Record
from sozialraum.errors import NoRelease, UnknownEntry
from sozialraum.join import JoinReport
from sozialraum.storage.files import replace_text
from sozialraum.storage.writing import ReleaseContent, prune, write_folder

if TYPE_CHECKING:
    import geopandas as gpd

KEPT = 3
"""Releases that stay on disk, the live one included."""


@dataclass(frozen=True, eq=False)
class Release:
    """What was published together. Loaded once; nothing that it hands out can change it.

    All bytes are read when it is opened, so that it works on when its folder is cleared away.
    Frames are copy-on-write views: changing one changes only the caller's.
    """

    id: str
    catalog: Catalog
    reports: tuple[JoinReport, ...]
    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]
    whole: bool = True
    """False for the public part of a release that holds more."""

    @classmethod
    def open(cls, folder: Path) -> Release:
        """Read a release folder; raises :class:`NoRelease` where it is missing or damaged."""
        try:
            manifest = json.loads((folder / "manifest.json").read_bytes())
            files = {name: (folder / name).read_bytes() for name in manifest["files"]}
        except (OSError, ValueError, KeyError, TypeError) as error:
            what = f"Der Datenstand in {folder} fehlt oder ist unvollständig."
            raise NoRelease(what, "Neu erzeugen: sozialraum publish") from error
        for name, content in files.items():
            if hashlib.sha256(content).hexdigest() != manifest["files"][name]:
                what = f"Im Datenstand {folder.name} ist die Datei „{name}“ beschädigt."
                raise NoRelease(what, "Neu erzeugen: sozialraum publish")
        reports = json.loads(files["reports.json"])
        return cls(
            id=str(manifest["id"]),
            catalog=load_catalog(folder / "declarations", files=False),
            reports=tuple(JoinReport.from_dict(report) for report in reports),
            manifest=MappingProxyType(manifest),
            files=MappingProxyType(files),
        )

    @classmethod
    def open_public(cls, folder: Path) -> Release:
        """The part that everybody may see; raises :class:`NoRelease`."""
        whole = cls.open(folder)
        part = whole.manifest.get("public")
        if part is None:
            what = f"Der Datenstand {folder.name} stammt von einer älteren Fassung des Programms."
            raise NoRelease(what, "Neu erzeugen: sozialraum publish")
        found = cls.open(folder / part) if part else whole
        return replace(found, catalog=public_part(found.catalog), whole=not part)

    def with_catalog(self, catalog: Catalog) -> Release:
        """The same content under a catalogue that declares the same in other words.

        Frames and entries are shared with this release, not read twice.
        """
        twin = replace(self, catalog=catalog)
        shared = ("_observations", "_areas", "_points", "_records")
        twin.__dict__.update({name: getattr(self, name) for name in shared})
        return twin

    @property
    def created(self) -> str:
        """When it was built: ISO 8601 in UTC."""
        return str(self.manifest["created"])

    @property
    def observations(self) -> pd.DataFrame:
        """All statements; columns and types as in :mod:`sozialraum.domain.observations`."""
        return self._observations.copy(deep=False)

    def areas(self, level: str) -> gpd.GeoDataFrame:
        """Areas of a level, in metres of the city's system, index = code (sorted).

        Columns ``name``, ``certain`` (bool), ``parents`` (JSON text: level id -> code),
        ``area_km2`` (of the original outlines, NaN where not known) and ``geometry``. Raises
        :class:`UnknownEntry`.
        """
        self.catalog.level(level)
        chosen = self._areas[self._areas["level"] == level]
        return chosen.drop(columns="level").set_index("code")

    def layer_points(self, layer: str) -> pd.DataFrame:
        """Places of a point layer, one row each, in the order of the file.

        The declared columns as text as in the file, plus ``latitude`` and ``longitude`` (WGS84
        degrees, NaN where unknown) and ``area`` (code of the atom that it lies in, or empty).
        Raises :class:`UnknownEntry` for a layer that does not exist or has no points.
        """
        self.catalog.layer(layer)
        if layer not in self._points:
            raise UnknownEntry(f"Die Karten-Ebene „{layer}“ besteht nicht aus Punkten.")
        return self._points[layer].copy(deep=False)

    def records(self, list_id: str) -> tuple[Record, ...]:
        """Entries of a list in the order of its file; read-only, parsed once.

        Raises :class:`UnknownEntry` for a list that does not exist or is confidential: those are
        in no release.
        """
        declared = self.catalog.records(list_id)
        if list_id not in self._records:
            raise UnknownEntry(f"Das Verzeichnis „{declared.title}“ ist nicht veröffentlicht.")
        return self._records[list_id]

    @property
    def topology(self) -> dict[str, Any]:
        """The TopoJSON of the atoms as a new dictionary."""
        parsed: dict[str, Any] = json.loads(self.files["declarations/geo/umrisse.topojson"])
        return parsed

    @property
    def orientation_bytes(self) -> bytes:
        """``geo/orientierung.json`` as it is."""
        return self.files["declarations/geo/orientierung.json"]

    @cached_property
    def _observations(self) -> pd.DataFrame:
        return pd.read_parquet(io.BytesIO(self.files["observations.parquet"]))

    @cached_property
    def _areas(self) -> gpd.GeoDataFrame:
        import geopandas as gpd

        return gpd.read_parquet(io.BytesIO(self.files["areas.parquet"]))

    @cached_property
    def _points(self) -> dict[str, pd.DataFrame]:
        files = self._folder("layers/", ".parquet")
        return {name: pd.read_parquet(io.BytesIO(content)) for name, content in files.items()}

    @cached_property
    def _records(self) -> dict[str, tuple[Record, ...]]:
        files = self._folder("lists/", ".json")
        return {name: tuple(map(_record, json.loads(text))) for name, text in files.items()}

    def _folder(self, prefix: str, suffix: str) -> dict[str, bytes]:
        """Files of one folder by their name without suffix."""
        return {
            name.removeprefix(prefix).removesuffix(suffix): content
            for name, content in self.files.items()
            if name.startswith(prefix) and name.endswith(suffix)
        }


def _record(stored: dict[str, Any]) -> Record:
    """A record as the release stores it; its mappings cannot be changed."""
    read_only = {key: MappingProxyType(stored[key]) for key in ("cells", "areas")}
    return Record(**stored | read_only)


class ReleaseStore:
    """The releases of one home folder.

    ``var`` is where they lie: by default the folder that ``SOZIALRAUM_VAR`` names, else ``var``
    below the home folder.
    """

    def __init__(self, home: Path, var: Path | None = None) -> None:
        self.home = home
        self.var = var or Path(os.environ.get("SOZIALRAUM_VAR") or home / "var")
        self.releases = self.var / "releases"

    def current_id(self) -> str:
        """Id of the live release, empty where there is none."""
        try:
            return (self.var / "current").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""

    def current(self) -> Release:
        """The live release; raises :class:`NoRelease`."""
        name = self.current_id()
        if not name:
            what = f"Unter {self.var} gibt es noch keinen Datenstand."
            raise NoRelease(what, "Erzeugen: sozialraum publish")
        return self.get(name)

    def get(self, name: str) -> Release:
        """The release with this id; raises :class:`NoRelease`."""
        return Release.open(self.releases / name)

    def public(self, name: str) -> Release:
        """The part of a release that everybody may see; raises :class:`NoRelease`."""
        return Release.open_public(self.releases / name)

    def has(self, name: str) -> bool:
        """True where a release with this id is there and undamaged."""
        try:
            self.get(name)
            self.public(name)
        except NoRelease:
            return False
        return True

    def list(self) -> tuple[str, ...]:
        """Ids of all complete releases, the newest first."""
        created = {}
        for path in self.releases.glob("[0-9a-f]*/manifest.json"):
            try:
                created[path.parent.name] = str(json.loads(path.read_bytes())["created"])
            except (OSError, ValueError, KeyError):
                continue
        return tuple(sorted(created, key=lambda name: (created[name], name), reverse=True))

    def stage(self, content: ReleaseContent, public: ReleaseContent | None = None) -> Release:
        """Store a release beside the others; the old one stays live.

        ``public`` is the part that everybody may see, None where that is all of it. A complete
        release with the same id is kept as it is. Raises ``OSError`` where the disk
        refuses.
        """
        name = content.fingerprint
        if not self.has(name):
            write_folder(self.home, self.releases, content, lambda: self.has(name), public)
        return self.get(name)

    def activate(self, name: str) -> None:
        """Make a stored release the live one, in one step."""
        replace_text(self.var / "current", f"{name}\n")

    def discard(self, name: str) -> None:
        """Remove a release that never was live."""
        if name != self.current_id():
            shutil.rmtree(self.releases / name, ignore_errors=True)

    def prune(self) -> None:
        """Clear away all but the live release and the newest others."""
        live = self.current_id()
        others = [other for other in self.list() if other != live]
        prune(self.releases, keep={live, *others[: KEPT - 1]})
