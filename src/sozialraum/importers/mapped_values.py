"""The value columns of mapped rows: statements, and the signs that stand among them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sozialraum.catalog import Catalog
from sozialraum.catalog.catalog import quoted, suggestion
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.mapping import ColumnRole, MappedColumn, NumberForm
from sozialraum.domain.status import Status
from sozialraum.importers.cell_values import Distinct, read_values
from sozialraum.importers.mapped_rows import MappedRows, Words
from sozialraum.importers.row_areas import distinct_pairs
from sozialraum.importers.signs import SignFound, signs_found, status_of
from sozialraum.importers.statement_columns import (
    NUMBER_FIX,
    Positions,
    parts_of_value,
    picked,
    remaining,
    with_notes,
)
from sozialraum.importers.tables import STATEMENT_COLUMNS
from sozialraum.language import n_, t

FRAME_COLUMNS = (*STATEMENT_COLUMNS, "text", "code")
_FLOATS = ("value", "numerator", "denominator")
_NO_NUMBER = {
    NumberForm.GERMAN: n_("Spalte „{title}“: „{cell}“ ist hier keine Zahl (deutsch geschrieben)."),
    NumberForm.ENGLISH: n_(
        "Spalte „{title}“: „{cell}“ ist hier keine Zahl (englisch geschrieben)."
    ),
}
_NO_INDICATOR = (
    n_("Spalte „{title}“: Der Indikator fehlt."),
    n_("Den Indikator der Spalte oder der ganzen Tabelle angeben."),
)
_NO_PERIOD = (
    n_("Spalte „{title}“: Der Stichtag fehlt."),
    n_("Den Stichtag der Spalte oder der ganzen Tabelle angeben."),
)


@dataclass(eq=False)
class Block:
    """Value, status and remark of one column for every data row; status is empty where unreadable.

    ``indicator`` and ``period`` are those of the row or of the column.
    """

    column: MappedColumn
    indicator: Words
    period: Words
    value: NDArray[np.float64]
    status: Words
    note: Words
    text: Words


def value_blocks(rows: MappedRows) -> list[Block]:
    """One block per value column; nothing is reported yet, because not every row is taken over."""
    return [
        _block(rows, column)
        for column in rows.mapping.of_role(ColumnRole.VALUE)
        if column.title in rows.columns
    ]


def _block(rows: MappedRows, column: MappedColumn) -> Block:
    distinct = rows.distinct(column.title)
    read = read_values(distinct, column.number_form, rows.mapping.signs, column.scale)
    codes = distinct.codes
    n = len(rows.lines)
    own = column.indicator, column.period
    delivered = rows.delivered.get(column.title, rows.columns[column.title])
    block = Block(
        column=column,
        indicator=np.full(n, own[0], dtype=object) if own[0] else rows.indicator,
        period=np.full(n, own[1], dtype=object) if own[1] else rows.period,
        value=read.value[codes],
        status=read.status[codes],
        note=read.note[codes],
        text=delivered.to_numpy(dtype=object),
    )
    for (title, row), text in rows.corrected.items():
        if title == column.title:
            block.note[row] = _joined(block.note[row], text)
    return block


def take_signs(rows: MappedRows, blocks: list[Block], taken: NDArray[np.bool_]) -> None:
    """The column of signs: its status stands beside the value, or says why there is none."""
    column = rows.mapping.column(ColumnRole.SIGN)
    if column is None or column.title not in rows.columns:
        return
    distinct = rows.distinct(column.title)
    for n, sign in enumerate(distinct.texts.tolist()):
        where = distinct.where(n)
        where = where[taken[where]]
        if not sign or not len(where):
            continue
        own = sign if sign in set(Status) else ""
        word = rows.mapping.signs.get(sign, "") or own or status_of(sign, {})
        if not word:
            what = t(
                "Spalte „{title}“: Das Zeichen „{sign}“ ist unbekannt.",
                title=column.title,
                sign=sign,
            )
            rows.say(
                int(rows.lines[where[0]]),
                what,
                t("Erlaubt sind: {allowed}.", allowed=quoted(Status)),
            )
            continue
        for block in blocks:
            _set_status(rows, block, where, word)


def _set_status(rows: MappedRows, block: Block, where: Positions, word: str) -> None:
    """Status ``word`` for the rows; a number beside a status without one is a problem."""
    numbers = ~np.isnan(block.value[where])
    if Status(word).has_value:
        block.status[where[numbers]] = word
        for row in where[~numbers & (block.text[where] == "")].tolist():
            block.status[row] = ""
            what = t(
                "Spalte „{title}“: Neben „{word}“ fehlt der Wert.",
                title=block.column.title,
                word=word,
            )
            rows.say(int(rows.lines[row]), what, t("Wert ergänzen oder „unbekannt“ schreiben."))
        return
    block.status[where[~numbers]] = word
    for row in where[numbers].tolist():
        what = t("Neben dem Zeichen „{word}“ darf kein Wert stehen.", word=word)
        rows.say(int(rows.lines[row]), what, t("Wert entfernen oder das Zeichen ändern."))


def statement_frame(
    rows: MappedRows, blocks: list[Block], matched: Positions, codes: Words, catalog: Catalog
) -> pd.DataFrame:
    """The statements of the rows ``matched`` (positions) with their area ``codes`` (per data row).

    Cells that cannot be read become problems and no statements.
    """
    indicators = dict(catalog.indicators) | {i.id: i for i in rows.mapping.indicators}
    parts = [_part(rows, block, matched, indicators) for block in blocks]
    n = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
    which = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    order = np.lexsort((which, n))
    n = n[order]

    def gathered(name: str) -> pd.Series:
        pieces = [getattr(block, name)[part] for block, part in zip(blocks, parts, strict=True)]
        values = np.concatenate(pieces)[order] if pieces else np.zeros(0, dtype=object)
        return pd.Series(values, dtype="float64" if name in _FLOATS else "str")

    key = rows.texts(ColumnRole.KEY)
    key = rows.texts(ColumnRole.NAME) if key is None else key
    columns = {
        "row": pd.Series(rows.lines[n], dtype="int64"),
        "key": picked(key, n),
        "level": pd.Series(rows.level[n], dtype="str"),
        "code": pd.Series(codes[n], dtype="str"),
        "table": pd.Series(rows.mapping.id, index=range(len(n)), dtype="str"),
    }
    columns |= {
        name: gathered(name) for name in ("indicator", "period", "value", "status", "note", "text")
    }
    columns |= parts_of_value(rows, columns["indicator"], n)
    columns |= remaining(rows, n, catalog)
    columns["note"] = with_notes(columns["note"], rows, n)
    return pd.DataFrame({name: columns[name] for name in FRAME_COLUMNS})


def _part(
    rows: MappedRows, block: Block, matched: Positions, indicators: dict[str, Indicator]
) -> Positions:
    """Rows of a block that become statements; the others are reported."""
    title = block.column.title
    for row in matched[block.status[matched] == ""].tolist():
        if block.text[row]:
            what = t(_NO_NUMBER[block.column.number_form], title=title, cell=block.text[row])
            rows.say(int(rows.lines[row]), what, t(NUMBER_FIX))
    kept = matched[block.status[matched] != ""]
    for (what, fix), values, role in (
        (_NO_INDICATOR, block.indicator, ColumnRole.INDICATOR),
        (_NO_PERIOD, block.period, ColumnRole.PERIOD),
    ):
        missing = values[kept] == ""
        if missing.any() and rows.mapping.column(role) is None:
            rows.say(0, t(what, title=title), t(fix))
        kept = kept[~missing]
    pairs, listed = distinct_pairs(block.indicator[kept], rows.level[kept])
    refused = []
    for n, (indicator, level) in enumerate(listed):
        line = int(rows.lines[kept[int((pairs == n).argmax())]])
        if not _deliverable(rows, line, title, indicator, level, indicators):
            refused.append(n)
    taken: Positions = kept[~np.isin(pairs, refused)]
    return taken


def _deliverable(
    rows: MappedRows,
    line: int,
    title: str,
    indicator: str,
    level: str,
    indicators: dict[str, Indicator],
) -> bool:
    """False, with a problem at the line, where no value of the indicator may be brought here."""
    if indicator not in indicators:
        unknown = n_("Spalte „{title}“: Den Indikator „{indicator}“ gibt es nicht.")
        near = suggestion(indicator, dict.fromkeys(indicators, ""))
        rows.say(line, t(unknown, title=title, indicator=indicator), near)
        return False
    levels = indicators[indicator].levels
    if level in levels:
        return True
    what = n_("„{indicator}“ darf auf der Ebene „{level}“ nicht geliefert werden.")
    fix = n_("Erlaubt sind: {allowed} (data/indikatoren/{indicator}.toml).")
    allowed = t(fix, allowed=quoted(levels), indicator=indicator)
    rows.say(line, t(what, indicator=indicator, level=level), allowed)
    return False


def _joined(first: str, second: str) -> str:
    return f"{first}; {second}" if first else second


def found_signs(rows: MappedRows) -> tuple[SignFound, ...]:
    """All texts of value columns that are no numbers, with their lines and the legend."""
    counted: Counter[str] = Counter()
    lines: dict[str, list[int]] = defaultdict(list)
    for distinct in _value_cells(rows):
        for n in np.flatnonzero(~distinct.cells.numeric).tolist():
            text = str(distinct.texts.iat[n])
            if not text or not _is_sign(text):
                continue
            counted[text] += int(distinct.counts[n])
            lines[text] += rows.lines[distinct.where(n)[:10]].tolist()
    legends = [text for _, text in rows.notes]
    return signs_found(
        counted, {sign: sorted(found) for sign, found in lines.items()}, rows.mapping.signs, legends
    )


def _is_sign(text: str) -> bool:
    """Short, or known; whole sentences and broken numbers are faults and no signs."""
    return bool(status_of(text, {})) or (len(text) <= 20 and not any(c.isdigit() for c in text))


def _value_cells(rows: MappedRows) -> Iterator[Distinct]:
    for column in rows.mapping.of_role(ColumnRole.VALUE):
        if column.title in rows.columns:
            yield rows.distinct(column.title)
