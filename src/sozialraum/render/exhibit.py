"""What stands around a chart: heading, sentence, table, sources, caveats and files, as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.indicators import Source
from sozialraum.domain.views import CITED
from sozialraum.language import t
from sozialraum.render.as_published import as_published
from sozialraum.render.charts import EXAMPLE, dates_and_unit
from sozialraum.render.escape import html_text
from sozialraum.render.exhibit_sentences import chart_reading
from sozialraum.render.exhibit_table import flat_table, statements_table
from sozialraum.render.formats import number
from sozialraum.render.page_top import link_buttons


def exhibit_heading(exhibit: Exhibit) -> str:
    """Title, reference dates, the badge of invented data, and the text that introduces it."""
    badge = f'<span class="sr-beispiel">{html_text(t(EXAMPLE))}</span>' if exhibit.example else ""
    dates = html_text(dates_and_unit(exhibit))
    below = f'<p class="sr-stichtag">{dates}{badge}</p>' if dates or badge else ""
    return (
        f'<header class="sr-darstellung"><h3>{html_text(exhibit.title)}</h3>{below}'
        f"{_line('sr-einleitung', exhibit.text)}</header>"
    )


def exhibit_foot(exhibit: Exhibit, links: Sequence[tuple[str, str]]) -> str:
    """Sentence, reading, table, sources, caveats and ``links`` (text, relative address).

    Below a chart the table is folded; an exhibit without a chart is its table, which is open.
    """
    reading = " ".join(text for text in (exhibit.reading, chart_reading(exhibit.chart)) if text)
    blocks = [
        _line("sr-satz", exhibit.sentence),
        _line("sr-lesehilfe", reading),
        _twin(exhibit) if exhibit.chart else statements_table(exhibit),
        *(_line("sr-hinweis", note) for note in exhibit.notes),
        _sources(exhibit.sources),
        link_buttons(list(links), t("Dateien: {title}", title=exhibit.title)) if links else "",
    ]
    return f'<footer class="sr-fuss">{"".join(blocks)}</footer>'


def _twin(exhibit: Exhibit) -> str:
    rows = len(exhibit.table.rows)
    title = (
        t("Als Tabelle (1 Zeile)") if rows == 1 else t("Als Tabelle ({n} Zeilen)", n=number(rows))
    )
    return (
        f'<details class="sr-zwilling"><summary>{html_text(title)}</summary>'
        f"{flat_table(exhibit)}</details>"
    )


def _sources(sources: Sequence[Source]) -> str:
    """Few sources in one line, many in a folded list; every one with its quality."""
    if not sources:
        return ""
    cited = [_cited(source) for source in sources]
    if len(cited) <= CITED:
        told = t("Quelle: {sources}", sources="; ".join(cited))
        return f'<p class="sr-source">{told}</p>'
    items = "".join(f"<li>{source}</li>" for source in cited)
    return (
        f'<details class="sr-quellen"><summary>{t("{n} Quellen", n=len(cited))}</summary>'
        f"<ul>{items}</ul></details>"
    )


def _cited(source: Source) -> str:
    text = as_published(source.citation)
    if source.url.startswith("https://"):
        address = html_text(source.url)
        text = f'<a href="{address}" target="_blank" rel="noreferrer">{text}</a>'
    return f"{text} ({html_text(source.quality.label)})"


def _line(css: str, text: str) -> str:
    return f'<p class="{css}">{html_text(text)}</p>' if text else ""
