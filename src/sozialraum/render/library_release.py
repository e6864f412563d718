"""How the release joined and what is embedded, as HTML and in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.domain.library import Generalisation, JoinEntry, LevelEntry, ReleaseFacts
from sozialraum.domain.period import Period
from sozialraum.errors import UnreadableInput
from sozialraum.render.escape import html_text
from sozialraum.render.formats import day, number
from sozialraum.render.library import NONE, cited, empty, facts, line, linked, row, table

_MEANING = (
    "„Gebiete ohne Angabe“ heißt: Diese Tabelle sagt über sie nichts. Das ist kein Fehler. „Ohne "
    "Gebiet“ und „doppelt“ müssen 0 sein, sonst wird der Datenstand nicht veröffentlicht. "
    "„Ausgenommen“ sind Zeilen, die mit Grund nicht zugeordnet werden, zum Beispiel Summenzeilen."
)


# -- join reports --------------------------------------------------------------------------


def join_reports(entries: Sequence[JoinEntry]) -> str:
    """One line per table and level, with everything that did not join."""
    if not entries:
        return empty(
            "Dieser Datenstand enthält keine Tabelle.",
            "Tabellen unter data/statistik ablegen und neu veröffentlichen.",
        )
    titles = ("Tabelle", "Raumebene", "Zeilen", "zugeordnet", "ohne Gebiet", "doppelt",
              "ausgenommen", "Gebiete ohne Angabe", "Einzelheiten")  # fmt: skip
    summary = line("sr-text", _summary(entries)) + line("sr-text", _MEANING)
    return summary + table(titles, map(_join, entries), "Zuordnung der Tabellen")


def _summary(entries: Sequence[JoinEntry]) -> str:
    tables = len({entry.table for entry in entries})
    rows, matched = sum(e.rows for e in entries), sum(e.matched for e in entries)
    lost = sum(len(e.unmatched) for e in entries)
    twice = sum(len(e.duplicates) for e in entries)
    left_out = sum(len(e.excluded) for e in entries)
    return (
        f"{number(tables)} Tabellen mit {number(rows)} Zeilen: {number(matched)} sind einem Gebiet "
        f"zugeordnet, {number(lost)} haben kein Gebiet, {number(twice)} sind doppelt, "
        f"{number(left_out)} mit Grund ausgenommen."
    )


def _join(entry: JoinEntry) -> str:
    return row(
        html_text(entry.title),
        html_text(entry.level.name),
        number(entry.rows),
        number(entry.matched),
        number(len(entry.unmatched)),
        number(len(entry.duplicates)),
        number(len(entry.excluded)),
        f"{number(len(entry.missing))} von {number(entry.areas)}",
        _details(entry),
    )


def _details(entry: JoinEntry) -> str:
    groups = (
        ("Zeilen ohne Gebiet", entry.unmatched),
        ("Doppelte Zeilen", entry.duplicates),
        ("Ausgenommen", entry.excluded),
        ("Hinweise", entry.notes),
        ("Stichtage außerhalb der Gültigkeit der Gebietsgrenzen", entry.editions),
        ("Aliasnamen der Ebene, die hier nicht vorkommen", entry.unused_aliases),
        ("Ausnahmen, die nicht gebraucht wurden", entry.unused_exclusions),
        ("Gebiete ohne Angabe", entry.missing),
    )
    told = "".join(
        f"<p><b>{title}:</b> {html_text('; '.join(parts))}</p>" for title, parts in groups if parts
    )
    return f"<details><summary>zeigen</summary>{told}</details>" if told else NONE


# -- what is embedded ----------------------------------------------------------------------


def outlines(known: ReleaseFacts) -> str:
    """Levels, simplification, orientation layer and release."""
    titles = ("Raumebene", "Gebiete", "Gebietsstand", "gültig seit", "gültig bis", "Quelle",
              "Beschreibung")  # fmt: skip
    levels = table(titles, map(_level, known.levels), "Raumebenen")
    return (
        f"<h3>Raumebenen</h3>{levels}<h3>Vereinfachung der Umrisse</h3>"
        f"{_simplified(known.generalisation)}<h3>Orientierung</h3>{_ground(known)}"
        f"<h3>Datenstand</h3>{_release(known)}"
    )


def _level(entry: LevelEntry) -> str:
    level, source = entry.level, entry.source
    licence = linked(source.licence, source.licence_url)
    return row(
        html_text(level.name),
        number(entry.areas),
        html_text(_dated(level.edition)),
        html_text(_dated(level.valid_from)),
        html_text(_dated(level.valid_to)) or "offen",
        f"{cited(source)} ({licence})",
        html_text(level.description) or NONE,
    )


def _dated(text: str) -> str:
    """A reference date in its German form, other words as they are."""
    try:
        return Period(text).label
    except UnreadableInput:
        return text


def _simplified(known: Generalisation | None) -> str:
    if known is None:
        return empty(
            "Zur Vereinfachung der Umrisse liegen keine Angaben vor.",
            "Sie entstehen mit: sozialraum geo build --from DATEI",
        )
    mended = "; ".join(f"{what}: {number(times)}" for what, times in known.mended)
    west, north = (number(step, 5) for step in known.grid)
    return facts(
        (
            ("Ausgangsdatei", html_text(f"{known.file}, Stand {_dated(known.edition)}")),
            ("Lizenz", html_text(known.licence)),
            ("Verfahren", html_text(known.method)),
            (
                "Toleranz",
                f"{number(known.tolerance, 1)} m (Wurzel der Fläche wegfallender Dreiecke, "
                "kein Abstand)",
            ),
            ("Raster", f"{west}° Länge × {north}° Breite"),
            (
                "Stützpunkte",
                f"{number(known.vertices_before)} vorher, {number(known.vertices_after)} nachher",
            ),
            (
                "Abstand zum Original (Hausdorff)",
                f"höchstens {number(known.hausdorff_max, 1)} m, mittlerer Wert (Median) "
                f"{number(known.hausdorff_median, 1)} m",
            ),
            (
                "Flächenfehler",
                f"höchstens {number(known.area_error, 4)} % ({html_text(known.worst_area)}), "
                f"ganze Stadt {number(known.area_error_city, 6)} %",
            ),
            ("Behoben", html_text(mended) or "nichts zu beheben"),
            ("Hinweise", html_text(" ".join(known.notes))),
        )
    )


def _ground(known: ReleaseFacts) -> str:
    drawn = [(name, number(count)) for name, count in known.orientation]
    text = "Stark vereinfacht, nur zum Zurechtfinden auf der Karte; keine Angabe beruht darauf."
    return line("sr-text", text) + facts(
        [*drawn, ("Herkunft", html_text(known.attribution) or "nicht angegeben")]
    )


def _release(known: ReleaseFacts) -> str:
    moment = f"{day(known.created)}, {known.created:%H:%M} Uhr (Weltzeit, UTC)"
    return facts(
        (
            ("Fingerabdruck", f"<code>{html_text(known.release)}</code>"),
            ("Gebaut am", moment),
            ("Angaben", number(known.figures)),
            ("Indikatoren", number(known.indicators)),
            ("Karten-Ebenen", number(known.layers)),
            ("Quellen", number(known.sources)),
        )
    )
