"""Tables of exhibits as HTML: numbers with unit, the word where there is none, words in quotes."""

from __future__ import annotations

from itertools import groupby

from sozialraum.domain.exhibits import Column, Exhibit, TableData
from sozialraum.language import n_, t
from sozialraum.render.as_published import as_published
from sozialraum.render.cells import (
    ADDRESS,
    CAVEAT,
    DEFINITION,
    PRIORITY,
    QUALITY,
    SOURCE,
    SUBJECT,
    TOPIC,
    VALUE,
    WORDING,
    cell_text,
    has_column,
    named,
    text_of,
)
from sozialraum.render.escape import html_text
from sozialraum.render.formats import number

MOST_ROWS = 200
"""Longer tables are cut on the page; the files have all rows."""
_GROUPED = (SUBJECT, TOPIC)
_INSIDE = {PRIORITY: VALUE, QUALITY: SOURCE}
"""These columns stand below the value of another one, where that is there."""
_PRIORITIES = {n_("ja"): n_("mit Vorrang"), n_("weitere Angabe"): n_("weitere Angabe")}


def flat_table(exhibit: Exhibit) -> str:
    """The table as it is, its first shown column heading the rows."""
    table = exhibit.table
    shown = _shown(table, grouped=False)
    rows = "".join(_row(table, row, shown) for row in range(min(len(table.rows), MOST_ROWS)))
    return _framed(exhibit, shown, f"<tbody>{rows}</tbody>")


def statements_table(exhibit: Exhibit) -> str:
    """Statements below the thing that they speak of, so that contradicting ones stand together.

    A table whose first column is another one is shown flat.
    """
    table = exhibit.table
    if not table.columns or not any(named(table.columns[0], title) for title in _GROUPED):
        return flat_table(exhibit)
    shown = _shown(table, grouped=True)
    rows = range(min(len(table.rows), MOST_ROWS))
    bodies = [
        _group(table, str(subject), list(members), shown)
        for subject, members in groupby(rows, key=lambda row: table.rows[row][0])
    ]
    return _framed(exhibit, shown, "".join(bodies))


def _shown(table: TableData, *, grouped: bool) -> list[int]:
    """Places of the columns on the page: neither for files only nor empty throughout."""
    return [
        place
        for place, column in enumerate(table.columns)
        if not column.export_only
        and not (grouped and place == 0)
        and not _stands_inside(table, column)
        and any(cell_text(table, row, place) for row in range(len(table.rows)))
    ]


def _stands_inside(table: TableData, column: Column) -> bool:
    return any(
        named(column, inner) and has_column(table, outer) for inner, outer in _INSIDE.items()
    )


def _framed(exhibit: Exhibit, shown: list[int], bodies: str) -> str:
    table = exhibit.table
    if not table.rows or not shown:
        return ""
    heads = "".join(
        f'<th scope="col"{_numeric(table.columns[place])}>'
        f"{html_text(table.columns[place].title)}</th>"
        for place in shown
    )
    rest = ""
    if len(table.rows) > MOST_ROWS:
        total = number(len(table.rows))
        rest = _line(
            "sr-hint",
            t(
                "Gezeigt sind die ersten {most} von {total} Zeilen; die Dateien "
                "(CSV, XLSX) enthalten alle.",
                most=MOST_ROWS,
                total=total,
            ),
        )
    return (
        f'<div class="sr-tafel" tabindex="0" role="region" aria-label="{html_text(exhibit.title)}">'
        f"<table><thead><tr>{heads}</tr></thead>{bodies}</table></div>{rest}"
    )


def _group(table: TableData, subject: str, rows: list[int], shown: list[int]) -> str:
    about = " ".join(
        text for title in (DEFINITION, CAVEAT) if (text := text_of(table, rows[0], title))
    )
    below = f'<span class="sr-worum">{html_text(about)}</span>' if about else ""
    head = (
        f'<tr class="sr-gruppe"><th scope="rowgroup" colspan="{len(shown)}">'
        f"{html_text(subject)}{below}</th></tr>"
    )
    return f"<tbody>{head}{''.join(_row(table, row, shown) for row in rows)}</tbody>"


def _row(table: TableData, row: int, shown: list[int]) -> str:
    return f"<tr>{''.join(_cell(table, row, place, place == shown[0]) for place in shown)}</tr>"


def _cell(table: TableData, row: int, place: int, heads: bool) -> str:
    column = table.columns[place]
    german = column.published or named(column, WORDING) or named(column, SOURCE)
    said = as_published if german else html_text
    inner = said(cell_text(table, row, place))
    if named(column, WORDING) and inner:
        inner = t("„{text}“", text=inner)
    if named(column, SOURCE):
        inner = _linked(inner, text_of(table, row, ADDRESS))
        inner += _below(text_of(table, row, QUALITY))
    if named(column, VALUE):
        marked = text_of(table, row, PRIORITY)
        inner += _below(
            next((t(words) for key, words in _PRIORITIES.items() if t(key) == marked), "")
        )
    label = f' data-titel="{html_text(column.title)}"'
    if heads:
        return f'<th scope="row"{label}{_numeric(column)}>{inner}</th>'
    return f"<td{label}{_numeric(column)}>{inner}</td>"


def _linked(text: str, address: str) -> str:
    """``text`` is HTML already; only addresses with TLS become links."""
    if not text or not address.startswith("https://"):
        return text
    return f'<a href="{html_text(address)}" target="_blank" rel="noreferrer">{text}</a>'


def _below(text: str) -> str:
    return f'<span class="sr-neben">{html_text(text)}</span>' if text else ""


def _numeric(column: Column) -> str:
    return ' class="sr-zahl"' if column.numeric else ""


def _line(css: str, text: str) -> str:
    return f'<p class="{css}">{html_text(text)}</p>'
