"""What a delivered file of shapes is and what was found in it, as HTML and as plain lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sozialraum.catalog import Catalog
from sozialraum.domain.shape_imports import (
    AreaMatching,
    Fault,
    LayerChange,
    MatchState,
    OutlineReport,
    PointsReport,
    ShapeMatch,
    ShapePlan,
)
from sozialraum.language import n_, t
from sozialraum.render import formats
from sozialraum.render.escape import html_text
from sozialraum.render.formats import number, with_unit
from sozialraum.render.library import NONE, facts, line, row, table

MOST = 20
"""Rows and names of a list that are shown; the others are counted."""
ELSEWHERE = n_(
    "Hier werden Umrisse nur verglichen. Andere Umrisse übernimmt, wer den Monitor betreibt: "
    "„sozialraum geo build --from DATEI“ oder „sozialraum geo update“."
)


def understood(plan: ShapePlan) -> str:
    """The file in a few lines, then every fault by name."""
    kind = f"{number(plan.count)} {plan.kind.label if plan.kind else t('Objekte')}"
    pairs = (
        (t("Datei"), html_text(plan.file)),
        (t("Layer"), html_text(plan.mapping.layer)),
        (t("Inhalt"), html_text(kind)),
        (t("Koordinaten"), html_text(reading_words(plan))),
    )
    items = "".join(f"<li>{html_text(text)}</li>" for text in fault_words(plan.faults))
    faults = f'<ul class="sr-hinweise">{items}</ul>' if items else ""
    return facts(pairs) + (faults or line("sr-text", t("Keine Fehler gefunden.")))


def reading_words(plan: ShapePlan) -> str:
    """How the coordinates are read, and whether somebody has said so."""
    if plan.reading is None:
        return t("noch offen")
    said = t("Achsen vertauscht, ") if plan.reading.swapped else ""
    open_ = any(question.topic == "koordinatensystem" for question in plan.questions)
    how = (
        t("vermutet")
        if open_
        else t("bestätigt")
        if plan.mapping.epsg
        else t("in der Datei angegeben")
    )
    share = t("{share} der Objekte liegen in der Stadt", share=percent(plan.reading.share))
    return t(
        "EPSG:{epsg} ({said}{how}; {share})",
        epsg=plan.reading.epsg,
        said=said,
        how=how,
        share=share,
    )


def fault_words(faults: Sequence[Fault]) -> Iterator[str]:
    """Every fault with the numbers of the features concerned."""
    for fault in faults:
        shown = ", ".join(str(n) for n in fault.objects[:MOST])
        rest = len(fault.objects) - MOST
        more = t(" und {n} weitere", n=number(rest)) if rest > 0 else ""
        objects = t(" Objekte: {shown}{more}.", shown=shown, more=more) if fault.objects else ""
        yield fault.text + objects


def areas(matching: AreaMatching, catalog: Catalog) -> str:
    """Polygons against the areas of the level: a table of numbers, then names."""
    words = matching_words(matching, catalog)
    if not matching.level:
        return "".join(line("sr-text", text) for text in words)
    rows = (
        row(html_text(catalog.level(fit.level).name), number(fit.same),
            with_unit(number(fit.share * 100), "%"))
        for fit in matching.fits
    )  # fmt: skip
    titles = (t("Raumebene"), t("Flächen mit Gegenstück"), t("mittlere Überdeckung"))
    fits = table(titles, rows, t("Wie die Flächen zu den Raumebenen passen"))
    return fits + "".join(line("sr-text", text) for text in words)


def matching_words(matching: AreaMatching, catalog: Catalog) -> Iterator[str]:
    """The match in German lines; nothing that has no area is left unnamed."""
    count = len(matching.matches)
    if not matching.level:
        yield t("Die {count} Flächen passen zu keiner Raumebene.", count=number(count))
        return
    level = catalog.level(matching.level)
    by = (
        t("Schlüssel der Spalte „{column}“ und Lage", column=matching.column)
        if matching.column
        else t("Lage allein")
    )
    yield (
        t(
            "Ebene „{name}“ (nach {by}): {matched} von {count} Flächen zugeordnet.",
            name=level.name,
            by=by,
            matched=number(matching.matched),
            count=number(count),
        )
    )
    yield from matching.notes
    for state in (MatchState.OPEN, MatchState.CONTRADICTION, MatchState.NONE, MatchState.EXCLUDED):
        if found := matching.of_state(state):
            named = [_named(match) for match in found]
            yield t(
                "{state}: {n} Flächen ({named}).",
                state=_capital(state.label),
                n=number(len(found)),
                named=_listed(named),
            )
    if matching.missing:
        named = [f"{code} {catalog.area(level.id, code).name}" for code in matching.missing]
        yield t(
            "{plural} ohne Fläche: {n} ({named}).",
            plural=level.plural,
            n=number(len(named)),
            named=_listed(named),
        )
    for code, numbers in matching.several.items():
        name = catalog.area(level.id, code).name
        objects = ", ".join(str(n) for n in numbers)
        yield t(
            "Mehrere Flächen für {code} {name}: Objekte {objects}.",
            code=code,
            name=name,
            objects=objects,
        )


def outlines(report: OutlineReport, level: str, catalog: Catalog) -> str:
    """The comparison of the outlines per area, the largest difference first."""
    titles = (t("Gebiet"), t("nur in einem der Umrisse"), t("Fläche"), t("Abstand der Grenzen"))
    rows = (
        row(
            html_text(f"{entry.code} {catalog.area(level, entry.code).name}"),
            with_unit(number(entry.apart, 2), "%"),
            with_unit(signed(entry.size), "%"),
            with_unit(number(entry.distance, 1), "m"),
        )
        for entry in report.differences
    )
    return table(titles, rows, t("Vergleich der Umrisse"))


def points(report: PointsReport, catalog: Catalog) -> str:
    """Where the points lie, by district; then those that lie in none."""
    level = catalog.levels.get(catalog.district)
    rows = (
        row(html_text(f"{code} {catalog.area(catalog.district, code).name}"), number(count))
        for code, count in report.districts.items()
    )
    shown = table((level.name, t("Punkte")), rows, t("Punkte je Gebiet")) if level else ""
    return "".join(line("sr-text", text) for text in point_words(report)) + shown


def point_words(report: PointsReport) -> Iterator[str]:
    """The points in German lines."""
    yield t(
        "{inside} von {points} Punkten liegen in der Stadt.",
        inside=number(report.inside),
        points=number(report.points),
    )
    for what, found in (
        (t("Außerhalb der Stadt"), report.outside),
        (t("Zu weit entfernt für die Karte der Stadt"), report.far),
        (t("Ohne Koordinaten"), report.nowhere),
    ):
        if found:
            named = [t("Objekt {n} {label}", n=n, label=label).strip() for n, label in found]
            yield f"{what}: {number(len(found))} ({_listed(named)})."


def layer_change(change: LayerChange) -> str:
    """What the layer changes against the one before."""
    if not change.replaces:
        return line("sr-text", t("Neue Ebene mit {added} Orten.", added=number(change.added)))
    return line(
        "sr-text",
        t(
            "Ersetzt die Ebene eines früheren Imports: {added} Orte neu, {changed} "
            "geändert, {gone} entfallen.",
            added=number(change.added),
            changed=number(change.changed),
            gone=number(change.gone),
        ),
    )


def report_lines(plan: ShapePlan, catalog: Catalog) -> Iterator[str]:
    """The whole report for a console."""
    kind = plan.kind.label if plan.kind else t("Objekte")
    yield t(
        "{file}: {n} {kind}. Koordinaten: {reading}.",
        file=plan.file,
        n=number(plan.count),
        kind=kind,
        reading=reading_words(plan),
    )
    yield from (t("Fehler der Datei: {fault}", fault=text) for text in fault_words(plan.faults))
    if plan.areas:
        yield from matching_words(plan.areas, catalog)
    if plan.outlines:
        yield plan.outlines.words
    if plan.points:
        yield from point_words(plan.points)


def percent(share: float) -> str:
    """``100 %`` only where it is all of them, else one decimal, never rounded up."""
    tenths = int(share * 1000 + 1e-9)
    return with_unit(number(tenths / 10, 0 if tenths % 10 == 0 else 1), "%")


def signed(value: float) -> str:
    """``+0,12``, ``−0,03``, ``±0,00``."""
    return formats.signed(value, 2, zero="±")


def _named(match: ShapeMatch) -> str:
    label = t("Objekt {number} {label}", number=match.number, label=match.label).strip()
    if match.state is MatchState.CONTRADICTION:
        place = match.overlap.code if match.overlap else NONE
        return t(
            "{label}: Schlüssel {key}, Lage {place}", label=label, key=match.by_key, place=place
        )
    return label


def _listed(names: Sequence[str]) -> str:
    more = t(" und {n} weitere", n=number(len(names) - MOST)) if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
