"""Delivered polygons against the areas of the city: by key, by position, and as outlines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import shapely

from sozialraum.domain.imports import Question
from sozialraum.domain.shape_imports import (
    DOUBTFUL,
    SAME,
    AreaMatching,
    LevelFit,
    MatchState,
    OutlineReport,
    Overlap,
    ShapeMapping,
    ShapeMatch,
)
from sozialraum.language import n_, t
from sozialraum.publish.shape_look import Placed, ShapeLook
from sozialraum.publish.shape_tables import attributes
from sozialraum.render.formats import number

if TYPE_CHECKING:
    from sozialraum.importers.key_column import KeyFinding
    from sozialraum.importers.row_areas import AreaBook

LEAVE_OUT = "weglassen"
_OBJECT = n_("Objekt {number}: {why}")
_NAMED = n_("Objekt {number} „{label}“: {why}")


def match_areas(placed: Placed, mapping: ShapeMapping) -> AreaMatching:
    """Every polygon against the areas of the level that fits best, or of that of the mapping."""
    from sozialraum.geometry.matching import level_fits, match_shapes
    from sozialraum.importers.row_areas import AreaBook

    look = placed.look
    fits = level_fits(placed.ground, look.members)
    book = AreaBook.of(look.catalog)
    finding = _keys(look, book)
    level = mapping.level or _level(look, fits, finding)
    labels = _labels(look, finding, level)
    if not level:
        nothing = tuple(
            ShapeMatch(n, label, "", None, "", MatchState.NONE) for n, label in enumerate(labels, 1)
        )
        return AreaMatching("", "", nothing, (), {}, fits)
    overlaps = placed.ground.best(look.members[level])
    column, keys = _by_key(look, finding, book, level)
    notes = []
    if column and _other_numbering(keys, overlaps):
        notes.append(
            t(
                "Die Schlüssel der Spalte „{column}“ sind eine andere Zählung; "
                "zugeordnet ist nach der Lage.",
                column=column,
            )
        )
        column, keys = "", [""] * len(labels)
    extent = (~shapely.is_empty(placed.polygons)).tolist()
    matches = match_shapes(labels, keys, overlaps, extent, mapping.accepted, mapping.excluded)
    numbers: dict[str, list[int]] = defaultdict(list)
    for match in matches:
        if match.code:
            numbers[match.code].append(match.number)
    missing = [a.code for a in look.catalog.areas(level) if a.code not in numbers]
    several = {code: tuple(found) for code, found in numbers.items() if len(found) > 1}
    return AreaMatching(level, column, matches, tuple(missing), several, fits, tuple(notes))


def level_question(
    look: ShapeLook, mapping: ShapeMapping, matching: AreaMatching
) -> Iterator[Question]:
    """Asked where the polygons fit no level."""
    if not matching.level and not mapping.level:
        levels = tuple((level.id, level.plural) for level in look.catalog.levels.values())
        text = t("Die Flächen passen zu keiner Raumebene. Zu welcher gehören ihre Angaben?")
        yield Question("ebene", text, "", levels)


def open_matches(look: ShapeLook, matching: AreaMatching) -> Iterator[Question]:
    """One question per polygon that position alone does not settle, or whose key contradicts it."""
    for match in matching.matches:
        if match.state not in {MatchState.OPEN, MatchState.CONTRADICTION}:
            continue
        overlap = match.overlap
        codes = [match.by_key] if match.by_key else []
        if overlap and overlap.least >= DOUBTFUL and overlap.code not in codes:
            codes.append(overlap.code)
        names = {code: look.catalog.area(matching.level, code).name for code in codes}
        choices = [(code, f"{code} {name}") for code, name in names.items()]
        text = t(
            _NAMED if match.label else _OBJECT,
            number=match.number,
            label=match.label,
            why=_why(match),
        )
        yield Question(
            "gebiet", text, str(match.number), (*choices, (LEAVE_OUT, t("nicht übernehmen")))
        )


def compared(placed: Placed, matching: AreaMatching) -> OutlineReport | None:
    """The delivered outlines against the present ones; None where no polygon has an area."""
    look, level = placed.look, matching.level
    pairs = {
        match.code: match.number - 1
        for match in matching.matches
        if match.code and match.overlap and match.code not in matching.several
    }
    if not pairs:
        return None
    differences = placed.differences(level, pairs)
    areas = look.catalog.areas(level)
    same = len(matching.matches) == len(areas) == len(pairs) and all(
        match.overlap and match.overlap.code == match.code and match.overlap.least >= SAME
        for match in matching.matches
    )
    name = look.catalog.level(level).name
    if same:
        words = t(
            "Die Datei enthält dieselben {areas} Gebiete der Ebene „{name}“.",
            areas=number(len(areas)),
            name=name,
        )
    else:
        words = t(
            "{pairs} von {areas} Gebieten der Ebene „{name}“ haben ein Gegenstück; "
            "{missing} fehlen.",
            pairs=number(len(pairs)),
            areas=number(len(areas)),
            name=name,
            missing=number(len(matching.missing)),
        )
    worst = differences[0]
    far = max(differences, key=lambda entry: entry.distance)
    titles = {code: f"{code} {look.catalog.area(level, code).name}" for code in pairs}
    words += t(
        " Am stärksten weicht „{most}“ ab ({apart} % der Fläche); am weitesten "
        "auseinander liegen die Grenzen bei „{far}“ ({distance} m).",
        most=titles[worst.code],
        apart=number(worst.apart, 1),
        far=titles[far.code],
        distance=number(far.distance),
    )
    return OutlineReport(same, len(areas), differences, words)


# -- keys and levels ----------------------------------------------------------------------------


def _keys(look: ShapeLook, book: AreaBook) -> KeyFinding:
    from sozialraum.importers.headings import headings
    from sozialraum.importers.key_column import find_key

    raw = attributes(look)
    heads = headings(raw, (0,))
    columns = {
        h.position: raw.cells[h.position].iloc[1:].reset_index(drop=True).astype("str")
        for h in heads
    }
    return find_key(columns, heads, book)


def _level(look: ShapeLook, fits: Sequence[LevelFit], finding: KeyFinding) -> str:
    """The level that the position says, else the one that the keys say, else none."""
    best = fits[0]
    polygons, areas = len(look.raw.geometries), len(look.catalog.areas(best.level))
    if best.share >= DOUBTFUL or 2 * best.same >= min(polygons, areas):
        return best.level
    return finding.level if finding.candidates and not finding.questions else ""


def _columns(finding: KeyFinding, level: str) -> list[int]:
    """Positions of key and name column of a level, numbers first."""
    fitting = [c for c in finding.candidates if c.level == level]
    digits = [c.position for c in fitting if c.digits][:1]
    return [*digits, *[c.position for c in fitting if not c.digits][:1]]


def _by_key(
    look: ShapeLook, finding: KeyFinding, book: AreaBook, level: str
) -> tuple[str, list[str]]:
    """Title of the key column and the code that it means per polygon; empty where there is none."""
    from sozialraum.importers.row_areas import resolve_rows

    positions = _columns(finding, level)
    rows = len(look.raw.rows)
    if not positions:
        return "", [""] * rows
    cells = attributes(look).cells.iloc[1:].reset_index(drop=True)
    key, *name = (cells[position].astype("str") for position in positions)
    found = resolve_rows(key, name[0] if name else None, level, book)
    return look.raw.columns[positions[0]], list(found.match.codes)


def _other_numbering(keys: Sequence[str], overlaps: Sequence[Overlap | None]) -> bool:
    """True where most keys mean another area than the one that the polygon lies in."""
    both = [
        key == overlap.code
        for key, overlap in zip(keys, overlaps, strict=True)
        if key and overlap and overlap.least >= DOUBTFUL
    ]
    return len(both) > 2 and 2 * sum(both) < len(both)


def _labels(look: ShapeLook, finding: KeyFinding, level: str) -> list[str]:
    """What people call a polygon: its key and name, else the first text of its row."""
    positions = _columns(finding, level)
    rows = look.raw.rows
    if positions:
        return [" ".join(filter(None, (row[n] for n in positions)))[:60] for row in rows]
    return [look.label(n) for n in range(len(rows))]


def _why(match: ShapeMatch) -> str:
    overlap = match.overlap
    shares = ""
    if overlap:
        ours, theirs = number(overlap.of_shape * 100), number(overlap.of_area * 100)
        shares = t(
            "{ours} % der Fläche liegen in {code}, {theirs} % davon sind bedeckt",
            ours=ours,
            code=overlap.code,
            theirs=theirs,
        )
    if match.state is MatchState.CONTRADICTION:
        place = shares or t("sie liegt in keinem Gebiet")
        return t("Der Schlüssel meint {code}; {place}. Was gilt?", code=match.by_key, place=place)
    return t("{shares}. Ist es dieses Gebiet?", shares=shares)
