"""What a delivered table was understood as, and what taking it over would change, as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any

from sozialraum.catalog import Catalog
from sozialraum.domain.imports import Change, Changes, CheckSum, ImportPlan
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.mapping import ColumnRole, TableMapping
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.errors import UnreadableInput
from sozialraum.language import n_, t
from sozialraum.render.escape import html_text
from sozialraum.render.formats import enumeration, in_full, number, percent, quantity
from sozialraum.render.library import NONE, facts, line, row, table

MOST = 20
"""Rows of a list that are shown; the others are counted."""
NOTABLE = 0.2
"""Share from which a changed value is worth a look."""
_FORMS = {"breit": n_("breit (eine Zeile je Gebiet)"), "lang": n_("lang (eine Zeile je Angabe)")}


def understood(plan: ImportPlan, mapping: TableMapping, catalog: Catalog) -> str:
    """The mapping in a few lines, then everything that was peculiar about the file."""
    level = catalog.levels.get(mapping.level)
    within = {column.role for column in mapping.columns}
    source = {**catalog.sources, **{s.id: s for s in mapping.sources}}.get(mapping.source)
    pairs = (
        (t("Datei"), html_text(plan.file)),
        (t("Blatt"), html_text(mapping.sheet)),
        (t("Aufbau"), html_text(t(_FORMS[mapping.form.value]))),
        (t("Raumebene"), html_text(level.name if level else _open(ColumnRole.LEVEL, within))),
        (t("Stichtag"), html_text(_day(mapping.period) or _open(ColumnRole.PERIOD, within))),
        (t("Quelle"), html_text(source.citation if source else _open(ColumnRole.SOURCE, within))),
        (
            t("Gelesen"),
            t(
                "{rows} Zeilen, {values} Angaben",
                rows=number(plan.rows),
                values=number(plan.values),
            ),
        ),
    )
    notes = "".join(f"<li>{html_text(note)}</li>" for note in plan.notes)
    told = f'<ul class="sr-hinweise">{notes}</ul>' if notes else ""
    return facts(pairs) + told


def _open(role: ColumnRole, within: Set[ColumnRole]) -> str:
    return t("steht in der Tabelle") if role in within else t("noch offen")


def sample(plan: ImportPlan, catalog: Catalog, indicators: Sequence[Indicator]) -> str:
    """The first statements: what stands in the file and what it is read as."""
    known = {**catalog.indicators, **{i.id: i for i in indicators}}
    titles = (
        t("Zeile"),
        t("Schlüssel"),
        t("Gebiet"),
        t("Indikator"),
        t("Stichtag"),
        t("in der Datei"),
        t("gelesen als"),
    )
    rows = (
        row(
            number(at),
            html_text(key),
            html_text(code),
            html_text(known[id_].short if id_ in known else id_),
            html_text(_day(period)),
            html_text(text) or NONE,
            html_text(_read_as(value, status, known.get(id_))),
        )
        for at, key, code, id_, period, text, value, status in plan.sample[:MOST]
    )
    return table(titles, rows, t("Erste Angaben der Datei"))


def mismatches(plan: ImportPlan, catalog: Catalog) -> str:
    """Per level: matched rows, areas without data, rows without area, duplicates, exclusions."""
    titles = (
        t("Raumebene"),
        t("Zeilen"),
        t("zugeordnet"),
        t("Gebiete ohne Angabe"),
        t("ohne Gebiet"),
        t("doppelt"),
        t("ausgenommen"),
    )
    rows = [_report(report, catalog) for report in plan.reports]
    told = [line("sr-text", text) for report in plan.reports for text in _named(report, catalog)]
    return table(titles, rows, t("Zuordnung zu den Gebieten")) + "".join(told)


def check_sums(
    sums: Sequence[CheckSum], catalog: Catalog, indicators: Sequence[Indicator] = ()
) -> str:
    """Total rows against the sums of the areas; nothing where the file has none."""
    if not sums:
        return ""
    known = {**catalog.indicators, **{i.id: i for i in indicators}}
    titles = (
        t("Summenzeile"),
        t("Zeile"),
        t("Indikator"),
        t("in der Datei"),
        t("Summe der Gebiete"),
        t("Ergebnis"),
    )
    rows = (
        row(
            html_text(entry.label),
            number(entry.line),
            html_text(known[entry.indicator].short if entry.indicator in known else ""),
            _amount(entry.delivered),
            NONE if entry.computed is None else _amount(entry.computed),
            html_text(_agreement(entry)),
        )
        for entry in sums[:MOST]
    )
    return table(titles, rows, t("Kontrollsummen")) + _more(len(sums))


def changes(found: Changes, catalog: Catalog, indicators: Sequence[Indicator] = ()) -> str:
    """What becomes new, different and what falls away."""
    known = {**catalog.indicators, **{i.id: i for i in indicators}}
    notable = found.notable(NOTABLE)
    counts = t(
        "{added} neu, {changed} geändert (davon {notable} um mehr als "
        "{share}), {gone} entfallen, {unchanged} unverändert.",
        added=number(found.added),
        changed=number(len(found.changed)),
        notable=number(len(notable)),
        share=percent(NOTABLE * 100),
        gone=number(len(found.gone)),
        unchanged=number(found.unchanged),
    )
    blocks = [line("sr-text", counts)]
    if found.changed:
        titles = (t("Gebiet"), t("Indikator"), t("Stichtag"), t("bisher"), t("neu"), t("Änderung"))
        blocks.append(_change_table(titles, found.changed, catalog, known, _share))
        blocks.append(_more(len(found.changed)))
    if found.gone:
        before = (t("Gebiet"), t("Indikator"), t("Stichtag"), t("bisher"))
        blocks.append(line("sr-text", t("Angaben derselben Quelle, die nicht wieder vorkommen:")))
        blocks.append(_change_table(before, found.gone, catalog, known))
        blocks.append(_more(len(found.gone)))
    return "".join(blocks)


def _change_table(
    titles: Sequence[str],
    entries: Sequence[Change],
    catalog: Catalog,
    known: dict[str, Indicator],
    last: Callable[[Change], str] | None = None,
) -> str:
    def cells(entry: Change) -> Iterable[str]:
        indicator = known.get(entry.indicator)
        yield html_text(indicator.short if indicator else entry.indicator)
        yield html_text(_day(entry.period))
        yield html_text(_read_as(entry.before, entry.before_status, indicator))
        if last is not None:
            yield html_text(_read_as(entry.after, entry.after_status, indicator))
            yield html_text(last(entry))

    rows = (
        row(html_text(catalog.area(entry.level, entry.area).name), *cells(entry))
        for entry in entries[:MOST]
    )
    return table(titles, rows, t("Geänderte Angaben") if last else t("Entfallene Angaben"))


def _share(entry: Change) -> str:
    if entry.relative is None:
        return NONE
    share = entry.relative * 100
    sign = "+" if share > 0 else "−" if share < 0 else "±"
    return f"{sign}{percent(abs(share), 1)}"


def _report(report: dict[str, Any], catalog: Catalog) -> str:
    level = catalog.levels.get(report["level"])
    areas = len(catalog.areas(level.id)) if level else 0
    return row(
        html_text(level.name if level else t("nicht erkannt")),
        number(report["rows"]),
        number(report["matched"]),
        t("{n} von {all}", n=number(len(report["areas_without_data"])), all=number(areas)),
        number(len(report["data_without_area"])),
        number(len(report["duplicates"])),
        number(len(report["excluded"])),
    )


def _named(report: dict[str, Any], catalog: Catalog) -> Iterable[str]:
    level = catalog.levels.get(report["level"])
    missing = report["areas_without_data"]
    if level and missing:
        names = [f"{code} {catalog.area(level.id, code).name}" for code in missing[:MOST]]
        rest = len(missing) - MOST
        more = t(" und {n} weitere", n=number(rest)) if rest > 0 else ""
        yield t(
            "{plural} ohne Angabe: {names}{more}.",
            plural=level.plural,
            names=", ".join(names),
            more=more,
        )
    if report["excluded"]:
        named = [f"„{entry['key']}“ ({entry['reason']})" for entry in report["excluded"][:MOST]]
        yield t("Ausgenommen: {named}.", named=enumeration(named))
    yield from report["notes"]


def _agreement(entry: CheckSum) -> str:
    if entry.agrees is None or entry.computed is None:
        return t("nicht vergleichbar: Anteile und Mittelwerte werden nicht addiert")
    if entry.agrees:
        return t("stimmt überein")
    return t("weicht ab um {difference}", difference=_amount(entry.delivered - entry.computed))


def _amount(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def _read_as(value: float | None, status: str, indicator: Indicator | None) -> str:
    state = Status(status) if status else Status.UNKNOWN
    if value is None:
        return state.label
    if indicator is None:
        return in_full(value, 0 if float(value).is_integer() else 2)
    return quantity(value, indicator, state)


def _day(code: str) -> str:
    try:
        return Period(code).label if code else ""
    except UnreadableInput:
        return code


def _more(count: int) -> str:
    if count <= MOST:
        return ""
    return line("sr-fact", t("… und {n} weitere.", n=number(count - MOST)))
