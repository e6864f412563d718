"""The sheet of one indicator as HTML: how it is counted, what was published, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlencode

from sozialraum.domain.indicators import Direction, Indicator, Kind, Source
from sozialraum.domain.library import EXAMPLE, IndicatorSheet, LevelCoverage, Said
from sozialraum.domain.period import Period
from sozialraum.render.escape import html_text
from sozialraum.render.formats import enumeration, number
from sozialraum.render.library import (
    NONE,
    NOT_NOTED,
    amount,
    decimals_of,
    facts,
    files,
    line,
    linked,
    outside_list,
    row,
    table,
)

_DIRECTIONS = {
    Direction.NEUTRAL: "ohne Wertung",
    Direction.BURDEN: "ein hoher Wert steht für eine Belastung",
    Direction.RELIEF: "ein hoher Wert steht für eine Entlastung",
}
_PUBLIC = "veroeffentlicht"


def indicator_sheet(sheet: IndicatorSheet) -> str:
    """Definition, formula, rules, sources, reference dates and every statement of an indicator."""
    indicator = sheet.indicator
    blocks = [
        f'<h2 class="sr-name">{html_text(indicator.name)}</h2>',
        line("sr-hint", EXAMPLE) if sheet.invented else "",
        line("sr-text", indicator.definition),
        line("sr-hint", indicator.caveat) if indicator.caveat else "",
        _links(sheet),
        facts(_rules(indicator)),
        _conflicts(sheet),
        _statements(sheet),
        _coverage(sheet.coverage),
        _outside(sheet),
        _sources(sheet.sources),
    ]
    return f'<section class="sr-sheet">{"".join(blocks)}</section>'


def _links(sheet: IndicatorSheet) -> str:
    indicator = sheet.indicator
    address = html_text(urlencode({"indikator": indicator.id}))
    to_map = (
        f'<a class="sr-button sr-primary" href="karte?{address}">Auf der Karte zeigen</a>'
        if sheet.on_map
        else ""
    )
    return (
        f'<div class="sr-actions">{to_map}{files(f"angaben-{indicator.id}", "Alle Angaben")}</div>'
    )


def _rules(indicator: Indicator) -> list[tuple[str, str]]:
    base = f"mindestens {number(indicator.minimum_base)}" if indicator.minimum_base else ""
    pairs = [
        ("Thema", indicator.topic),
        ("Art", indicator.kind.label),
        ("Einheit", indicator.unit or "ohne Einheit"),
        ("Formel", _formula(indicator)),
        ("Mindestbasis", base or "keine festgelegt"),
        ("Richtung", _DIRECTIONS[indicator.direction]),
        ("Register", _register(indicator)),
        ("Geheimhaltung", _confidentiality(indicator)),
    ]
    shown = [(term, html_text(text)) for term, text in pairs]
    breaks = "".join(
        f"<li>{html_text(enumeration([Period(code).label for code in entry.periods]))}: "
        f"nicht vergleichbar. {html_text(entry.reason)}</li>"
        for entry in indicator.breaks
    )
    shown.append(("Vergleichbarkeit", f"<ul>{breaks}</ul>" if breaks else _COMPARABLE))
    shown.append(("Kennung", f"<code>{html_text(indicator.id)}</code>"))
    return shown


_COMPARABLE = "keine Einschränkung zwischen Stichtagen angegeben"


def _formula(indicator: Indicator) -> str:
    """Numerator and denominator in words; what is not declared is named as such."""
    above, below = indicator.numerator, indicator.denominator
    if above and below:
        factor = " × 100" if indicator.kind is Kind.SHARE and indicator.unit == "%" else ""
        return f"{above} ÷ {below}{factor}"
    if above:
        rest = "" if indicator.kind is Kind.COUNT else "; Bezugsgröße nicht angegeben"
        return f"Zähler: {above}{rest}"
    if below:
        return f"Zähler nicht angegeben; Bezugsgröße: {below}"
    return "nicht angegeben, Zahl wie veröffentlicht übernommen"


def _register(indicator: Indicator) -> str:
    if not indicator.from_register:
        return "keinem Register zugeordnet"
    name = indicator.from_register.replace("_", " ").capitalize()
    return f"{name}; Reihen verschiedener Register werden nie als eine gezeichnet"


def _confidentiality(indicator: Indicator) -> str:
    if indicator.confidentiality == _PUBLIC:
        return "bereits öffentlich, gezeigt wie veröffentlicht"
    return f"Regel „{indicator.confidentiality}“"


# -- statements ----------------------------------------------------------------------------


def _conflicts(sheet: IndicatorSheet) -> str:
    """Several statements about one area and date; those that agree are folded away."""
    differing = [group for group in sheet.conflicts if not _agree(group)]
    agreeing = [group for group in sheet.conflicts if _agree(group)]
    told = "".join(_group(group, sheet.indicator) for group in differing)
    if agreeing:
        more = "".join(_group(group, sheet.indicator) for group in agreeing)
        title = f"Gleiche Werte aus mehreren Quellen ({number(len(agreeing))})"
        told += f"<details><summary>{title}</summary>{more}</details>"
    return f"<h3>Mehrere Angaben nebeneinander</h3>{told}" if told else ""


def _agree(group: Sequence[Said]) -> bool:
    """True where all say the same value with the same sign."""
    return len({(said.statement.value, said.statement.status) for said in group}) == 1


def _group(group: Sequence[Said], indicator: Indicator) -> str:
    first = group[0]
    values = {said.statement.value for said in group}
    kind = "widersprüchliche Werte" if len(values) > 1 else "gleicher Wert, verschieden sicher"
    words = f"{_where(first)}, {first.statement.period.label}"
    where = words if _agree(group) else f"{words}: {kind}"
    cards = "".join(_conflicting(said, indicator) for said in group)
    return f'<h4>{html_text(where)}</h4><div class="sr-beside">{cards}</div>'


def _conflicting(said: Said, indicator: Indicator) -> str:
    told = said.statement
    role = "mit Vorrang: steht in Karten und Diagrammen" if told.preferred else "weitere Angabe"
    return (
        f'<div class="sr-told{" sr-first" if told.preferred else ""}">'
        f'<p class="sr-value">{html_text(amount(told, indicator))}</p>{line("sr-fact", role)}'
        f"{_words(said)}{line('sr-source', f'{told.source.citation} ({told.quality})')}</div>"
    )


def _statements(sheet: IndicatorSheet) -> str:
    counted = f"{number(sheet.total)} veröffentlichte Angabe{'n' if sheet.total != 1 else ''}"
    if not sheet.said:
        where = "auf der Karte und in den Dateien (CSV, XLSX)"
        text = f"{counted}: zu viele für diese Seite. Jede einzelne steht {where}."
        return f"<h3>Alle Angaben</h3>{line('sr-text', text)}"
    titles = ("Gebiet", "Stichtag", "Angabe", "Quelle und Güte", "Wortlaut und Hinweis")
    several = {id(said) for group in sheet.conflicts for said in group}
    rows = []
    for _, group in groupby(sheet.said, key=lambda said: said.level.id):
        members = list(group)
        level, several_areas = members[0].level, len({said.area.code for said in members}) > 1
        name = html_text(level.plural if several_areas else level.name)
        rows.append(f'<tr class="sr-group"><th scope="colgroup" colspan="5">{name}</th></tr>')
        rows += [_statement(said, sheet.indicator, id(said) in several) for said in members]
    label = f"Alle Angaben: {sheet.indicator.name}"
    return f"<h3>Alle Angaben</h3>{line('sr-sub', counted)}{table(titles, rows, label)}"


def _statement(said: Said, indicator: Indicator, contested: bool) -> str:
    told = said.statement
    role = ("mit Vorrang" if told.preferred else "weitere Angabe") if contested else ""
    marked = f'<br><span class="sr-sign">{role}</span>' if role else ""
    return row(
        html_text(f"{said.area.name} ({said.area.code})"),
        html_text(told.period.label),
        f"<b>{html_text(amount(told, indicator))}</b>{marked}",
        html_text(f"{told.source.citation} ({told.quality})"),
        _words(said) or NONE,
    )


def _words(said: Said) -> str:
    """Words of the source, remark, partners of a joint value, parts of a published ratio."""
    told = said.statement
    lines = [
        line("sr-quote", f"„{told.wording}“") if told.wording else "",
        line("sr-text", told.note) if told.note else "",
        line("sr-text", f"Ein gemeinsamer Wert mit {enumeration(said.joint_with)}.")
        if said.joint_with
        else "",
        line("sr-text", _parts(said))
        if said.numerator is not None or said.denominator is not None
        else "",
    ]
    return "".join(lines)


def _parts(said: Said) -> str:
    """Numerator and denominator as published."""
    above, below = (
        "nicht veröffentlicht" if part is None else number(part, decimals_of(part, 0))
        for part in (said.numerator, said.denominator)
    )
    return f"Zähler {above}, Nenner {below}"


def _where(said: Said) -> str:
    one = said.area.name.startswith(said.level.name)
    return said.area.name if one else f"{said.level.name} {said.area.name}"


# -- reference dates and sources -----------------------------------------------------------


def _coverage(coverage: Sequence[LevelCoverage]) -> str:
    rows = [
        row(
            html_text(entry.level.name),
            html_text(period.label),
            f"{number(covered)} von {number(entry.total)}",
        )
        for entry in reversed(coverage)
        for period, covered in entry.periods
    ]
    if not rows:
        return ""
    titles = ("Raumebene", "Stichtag", "Gebiete mit Wert")
    return f"<h3>Stichtage</h3>{table(titles, rows, 'Stichtage und Gebiete mit Wert')}"


def _outside(sheet: IndicatorSheet) -> str:
    if not sheet.outside:
        return ""
    title = "Angaben zu Orten außerhalb der Gebiete"
    return f"<h3>{title}</h3>{outside_list(sheet.outside, title)}"


def _sources(sources: Sequence[tuple[Source, int]]) -> str:
    titles = ("Quelle", "Güte", "Lizenz", "abgerufen", "Angaben", "Hinweis")
    rows = [
        row(
            linked(source.citation, source.url),
            source.quality.label,
            linked(source.licence, source.licence_url),
            html_text(source.retrieved) or NOT_NOTED,
            number(count),
            html_text(source.note) or NONE,
        )
        for source, count in sources
    ]
    return f"<h3>Quellen</h3>{table(titles, rows, 'Quellen des Indikators')}"
