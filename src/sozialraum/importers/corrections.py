"""Declared corrections of cells: remarked beside the value, a problem where they fit no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sozialraum.catalog.sheet import clean
from sozialraum.domain.mapping import ColumnRole, Correction, MappedColumn
from sozialraum.errors import UnreadableInput
from sozialraum.importers.cell_values import Distinct
from sozialraum.importers.date_form import to_code
from sozialraum.language import t

if TYPE_CHECKING:
    from sozialraum.importers.mapped_rows import MappedRows


def correct(rows: MappedRows) -> None:
    """Put the corrections of the mapping into the columns.

    One that no longer fits is a problem: the source has changed. The remark that is kept beside a
    corrected value is stored with it and therefore German.
    """
    period = rows.mapping.column(ColumnRole.PERIOD)
    dated = {column.title: column.period for column in rows.mapping.columns}
    for entry in rows.mapping.corrections:
        of_column = dated.get(entry.column) or rows.mapping.period
        if entry.period and period is None and entry.period != of_column:
            continue
        where = t("Berichtigung für „{key}“, Spalte „{column}“", key=entry.key, column=entry.column)
        if entry.column not in rows.columns:
            fix = t("Die Berichtigung entfernen oder die Spalte berichtigen.")
            rows.say(0, t("{where}: Die Spalte gibt es nicht.", where=where), fix)
            continue
        cells = rows.columns[entry.column]
        fits = _fits(rows, entry, period)
        if not fits.any():
            fix = t("Prüfen, ob die Berichtigung noch gebraucht wird.")
            rows.say(0, t("{where}: Die Zeile gibt es nicht.", where=where), fix)
            continue
        found = np.flatnonzero(fits).tolist()
        wrong = [n for n in found if cells.iat[n] != clean(entry.expected)]
        for n in wrong:
            what = t(
                "{where}: Dort steht „{cell}“ statt „{expected}“.",
                where=where, cell=cells.iat[n], expected=entry.expected,
            )  # fmt: skip
            fix = t("Die Quelle hat sich geändert. Die Berichtigung prüfen und entfernen.")
            rows.say(int(rows.lines[n]), what, fix)
        if wrong:
            continue
        rows.delivered.setdefault(entry.column, cells)
        rows.columns[entry.column] = cells.where(~fits, clean(entry.corrected))
        text = f"berichtigt, in der Quelle „{entry.expected}“: {entry.reason}"
        rows.corrected |= {(entry.column, n): text for n in found}
        told = t(
            "{where}: „{expected}“ gilt als „{corrected}“.",
            where=where, expected=entry.expected, corrected=entry.corrected,
        )  # fmt: skip
        rows.remarks.append(told)


def _fits(rows: MappedRows, entry: Correction, period: MappedColumn | None) -> NDArray[np.bool_]:
    """The rows that a correction means: those of its key, and of its date where it names one."""
    fits: NDArray[np.bool_] = (rows.keys()[0] == clean(entry.key)).to_numpy(dtype=bool)
    if entry.period and period and period.title in rows.columns:
        dates = Distinct.of(rows.columns[period.title])
        same = [_code(text, period) == entry.period for text in dates.texts.tolist()]
        fits = fits & np.array(same, dtype=bool)[dates.codes]
    return fits


def _code(text: str, column: MappedColumn) -> str:
    try:
        return to_code(text, column.date_form)
    except UnreadableInput:
        return ""
