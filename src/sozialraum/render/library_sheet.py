"""The sheet of one indicator as HTML: how it is counted, what was published, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sozialraum.domain.indicators import Break, Direction, Indicator, Kind, Source
from sozialraum.domain.library import EXAMPLE, IndicatorSheet, LevelCoverage, Said
from sozialraum.domain.period import Period
from sozialraum.domain.views import Statement
from sozialraum.language import n_, t
from sozialraum.render.as_published import as_published, cited, licensed
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
    outside_list,
    row,
    table,
)
from sozialraum.render.links import page_link

_DIRECTIONS = {
    Direction.NEUTRAL: n_("ohne Wertung"),
    Direction.BURDEN: n_("ein hoher Wert steht für eine Belastung"),
    Direction.RELIEF: n_("ein hoher Wert steht für eine Entlastung"),
}
_PUBLIC = "veroeffentlicht"


def indicator_sheet(sheet: IndicatorSheet) -> str:
    """Definition, formula, rules, sources, reference dates and every statement of an indicator."""
    indicator = sheet.indicator
    blocks = [
        f'<h2 class="sr-name">{html_text(indicator.name)}</h2>',
        line("sr-hint", t(EXAMPLE)) if sheet.invented else "",
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
    address = html_text(page_link("karte", {"indikator": indicator.id}))
    shown = html_text(t("Auf der Karte zeigen"))
    to_map = f'<a class="sr-button sr-primary" href="{address}">{shown}</a>' if sheet.on_map else ""
    offered = files(f"angaben-{indicator.id}", t("Alle Angaben"))
    return f'<div class="sr-actions">{to_map}{offered}</div>'


def _rules(indicator: Indicator) -> list[tuple[str, str]]:
    least = indicator.minimum_base
    base = t("mindestens {n}", n=number(least)) if least else t("keine festgelegt")
    pairs = [
        (t("Thema"), indicator.topic),
        (t("Art"), indicator.kind.label),
        (t("Einheit"), indicator.unit or t("ohne Einheit")),
        (t("Formel"), _formula(indicator)),
        (t("Mindestbasis"), base),
        (t("Richtung"), t(_DIRECTIONS[indicator.direction])),
        (t("Register"), _register(indicator)),
        (t("Geheimhaltung"), _confidentiality(indicator)),
    ]
    shown = [(term, html_text(text)) for term, text in pairs]
    breaks = "".join(f"<li>{html_text(_broken(entry))}</li>" for entry in indicator.breaks)
    comparable = html_text(t("keine Einschränkung zwischen Stichtagen angegeben"))
    shown.append((t("Vergleichbarkeit"), f"<ul>{breaks}</ul>" if breaks else comparable))
    shown.append((t("Kennung"), f"<code>{html_text(indicator.id)}</code>"))
    return shown


def _broken(entry: Break) -> str:
    periods = enumeration([Period(code).label for code in entry.periods])
    return t("{periods}: nicht vergleichbar. {reason}", periods=periods, reason=entry.reason)


def _formula(indicator: Indicator) -> str:
    """Numerator and denominator in words; what is not declared is named as such."""
    above, below = indicator.numerator, indicator.denominator
    if above and below:
        factor = " × 100" if indicator.kind is Kind.SHARE and indicator.unit == "%" else ""
        return f"{above} ÷ {below}{factor}"
    if above:
        rest = "" if indicator.kind is Kind.COUNT else t("; Bezugsgröße nicht angegeben")
        return t("Zähler: {numerator}{rest}", numerator=above, rest=rest)
    if below:
        return t("Zähler nicht angegeben; Bezugsgröße: {denominator}", denominator=below)
    return t("nicht angegeben, Zahl wie veröffentlicht übernommen")


def _register(indicator: Indicator) -> str:
    if not indicator.from_register:
        return t("keinem Register zugeordnet")
    name = indicator.from_register.replace("_", " ").capitalize()
    return t("{name}; Reihen verschiedener Register werden nie als eine gezeichnet", name=name)


def _confidentiality(indicator: Indicator) -> str:
    if indicator.confidentiality == _PUBLIC:
        return t("bereits öffentlich, gezeigt wie veröffentlicht")
    return t("Regel „{rule}“", rule=indicator.confidentiality)


# -- statements ----------------------------------------------------------------------------


def _conflicts(sheet: IndicatorSheet) -> str:
    """Several statements about one area and date; those that agree are folded away."""
    differing = [group for group in sheet.conflicts if not _agree(group)]
    agreeing = [group for group in sheet.conflicts if _agree(group)]
    told = "".join(_group(group, sheet.indicator) for group in differing)
    if agreeing:
        more = "".join(_group(group, sheet.indicator) for group in agreeing)
        title = t("Gleiche Werte aus mehreren Quellen ({n})", n=number(len(agreeing)))
        told += f"<details><summary>{html_text(title)}</summary>{more}</details>"
    heading = html_text(t("Mehrere Angaben nebeneinander"))
    return f"<h3>{heading}</h3>{told}" if told else ""


def _agree(group: Sequence[Said]) -> bool:
    """True where all say the same value with the same sign."""
    return len({(said.statement.value, said.statement.status) for said in group}) == 1


def _group(group: Sequence[Said], indicator: Indicator) -> str:
    first = group[0]
    values = {said.statement.value for said in group}
    kind = (
        t("widersprüchliche Werte") if len(values) > 1 else t("gleicher Wert, verschieden sicher")
    )
    words = f"{_where(first)}, {first.statement.period.label}"
    where = words if _agree(group) else f"{words}: {kind}"
    cards = "".join(_conflicting(said, indicator) for said in group)
    return f'<h4>{html_text(where)}</h4><div class="sr-beside">{cards}</div>'


def _conflicting(said: Said, indicator: Indicator) -> str:
    told = said.statement
    role = (
        t("mit Vorrang: steht in Karten und Diagrammen") if told.preferred else t("weitere Angabe")
    )
    return (
        f'<div class="sr-told{" sr-first" if told.preferred else ""}">'
        f'<p class="sr-value">{html_text(amount(told, indicator))}</p>{line("sr-fact", role)}'
        f'{_words(said)}<p class="sr-source">{_cited(told)}</p></div>'
    )


def _statements(sheet: IndicatorSheet) -> str:
    counted = (
        t("1 veröffentlichte Angabe")
        if sheet.total == 1
        else t("{n} veröffentlichte Angaben", n=number(sheet.total))
    )
    heading = f"<h3>{html_text(t('Alle Angaben'))}</h3>"
    if not sheet.said:
        text = t(
            "{counted}: zu viele für diese Seite. Jede einzelne steht auf der Karte und in den "
            "Dateien (CSV, XLSX).",
            counted=counted,
        )
        return f"{heading}{line('sr-text', text)}"
    titles = (
        t("Gebiet"),
        t("Stichtag"),
        t("Angabe"),
        t("Quelle und Güte"),
        t("Wortlaut und Hinweis"),
    )
    several = {id(said) for group in sheet.conflicts for said in group}
    rows = []
    for _, group in groupby(sheet.said, key=lambda said: said.level.id):
        members = list(group)
        level, several_areas = members[0].level, len({said.area.code for said in members}) > 1
        name = html_text(level.plural if several_areas else level.name)
        rows.append(f'<tr class="sr-group"><th scope="colgroup" colspan="5">{name}</th></tr>')
        rows += [_statement(said, sheet.indicator, id(said) in several) for said in members]
    label = t("Alle Angaben: {name}", name=sheet.indicator.name)
    return f"{heading}{line('sr-sub', counted)}{table(titles, rows, label)}"


def _statement(said: Said, indicator: Indicator, contested: bool) -> str:
    told = said.statement
    role = (t("mit Vorrang") if told.preferred else t("weitere Angabe")) if contested else ""
    marked = f'<br><span class="sr-sign">{html_text(role)}</span>' if role else ""
    return row(
        html_text(f"{said.area.name} ({said.area.code})"),
        html_text(told.period.label),
        f"<b>{html_text(amount(told, indicator))}</b>{marked}",
        _cited(told),
        _words(said) or NONE,
    )


def _words(said: Said) -> str:
    """Words of the source, remark, partners of a joint value, parts of a published ratio."""
    told = said.statement
    lines = [
        _words_of_source("sr-quote", told.wording, quoted=True) if told.wording else "",
        _words_of_source("sr-text", told.note) if told.note else "",
        line(
            "sr-text",
            t("Ein gemeinsamer Wert mit {partners}.", partners=enumeration(said.joint_with)),
        )
        if said.joint_with
        else "",
        line("sr-text", _parts(said))
        if said.numerator is not None or said.denominator is not None
        else "",
    ]
    return "".join(lines)


def _words_of_source(css: str, text: str, *, quoted: bool = False) -> str:
    said = as_published(text)
    return f'<p class="{css}">{t("„{text}“", text=said) if quoted else said}</p>'


def _cited(told: Statement) -> str:
    return f"{as_published(told.source.citation)} ({html_text(told.quality)})"


def _parts(said: Said) -> str:
    """Numerator and denominator as published."""
    above, below = (
        t("nicht veröffentlicht") if part is None else number(part, decimals_of(part, 0))
        for part in (said.numerator, said.denominator)
    )
    return t("Zähler {numerator}, Nenner {denominator}", numerator=above, denominator=below)


def _where(said: Said) -> str:
    one = said.area.name.startswith(said.level.name)
    return said.area.name if one else f"{said.level.name} {said.area.name}"


# -- reference dates and sources -----------------------------------------------------------


def _coverage(coverage: Sequence[LevelCoverage]) -> str:
    rows = [
        row(
            html_text(entry.level.name),
            html_text(period.label),
            t("{n} von {all}", n=number(covered), all=number(entry.total)),
        )
        for entry in reversed(coverage)
        for period, covered in entry.periods
    ]
    if not rows:
        return ""
    titles = (t("Raumebene"), t("Stichtag"), t("Gebiete mit Wert"))
    shown = table(titles, rows, t("Stichtage und Gebiete mit Wert"))
    return f"<h3>{html_text(t('Stichtage'))}</h3>{shown}"


def _outside(sheet: IndicatorSheet) -> str:
    if not sheet.outside:
        return ""
    title = t("Angaben zu Orten außerhalb der Gebiete")
    return f"<h3>{html_text(title)}</h3>{outside_list(sheet.outside, title)}"


def _sources(sources: Sequence[tuple[Source, int]]) -> str:
    titles = (t("Quelle"), t("Güte"), t("Lizenz"), t("abgerufen"), t("Angaben"), t("Hinweis"))
    rows = [
        row(
            cited(source),
            source.quality.label,
            licensed(source),
            html_text(source.retrieved or t(NOT_NOTED)),
            number(count),
            html_text(source.note) or NONE,
        )
        for source, count in sources
    ]
    shown = table(titles, rows, t("Quellen des Indikators"))
    return f"<h3>{html_text(t('Quellen'))}</h3>{shown}"
