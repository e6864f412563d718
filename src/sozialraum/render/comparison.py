"""Panels beside the maps of comparisons, as HTML: every text passes the one escape function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sozialraum.domain.comparison import (
    AreaChange,
    AreaComparison,
    ComparedArea,
    Difference,
    Measure,
    Pair,
    Quadrant,
    TwoIndicators,
)
from sozialraum.domain.indicators import Indicator
from sozialraum.language import t
from sozialraum.render.comparison_words import change_text, strongest, unit_of
from sozialraum.render.escape import html_text
from sozialraum.render.formats import number, quantity, signed, with_unit
from sozialraum.render.links import page_link

LARGEST = 10
COLOURS = ("#0f6f83", "#b0620d", "#6a35b5", "#2a1c1a", "#b5123f")
"""Of compared areas by their place: told apart without red, green or blue, each under white ink."""


def heading(title: str, unit: str) -> str:
    """What is shown and in which unit, above the map."""
    below = t("Einheit: {unit}", unit=unit) if unit else ""
    return (
        f'<header class="sr-kartenkopf"><h2 class="sr-abschnitt">{html_text(title)}</h2>'
        f"{_line('sr-sub', below)}</header>"
    )


def map_notes(notes: Sequence[str]) -> str:
    """Caveats below a map; its source stands in the frame of the map."""
    lines = "".join(_line("sr-hinweis", note) for note in notes)
    return f'<footer class="sr-fuss">{lines}</footer>' if lines else ""


def refused(reason: str, advice: str) -> str:
    """Why something is not compared, and what can be seen instead."""
    return (
        f'<div class="sr-leer-hinweis">{_line("sr-satz", reason)}{_line("sr-leise", advice)}</div>'
    )


def change_panel(found: Difference, area: str, links: Mapping[str, str]) -> str:
    """The chosen area, then the largest changes. ``links`` are label -> relative address."""
    chosen = next((c for c in found.changes if area and area in c.codes), None)
    above = _changed(found, chosen, links) if chosen else ""
    return f'<section class="sr-panel" aria-live="polite">{above}{_largest(found)}</section>'


def _changed(found: Difference, change: AreaChange, links: Mapping[str, str]) -> str:
    dates = [detail.title for detail in found.view.details[:2]]
    values = (
        quantity(change.before, found.indicator, change.before_status),
        quantity(change.after, found.indicator, change.after_status),
    )
    rows = "".join(_row(date, value) for date, value in zip(dates, values, strict=True))
    shown = found.view.indicator
    known = [c.value for c in found.changes if c.value is not None]
    rank = ""
    if change.value is not None:
        place = 1 + sum(value > change.value for value in known)
        rank = t(
            "Rang {place} von {all}, vom stärksten Anstieg an gezählt",
            place=place,
            all=number(len(known)),
        )
    return "".join(
        (
            f'<h2 class="sr-name">{html_text(change.label)}</h2>',
            f'<p class="sr-value">{html_text(change_text(change.value, change.status, shown))}</p>',
            _line("sr-fact", rank),
            f"<table>{rows}</table>",
            _line("sr-fact", t("Fälle: {cases}", cases=change.cases) if change.cases else ""),
            _line(
                "sr-hint",
                t("Kleine Grundlage: Schon wenige Fälle machen hier viel aus.")
                if change.small
                else "",
            ),
            _buttons(links),
        )
    )


def _largest(found: Difference) -> str:
    largest = strongest(found.changes, LARGEST)
    if not largest:
        return _line("sr-text", found.sentence)
    shown = found.view.indicator
    plain = shown if shown.unit == "%" else shown.model_copy(update={"unit": ""})
    rows = "".join(
        f'<tr><th scope="row">{html_text(c.label)}{_below(_about(c, found.indicator))}</th>'
        f"<td>{html_text(change_text(c.value, c.status, plain))}</td></tr>"
        for c in largest
    )
    title = t("Die {n} größten Veränderungen", n=len(largest))
    unit = _line("sr-fact", t("Einheit: {unit}", unit=shown.unit) if shown.unit else "")
    return f"<h3>{html_text(title)}</h3>{unit}<table>{rows}</table>"


def _about(change: AreaChange, indicator: Indicator) -> str:
    values = (
        quantity(change.before, indicator, change.before_status),
        quantity(change.after, indicator, change.after_status),
    )
    said = t("{first}, dann {second}", first=values[0], second=values[1])
    if change.cases and indicator.numerator:
        said = t("{said}; Fälle: {cases}", said=said, cases=change.cases)
    return f"{said} ({t('kleine Grundlage')})" if change.small else said


def areas_panel(found: AreaComparison, links: Mapping[str, Mapping[str, str]]) -> str:
    """The compared areas in their colours; ``links`` by code are label -> relative address."""
    if not found.areas:
        return (
            f'<section class="sr-panel"><h2 class="sr-name">{html_text(t("Gebiete wählen"))}</h2>'
            + _line(
                "sr-where",
                t(
                    "Klicken Sie bis zu fünf Gebiete auf der Karte an oder wählen Sie sie in der "
                    "Liste. Ein weiterer Klick nimmt ein Gebiet wieder heraus."
                ),
            )
            + "</section>"
        )
    rows = "".join(_compared(area, found, links.get(area.code, {})) for area in found.areas)
    city = (
        t("Stadt ({date}): {value}", date=found.date, value=found.city)
        if found.city
        else t("Ein Stadtwert ist am Stichtag {date} nicht veröffentlicht.", date=found.date)
    )
    title = t("{name}, {date}", name=found.indicator.short, date=found.date)
    return (
        f'<section class="sr-panel" aria-live="polite"><h3>{html_text(title)}</h3>'
        f'<table class="sr-gewaehlt">{rows}</table>{_line("sr-fact", city)}</section>'
    )


def _compared(area: ComparedArea, found: AreaComparison, links: Mapping[str, str]) -> str:
    facts = []
    if area.rank is not None:
        facts.append(t("Rang {rank} von {all}", rank=area.rank, all=number(found.ranked)))
    if area.city is not None:
        facts.append(t("Abstand zur Stadt {value}", value=_distance(area.city, found.indicator)))
    if area.joint_with:
        facts.append(t("gemeinsam mit {names}", names=", ".join(area.joint_with)))
    onward = "".join(
        f' <a target="_self" href="{html_text(href)}">{html_text(label)}</a>'
        for label, href in links.items()
    )
    below = _below(" · ".join(facts)) + f'<span class="sr-neben">{onward}</span>'
    return (
        f'<tr><th scope="row">{chip(area.colour, area.number)}{html_text(area.name)}{below}</th>'
        f"<td>{html_text(quantity(area.value, found.indicator, area.status))}</td></tr>"
    )


def _distance(value: float, indicator: Indicator) -> str:
    unit = unit_of(indicator, Measure.POINTS) if indicator.unit == "%" else indicator.unit
    return with_unit(signed(value, indicator.decimals), unit)


def chip(colour: str, number_: int) -> str:
    """The number of an area in its colour, as on the pin."""
    return f'<b class="sr-nummer" style="background:{html_text(colour)}">{number_}</b>'


def pairs_panel(found: TwoIndicators, chosen: str, area: str, links: Mapping[str, str]) -> str:
    """The chosen area and the areas of the chosen quadrant."""
    parts = []
    pair = next((p for p in found.pairs if area and area in p.codes), None)
    if area:
        place = found.view.codes.index(area)
        name = pair.label if pair else found.view.names[place]
        rows = "".join(_row(d.title, d.texts[place]) for d in found.view.details)
        number_ = found.view.current.classes[place]
        label = found.view.legend[number_].label if number_ >= 0 else ""
        parts.append(
            f'<h2 class="sr-name">{html_text(name)}</h2><table>{rows}</table>'
            f"{_line('sr-fact', label)}{_buttons(links)}"
        )
    if chosen and found.pairs:
        parts.append(_quadrant(found, Quadrant(chosen)))
    if not parts:
        parts.append(
            _line(
                "sr-where",
                t(
                    "Klicken Sie ein Gebiet auf der Karte oder einen Punkt im Diagramm an, oder "
                    "wählen Sie einen Quadranten: Dann stehen hier seine Gebiete."
                ),
            )
        )
    return f'<section class="sr-panel" aria-live="polite">{"".join(parts)}</section>'


def quadrant_label(quadrant: Quadrant, names: tuple[str, str]) -> str:
    """A quadrant in words, with the short names of both indicators."""
    first, second = names
    if quadrant is Quadrant.BOTH:
        return t("{first} und {second} hoch", first=first, second=second)
    if quadrant is Quadrant.NONE:
        return t("{first} und {second} niedrig", first=first, second=second)
    if quadrant is Quadrant.FIRST:
        return t("{first} hoch, {second} niedrig", first=first, second=second)
    return t("{first} niedrig, {second} hoch", first=first, second=second)


def _quadrant(found: TwoIndicators, chosen: Quadrant) -> str:
    inside = [pair for pair in found.pairs if pair.quadrant is chosen]
    names = found.indicators[0].short, found.indicators[1].short
    title = t("{label}: {n} Gebiete", label=quadrant_label(chosen, names), n=_areas(inside))
    rows = "".join(_pair(pair, found) for pair in inside)
    rule = t("Hoch heißt: über dem Median. Genau auf dem Median zählt als niedrig.")
    return (
        f"<h3>{html_text(title)}</h3>{_line('sr-fact', rule)}"
        f'<div class="sr-quadrant" tabindex="0" role="region" aria-label="{html_text(title)}">'
        f"<table>{rows}</table></div>"
    )


def _areas(pairs: Sequence[Pair]) -> str:
    return number(sum(len(pair.codes) for pair in pairs))


def _pair(pair: Pair, found: TwoIndicators) -> str:
    first, second = found.indicators
    said = f"{quantity(pair.first, first)} · {quantity(pair.second, second)}"
    return _row(pair.label, said)


def onward(map_query: Mapping[str, str], level: str, area: str) -> dict[str, str]:
    """Where to go from an area: the map of the indicator and the sheet of the area."""
    links = {t("Auf der Karte öffnen"): page_link("karte", map_query)}
    if area:
        links[t("Gebietssteckbrief")] = page_link("steckbrief", {"ebene": level, "gebiet": area})
    return links


def _buttons(links: Mapping[str, str]) -> str:
    shown = "".join(
        f'<a class="sr-button" target="_self" href="{html_text(href)}">{html_text(label)}</a> '
        for label, href in links.items()
    )
    return f'<p class="sr-weiter">{shown}</p>' if shown else ""


def _row(head: str, value: str) -> str:
    return f'<tr><th scope="row">{html_text(head)}</th><td>{html_text(value)}</td></tr>'


def _below(text: str) -> str:
    return f'<span class="sr-neben">{html_text(text)}</span>' if text else ""


def _line(css: str, text: str) -> str:
    return f'<p class="{css}">{html_text(text)}</p>' if text else ""
