"""Lists of the page „Daten und Methoden“ as HTML: indicators, overlays, lists, sources.

Every text passes through the one escape function. Tables stand in boxes that scroll by themselves
and that the keyboard reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.library import (
    IndicatorEntry,
    LayerEntry,
    ListEntry,
    Outside,
    SourceUse,
)
from sozialraum.domain.period import Period
from sozialraum.domain.records import LIST_SEPARATOR
from sozialraum.domain.views import Statement
from sozialraum.language import n_, t
from sozialraum.render.as_published import as_published, cited, licensed
from sozialraum.render.escape import html_text
from sozialraum.render.formats import number, quantity
from sozialraum.render.links import file_link, page_link

NONE = "–"
NOT_NOTED = n_("nicht vermerkt")
FILES = {"csv": "CSV", "xlsx": "XLSX"}
_LONG = 15
"""Tables with more rows scroll inside their box under a fixed heading."""


# -- values --------------------------------------------------------------------------------


def decimals_of(value: float | None, decimals: int) -> int:
    """Decimals that a published value needs, at least ``decimals``: nothing is rounded away."""
    digits = "" if value is None else repr(float(value)).partition(".")[2]
    return max(decimals, len(digits.rstrip("0")))


def is_year(indicator: Indicator) -> bool:
    """True for indices without unit and decimals: years and the like, written without separator."""
    return indicator.kind is Kind.INDEX and not indicator.unit and indicator.decimals == 0


def amount(statement: Statement, indicator: Indicator) -> str:
    """A statement as it was published: all its decimals, with unit and sign, or the word."""
    value = statement.value
    if value is not None and is_year(indicator):
        return f"{value:.0f}"
    digits = decimals_of(value, indicator.decimals)
    printed = indicator.model_copy(update={"decimals": digits})
    return quantity(value, printed, statement.status)


def precision_words(entry: LayerEntry) -> str:
    """``66 hausgenau, 21 Straße, ohne Hausnummer``: places by exactness of their coordinate."""
    return "; ".join(f"{number(count)} {precision.label}" for precision, count in entry.precision)


# -- parts ---------------------------------------------------------------------------------


def table(titles: Sequence[str], rows: Iterable[str], label: str) -> str:
    """A table in a box that scrolls by itself; ``rows`` are complete ``<tr>`` elements."""
    body = list(rows)
    head = "".join(f'<th scope="col">{html_text(title)}</th>' for title in titles)
    css = "sr-scroll sr-long" if len(body) > _LONG else "sr-scroll"
    return (
        f'<div class="{css}" role="region" tabindex="0" aria-label="{html_text(label)}">'
        f'<table class="sr-data"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def row(head: str, *cells: str) -> str:
    """One ``<tr>``; head and cells are HTML already."""
    return f'<tr><th scope="row">{head}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of terms; the second of each pair is HTML already, pairs without it are left out."""
    lines = "".join(
        f"<div><dt>{html_text(term)}</dt><dd>{text}</dd></div>" for term, text in pairs if text
    )
    return f'<dl class="sr-facts">{lines}</dl>'


def line(css: str, text: str) -> str:
    """A paragraph."""
    return f'<p class="{css}">{html_text(text)}</p>'


def files(exhibit: str, what: str) -> str:
    """Links to the files of an exhibit of this page."""
    links = "".join(
        f'<a class="sr-button" href="{html_text(file_link(f"daten/{exhibit}.{kind}"))}" download '
        f'aria-label="{html_text(t("{what} als {format}", what=what, format=name))}">{name}</a>'
        for kind, name in FILES.items()
    )
    title = html_text(t("{what} herunterladen:", what=what))
    return f'<p class="sr-files"><span>{title}</span> {links}</p>'


def empty(text: str, advice: str) -> str:
    """What is said where nothing is found, and what to do next."""
    return f'<div class="sr-empty">{line("sr-text", text)}{line("sr-sub", advice)}</div>'


# -- sections ------------------------------------------------------------------------------


def indicator_list(
    entries: Sequence[IndicatorEntry], total: int, asked: str, most: int | None = None
) -> str:
    """The found indicators, the first ``most`` of them; ``asked`` says what was searched for."""
    if not total:
        advice = t("Eine Tabelle einlesen: sozialraum import DATEI, oder data/indikatoren anlegen.")
        return empty(t("Es gibt noch keinen Indikator."), advice)
    if not entries:
        advice = t("Kürzen Sie den Suchtext oder wählen Sie „alle Themen“.")
        return empty(t("Kein Indikator passt zu {asked}.", asked=asked), advice)
    titles = (
        t("Indikator"),
        t("Thema"),
        t("Art, Einheit"),
        t("Raumebenen"),
        t("Stichtage"),
        t("Angaben"),
        t("Güte"),
    )
    counted = t(
        "{n} von {total} Indikatoren{first}",
        n=number(len(entries)),
        total=number(total),
        first=_first(entries, most),
    )
    return line("sr-sub", counted) + table(
        titles, map(_indicator, entries[:most]), t("Indikatoren")
    )


def _indicator(entry: IndicatorEntry) -> str:
    indicator = entry.indicator
    address = page_link("daten", {"bereich": "indikatoren", "indikator": indicator.id})
    name = html_text(indicator.name)
    unit = f", {indicator.unit}" if indicator.unit else ""
    return row(
        f'<a href="{html_text(address)}" data-sr-hier="1">{name}</a>',
        html_text(indicator.topic),
        html_text(f"{indicator.kind.label}{unit}"),
        html_text(", ".join(entry.levels)) or NONE,
        html_text(_dates(entry.periods)),
        number(entry.statements),
        html_text(", ".join(entry.qualities)) or NONE,
    )


def _dates(periods: Sequence[Period]) -> str:
    """Number and newest of the reference dates: ``15, zuletzt Juli 2025``."""
    if not periods:
        return NONE
    newest = periods[-1].label
    if len(periods) == 1:
        return newest
    return t("{n}, zuletzt {newest}", n=number(len(periods)), newest=newest)


def _first(entries: Sequence[object], most: int | None) -> str:
    """Says in words where the list goes on."""
    cut = most is not None and len(entries) > most
    return t(", hier die ersten {n}", n=number(most or 0)) if cut else ""


def source_list(uses: Sequence[SourceUse], total: int, asked: str, most: int | None = None) -> str:
    """The found sources, the first ``most`` of them; ``asked`` says what was searched for."""
    if not uses:
        advice = t("Kürzen Sie den Suchtext oder wählen Sie bei der Güte „alle“.")
        return empty(t("Keine Quelle passt zu {asked}.", asked=asked), advice)
    titles = (t("Quelle"), t("Güte"), t("Lizenz"), t("abgerufen"), t("beruht darauf"), t("Hinweis"))
    counted = t(
        "{n} von {total} Quellen{first}",
        n=number(len(uses)),
        total=number(total),
        first=_first(uses, most),
    )
    return line("sr-sub", counted) + table(titles, map(_source, uses[:most]), t("Quellen"))


def _source(use: SourceUse) -> str:
    source = use.source
    count = use.statements
    resting = t("1 Angabe") if count == 1 else t("{n} Angaben", n=number(count))
    used = [*([resting] if count else []), *use.others]
    return row(
        cited(source),
        source.quality.label,
        licensed(source),
        html_text(source.retrieved or t(NOT_NOTED)),
        html_text(", ".join(used)) or NONE,
        html_text(source.note) or NONE,
    )


def layer_list(entries: Sequence[LayerEntry]) -> str:
    """One card per overlay."""
    return f'<div class="sr-cards">{"".join(map(_layer, entries))}</div>'


def _layer(entry: LayerEntry) -> str:
    layer = entry.layer
    exactness = "".join(
        f"<li>{number(count)} {html_text(precision.label)}</li>"
        for precision, count in entry.precision
    )
    address = page_link("karte", {"ebenen": layer.id})
    told = facts(
        (
            (t("Orte") if layer.file else t("Umrisse"), number(entry.number)),
            (
                t("Genauigkeit"),
                f"<ul>{exactness}</ul>" if exactness else t("wie die Umrisse der Gebiete"),
            ),
            (t("Quelle"), cited(entry.source)),
            (t("Lizenz"), licensed(entry.source)),
        )
    )
    shown = html_text(t("Auf der Karte"))
    link = f'<a class="sr-button" href="{html_text(address)}">{shown}</a>'
    return _card(layer.name, layer.description, told, layer.caveat, link)


def record_lists(entries: Sequence[ListEntry]) -> str:
    """One card per list; what to say where there is none."""
    if not entries:
        return empty(
            t("In diesem Datenstand gibt es kein Verzeichnis."),
            t("Die Orte der Karten-Ebenen stehen oben."),
        )
    return f'<div class="sr-cards">{"".join(map(_records, entries))}</div>'


def _records(entry: ListEntry) -> str:
    apart = t("vertraulich, nicht Teil des Datenstands")
    told = facts(
        (
            (t("Einträge"), apart if entry.number is None else number(entry.number)),
            (t("Spalten"), html_text(", ".join(column.title for column in entry.records.columns))),
            (t("Karten-Ebene"), html_text(entry.layer)),
            (t("Quelle"), cited(entry.source)),
            (t("Lizenz"), licensed(entry.source)),
        )
    )
    return _card(entry.title, entry.description, told, entry.caveat)


def _card(title: str, text: str, told: str, caveat: str, link: str = "") -> str:
    hint = line("sr-hint", caveat) if caveat else ""
    return (
        f'<article class="sr-card"><h3>{html_text(title)}</h3>{line("sr-text", text)}'
        f"{told}{hint}{link}</article>"
    )


def outside_list(figures: Sequence[Outside], label: str) -> str:
    """Published figures about places that are no area of the city."""
    titles = (
        t("Ort"),
        t("Gegenstand"),
        t("Stichtag"),
        t("Angabe"),
        t("Quelle"),
        t("Wortlaut und Hinweis"),
    )
    return table(titles, map(_outside, figures), label)


def _outside(figure: Outside) -> str:
    told = figure.reference
    wording = as_published(told.wording)
    words = [t("„{text}“", text=wording) if wording else "", html_text(told.note)]
    return row(
        html_text(told.place),
        html_text(told.subject),
        html_text(Period(told.period).label) if told.period else t("ohne Datum"),
        html_text(_told(figure)),
        f"{cited(figure.source)} ({figure.source.quality.label})",
        html_text(LIST_SEPARATOR).join(word for word in words if word) or NONE,
    )


def _told(figure: Outside) -> str:
    told = figure.reference
    if told.value is None:
        return told.text
    value = number(told.value, decimals_of(told.value, 0))
    return " ".join(part for part in (value, told.unit, told.text) if part)
