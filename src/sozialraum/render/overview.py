"""Cards of the overview as HTML: key figures with source and date, ways for the three groups."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.domain.indicators import Source
from sozialraum.domain.start import Way
from sozialraum.domain.views import Figure
from sozialraum.language import t
from sozialraum.render.as_published import as_published
from sozialraum.render.escape import html_text
from sozialraum.render.formats import quantity
from sozialraum.render.links import page_link


def figure_cards(figures: Sequence[Figure]) -> str:
    """One card per key figure; each names area, date, source and quality."""
    return f'<div class="sr-figures">{"".join(_figure(figure) for figure in figures)}</div>'


def way_cards(ways: Sequence[Way]) -> str:
    """One card per group of users with links into prepared views."""
    return f'<div class="sr-ways">{"".join(_way(way) for way in ways)}</div>'


def _figure(figure: Figure) -> str:
    indicator, statement = figure.indicator, figure.statement
    value = quantity(statement.value, indicator, statement.status)
    where = f"{figure.area}, {statement.period.label}"
    words = (
        t("Wortlaut: „{wording}“", wording=as_published(statement.wording))
        if statement.wording
        else html_text(statement.quality)
    )
    return (
        f'<article class="sr-figure"><h2><a target="_self" href="{html_text(figure.link)}">'
        f"{html_text(indicator.short)}</a></h2>"
        f'<p class="sr-value">{html_text(value)}</p><p class="sr-where">{html_text(where)}</p>'
        f'<p class="sr-source">{_cited(statement.source)}<br>{words}</p></article>'
    )


def _cited(source: Source) -> str:
    """Publisher, with the full title on hover, linked where there is an address."""
    text, title = html_text(source.publisher or source.title), html_text(source.citation)
    if not source.url.startswith("https://"):
        return f'<span lang="de" title="{title}">{text}</span>'
    link = (
        f'lang="de" href="{html_text(source.url)}" title="{title}" target="_blank" rel="noreferrer"'
    )
    return f"<a {link}>{text}</a>"


def _way(way: Way) -> str:
    links = "".join(
        f'<a class="sr-button" target="_self" '
        f'href="{html_text(page_link(link.page, link.view))}">{html_text(link.title)}</a>'
        for link in way.links
    )
    return (
        f'<article class="sr-way"><h3>{html_text(way.title)}</h3>'
        f"<p>{html_text(way.text)}</p>{links}</article>"
    )
