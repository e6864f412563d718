"""Weights of 100 m cells: embedded addresses, the Zensus, or the user's own register extract.

Cells over several atoms are split as :mod:`sozialraum.importers.cell_persons` says.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sozialraum.catalog.catalog import quoted
from sozialraum.domain.gaps import CellGrid
from sozialraum.errors import Problem, ProblemsFound, UnreadableInput
from sozialraum.importers.addresses import HEADER, LATITUDES, LONGITUDES
from sozialraum.importers.cell_ids import cell_ids, degrees, is_cell_id
from sozialraum.importers.cell_persons import CellPersons, Key, ReadGrid, as_grid
from sozialraum.importers.delivered import Delivered, read_delivered
from sozialraum.importers.keys import word

if TYPE_CHECKING:
    import geopandas as gpd

CELLS_FILE = "geo/adressen_100m.csv"
ZENSUS_NAME = "Einwohner je 100-m-Zelle (Zensus 2022)"
ZENSUS_SOURCE = "Statistische Ämter des Bundes und der Länder: Zensus 2022 (eigene Datei)"
REGISTER_NAME = "Eigener Registerauszug je 100-m-Zelle"
REGISTER_SOURCE = "eigene Datei"
_ZENSUS_ID, _ZENSUS_X, _ZENSUS_Y = "gitter id 100m", "x mp 100m", "y mp 100m"
_CELLS = ("zelle", "gitterzelle", "zellen id", _ZENSUS_ID)
_COUNT = re.compile(r"[1-9][0-9]{0,8}")
_VALUES = ("anzahl", "einwohner", "personen", "bevoelkerung")


def read_cells(
    content: bytes, name: str, source: str, atoms: Collection[str], file: str, epsg: int
) -> CellGrid:
    """The embedded weights: ``zelle;<level of the atoms>;adressen``, strictly.

    ``atoms`` are the codes that may occur, ``epsg`` is the system in which the city calculates.
    Raises :class:`ProblemsFound` with every faulty row.
    """
    return as_grid(_counted(content, atoms, file), name, source, epsg)


def _counted(content: bytes, atoms: Collection[str], file: str) -> dict[Key, float]:
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig", "replace")), delimiter=";")
    header = next(reader, [])
    if len(header) != len(HEADER) or (header[0], header[2]) != (HEADER[0], HEADER[2]):
        fix = f"Die Kopfzeile heißt: {';'.join(HEADER)}"
        raise ProblemsFound(
            "Die Adressen je Zelle sind nicht lesbar.",
            [Problem(file, "Zeile 1", "Die Spalten fehlen.", fix)],
        )
    weights: dict[Key, float] = {}
    problems = []
    for line, cells in enumerate(reader, start=2):
        fault = _fault(cells, atoms, weights)
        if fault:
            problems.append(Problem(file, f"Zeile {line}", *fault))
        else:
            weights[cells[0], cells[1]] = float(cells[2])
    if problems:
        raise ProblemsFound("Die Adressen je Zelle sind nicht lesbar.", problems)
    return weights


def check_cells(home: Path, atoms: Collection[str]) -> list[Problem]:
    """What is wrong with ``geo/adressen_100m.csv``; nothing where there is no such file."""
    path = home / CELLS_FILE
    if not path.is_file():
        return []
    try:
        _counted(path.read_bytes(), atoms, CELLS_FILE)
    except ProblemsFound as error:
        return list(error.problems)
    return []


def _fault(
    cells: list[str], atoms: Collection[str], known: Mapping[Key, float]
) -> tuple[str, str] | None:
    rebuild = "Neu erzeugen: sozialraum geo addresses --from DATEI"
    if len(cells) != len(HEADER):
        return f"Die Zeile hat {len(cells)} Spalten statt {len(HEADER)}.", rebuild
    cell, atom, count = cells
    if not is_cell_id(cell):
        return f"„{cell}“ ist keine Kennung einer 100-m-Zelle.", rebuild
    if atom not in atoms:
        return f"Das Gebiet „{atom}“ gibt es nicht.", rebuild
    if not _COUNT.fullmatch(count):
        return f"„{count}“ ist keine Anzahl.", "Ganze Zahl ab 1 schreiben."
    if (cell, atom) in known:
        return f"„{cell}“ steht für „{atom}“ mehrfach in der Datei.", rebuild
    return None


def read_zensus(
    content: bytes, base: CellGrid, outlines: gpd.GeoDataFrame, file: str = "Datei"
) -> ReadGrid:
    """Residents of the Zensus 2022 (``GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner``).

    ``base`` are the embedded addresses, ``outlines`` the atoms (index = code, in metres). Cells
    with „–“ stay unknown and take part in nothing. Raises :class:`UnreadableInput` where columns
    are missing or no cell lies in the city.
    """
    delivered = read_delivered(content)
    names = _names(delivered)
    cell, value = _column(names, (_ZENSUS_ID,)), _column(names, ("einwohner",))
    taken = CellPersons(file, base, outlines)
    middle = [names[name] for name in (_ZENSUS_X, _ZENSUS_Y) if name in names]
    columns = [delivered.frame[name].tolist() for name in (cell, value, *middle)]
    for line, key, text, *place in zip(delivered.rows, *columns, strict=True):
        if _agree(key, place):
            taken.cell(line, key, text)
        else:
            what = f"Der Mittelpunkt liegt nicht in der Zelle „{key}“."
            taken.cite(line, what, "Kennung und Mittelpunkt (EPSG:3035) prüfen.")
    return taken.result(ZENSUS_NAME, ZENSUS_SOURCE)


def read_register(
    content: bytes, base: CellGrid, outlines: gpd.GeoDataFrame, file: str = "Datei"
) -> ReadGrid:
    """An extract of the user's own register: ``zelle`` or ``breite`` and ``laenge``, ``anzahl``.

    Rows of one cell are added up. Arguments and errors as in :func:`read_zensus`.
    """
    delivered = read_delivered(content)
    names = _names(delivered)
    value = _column(names, _VALUES)
    taken = CellPersons(file, base, outlines)
    if set(names) & set(_CELLS):
        cell = _column(names, _CELLS)
        for line, key, text in zip(
            delivered.rows, delivered.frame[cell], delivered.frame[value], strict=True
        ):
            taken.cell(line, key, text, once=False)
    elif set(names) & {*LATITUDES, *LONGITUDES}:
        taken.places(delivered, value)
    else:
        _column(names, _CELLS)
    return taken.result(REGISTER_NAME, REGISTER_SOURCE)


def is_zensus(content: bytes) -> bool:
    """True where the header is that of the Zensus file."""
    return b"GITTER_ID_100M" in content[:400].upper()


def _names(delivered: Delivered) -> dict[str, str]:
    return {word(str(column)): str(column) for column in delivered.frame.columns}


def _column(names: Mapping[str, str], wanted: Collection[str]) -> str:
    found = next((names[name] for name in wanted if name in names), None)
    if found is None:
        what = f"Die Spalte „{next(iter(wanted)).replace(' ', '_')}“ fehlt."
        raise UnreadableInput(what, f"Ergänzen oder umbenennen; gefunden: {quoted(names.values())}")
    return found


def _agree(cell: str, middle: list[str]) -> bool:
    """False where a middle is given that lies elsewhere than the cell."""
    if len(middle) != 2 or not is_cell_id(cell):
        return True  # a wrong id has its own problem
    x, y = degrees(middle)
    return bool(np.isfinite([x, y]).all()) and cell_ids(np.array([x]), np.array([y]))[0] == cell
