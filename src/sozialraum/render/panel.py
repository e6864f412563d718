"""The panel of one area as HTML: every text passes through the one escape function."""

from __future__ import annotations

from sozialraum.domain.indicators import Indicator
from sozialraum.domain.views import AreaView, MapView, Statement
from sozialraum.render.escape import html_text
from sozialraum.render.formats import enumeration, number, quantity

SHOWN = 8
"""Newest values of the history that the panel shows, with their sources."""


def page_heading(view: MapView) -> str:
    """Title of the page and what is shown: kind, unit, level, areas without a value."""
    total, shown = len(view.codes), sum(value is not None for value in view.current.values)
    covered = (
        f"{total} {view.level_plural}"
        if shown == total
        else f"{shown} von {total} {view.level_plural} mit veröffentlichtem Wert"
    )
    unit = f" in {view.indicator.unit}" if view.indicator.unit else ""
    below = f"{view.indicator.kind.label}{unit} · {covered}"
    return f"<h1>{html_text(view.title)}</h1>{_line('sr-sub', below)}"


def area_panel(view: MapView, area: AreaView) -> str:
    """Value, rank, comparison, history, sources and caveats of an area."""
    indicator = view.indicator
    blocks = [
        f'<h2 class="sr-name">{html_text(area.name)}</h2>',
        _line("sr-where", " · ".join((f"{area.level_name} {area.code}", *area.lineage))),
        "" if area.certain else _line("sr-hint", _INFERRED),
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
        '<h2 class="sr-name">Gebiet wählen</h2>',
        _line(
            "sr-where",
            "Klicken Sie ein Gebiet an oder suchen Sie es über der Karte nach Name oder Nummer. "
            "Hier stehen dann Wert, Rang, Vergleich, Verlauf und Quelle.",
        ),
        f"<h3>{html_text(indicator.name)}</h3>",
        _line("sr-text", indicator.definition),
        _line("sr-source", f"Quelle: {view.cited}"),
        _notes(view),
    ]
    return f'<section class="sr-panel">{"".join(blocks)}</section>'


_INFERRED = (
    "Die Zuordnung zum Sozialraum ist aus der Lage abgeleitet, nicht amtlich veröffentlicht."
)


def _sheet_link(view: MapView, area: AreaView) -> str:
    address = html_text(f"steckbrief?ebene={view.query.level}&gebiet={area.code}")
    return f'<a class="sr-button" target="_self" href="{address}">Gebietssteckbrief</a>'


def _line(css: str, text: str) -> str:
    return f'<p class="{css}">{html_text(text)}</p>'


def _comparison(area: AreaView, indicator: Indicator) -> str:
    facts = []
    if area.rank is not None:
        facts.append(f"Rang {area.rank} von {number(area.ranked)} veröffentlichten Werten")
    if area.median is not None and area.ranked > 2:
        facts.append(f"mittlerer Wert (Median) {quantity(area.median, indicator)}")
    if area.city is not None and area.ranked > 1:
        facts.append(f"Stadt {quantity(area.city, indicator)}")
    elif area.ranked > 1:
        facts.append("Stadtwert nicht veröffentlicht")
    lines = [_line("sr-fact", " · ".join(facts))] if facts else []
    if area.joint_with:
        partners = enumeration(area.joint_with)
        lines.append(_line("sr-hint", f"Ein gemeinsamer Wert mit {partners}."))
    return "".join(lines)


def _history(area: AreaView, indicator: Indicator) -> str:
    if len(area.history) < 2:
        return ""
    rows = "".join(_row(s.period.label, _amount(s, indicator)) for s in area.history[-SHOWN:])
    warning = "".join(_line("sr-hint", reason) for reason in area.breaks)
    return f"<h3>Verlauf</h3><table>{rows}</table>{warning}"


def _conflicts(area: AreaView, indicator: Indicator) -> str:
    if not area.conflicts:
        return ""
    rows = "".join(
        _row(f"{s.period.label}, {s.source.citation}", s.wording or _amount(s, indicator))
        for s in area.conflicts
    )
    return f"<h3>Weitere veröffentlichte Angaben</h3><table>{rows}</table>"


def _companions(area: AreaView) -> str:
    if not area.companions:
        return ""
    rows = "".join(
        _row(f"{other.short}, {period.label}", quantity(value, other))
        for other, period, value in area.companions
    )
    return f"<h3>Weitere Werte</h3><table>{rows}</table>"


def _sources(area: AreaView) -> str:
    newest = {s.source.citation: s for s in area.history[-SHOWN:]}
    cited = "; ".join(f"{citation} ({s.quality})" for citation, s in newest.items())
    return _line("sr-source", f"Quelle: {cited}") if cited else ""


def _amount(statement: Statement, indicator: Indicator) -> str:
    return quantity(statement.value, indicator, statement.status)


def _row(head: str, value: str) -> str:
    return f'<tr><th scope="row">{html_text(head)}</th><td>{html_text(value)}</td></tr>'


def _notes(view: MapView) -> str:
    """Caveats of the indicator, folded away behind one line."""
    if not view.notes:
        return ""
    lines = "".join(_line("sr-text", note) for note in view.notes)
    title = "<summary>Hinweise zu diesen Zahlen</summary>"
    return f'<details class="sr-notes">{title}{lines}</details>'
