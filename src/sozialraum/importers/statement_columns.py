"""Columns beside the values: numerator, denominator, source, quality, precedence, remarks."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sozialraum.catalog import Catalog
from sozialraum.catalog.catalog import quoted
from sozialraum.domain.indicators import Quality
from sozialraum.domain.mapping import ColumnRole
from sozialraum.importers.cell_values import read_numbers
from sozialraum.importers.mapped_rows import MappedRows
from sozialraum.language import n_, t

Positions = NDArray[np.int64]
NUMBER_FIX = n_("Zahl schreiben, oder unter „Zeichen“ festlegen, was der Text bedeutet.")
_SOURCE = n_("Die Quelle fehlt."), n_("Quelle: „{word}“ ist nicht bekannt.")
_QUALITY = n_("Die Güte fehlt."), n_("Güte: „{word}“ ist nicht bekannt.")
_PREFERRED = "", n_("Vorrang: „{word}“ ist nicht bekannt.")
"""What is said about an empty cell, and about a word; precedence may be empty."""


def picked(texts: pd.Series | None, n: Positions) -> pd.Series:
    """The cells of the rows ``n``; empty texts where there is no such column."""
    if texts is None:
        return pd.Series("", index=range(len(n)), dtype="str")
    return texts.iloc[n].reset_index(drop=True)


def parts_of_value(rows: MappedRows, indicator: pd.Series, n: Positions) -> dict[str, pd.Series]:
    """Numerators and denominators: those of the indicator of a statement, or of all."""
    found = {}
    for role, name in (
        (ColumnRole.NUMERATOR, "numerator"),
        (ColumnRole.DENOMINATOR, "denominator"),
    ):
        values = np.full(len(n), np.nan)
        for column in rows.mapping.of_role(role):
            if column.title not in rows.columns:
                continue
            distinct = rows.distinct(column.title)
            numbers, faulty = read_numbers(distinct, column.number_form, column.scale)
            for text in np.flatnonzero(faulty).tolist():
                cell = distinct.texts.iat[text]
                what = t(
                    "Spalte „{title}“: „{cell}“ ist hier keine Zahl.", title=column.title, cell=cell
                )
                rows.say(int(rows.lines[distinct.where(text)[0]]), what, t(NUMBER_FIX))
            fits = np.full(len(n), True)
            if column.indicator:
                fits = (indicator == column.indicator).to_numpy(dtype=bool)
            values = np.where(fits, numbers[distinct.codes][n], values)
        found[name] = pd.Series(values, dtype="float64")
    return found


def remaining(rows: MappedRows, n: Positions, catalog: Catalog) -> dict[str, pd.Series]:
    """Source, quality, precedence, wording and group of every statement."""
    mapping = rows.mapping
    sources = set(catalog.sources) | {source.id for source in mapping.sources}
    source = picked(rows.texts(ColumnRole.SOURCE), n).replace("", mapping.source)
    quality = picked(rows.texts(ColumnRole.QUALITY), n).replace("", mapping.quality.value)
    preferred = picked(rows.texts(ColumnRole.PREFERRED), n)
    new = t("Eine angelegte Quelle wählen oder eine neue anlegen.")
    grades = t("Erlaubt sind: {allowed}.", allowed=quoted(Quality))
    checked = (
        (_SOURCE, source, sources, new),
        (_QUALITY, quality, {entry.value for entry in Quality}, grades),
        (_PREFERRED, preferred, {"", "ja", "nein"}, t("Erlaubt sind: „ja“, „nein“.")),
    )
    for (missing, unknown), texts, allowed, fix in checked:
        for text in texts.unique().tolist():
            if text not in allowed:
                line = int(rows.lines[n[int((texts == text).to_numpy().argmax())]])
                rows.say(line if text else 0, t(unknown if text else missing, word=text), fix)
    return {
        "source": source,
        "quality": quality,
        "preferred": preferred == "ja",
        "wording": picked(rows.texts(ColumnRole.WORDING), n),
        "joint": picked(rows.texts(ColumnRole.JOINT), n),
    }


def with_notes(notes: pd.Series, rows: MappedRows, n: Positions) -> pd.Series:
    """Remarks of the reading behind those of the file."""
    given = picked(rows.texts(ColumnRole.NOTE), n)
    if not (given != "").any():
        return notes
    both = given.str.cat(notes, sep="; ")
    return both.where((given != "") & (notes != ""), given.where(given != "", notes))
