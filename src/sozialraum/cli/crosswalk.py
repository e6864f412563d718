"""``sozialraum geo crosswalk``: an edition of a level and its crosswalk, made from old outlines."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sozialraum.catalog.editions import FOLDER, HEADER
from sozialraum.cli.commands import read_bytes
from sozialraum.cli.output import Output
from sozialraum.domain.editions import Edition, Part, Weighting
from sozialraum.errors import UnknownEntry, UnreadableInput

if TYPE_CHECKING:
    import geopandas as gpd

    from sozialraum.geometry.crosswalk import Pieces
    from sozialraum.geometry.shapes_reading import RawShapes

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*")
_FIX = "Mit --key und --name die Spalten wählen."


def crosswalk_arguments(parser: ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--from", dest="source", metavar="FILE", type=Path, required=True,
                        help="GeoPackage oder GeoJSON mit den früheren Umrissen")  # fmt: skip
    parser.add_argument("--level", metavar="L", required=True, help="Raumebene")
    parser.add_argument("--edition", metavar="E", required=True,
                        help="Name des früheren Gebietsstands, zum Beispiel 2018")  # fmt: skip
    parser.add_argument("--weights", choices=[w.value for w in Weighting], default="flaeche",
                        help="Gewichtung der Anteile (flaeche)")  # fmt: skip
    parser.add_argument("--layer", metavar="NAME", help="Ebene innerhalb der Datei")
    parser.add_argument("--key", metavar="COLUMN", help="Spalte mit den Schlüsseln (sonst gesucht)")
    parser.add_argument(
        "--name", metavar="COLUMN", help="Spalte mit den Namen (sonst der Schlüssel)"
    )
    parser.add_argument("--origin", metavar="ID",
                        help="Quelle aus data/quellen.toml (sonst die der Raumebene)")  # fmt: skip
    parser.add_argument("--valid-from", metavar="P", default="", help="gültig von")
    parser.add_argument("--valid-to", metavar="P", default="", help="gültig bis")
    parser.set_defaults(run=geo_crosswalk)


def geo_crosswalk(options: Namespace, output: Output) -> int:
    """Write ``geo/gebietsstaende/<level>_<edition>.toml`` and ``.csv``; prints what they hold."""
    from sozialraum.catalog import load_catalog
    from sozialraum.geometry.crosswalk import shares
    from sozialraum.geometry.manifest import replace_files
    from sozialraum.geometry.shapes_reading import read_shapes
    from sozialraum.geometry.topology import dissolve, load_outlines
    from sozialraum.publish import home_folder

    home = home_folder(options.home)
    catalog = load_catalog(home)
    level = catalog.level(options.level)
    if not _NAME.fullmatch(options.edition) or options.edition == level.edition:
        what = f"„{options.edition}“ kann kein früherer Gebietsstand sein."
        raise UnreadableInput(what, f"Ziffern, Buchstaben und „-“, nicht „{level.edition}“.")
    source = catalog.source(options.origin or level.source)
    raw = read_shapes(read_bytes(options.source), options.source.name, options.layer)
    names, old = _old_areas(raw, options, home, len(catalog.areas(level.id)[0].code))
    atoms = load_outlines(home)
    today = dissolve(atoms, catalog.hierarchy(), level.id)
    new = {str(code): shape for code, shape in today.geometry.items()}
    weighting = Weighting(options.weights)
    pieces = _pieces(home, atoms) if weighting is Weighting.ADDRESSES else None
    output.progress(f"{len(old)} frühere und {len(new)} heutige Gebiete werden verglichen …")
    found = shares(old, new, options.source.name, pieces)
    for code in found.by_area:
        output.progress(f"  - {code}: keine Adressen, nach Fläche geteilt.")
    same = _unchanged(found.parts)
    edition = Edition(
        id=f"{level.id}_{options.edition}", level=level.id, edition=options.edition,
        valid_from=options.valid_from, valid_to=options.valid_to, source=source.id,
        weighting=weighting, areas=names, unchanged=same,
    )  # fmt: skip
    listed = [part for part in found.parts if part.old not in same]
    files = {f"{edition.id}.toml": _toml(edition), f"{edition.id}.csv": _csv(listed)}
    replace_files(home / FOLDER, {name: text.encode("utf-8") for name, text in files.items()})
    divided = len({part.old for part in listed if not part.whole})
    counts = {"unveraendert": len(same), "geteilt": divided, "zeilen": len(listed)}
    output.result(home / FOLDER, {"gebietsstand": edition.edition, "gebiete": len(names)} | counts)
    return 0


def _old_areas(
    raw: RawShapes, options: Namespace, home: Path, width: int
) -> tuple[dict[str, str], dict[str, Any]]:
    """Name and outline (valid, in the metres of the city) by code, sorted."""
    import numpy as np
    import shapely

    from sozialraum.geometry.delivery import KEY_COLUMNS, normalised
    from sozialraum.geometry.outlines import systems
    from sozialraum.geometry.reference import transformed
    from sozialraum.geometry.topology import load_place

    known = {column.lower(): column for column in reversed(raw.columns)}
    wished = [options.level, f"{options.level}_nr", "schluessel", *KEY_COLUMNS]
    guess = next((known[name] for name in wished if name in known), "")
    key, label = options.key or guess, options.name or options.key or guess
    if key not in raw.columns or label not in raw.columns:
        columns = ", ".join(raw.columns)
        raise UnreadableInput(f"Die Schlüsselspalte fehlt; gefunden: {columns}.", _FIX)
    at, named = raw.columns.index(key), raw.columns.index(label)
    codes = [normalised(row[at], width) for row in raw.rows]
    if len(set(codes)) < len(codes) or not all(codes) or None in raw.geometries:
        raise UnreadableInput("Nicht jedes Gebiet hat genau einen Schlüssel und Umriss.", _FIX)
    shapes = np.empty(len(codes), dtype=object)
    shapes[:] = raw.geometries
    epsg, metres = systems(raw.file, shapes, raw.epsg, load_place(home))
    valid = shapely.make_valid(transformed(shapes, epsg, metres))
    names = {code: row[named] or code for code, row in zip(codes, raw.rows, strict=True)}
    outlines = dict(zip(codes, valid, strict=True))
    return dict(sorted(names.items())), dict(sorted(outlines.items()))


def _pieces(home: Path, atoms: gpd.GeoDataFrame) -> Pieces:
    """The parts of the 100 m cells that lie in their atom, with their addresses."""
    import numpy as np
    import shapely

    from sozialraum.geometry.crosswalk import Pieces
    from sozialraum.geometry.reference import transformed
    from sozialraum.importers.cell_ids import EQUAL_AREA, SIDE, corners
    from sozialraum.importers.grid import CELLS_FILE, read_cells

    path = home / CELLS_FILE
    if not path.is_file():
        what = f"Für die Gewichtung nach Adressen fehlt {CELLS_FILE}."
        raise UnknownEntry(what, "„sozialraum geo addresses“ aufrufen oder flaeche wählen.")
    codes = atoms.index.astype(str)
    epsg = int(atoms.crs.to_epsg())
    grid = read_cells(path.read_bytes(), "", "", frozenset(codes), CELLS_FILE, epsg)
    low = corners(grid.cell)
    squares = shapely.box(low[:, 0], low[:, 1], low[:, 0] + SIDE, low[:, 1] + SIDE)
    squares = transformed(squares, EQUAL_AREA, epsg)
    places = {code: n for n, code in enumerate(codes)}
    shapes = atoms.geometry.to_numpy()[[places[str(code)] for code in grid.atom]]
    return Pieces(shapely.intersection(squares, shapes), np.asarray(grid.weight, dtype=np.float64))


def _unchanged(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """Codes of areas that are the same then and today."""
    fed = [part.new for part in parts]
    return tuple(p.old for p in parts if p.whole and p.old == p.new and fed.count(p.new) == 1)


def _toml(edition: Edition) -> str:
    from sozialraum.importers.own_form import toml_value

    content: dict[str, Any] = edition.model_dump(by_alias=True, exclude_defaults=True, mode="json")
    areas: Mapping[str, str] = content.pop("gebiete")
    lines = [f"{key} = {toml_value(value)}" for key, value in content.items()]
    lines += ["", "[gebiete]"]
    lines += [f"{toml_value(code)} = {toml_value(name)}" for code, name in areas.items()]
    return "\n".join(lines) + "\n"


def _csv(parts: list[Part]) -> str:
    rows = [
        f"{p.old};{p.new};{f'{p.share:.6f}'.rstrip('0').rstrip('.').replace('.', ',')}"
        for p in parts
    ]
    return "\n".join([";".join(HEADER), *rows]) + "\n"
