"""How the release joined and what is embedded, as HTML and in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.domain.library import Generalisation, JoinEntry, LevelEntry, ReleaseFacts
from sozialraum.domain.period import Period
from sozialraum.errors import UnreadableInput
from sozialraum.language import n_, t
from sozialraum.render.as_published import as_published, cited, licensed
from sozialraum.render.escape import html_text
from sozialraum.render.formats import day, number
from sozialraum.render.library import NONE, empty, facts, line, row, table

_MEANING = n_(
    "„Gebiete ohne Angabe“ heißt: Diese Tabelle sagt über sie nichts. Das ist kein Fehler. „Ohne "
    "Gebiet“ und „doppelt“ müssen 0 sein, sonst wird der Datenstand nicht veröffentlicht. "
    "„Ausgenommen“ sind Zeilen, die mit Grund nicht zugeordnet werden, zum Beispiel Summenzeilen."
)


# -- join reports --------------------------------------------------------------------------


def join_reports(entries: Sequence[JoinEntry]) -> str:
    """One line per table and level, with everything that did not join."""
    if not entries:
        return empty(
            t("Dieser Datenstand enthält keine Tabelle."),
            t("Tabellen unter data/statistik ablegen und neu veröffentlichen."),
        )
    titles = (
        t("Tabelle"),
        t("Raumebene"),
        t("Zeilen"),
        t("zugeordnet"),
        t("ohne Gebiet"),
        t("doppelt"),
        t("ausgenommen"),
        t("Gebiete ohne Angabe"),
        t("Einzelheiten"),
    )
    summary = line("sr-text", _summary(entries)) + line("sr-text", t(_MEANING))
    return summary + table(titles, map(_join, entries), t("Zuordnung der Tabellen"))


def _summary(entries: Sequence[JoinEntry]) -> str:
    tables = len({entry.table for entry in entries})
    rows, matched = sum(e.rows for e in entries), sum(e.matched for e in entries)
    lost = sum(len(e.unmatched) for e in entries)
    twice = sum(len(e.duplicates) for e in entries)
    left_out = sum(len(e.excluded) for e in entries)
    return t(
        "{tables} Tabellen mit {rows} Zeilen: {matched} sind einem Gebiet "
        "zugeordnet, {lost} haben kein Gebiet, {twice} sind doppelt, {left_out} "
        "mit Grund ausgenommen.",
        tables=number(tables),
        rows=number(rows),
        matched=number(matched),
        lost=number(lost),
        twice=number(twice),
        left_out=number(left_out),
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
        t("{n} von {all}", n=number(len(entry.missing)), all=number(entry.areas)),
        _details(entry),
    )


def _details(entry: JoinEntry) -> str:
    groups = (
        (t("Zeilen ohne Gebiet"), entry.unmatched),
        (t("Doppelte Zeilen"), entry.duplicates),
        (t("Ausgenommen"), entry.excluded),
        (t("Aliasnamen der Ebene, die hier nicht vorkommen"), entry.unused_aliases),
        (t("Ausnahmen, die nicht gebraucht wurden"), entry.unused_exclusions),
        (t("Gebiete ohne Angabe"), entry.missing),
    )
    stored = (
        (t("Hinweise"), entry.notes),
        (t("Stichtage außerhalb der Gültigkeit der Gebietsgrenzen"), entry.editions),
    )
    told = "".join(
        f"<p><b>{html_text(title)}:</b> {say('; '.join(parts))}</p>"
        for say, lines in ((html_text, groups), (as_published, stored))
        for title, parts in lines
        if parts
    )
    show = html_text(t("zeigen"))
    return f"<details><summary>{show}</summary>{told}</details>" if told else NONE


# -- what is embedded ----------------------------------------------------------------------


def outlines(known: ReleaseFacts) -> str:
    """Levels, simplification, orientation layer and release."""
    titles = (
        t("Raumebene"),
        t("Gebiete"),
        t("Gebietsstand"),
        t("gültig seit"),
        t("gültig bis"),
        t("Quelle"),
        t("Beschreibung"),
    )
    levels = table(titles, map(_level, known.levels), t("Raumebenen"))
    parts = (
        (t("Raumebenen"), levels),
        (t("Vereinfachung der Umrisse"), _simplified(known.generalisation)),
        (t("Orientierung"), _ground(known)),
        (t("Datenstand"), _release(known)),
    )
    return "".join(f"<h3>{html_text(title)}</h3>{body}" for title, body in parts)


def _level(entry: LevelEntry) -> str:
    level, source = entry.level, entry.source
    licence = licensed(source)
    return row(
        html_text(level.name),
        number(entry.areas),
        html_text(_dated(level.edition)),
        html_text(_dated(level.valid_from)),
        html_text(_dated(level.valid_to) or t("offen")),
        f"{cited(source)} ({licence})",
        html_text(level.description) or NONE,
    )


def _dated(text: str) -> str:
    """A reference date in words, other words as they are."""
    try:
        return Period(text).label
    except UnreadableInput:
        return text


def _simplified(known: Generalisation | None) -> str:
    if known is None:
        return empty(
            t("Zur Vereinfachung der Umrisse liegen keine Angaben vor."),
            t("Sie entstehen mit: sozialraum geo build --from DATEI"),
        )
    mended = "; ".join(f"{what}: {number(times)}" for what, times in known.mended)
    west, north = (number(step, 5) for step in known.grid)
    return facts(
        (
            (
                t("Ausgangsdatei"),
                html_text(
                    t("{file}, Stand {edition}", file=known.file, edition=_dated(known.edition))
                ),
            ),
            (t("Lizenz"), html_text(known.licence)),
            (t("Verfahren"), html_text(known.method)),
            (
                t("Toleranz"),
                t(
                    "{tolerance} m (Wurzel der Fläche wegfallender Dreiecke, kein Abstand)",
                    tolerance=number(known.tolerance, 1),
                ),
            ),
            (t("Raster"), t("{west}° Länge × {north}° Breite", west=west, north=north)),
            (
                t("Stützpunkte"),
                t(
                    "{before} vorher, {after} nachher",
                    before=number(known.vertices_before),
                    after=number(known.vertices_after),
                ),
            ),
            (
                t("Abstand zum Original (Hausdorff)"),
                t(
                    "höchstens {most} m, mittlerer Wert (Median) {median} m",
                    most=number(known.hausdorff_max, 1),
                    median=number(known.hausdorff_median, 1),
                ),
            ),
            (
                t("Flächenfehler"),
                t(
                    "höchstens {most} % ({area}), ganze Stadt {city} %",
                    most=number(known.area_error, 4),
                    area=html_text(known.worst_area),
                    city=number(known.area_error_city, 6),
                ),
            ),
            (t("Behoben"), html_text(mended) or t("nichts zu beheben")),
            (t("Hinweise"), html_text(" ".join(known.notes))),
        )
    )


def _ground(known: ReleaseFacts) -> str:
    drawn = [(name, number(count)) for name, count in known.orientation]
    text = t("Stark vereinfacht, nur zum Zurechtfinden auf der Karte; keine Angabe beruht darauf.")
    return line("sr-text", text) + facts(
        [*drawn, (t("Herkunft"), html_text(known.attribution) or t("nicht angegeben"))]
    )


def _release(known: ReleaseFacts) -> str:
    moment = t(
        "{day}, {time} Uhr (Weltzeit, UTC)",
        day=day(known.created),
        time=f"{known.created:%H:%M}",
    )
    return facts(
        (
            (t("Fingerabdruck"), f"<code>{html_text(known.release)}</code>"),
            (t("Gebaut am"), moment),
            (t("Angaben"), number(known.figures)),
            (t("Indikatoren"), number(known.indicators)),
            (t("Karten-Ebenen"), number(known.layers)),
            (t("Quellen"), number(known.sources)),
        )
    )
