"""What the browser fetches once: engine files, map package, overlays, orientation.

Every address contains the hash of its content, so the answer never changes and may be kept
for ever. Who asks for one gets it only where it belongs to the release that his roles may see.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sozialraum.geometry.topology import level_objects
from sozialraum.render.map import ROOT, EngineAssets, bundle
from sozialraum.render.package import content_hash, layer_entry, map_package, overlay_file
from sozialraum.service import Monitor

PREFIX = "sozialraum"
"""First part of all own addresses."""
STATIC = Path(__file__).resolve().parents[3] / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}


@dataclass(frozen=True)
class Asset:
    """One immutable answer: bytes, the same compressed, media type."""

    body: bytes
    compressed: bytes
    media_type: str


@dataclass(frozen=True)
class MapAssets:
    """All assets of a release by path below the prefix, and the address of the map package."""

    files: dict[str, Asset]
    package_url: str
    engine: EngineAssets

    @property
    def first(self) -> tuple[str, ...]:
        """What every map needs before it can be drawn, as paths below the prefix."""
        links = (*self.engine.scripts, *self.engine.styles, self.package_url)
        return tuple(link.removeprefix(ROOT) for link in links)


def asset(body: bytes, suffix: str) -> Asset:
    """``body`` ready to be sent, as it is and compressed."""
    return Asset(body, gzip.compress(body, 9, mtime=0), _TYPES[suffix])


@lru_cache(maxsize=1)
def page_script() -> tuple[str, Asset]:
    """Path below the prefix and content of the script of the start page."""
    body = (STATIC / "engine" / "page.js").read_bytes()
    return f"seite/{content_hash(body)}.js", asset(body, ".js")


@lru_cache(maxsize=1)
def engine_files() -> tuple[EngineAssets, dict[str, Asset]]:
    """Links of the engine and their files by path below the prefix."""
    engine, files = bundle(STATIC)
    return engine, {path: asset(body, Path(path).suffix) for path, body in files.items()}


def map_assets(monitor: Monitor) -> MapAssets:
    """Engine, map package, orientation and all overlays of a release."""
    release, catalog = monitor.release, monitor.catalog
    engine, files = engine_files()
    files = dict([*files.items(), page_script()])
    entries = [
        layer_entry(layer, _overlay(files, monitor, layer.id) if layer.file else "")
        for layer in catalog.layers.values()
    ]
    package = map_package(
        level_objects(release.topology, catalog.hierarchy(), list(catalog.levels.values())),
        catalog.hierarchy(),
        [
            {"id": level.id, "name": level.name, "plural": level.plural}
            for level in catalog.levels.values()
        ],
        entries,
        orientation=_keep(files, "orientierung", release.orientation_bytes),
        attribution=_attribution(monitor),
        district=catalog.district,
    )
    return MapAssets(files, _keep(files, "geometrie", package), engine)


def _attribution(monitor: Monitor) -> str:
    """Sources of the outlines, then of the orientation layer."""
    catalog = monitor.catalog
    levels = dict.fromkeys(level.source for level in catalog.levels.values())
    ground = str(json.loads(monitor.release.orientation_bytes).get("attribution", ""))
    named = [catalog.source(source).citation for source in levels]
    return " · ".join(filter(None, [*named, ground]))


def _overlay(files: dict[str, Asset], monitor: Monitor, layer: str) -> str:
    declared, points = monitor.catalog.layer(layer), monitor.release.layer_points(layer)
    said = monitor.catalog.words_on(layer)
    for field in declared.popup if monitor.catalog.original else ():
        points[field.column] = points[field.column].map(said, na_action="ignore")
    return _keep(files, "ebene", overlay_file(declared, points))


def _keep(files: dict[str, Asset], folder: str, body: bytes) -> str:
    path = f"{folder}/{content_hash(body)}.json"
    files[path] = asset(body, ".json")
    return ROOT + path
