"""The built walking network of a home folder: ``var/netz/<digest>.npz`` and ``netz.json``.

``netz.json`` names the file that is valid and is replaced last, so that readers see the old
network or the new one.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sozialraum.analysis.network import Network, NetworkReport
from sozialraum.errors import UnreadableInput
from sozialraum.storage.files import replace_text
from sozialraum.storage.writing import replace_bytes

FOLDER = "netz"
MANIFEST = "netz.json"
_FIX = "Neu erstellen: sozialraum network build --from DATEI"


@dataclass(frozen=True)
class NetworkOrigin:
    """What a network was built from: file and layer, digest (SHA-256), EPSG code as delivered,
    German notes of the reader."""

    source: str
    layer: str
    sha256: str
    epsg: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class NetworkManifest:
    """``file`` below the folder with its digest ``file_sha256``, when it was ``built`` (ISO 8601,
    UTC), from what, and the counts."""

    file: str
    file_sha256: str
    built: str
    origin: NetworkOrigin
    report: NetworkReport

    def as_dict(self) -> dict[str, Any]:
        """Plain dictionaries, for JSON."""
        return asdict(self)


def save_network(var: Path, network: Network, origin: NetworkOrigin) -> NetworkManifest:
    """Store a network below ``var`` and make it the valid one.

    The one before it stays on disk for those who are just reading it; older ones are deleted.
    Raises ``OSError`` where the disk refuses; the earlier network is valid then.
    """
    folder = var / FOLDER
    earlier = _valid_file(var)
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, xy=network.xy, pairs=network.pairs, metres=network.metres)
    content = buffer.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    built = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = NetworkManifest(f"{digest[:16]}.npz", digest, built, origin, network.report)
    replace_bytes(folder / manifest.file, content)
    text = json.dumps(manifest.as_dict(), ensure_ascii=False, indent=1)
    replace_text(folder / MANIFEST, text)
    for path in folder.glob("*.npz"):
        if path.name not in (manifest.file, earlier):
            path.unlink(missing_ok=True)
    return manifest


def _valid_file(var: Path) -> str:
    try:
        manifest = network_manifest(var)
    except UnreadableInput:
        return ""
    return manifest.file if manifest else ""


def network_manifest(var: Path) -> NetworkManifest | None:
    """What the valid network was built from, None where none was built.

    Raises :class:`UnreadableInput` where the file is damaged.
    """
    try:
        text = (var / FOLDER / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        stored = json.loads(text)
        origin = NetworkOrigin(**stored["origin"] | {"notes": tuple(stored["origin"]["notes"])})
        report = NetworkReport(**stored["report"])
        return NetworkManifest(**stored | {"origin": origin, "report": report})
    except (ValueError, KeyError, TypeError) as error:
        what = f"Die Beschreibung des Fußwegenetzes ({MANIFEST}) ist beschädigt."
        raise UnreadableInput(what, _FIX) from error


def load_network(var: Path) -> Network | None:
    """The valid network, None where none was built; kept in memory until it is replaced.

    Raises :class:`UnreadableInput` where it is damaged or missing.
    """
    manifest = network_manifest(var)
    return None if manifest is None else _load(var / FOLDER, manifest)


@lru_cache(maxsize=2)
def _load(folder: Path, manifest: NetworkManifest) -> Network:
    try:
        content = (folder / manifest.file).read_bytes()
        if hashlib.sha256(content).hexdigest() != manifest.file_sha256:
            raise ValueError("digest")
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            xy, pairs, metres = (stored[name] for name in ("xy", "pairs", "metres"))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        what = f"Das gespeicherte Fußwegenetz ({manifest.file}) fehlt oder ist beschädigt."
        raise UnreadableInput(what, _FIX) from error
    return Network(xy, pairs, metres, manifest.report)
