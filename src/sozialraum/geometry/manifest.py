"""What is known about the embedded outlines: origin, method, and how far they are off."""

from __future__ import annotations

import hashlib
import os
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import shapely
from pydantic import BaseModel, ConfigDict, Field

from sozialraum.geometry.repair import Shapes

METHOD = (
    "Ringe repariert, Streifen unter 1 m bereinigt, gemeinsame Grenzen zusammen vereinfacht "
    "(Visvalingam-Whyatt), auf das Raster gerundet, danach erneut repariert und geprüft."
)


class Deviation(BaseModel):
    """The stored outlines against the delivered ones, in metres; per area and for the city."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    hausdorff_max: float = Field(alias="hausdorff_groesste_m")
    hausdorff_median: float = Field(alias="hausdorff_median_m")
    area_max: float = Field(alias="flaechenfehler_groesster_prozent")
    area_max_code: str = Field(alias="flaechenfehler_groesster_gebiet")
    area_city: float = Field(alias="flaechenfehler_stadt_prozent")


class Manifest(BaseModel):
    """``geo/manifest.json``; keys are German. Same input, same bytes."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    file: str = Field(alias="datei")
    sha256: str = Field(alias="datei_sha256")
    layer: str
    source: str = Field(alias="quelle")
    edition: str = Field(alias="stand")
    licence: str = Field(alias="lizenz")
    epsg: int = Field(alias="koordinatensystem_der_datei_epsg")
    method: str = Field(alias="verfahren")
    tolerance: float = Field(alias="toleranz_m")
    grid: tuple[float, float] = Field(alias="raster_grad")
    areas: int = Field(alias="gebiete")
    vertices_before: int = Field(alias="stuetzpunkte_vorher")
    vertices_after: int = Field(alias="stuetzpunkte_nachher")
    deviation: Deviation = Field(alias="abweichung")
    mended: dict[str, int] = Field(alias="behoben")
    notes: tuple[str, ...] = Field(alias="hinweise")
    outlines_sha256: str = Field(alias="umrisse_sha256")

    def to_json(self) -> bytes:
        """The file's content, UTF-8, indented."""
        return (self.model_dump_json(by_alias=True, indent=2) + "\n").encode("utf-8")


def measured(codes: list[str], original: Shapes, stored: Shapes) -> Deviation:
    """Compare two arrays of areas in metres, same order as ``codes``."""
    distance = shapely.hausdorff_distance(original, stored)
    before, after = shapely.area(original), shapely.area(stored)
    error = np.abs(after / before - 1) * 100
    worst = int(np.argmax(error))
    return Deviation(
        hausdorff_max=round(float(distance.max()), 1),
        hausdorff_median=round(float(np.median(distance)), 1),
        area_max=round(float(error[worst]), 4),
        area_max_code=codes[worst],
        area_city=round(float(abs(after.sum() / before.sum() - 1) * 100), 6),
    )


def origin(home: Path, level: str) -> tuple[str, str, str]:
    """Source id and edition from ``geo/<level>.toml``, licence from ``data/quellen.toml``.

    Empty text for what is not declared; the declarations are checked elsewhere.
    """
    declared = _toml(home / "geo" / f"{level}.toml")
    source = str(declared.get("quelle", ""))
    entry = _toml(home / "data" / "quellen.toml").get(source)
    licence = entry.get("lizenz", "") if isinstance(entry, Mapping) else ""
    return source, str(declared.get("gebietsstand", "")), str(licence)


def sha256(content: bytes) -> str:
    """Hexadecimal fingerprint."""
    return hashlib.sha256(content).hexdigest()


def replace_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files atomically: all are complete on disk before the first replaces an old one."""
    folder.mkdir(parents=True, exist_ok=True)
    waiting: dict[str, Path] = {}
    try:
        for name, content in contents.items():
            handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
            waiting[name] = Path(temporary)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            waiting[name].chmod(0o644)
        for name in contents:
            waiting[name].replace(folder / name)
            del waiting[name]
    finally:
        for temporary_file in waiting.values():
            temporary_file.unlink(missing_ok=True)


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
