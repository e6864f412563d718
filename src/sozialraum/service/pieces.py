"""Areas of several levels laid side by side, so that every atom counts once.

A finer area replaces its part of a coarser one only where both are published for the same reference
date; the rest of the coarser area is then the difference of the two. Where the coarser area is
unknown, its known parts stand for themselves and the rest stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sozialraum.catalog import Catalog
from sozialraum.domain.gaps import AreaDemand
from sozialraum.language import t
from sozialraum.render.formats import enumeration, number
from sozialraum.service.figures import Dates, Figure, Missing, atoms_of

Lookup = Callable[[str, str, Dates | None], Figure | Missing]
"""Level, code and dates (None = newest) to a figure."""


@dataclass(frozen=True)
class Piece:
    """One area (or what is left of it) with the atoms that it is made of."""

    area: AreaDemand
    atoms: frozenset[str]

    @property
    def known(self) -> bool:
        """True where a number of persons is known."""
        return self.area.count is not None


class Nesting:
    """Cuts the city into pieces of the given levels, coarsest first."""

    def __init__(self, catalog: Catalog, levels: Sequence[str], lookup: Lookup) -> None:
        self.catalog, self.levels, self.lookup = catalog, tuple(levels), lookup
        self.atoms = {level: atoms_of(catalog, level) for level in self.levels}

    def pieces(self, dates: Dates | None = None) -> tuple[Piece, ...]:
        """All pieces, known and unknown, by level (finest first) and code.

        ``dates``: only figures of exactly these reference dates count.
        """
        found = [p for code in self.atoms[self.levels[0]] for p in self._cut(0, code, dates)]
        order = list(self.catalog.levels)
        return tuple(sorted(found, key=lambda p: (order.index(p.area.level), p.area.code)))

    def _cut(self, depth: int, code: str, dates: Dates | None) -> list[Piece]:
        level = self.levels[depth]
        figure = self.lookup(level, code, dates)
        if isinstance(figure, Missing):
            parts = self._parts(depth, code, dates)
            return [*parts, *self._unknown(level, code, parts, figure.reason)]
        parts = self._parts(depth, code, figure.dates)
        if _total(parts) > figure.persons:
            parts = []
            note = t(
                "{note}; Teile nicht eingerechnet, zusammen mehr als das Ganze", note=figure.note
            )
            figure = replace(figure, note=note)
        return [*parts, *self._rest(level, code, parts, figure)]

    def _parts(self, depth: int, code: str, dates: Dates | None) -> list[Piece]:
        """Known pieces of finer levels inside an area."""
        if depth + 1 == len(self.levels):
            return []
        whole = self.atoms[self.levels[depth]][code]
        inside = [c for c, atoms in self.atoms[self.levels[depth + 1]].items() if atoms <= whole]
        return [p for c in inside for p in self._cut(depth + 1, c, dates) if p.known]

    def _unknown(self, level: str, code: str, parts: list[Piece], reason: str) -> Iterable[Piece]:
        name, atoms = self._left(level, code, parts)
        if atoms:
            yield Piece(AreaDemand(level, code, name, None, None, None, note=reason), atoms)

    def _rest(self, level: str, code: str, parts: list[Piece], figure: Figure) -> Iterable[Piece]:
        name, atoms = self._left(level, code, parts)
        if not atoms:
            return
        count, note = figure.persons, figure.note
        if parts:
            total = _total(parts)
            count -= total
            note = t(
                "{whole} minus {parts} ({note})",
                whole=number(figure.persons),
                parts=number(total),
                note=note,
            )
        area = AreaDemand(
            level, code, name, count, figure.dates[0], figure.source, figure.estimate, note
        )
        yield Piece(area, atoms)

    def _left(self, level: str, code: str, parts: list[Piece]) -> tuple[str, frozenset[str]]:
        """Name and atoms of an area without its parts."""
        name = self.catalog.area(level, code).name
        if parts:
            others = enumeration([part.area.name for part in parts])
            name = t("{area} ohne {parts}", area=name, parts=others)
        return name, self.atoms[level][code].difference(*(part.atoms for part in parts))


def _total(pieces: Sequence[Piece]) -> float:
    return sum(piece.area.count or 0.0 for piece in pieces)
