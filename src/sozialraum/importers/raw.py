"""A table as somebody delivered it: text in rows and columns, nothing interpreted yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd


class Format(StrEnum):
    """What a delivered file is, decided from its bytes; the values are the words for people."""

    CSV = "CSV"
    XLSX = "Excel (XLSX)"
    GEOJSON = "GeoJSON"
    GEOPACKAGE = "GeoPackage"


@dataclass(frozen=True, eq=False)
class RawTable:
    """All rows of one table, from the first title line to the last note under it.

    ``cells`` has the columns 0 … n-1 of text (NFC, trimmed, empty text where nothing stands) and a
    fresh index; rows without any text are left out. ``lines`` are the lines (CSV) or rows (XLSX)
    of the file, one per row of ``cells``. Numbers that a workbook holds as numbers are written with
    decimal comma and without thousands separator, its dates as ``JJJJ-MM-TT``; texts stay as they
    are. ``native`` is True per column where every number in it came as a number of the workbook.
    ``sheets`` are all visible sheets of a workbook, ``sheet`` the one that was read. ``notes`` are
    German sentences on what was peculiar.
    """

    cells: pd.DataFrame
    lines: NDArray[np.int64]
    format: Format
    native: tuple[bool, ...]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
