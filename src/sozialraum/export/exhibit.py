"""Exhibits as files: the picture of the chart, and the table with every row and its source."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache

from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.indicators import Source
from sozialraum.domain.status import Status
from sozialraum.export.names import file_name, safe_cell
from sozialraum.export.raster import chart_svg, svg_png
from sozialraum.export.view import ExportFile
from sozialraum.export.workbook import XLSX, guide_sheet, number_format, workbook
from sozialraum.language import n_, t
from sozialraum.render.cells import SOURCE, STATUS, has_column, text_of
from sozialraum.render.charts import EXAMPLE, file_spec
from sozialraum.render.escape import html_text
from sozialraum.render.exhibit_sentences import chart_reading
from sozialraum.render.formats import csv_delimiter, day, in_full

DATE = n_("Export vom")
TITLE = n_("Darstellung")
LICENCE = n_("Lizenz")
INVENTED = n_("Art der Daten")
PICTURE_SCALE = 2
_WIDEST = 320
_STATUS_WORDS: Mapping[Status, str] = {
    Status.OK: n_("so veröffentlicht, auch wenn es 0 ist"),
    Status.SECRET: n_("aus Gründen der Geheimhaltung nicht gezeigt"),
    Status.UNKNOWN: n_("nicht oder nur in Worten veröffentlicht, nicht null"),
    Status.NOT_APPLICABLE: n_("eine Zahl ergibt hier keinen Sinn"),
    Status.LATER: n_("lag bei der Veröffentlichung noch nicht vor"),
    Status.UNCERTAIN: n_("veröffentlicht, aber mit einem Zweifel, den die Anmerkung nennt"),
    Status.ESTIMATED: n_("geschätzt, nicht gezählt"),
}


def as_png(exhibit: Exhibit) -> bytes:
    """The chart with title and source as a picture. Raises ``UnreadableInput`` without a chart."""
    return svg_png(chart_svg(file_spec(exhibit)), PICTURE_SCALE)


def as_svg(exhibit: Exhibit) -> bytes:
    """The chart with title and source as a drawing that says in words what it shows.

    Raises ``UnreadableInput`` without a chart.
    """
    spec = file_spec(exhibit)
    said = f'<svg role="img" aria-label="{html_text(spec["description"])}"'
    return chart_svg(spec).replace("<svg", said, 1).encode()


def as_csv(exhibit: Exhibit) -> bytes:
    """UTF-8 with BOM; numbers in full, without thousands separator.

    ``;`` and decimal comma, in English ``,`` and decimal point.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=csv_delimiter(), lineterminator="\r\n")
    constant = _constants(exhibit)
    writer.writerow([safe_cell(c.title) for c in exhibit.table.columns] + list(constant))
    for row in _text_rows(exhibit):
        writer.writerow(row + [safe_cell(cell) for cell in constant.values()])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(exhibit: Exhibit) -> bytes:
    """Sheet ``Daten`` with true numbers, sheet ``Quelle und Lesehilfe`` with everything else."""
    buffer = io.BytesIO()
    table, constant = exhibit.table, _constants(exhibit)
    with workbook(buffer) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        layout = cache(lambda code: book.add_format({"num_format": code}))
        sheet = book.add_worksheet(t("Daten"))
        titles = [*(safe_cell(column.title) for column in table.columns), *constant]
        sheet.write_row(0, 0, titles, head)
        for line, row in enumerate(table.rows, start=1):
            for place, cell in enumerate([*row, *constant.values()]):
                if isinstance(cell, str):
                    sheet.write_string(line, place, safe_cell(cell))
                elif cell is not None:
                    shape = table.format_of(line - 1, place)
                    shown = layout(number_format(shape.decimals, shape.grouped))
                    sheet.write_number(line, place, cell, shown)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(titles) - 1)
        sheet.autofit(max_width=_WIDEST)
        guide_sheet(book, reading_guide(exhibit))
    return buffer.getvalue()


_FILES: Mapping[str, tuple[str, Callable[[Exhibit], bytes]]] = {
    "png": ("image/png", as_png),
    "svg": ("image/svg+xml", as_svg),
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": (XLSX, as_xlsx),
}
FORMATS = tuple(_FILES)


def exhibit_file(exhibit: Exhibit, kind: str) -> ExportFile:
    """The exhibit as a file of ``kind`` (one of :data:`FORMATS`).

    PNG and SVG of an exhibit without a chart raise ``UnreadableInput``.
    """
    media_type, write = _FILES[kind]
    name = file_name(exhibit.page, exhibit.title, suffix=kind)
    return ExportFile(name, media_type, write(exhibit))


def reading_guide(exhibit: Exhibit) -> dict[str, str]:
    """Title, reference dates, sources, licences, caveats and what the words mean, in German."""
    words = "; ".join(
        f"{t('„{text}“', text=word)}: {meaning}" for word, meaning in _status_words(exhibit)
    )
    guide = {
        t("Titel"): exhibit.title,
        t(INVENTED): t(EXAMPLE) if exhibit.example else "",
        t("Stichtage"): exhibit.reference,
        t("Einleitung"): exhibit.text,
        t("In Worten"): exhibit.sentence,
        t("Lesehilfe"): " ".join(
            text for text in (exhibit.reading, chart_reading(exhibit.chart)) if text
        ),
        t("Hinweise"): " ".join(exhibit.notes),
        t("Quellen"): "; ".join(map(_cited, exhibit.sources)),
        t("Lizenzen"): "; ".join(exhibit.licences),
        t("Status"): words,
        t(DATE): day(date.today()),
    }
    return {title: text for title, text in guide.items() if text}


def _constants(exhibit: Exhibit) -> dict[str, str]:
    """Cells that every row ends with: title, what is invented, who said it, licence, date."""
    cells = {t(TITLE): exhibit.title, t(DATE): day(date.today())}
    if not has_column(exhibit.table, LICENCE):
        cells = {t(LICENCE): "; ".join(exhibit.licences)} | cells
    if not has_column(exhibit.table, SOURCE):
        cells = {t(SOURCE): "; ".join(s.citation for s in exhibit.sources)} | cells
    return {t(INVENTED): t(EXAMPLE)} | cells if exhibit.example else cells


def _text_rows(exhibit: Exhibit) -> Iterator[list[str]]:
    table = exhibit.table
    for line, row in enumerate(table.rows):
        cells = []
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                cells.append(safe_cell(cell))
            else:
                decimals = table.format_of(line, place).decimals
                cells.append("" if cell is None else in_full(cell, decimals))
        yield cells


def _status_words(exhibit: Exhibit) -> Iterator[tuple[str, str]]:
    if not has_column(exhibit.table, STATUS):
        return
    used = {text_of(exhibit.table, row, STATUS) for row in range(len(exhibit.table.rows))}
    for status, meaning in _STATUS_WORDS.items():
        if status.label in used:
            yield status.label, t(meaning)


def _cited(source: Source) -> str:
    address = f" ({source.url})" if source.url else ""
    return f"{source.citation}{address}, {source.quality.label}"
