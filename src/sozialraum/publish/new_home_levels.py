"""Levels of a new home: from the columns of the file to declarations that fit each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sozialraum.domain.areas import Level
from sozialraum.errors import Problem, PublicationRefused, UnreadableInput
from sozialraum.render.formats import number

ATOM, CITY = "gebiet", "stadt"
"""Ids of the finest level and of the city."""
CITY_CODE = "0"
"""Stands for the official key of the city, which nobody has told."""
SOURCE = "umrisse"
"""Id of the source of the outlines."""
_ID = re.compile(r"[a-z][a-z0-9_]{0,30}")
_TAKEN = {ATOM, CITY, "flaeche_km2"}
_PLURALS = (
    ("raum", "räume"), ("teil", "teile"), ("bezirk", "bezirke"), ("quartier", "quartiere"),
    ("kreis", "kreise"), ("distrikt", "distrikte"), ("schaft", "schaften"), ("ung", "ungen"),
    ("viertel", "viertel"), ("gemeinde", "gemeinden"), ("zone", "zonen"), ("region", "regionen"),
)  # fmt: skip
"""Endings of German words and their plurals."""


@dataclass(frozen=True)
class Parent:
    """A coarser level: its id, and the columns with code and name (the same where there is one)."""

    level: str
    code_column: str
    name_column: str

    @classmethod
    def read(cls, text: str) -> Parent:
        """``stadtbezirk=BEZNAME`` or ``stadtbezirk=BEZNR,BEZNAME``; raises UnreadableInput."""
        level, _, columns = text.partition("=")
        code, _, name = columns.partition(",")
        if not _ID.fullmatch(level) or level in _TAKEN or not code:
            what = f"„{text}“ nennt keine übergeordnete Ebene."
            fix = "So schreiben: --parent stadtbezirk=SPALTE (klein, ohne Umlaute, nicht „stadt“)."
            raise UnreadableInput(what, fix)
        return cls(level, code, name or code)


@dataclass(frozen=True)
class Unit:
    """One area of the finest level; ``parents`` maps a level to code and name, empty for none."""

    code: str
    name: str
    parents: Mapping[str, tuple[str, str]]


def as_levels(
    units: Sequence[Unit], parents: Sequence[Parent], edition: str
) -> tuple[tuple[Level, ...], tuple[str, ...]]:
    """Declarations from fine to coarse, and what to know about them in German.

    Coarser levels are ordered by their number of areas; each one's parent is the next level in
    which it nests completely. Raises :class:`~sozialraum.errors.PublicationRefused` where a code
    has several names or a level has no area.
    """
    found = {parent.level: _areas_of(units, parent) for parent in parents}
    if len(found) < len(parents):
        raise UnreadableInput("Eine Ebene ist zweimal genannt.", "Jede Ebene einmal mit --parent.")
    finer_first = sorted(found, key=lambda level: (-len(found[level]), level))
    notes = []
    levels = [_level(ATOM, {unit.code: unit.name for unit in units}, 0, edition)]
    for order, id_ in enumerate(finer_first, start=1):
        levels.append(_level(id_, found[id_], order, edition))
        outside = sum(not unit.parents[id_][0] for unit in units)
        if outside:
            notes.append(f"{number(outside)} Gebiete gehören zu keinem Gebiet der Ebene „{id_}“.")
    levels.append(_level(CITY, {CITY_CODE: ""}, len(levels), edition))
    return tuple(_nested(level, levels, units) for level in levels), tuple(notes)


def _areas_of(units: Sequence[Unit], parent: Parent) -> dict[str, str]:
    """Names by code."""
    names: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        code, name = unit.parents[parent.level]
        if code:
            names[code].add(name)
    problems = [
        Problem(
            f"Spalte {parent.name_column}",
            code,
            f"„{code}“ heißt nicht überall gleich: {', '.join(sorted(found)) or 'ohne Namen'}.",
            "In der Datei vereinheitlichen.",
        )
        for code, found in sorted(names.items())
        if len(found) != 1 or "" in found
    ]
    if not names:
        what = f"Die Spalte „{parent.code_column}“ ist leer."
        problems = [Problem(f"Spalte {parent.code_column}", "", what, "Eine andere nennen.")]
    if problems:
        what = f"Die Ebene „{parent.level}“ lässt sich nicht bilden."
        raise PublicationRefused(what, problems)
    return {code: next(iter(found)) for code, found in names.items()}


def _level(id_: str, areas: Mapping[str, str], order: int, edition: str) -> Level:
    """``areas`` are names by code. Codes that are words are known as names too."""
    name, plural = _words(id_)
    words = sorted(code for code in areas if not code.isdigit() and code != areas[code])
    return Level(
        id=id_, name=name, plural=plural, order=order, edition=edition, valid_from=edition,
        column=id_, name_column=f"{id_}_name", code_form=_code_form(list(areas)),
        expected=len(areas), source=SOURCE, aliases={code: code for code in words},
    )  # fmt: skip


def _words(id_: str) -> tuple[str, str]:
    """German name and plural of a level; the plural of an unknown word is the word itself."""
    known = {ATOM: ("Gebiet", "Gebiete"), CITY: ("Stadt", "Städte")}
    if id_ in known:
        return known[id_]
    word = id_.replace("_", " ")
    plurals = (word.removesuffix(one) + many for one, many in _PLURALS if word.endswith(one))
    return word.capitalize(), next(plurals, word).capitalize()


def _code_form(codes: Sequence[str]) -> str:
    lengths = {len(code) for code in codes}
    if all(code.isascii() and code.isdigit() for code in codes):
        low, high = min(lengths), max(lengths)
        return f"[0-9]{{{low}}}" if low == high else f"[0-9]{{{low},{high}}}"
    return f".{{{min(lengths)},{max(lengths)}}}"


def _nested(level: Level, levels: Sequence[Level], units: Sequence[Unit]) -> Level:
    """The level with its parent: the next coarser one that covers the city and holds its areas."""
    for other in levels[level.order + 1 :]:
        above: dict[str, set[str]] = defaultdict(set)
        for unit in units:
            above[_code(unit, level.id)].add(_code(unit, other.id))
        nested = all(len(found) == 1 for code, found in above.items() if code)
        if nested and all(_code(unit, other.id) for unit in units):
            return level.model_copy(update={"parent": other.id})
    return level


def _code(unit: Unit, level: str) -> str:
    if level in (ATOM, CITY):
        return unit.code if level == ATOM else CITY_CODE
    return unit.parents[level][0]
