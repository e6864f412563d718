"""One entry of a list as HTML: all published values, what is not known, and its sources."""

from __future__ import annotations

from collections.abc import Iterator

from sozialraum.domain.period import Period
from sozialraum.domain.records import ColumnType, ListColumn, Record, RecordList
from sozialraum.language import t
from sozialraum.render.as_published import as_published
from sozialraum.render.escape import html_text
from sozialraum.render.formats import enumeration, in_full

_NO_WORDS = {ColumnType.NUMBER, ColumnType.YEAR, ColumnType.CHOICE, ColumnType.AREA}


def record_head(record: Record, records: RecordList, state: str, links: str) -> str:
    """Name and state of a record; ``links`` is HTML made by this package."""
    shown = f'<p class="sr-value sr-state">{html_text(state)}</p>' if state else ""
    return (
        '<section class="sr-panel sr-eintrag" aria-live="polite">'
        f'<p class="sr-where">{html_text(records.singular)}</p>'
        f'<h3 class="sr-name">{html_text(record.title)}</h3>{shown}{links}</section>'
    )


def record_card(record: Record, records: RecordList) -> str:
    """All published values of a record in the order of its sheet, and what is not known."""
    columns = {column.column: column for column in records.columns}
    unknown: list[str] = []
    blocks = []
    for sheet in records.sheet:
        known = [columns[name] for name in sheet.columns if record.cells.get(name)]
        unknown += [columns[name].title for name in sheet.columns if not record.cells.get(name)]
        if known:
            rows = "".join(_row(record, column, records) for column in known)
            title = html_text(sheet.title)
            blocks.append(f'<div class="sr-stueck"><h4>{title}</h4><dl>{rows}</dl></div>')
    missing = (
        t("Ohne veröffentlichte Angabe: {titles}.", titles=enumeration(unknown)) if unknown else ""
    )
    heading = html_text(t("{name}: alle Angaben", name=record.title))
    return (
        f'<section class="sr-panel sr-eintrag"><h3>{heading}</h3>'
        f'<div class="sr-spalten">{"".join(blocks)}</div>'
        f'<p class="sr-source">{html_text(missing)}</p></section>'
    )


def empty_card(records: RecordList) -> str:
    """What stands there before a choice: what the list is, and what to do."""
    advice = t(
        "Klicken Sie auf der Karte auf ein Zeichen oder wählen Sie oben einen Namen. Hier stehen "
        "dann alle veröffentlichten Angaben mit ihren Quellen."
    )
    return (
        f'<section class="sr-panel sr-eintrag"><h3 class="sr-name">{html_text(records.title)}</h3>'
        f'<p class="sr-text">{html_text(records.description)}</p>'
        f'<p class="sr-where">{html_text(advice)}</p>'
        f'<p class="sr-source">{html_text(records.caveat)}</p></section>'
    )


def _row(record: Record, column: ListColumn, records: RecordList) -> str:
    values = "".join(f"<dd>{value}</dd>" for value in _values(record, column, records))
    return f"<dt>{html_text(column.title)}</dt>{values}"


def _values(record: Record, column: ListColumn, records: RecordList) -> Iterator[str]:
    """Every published value on its own line; addresses as links."""
    for text in record.many(column.column):
        if text.startswith("https://") or text.startswith("http://"):
            shown = html_text(text.split("//", 1)[1].split("/", 1)[0])
            yield (
                f'<a href="{html_text(text)}" target="_blank" rel="noreferrer" '
                f'title="{html_text(text)}">{shown}</a>'
            )
        elif column.type is ColumnType.DATE:
            yield html_text(Period(text).label)
        else:
            said = cell_words(text, column, records)
            unit = f" {column.unit}" if column.unit and column.type is ColumnType.NUMBER else ""
            free = column.type not in _NO_WORDS and said == text
            yield as_published(said) if free else html_text(said + unit)


def cell_words(text: str, column: ListColumn, records: RecordList) -> str:
    """One published value without its unit; words of fixed choices are translated."""
    if column.type is not ColumnType.NUMBER:
        return records.said(text)
    value = float(text.replace("−", "-").replace(",", "."))
    return in_full(value, len(text.partition(",")[2]))
