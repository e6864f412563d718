"""Long tables of the project, read column by column: for files with hundreds of thousands of rows.

Only a file without any fault is read here. Everything else is left to
:func:`sozialraum.importers.tables.read_table`, which reads the same rows one by one and says what
is wrong with them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sozialraum.catalog.catalog import Catalog
from sozialraum.catalog.sheet import SEPARATOR, clean
from sozialraum.domain.indicators import Quality, Table, TableForm
from sozialraum.domain.observations import LONG_COLUMNS
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.errors import UnreadableInput
from sozialraum.importers.tables import STATEMENT_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

_NUMBER = "^(?:-?[0-9]+(?:,[0-9]+)?)?$"
_NUMBERS = {"wert": "value", "zaehler": "numerator", "nenner": "denominator"}
_REQUIRED = {"indikator", "gebiet", "wert"}
_BOM = b"\xef\xbb\xbf"


class _Doubtful(Exception):
    """Something that the strict reader has to look at."""


def read_long(path: Path, table: Table, catalog: Catalog) -> pd.DataFrame | None:
    """The statements of a faultless long table, as :func:`read_table` gives them; else None."""
    if table.form is not TableForm.LONG:
        return None
    try:
        known = {*LONG_COLUMNS, table.joint} - {""}
        return _Columns(_cells(path.read_bytes(), known), table, catalog).frame()
    except _Doubtful:
        return None


def _cells(raw: bytes, allowed: set[str]) -> pa.Table:
    """All cells as text; one line per row, no empty line, no line break within a cell."""
    import pyarrow as pa
    import pyarrow.csv as reader

    raw = raw.removeprefix(_BOM)
    header = raw.partition(b"\n")[0].decode("utf-8", "replace").split(SEPARATOR)
    known = len(set(header)) == len(header) and _REQUIRED <= set(header) <= allowed
    _sure(known and b"\r" not in raw and raw.endswith(b"\n"))
    try:
        cells = reader.read_csv(
            pa.BufferReader(raw),
            parse_options=reader.ParseOptions(delimiter=SEPARATOR, ignore_empty_lines=False),
            convert_options=reader.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise _Doubtful from error
    _sure(raw.count(b"\n") == cells.num_rows + 1)
    return cells


class _Columns:
    def __init__(self, cells: pa.Table, table: Table, catalog: Catalog) -> None:
        self.cells = cells
        self.table = table
        self.catalog = catalog

    def frame(self) -> pd.DataFrame:
        """All statements; raises :class:`_Doubtful`."""
        table, catalog, rows = self.table, self.catalog, self.cells.num_rows
        quality = {q.value for q in Quality}
        texts = {
            "key": self._text("gebiet"),
            "indicator": self._text("indikator", known=catalog.indicators.__contains__),
            "level": self._text("ebene", table.level, catalog.levels.__contains__),
            "period": self._text("stichtag", table.period, _is_period),
            "source": self._text("quelle", table.source, catalog.sources.__contains__),
            "quality": self._text("guete", table.quality.value, quality.__contains__),
            "status": self._text("zeichen", Status.OK.value, set(Status).__contains__),
            "wording": self._text("wortlaut"),
            "note": self._text("hinweis"),
            "joint": self._text(table.joint),
        }
        preferred = self._text("vorrang", "nein", {"ja", "nein"}.__contains__)
        numbers = {name: self._numbers(column) for column, name in _NUMBERS.items()}
        lines = np.arange(2, rows + 2, dtype="int64")
        fixed = {"table": self._constant(table.id), "preferred": preferred == "ja"}
        frame = pd.DataFrame({"row": lines, **texts, **numbers, **fixed})
        self._check(frame)
        return frame[list(STATEMENT_COLUMNS)]

    def _check(self, frame: pd.DataFrame) -> None:
        """The level may be delivered; there is a value exactly where the status has one."""
        said = frame[["indicator", "level"]].drop_duplicates()
        for indicator, level in said.itertuples(index=False):
            _sure(level in self.catalog.indicators[indicator].levels)
        bearing = frame["status"].isin([status.value for status in Status if status.has_value])
        _sure(bool((bearing == frame["value"].notna()).all()))

    def _text(
        self, column: str, default: str = "", known: Callable[[str], bool] = lambda _: True
    ) -> pd.Series[str]:
        """A column with few different texts, each of them looked at once."""
        import pyarrow as pa

        if column not in self.cells.column_names:
            _sure(known(default))
            return self._constant(default)
        encoded = self.cells[column].combine_chunks().dictionary_encode()
        words: list[str] = encoded.dictionary.to_pylist()
        _sure(all(word == clean(word) for word in words))
        meant = [word or default for word in words]
        _sure(all(known(word) for word in meant))
        texts = pa.DictionaryArray.from_arrays(encoded.indices, pa.array(meant, pa.large_string()))
        return pd.Series(pd.array(texts.cast(pa.large_string()), dtype="str"))

    def _numbers(self, column: str) -> pd.Series[float]:
        import pyarrow as pa
        from pyarrow import compute

        if column not in self.cells.column_names:
            return pd.Series(np.nan, index=range(self.cells.num_rows), dtype="float64")
        texts = self.cells[column].combine_chunks()
        _sure(compute.all(compute.match_substring_regex(texts, _NUMBER)).as_py() is not False)
        points = compute.replace_substring(texts, ",", ".")
        values = compute.if_else(compute.equal(points, ""), None, points).cast(pa.float64())
        return pd.Series(values.to_numpy(zero_copy_only=False), dtype="float64")

    def _constant(self, text: str) -> pd.Series[str]:
        import pyarrow as pa

        texts = pa.repeat(pa.scalar(text, pa.large_string()), self.cells.num_rows)
        return pd.Series(pd.array(texts, dtype="str"))


def _is_period(code: str) -> bool:
    try:
        return bool(Period(code))
    except UnreadableInput:
        return False


def _sure(certain: bool) -> None:
    if not certain:
        raise _Doubtful
