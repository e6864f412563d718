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
from sozialraum.render.escape import html_text
from sozialraum.render.formats import NBSP, number
from sozialraum.render.library import NONE, facts, line, row, table

MOST = 20
"""Rows and names of a list that are shown; the others are counted."""
ELSEWHERE = (
    "Hier werden Umrisse nur verglichen. Andere Umrisse übernimmt, wer den Monitor betreibt: "
    "„sozialraum geo build --from DATEI“ oder „sozialraum geo update“."
)


def understood(plan: ShapePlan) -> str:
    """The file in a few lines, then every fault by name."""
    kind = (
        f"{number(plan.count)} {plan.kind.label}" if plan.kind else f"{number(plan.count)} Objekte"
    )
    pairs = (
        ("Datei", html_text(plan.file)),
        ("Layer", html_text(plan.mapping.layer)),
        ("Inhalt", html_text(kind)),
        ("Koordinaten", html_text(reading_words(plan))),
    )
    items = "".join(f"<li>{html_text(text)}</li>" for text in fault_words(plan.faults))
    faults = f'<ul class="sr-hinweise">{items}</ul>' if items else ""
    return facts(pairs) + (faults or line("sr-text", "Keine Fehler gefunden."))


def reading_words(plan: ShapePlan) -> str:
    """How the coordinates are read, and whether somebody has said so."""
    if plan.reading is None:
        return "noch offen"
    said = "Achsen vertauscht, " if plan.reading.swapped else ""
    open_ = any(question.topic == "koordinatensystem" for question in plan.questions)
    how = "vermutet" if open_ else "bestätigt" if plan.mapping.epsg else "in der Datei angegeben"
    share = f"{percent(plan.reading.share)} der Objekte liegen in der Stadt"
    return f"EPSG:{plan.reading.epsg} ({said}{how}; {share})"


def fault_words(faults: Sequence[Fault]) -> Iterator[str]:
    """Every fault with the numbers of the features concerned."""
    for fault in faults:
        shown = ", ".join(str(n) for n in fault.objects[:MOST])
        more = f" und {number(len(fault.objects) - MOST)} weitere" if fault.objects[MOST:] else ""
        objects = f" Objekte: {shown}{more}." if fault.objects else ""
        yield fault.text + objects


def areas(matching: AreaMatching, catalog: Catalog) -> str:
    """Polygons against the areas of the level: a table of numbers, then names."""
    words = matching_words(matching, catalog)
    if not matching.level:
        return "".join(line("sr-text", text) for text in words)
    rows = (
        row(html_text(catalog.level(fit.level).name), number(fit.same),
            f"{number(fit.share * 100)}{NBSP}%")
        for fit in matching.fits
    )  # fmt: skip
    titles = ("Raumebene", "Flächen mit Gegenstück", "mittlere Überdeckung")
    fits = table(titles, rows, "Wie die Flächen zu den Raumebenen passen")
    return fits + "".join(line("sr-text", text) for text in words)


def matching_words(matching: AreaMatching, catalog: Catalog) -> Iterator[str]:
    """The match in German lines; nothing that has no area is left unnamed."""
    count = len(matching.matches)
    if not matching.level:
        yield f"Die {number(count)} Flächen passen zu keiner Raumebene."
        return
    level = catalog.level(matching.level)
    by = f"Schlüssel der Spalte „{matching.column}“ und Lage" if matching.column else "Lage allein"
    yield (
        f"Ebene „{level.name}“ (nach {by}): {number(matching.matched)} von {number(count)} Flächen "
        f"zugeordnet."
    )
    yield from matching.notes
    for state in (MatchState.OPEN, MatchState.CONTRADICTION, MatchState.NONE, MatchState.EXCLUDED):
        if found := matching.of_state(state):
            named = [_named(match) for match in found]
            yield f"{_capital(state.value)}: {number(len(found))} Flächen ({_listed(named)})."
    if matching.missing:
        named = [f"{code} {catalog.area(level.id, code).name}" for code in matching.missing]
        yield f"{level.plural} ohne Fläche: {number(len(named))} ({_listed(named)})."
    for code, numbers in matching.several.items():
        name = catalog.area(level.id, code).name
        objects = ", ".join(str(n) for n in numbers)
        yield f"Mehrere Flächen für {code} {name}: Objekte {objects}."


def outlines(report: OutlineReport, level: str, catalog: Catalog) -> str:
    """The comparison of the outlines per area, the largest difference first."""
    titles = ("Gebiet", "nur in einem der Umrisse", "Fläche", "Abstand der Grenzen")
    rows = (
        row(
            html_text(f"{entry.code} {catalog.area(level, entry.code).name}"),
            f"{number(entry.apart, 2)}{NBSP}%",
            f"{signed(entry.size)}{NBSP}%",
            f"{number(entry.distance, 1)}{NBSP}m",
        )
        for entry in report.differences
    )
    return table(titles, rows, "Vergleich der Umrisse")


def points(report: PointsReport, catalog: Catalog) -> str:
    """Where the points lie, by district; then those that lie in none."""
    level = catalog.levels.get(catalog.district)
    rows = (
        row(html_text(f"{code} {catalog.area(catalog.district, code).name}"), number(count))
        for code, count in report.districts.items()
    )
    shown = table((level.name, "Punkte"), rows, "Punkte je Gebiet") if level else ""
    return "".join(line("sr-text", text) for text in point_words(report)) + shown


def point_words(report: PointsReport) -> Iterator[str]:
    """The points in German lines."""
    yield f"{number(report.inside)} von {number(report.points)} Punkten liegen in der Stadt."
    for what, found in (
        ("Außerhalb der Stadt", report.outside),
        ("Zu weit entfernt für die Karte der Stadt", report.far),
        ("Ohne Koordinaten", report.nowhere),
    ):
        if found:
            named = [f"Objekt {n} {label}".strip() for n, label in found]
            yield f"{what}: {number(len(found))} ({_listed(named)})."


def layer_change(change: LayerChange) -> str:
    """What the layer changes against the one before."""
    if not change.replaces:
        return line("sr-text", f"Neue Ebene mit {number(change.added)} Orten.")
    return line(
        "sr-text",
        f"Ersetzt die Ebene eines früheren Imports: {number(change.added)} Orte neu, "
        f"{number(change.changed)} geändert, {number(change.gone)} entfallen.",
    )


def report_lines(plan: ShapePlan, catalog: Catalog) -> Iterator[str]:
    """The whole report for a console."""
    kind = plan.kind.label if plan.kind else "Objekte"
    yield f"{plan.file}: {number(plan.count)} {kind}. Koordinaten: {reading_words(plan)}."
    yield from (f"Fehler der Datei: {text}" for text in fault_words(plan.faults))
    if plan.areas:
        yield from matching_words(plan.areas, catalog)
    if plan.outlines:
        yield plan.outlines.words
    if plan.points:
        yield from point_words(plan.points)


def percent(share: float) -> str:
    """``100 %`` only where it is all of them, else one decimal, never rounded up."""
    tenths = int(share * 1000 + 1e-9)
    return f"{number(tenths / 10, 0 if tenths % 10 == 0 else 1)}{NBSP}%"


def signed(value: float) -> str:
    """``+0,12``, ``−0,03``, ``±0,00``."""
    rounded = round(value, 2)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{number(abs(rounded), 2)}"


def _named(match: ShapeMatch) -> str:
    label = f"Objekt {match.number} {match.label}".strip()
    if match.state is MatchState.CONTRADICTION:
        place = match.overlap.code if match.overlap else NONE
        return f"{label}: Schlüssel {match.by_key}, Lage {place}"
    return label


def _listed(names: Sequence[str]) -> str:
    more = f" und {number(len(names) - MOST)} weitere" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
