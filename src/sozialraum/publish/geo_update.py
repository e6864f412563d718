"""``sozialraum geo update``: official outlines against the present ones, taken over or refused."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from sozialraum.catalog import Catalog, survey
from sozialraum.errors import GeometryRefused, Problem
from sozialraum.geometry.manifest import replace_files
from sozialraum.geometry.outlines import build_outlines
from sozialraum.geometry.reference import Place, recognise, transformed
from sozialraum.geometry.topology import HIERARCHY, OUTLINES, dissolve, load_outlines, load_place
from sozialraum.importers.keys import KeyResolver
from sozialraum.publish.building import Progress, build_release, silent
from sozialraum.render.formats import number
from sozialraum.storage.imports import ImportStore
from sozialraum.storage.release import ReleaseStore

if TYPE_CHECKING:
    import geopandas as gpd

CHANGE_LIMIT = 5.0
"""Per cent of an area that may lie elsewhere than before; more is a reform, not a correction."""
SAME = 0.5
"""Per cent below which an area counts as unchanged: two generalisations differ that much."""
_MANIFEST = "geo/manifest.json"
_INPUTS = (HIERARCHY, OUTLINES, "geo/*.toml", "data/quellen.toml", "data/start.toml")
"""What the builder needs beside the delivered file; the present outlines say where the city is."""
_REFUSED = "Die Umrisse werden nicht übernommen; geo/ bleibt unverändert."


@dataclass(frozen=True)
class OutlineChange:
    """``areas`` compared; ``differences`` in per cent of the area by code, the largest first."""

    areas: int
    differences: tuple[tuple[str, float], ...]
    words: str
    notes: tuple[str, ...] = ()


def update_outlines(
    home: Path,
    content: bytes,
    name: str,
    var: Path,
    *,
    dry_run: bool = False,
    progress: Progress = silent,
) -> OutlineChange:
    """Rebuild ``geo/umrisse.topojson`` from delivered GeoJSON and publish it.

    ``name`` is the name of the file for manifest and messages. The builder checks keys, sizes, gaps
    and overlaps; then every area is compared with the present one. Raises
    :class:`~sozialraum.errors.GeometryRefused`, or what the release raises: ``geo/`` is then as
    before and the last good release stays live.
    """
    with tempfile.TemporaryDirectory(prefix="sozialraum-umrisse-") as folder:
        aside = Path(folder) / "home"
        for path in (path for pattern in _INPUTS for path in home.glob(pattern)):
            copy = aside / path.relative_to(home)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        source = Path(folder) / Path(name).name
        source.write_bytes(content)
        build_outlines(source, aside, progress=progress)
        change = _compared(load_outlines(home), load_outlines(aside), name, dry_run)
        if not dry_run:
            _install(
                home,
                var,
                (aside / OUTLINES).read_bytes(),
                (aside / _MANIFEST).read_bytes(),
                progress,
            )
    return change


def compare_level(home: Path, level: str, content: bytes, key: str) -> OutlineChange:
    """Official outlines of a coarser level against those dissolved from the atoms.

    ``key`` is the property with the key of the area, in any form that the level declares. Nothing
    is written: these outlines are never stored. Raises :class:`GeometryRefused` where areas are
    missing or unknown, or lie elsewhere.
    """
    catalog = survey(home).catalog
    catalog.level(level)
    place = load_place(home)
    if place is None:
        _refuse([Problem(OUTLINES, "", "Die Umrisse fehlen.", "sozialraum geo build --from DATEI")])
    delivered = _delivered(catalog, level, json.loads(content), key, place)
    present = dissolve(load_outlines(home), catalog.hierarchy(), level)
    codes = [str(code) for code in present.index]
    shapes = shapely.make_valid(np.array([delivered[code] for code in codes], dtype=object))
    differences = _differences(codes, present.geometry.to_numpy(), shapes)
    _refuse_moved(differences, level)
    worst, share = differences[0]
    words = (
        f"{number(len(codes))} Gebiete stimmen mit den Umrissen der Quelle überein; die größte "
        f"Abweichung hat „{worst}“ mit {number(share, 2)} %."
    )
    return OutlineChange(len(codes), differences, words)


def _compared(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, name: str, dry_run: bool
) -> OutlineChange:
    codes = [str(code) for code in before.index]
    if codes != [str(code) for code in after.index]:
        what = f"Die Datei hat {len(after)} Gebiete, gebraucht werden dieselben {len(codes)}."
        _refuse([Problem(name, "", what, "Schlüssel der Quelle prüfen.")])
    differences = _differences(codes, before.geometry.to_numpy(), after.geometry.to_numpy())
    _refuse_moved(differences, name)
    changed = [code for code, share in differences if share > SAME]
    verb = "wären zu übernehmen" if dry_run else "sind übernommen"
    words = f"{number(len(codes))} Umrisse {verb}; {number(len(changed))} haben sich geändert."
    total = abs(float(after.geometry.area.sum() / before.geometry.area.sum() - 1)) * 100
    notes = [f"Die Fläche der Stadt weicht um {number(total, 3)} % von der bisherigen ab."]
    if changed:
        notes.append(f"Geändert: {', '.join(changed[:20])}.")
        notes.append("„gebietsstand“ der feinsten Ebene in geo/ prüfen und fortschreiben.")
    return OutlineChange(len(codes), differences, words, tuple(notes))


def _differences(codes: list[str], before: Any, after: Any) -> tuple[tuple[str, float], ...]:
    """Per cent of each area that only one of the two has, the largest first."""
    apart = shapely.area(shapely.symmetric_difference(before, after))
    shares = apart / shapely.area(before) * 100
    return tuple(
        (codes[place], float(shares[place])) for place in np.argsort(-shares, kind="stable")
    )


def _refuse_moved(differences: tuple[tuple[str, float], ...], file: str) -> None:
    _refuse(
        [
            Problem(
                file,
                code,
                f"„{code}“ liegt zu {number(share, 1)} % anders als bisher.",
                "Bei einer Gebietsreform einen neuen Gebietsstand anlegen.",
            )
            for code, share in differences
            if share > CHANGE_LIMIT
        ]
    )


def _install(home: Path, var: Path, outlines: bytes, manifest: bytes, progress: Progress) -> None:
    """Put both files in place and publish; put the old ones back where that is refused."""
    with ImportStore(ReleaseStore(home, var).var).locked():
        places = {Path(OUTLINES).name: OUTLINES, Path(_MANIFEST).name: _MANIFEST}
        before = {name: (home / file).read_bytes() for name, file in places.items()}
        new = dict(zip(places, (outlines, manifest), strict=True))
        replace_files(home / "geo", new)
        try:
            build_release(home, var, progress)
        except BaseException:
            replace_files(home / "geo", before)
            raise


def _delivered(
    catalog: Catalog, level: str, document: Mapping[str, Any], key: str, place: Place | None
) -> dict[str, Any]:
    """Shape in metres by code; raises GeometryRefused for keys that do not fit."""
    features = document["features"]
    keys = [str((one.get("properties") or {}).get(key, "")) for one in features]
    match = KeyResolver.of(catalog.level(level), catalog.areas(level)).resolve(keys)
    codes = [area.code for area in catalog.areas(level)]
    counts = Counter(match.codes)
    fix = "„schluessel“ in [ziel] und die Zählungen der Ebene prüfen."
    problems = [
        Problem(level, text, f"„{text}“ gehört zu keinem Gebiet.", fix)
        for text, code in zip(keys, match.codes, strict=True)
        if not code
    ]
    for code in codes:
        if counts[code] != 1:
            what = f"Das Gebiet „{code}“ kommt {counts[code]}-mal vor."
            problems.append(Problem(level, code, what, fix))
    _refuse(problems)
    shapes = np.array([_shape(one, level) for one in features], dtype=object)
    west, south, east, north = (float(value) for value in shapely.total_bounds(shapes))
    epsg, problem = recognise(level, (west, south, east, north), None, place)
    _refuse([problem] if problem else [])
    metres = place.epsg if place else epsg
    return dict(zip(match.codes, transformed(shapes, epsg, metres), strict=True))


def _shape(feature: Mapping[str, Any], level: str) -> Any:
    try:
        found = shapely.force_2d(shapely.geometry.shape(feature["geometry"]))
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        what = "Eine Geometrie der Quelle ist nicht lesbar."
        raise GeometryRefused(_REFUSED, [Problem(level, "", what, "Quelle prüfen.")]) from error
    return found


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise GeometryRefused(_REFUSED, problems)
