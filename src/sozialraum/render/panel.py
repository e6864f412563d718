"""The panel of one area as HTML: every text passes through the one escape function."""

from __future__ import annotations

from sozialraum.domain.indicators import Indicator
from sozialraum.domain.views import AreaView, MapView, Statement
from sozialraum.language import n_, t
from sozialraum.render.as_published import as_published
from sozialraum.render.escape import html_text
from sozialraum.render.formats import enumeration, inside_sentence, number, quantity
from sozialraum.render.links import page_link

SHOWN = 8
"""Newest values of the history that the panel shows, with their sources."""


def page_heading(view: MapView) -> str:
    """Title of the page and what is shown: kind, unit, level, areas without a value."""
    total, shown = len(view.codes), sum(value is not None for value in view.current.values)
    covered = (
        f"{total} {inside_sentence(view.level_plural)}"
        if shown == total
        else t(
            "{shown} von {total} {areas} mit veröffentlichtem Wert",
            shown=shown,
            total=total,
            areas=inside_sentence(view.level_plural),
        )
    )
    kind, unit = view.indicator.kind.label, view.indicator.unit
    measured = t("{kind} in {unit}", kind=kind, unit=unit) if unit else kind
    below = f"{measured} · {covered}"
    return f"<h1>{html_text(view.title)}</h1>{_line('sr-sub', below)}"


def area_panel(view: MapView, area: AreaView) -> str:
    """Value, rank, comparison, history, sources and caveats of an area."""
    indicator = view.indicator
    blocks = [
        f'<h2 class="sr-name">{html_text(area.name)}</h2>',
        _line("sr-where", " · ".join((f"{area.level_name} {area.code}", *area.lineage))),
        "" if area.certain else _line("sr-hint", t(_INFERRED)),
        f'<p class="sr-value">{html_text(quantity(area.value, indicator, area.status))}</p>',
        _line("sr-what", view.title),
        _line("sr-hint", area.notice) if area.notice else "",
        _comparison(area, indicator),
        _sheet_link(view, area),
        _history(area, indicator),
        _conflicts(area, indicator),
        _companions(area),
        _sources(area),
        _notes(view),
    ]
    return f'<section class="sr-panel" aria-live="polite">{"".join(blocks)}</section>'


def empty_panel(view: MapView) -> str:
    """What the panel says before an area is chosen: what is shown and what to do next."""
    indicator = view.indicator
    blocks = [
        f'<h2 class="sr-name">{html_text(t("Gebiet wählen"))}</h2>',
        _line(
            "sr-where",
            t(
                "Klicken Sie ein Gebiet an oder suchen Sie es über der Karte nach Name "
                "oder Nummer. Hier stehen dann Wert, Rang, Vergleich, Verlauf und Quelle."
            ),
        ),
        f"<h3>{html_text(indicator.name)}</h3>",
        _line("sr-text", indicator.definition),
        _line("sr-source", t("Quelle: {sources}", sources=view.cited)),
        _notes(view),
    ]
    return f'<section class="sr-panel">{"".join(blocks)}</section>'


_INFERRED = n_(
    "Die Zuordnung zum Sozialraum ist aus der Lage abgeleitet, nicht amtlich veröffentlicht."
)


def _sheet_link(view: MapView, area: AreaView) -> str:
    address = html_text(page_link("steckbrief", {"ebene": view.query.level, "gebiet": area.code}))
    title = html_text(t("Gebietssteckbrief"))
    return f'<a class="sr-button" target="_self" href="{address}">{title}</a>'


def _line(css: str, text: str) -> str:
    return f'<p class="{css}">{html_text(text)}</p>'


def _comparison(area: AreaView, indicator: Indicator) -> str:
    facts = []
    if area.rank is not None:
        facts.append(
            t(
                "Rang {rank} von {ranked} veröffentlichten Werten",
                rank=area.rank,
                ranked=number(area.ranked),
            )
        )
    if area.median is not None and area.ranked > 2:
        facts.append(t("mittlerer Wert (Median) {value}", value=quantity(area.median, indicator)))
    if area.city is not None and area.ranked > 1:
        facts.append(t("Stadt {value}", value=quantity(area.city, indicator)))
    elif area.ranked > 1:
        facts.append(t("Stadtwert nicht veröffentlicht"))
    lines = [_line("sr-fact", " · ".join(facts))] if facts else []
    if area.joint_with:
        partners = enumeration(area.joint_with)
        lines.append(_line("sr-hint", t("Ein gemeinsamer Wert mit {partners}.", partners=partners)))
    return "".join(lines)


def _history(area: AreaView, indicator: Indicator) -> str:
    if len(area.history) < 2:
        return ""
    rows = "".join(_row(s.period.label, _amount(s, indicator)) for s in area.history[-SHOWN:])
    warning = "".join(_line("sr-hint", reason) for reason in area.breaks)
    return f"<h3>{html_text(t('Verlauf'))}</h3><table>{rows}</table>{warning}"


def _conflicts(area: AreaView, indicator: Indicator) -> str:
    if not area.conflicts:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{html_text(s.period.label)}, {as_published(s.source.citation)}</th>'
        f"<td>{as_published(s.wording) or html_text(_amount(s, indicator))}</td></tr>"
        for s in area.conflicts
    )
    title = html_text(t("Weitere veröffentlichte Angaben"))
    return f"<h3>{title}</h3><table>{rows}</table>"


def _companions(area: AreaView) -> str:
    if not area.companions:
        return ""
    rows = "".join(
        _row(f"{other.short}, {period.label}", quantity(value, other))
        for other, period, value in area.companions
    )
    return f"<h3>{html_text(t('Weitere Werte'))}</h3><table>{rows}</table>"


def _sources(area: AreaView) -> str:
    newest = {s.source.citation: s for s in area.history[-SHOWN:]}
    cited = "; ".join(
        f"{as_published(citation)} ({html_text(s.quality)})" for citation, s in newest.items()
    )
    told = t("Quelle: {sources}", sources=cited)
    return f'<p class="sr-source">{told}</p>' if cited else ""


def _amount(statement: Statement, indicator: Indicator) -> str:
    return quantity(statement.value, indicator, statement.status)


def _row(head: str, value: str) -> str:
    return f'<tr><th scope="row">{html_text(head)}</th><td>{html_text(value)}</td></tr>'


def _notes(view: MapView) -> str:
    """Caveats of the indicator, folded away behind one line."""
    if not view.notes:
        return ""
    lines = "".join(_line("sr-text", note) for note in view.notes)
    title = f"<summary>{html_text(t('Hinweise zu diesen Zahlen'))}</summary>"
    return f'<details class="sr-notes">{title}{lines}</details>'
