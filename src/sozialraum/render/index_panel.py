"""What stands around the map of the composite index, as HTML."""

from __future__ import annotations

from sozialraum.domain.indicators import Direction
from sozialraum.domain.social_index import IndexResult, ResultPart
from sozialraum.language import t
from sozialraum.render.escape import html_text
from sozialraum.render.formats import percent
from sozialraum.render.index_words import CAUTION, baseline_words


def caution() -> str:
    """The reminder that stands on the page whatever it shows."""
    return f'<p class="sr-hint" role="note">{html_text(t(CAUTION))}</p>'


def no_area() -> str:
    """What to do while no area is chosen."""
    text = t("Ein Gebiet auf der Karte wählen: Hier steht dann, was seinen Index ausmacht.")
    return f'<p class="sr-text">{html_text(text)}</p>'


def formula(result: IndexResult, district: str) -> str:
    """Indicators, shares of the weights, directions and dates as a table; how it is calculated."""
    titles = (t("Indikator"), t("Gewicht"), t("Hoher Wert heißt"), t("Stichtag"))
    heads = "".join(f'<th scope="col">{html_text(title)}</th>' for title in titles)
    rows = "".join(_row(result, place) for place in range(len(result.parts)))
    text = t(
        "Jeder Wert wird standardisiert (z-Wert; Bezug: {baseline}), gewichtet und summiert; die "
        "Summe wird über alle Gebiete noch einmal standardisiert. Status: hoch unter −1, mittel "
        "bis unter 1, niedrig bis unter 1,5, sehr niedrig ab 1,5 Standardabweichungen mehr "
        "Belastung als im Mittel.",
        baseline=baseline_words(result.query.baseline, district),
    )
    label = html_text(t("Rechenweg"))
    return (
        f'<div class="sr-tafel" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        f'<p class="sr-lesehilfe">{html_text(text)}</p>'
    )


def _row(result: IndexResult, place: int) -> str:
    entry = result.parts[place]
    relief = entry.part.direction is Direction.RELIEF
    cells = (
        percent(100 * entry.share, 0 if float(100 * entry.share).is_integer() else 1),
        t("weniger Belastung") if relief else t("mehr Belastung"),
        _dates(entry),
    )
    titles = (t("Gewicht"), t("Hoher Wert heißt"), t("Stichtag"))
    shown = "".join(
        f'<td data-titel="{html_text(title)}">{html_text(cell)}</td>'
        for title, cell in zip(titles, cells, strict=True)
    )
    name = f'data-titel="{html_text(t("Indikator"))}">{html_text(entry.indicator.name)}'
    return f'<tr><th scope="row" {name}</th>{shown}</tr>'


def _dates(entry: ResultPart) -> str:
    if entry.before is None:
        return entry.period.label
    return t("{now}, zuvor {before}", now=entry.period.label, before=entry.before.label)
