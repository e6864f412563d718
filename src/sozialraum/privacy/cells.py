"""The cells of a publication: one per count, area (or areas published as one) and period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from sozialraum.catalog import Catalog
from sozialraum.domain.confidentiality import Group, Stock
from sozialraum.domain.period import Period
from sozialraum.privacy.primary import Protection


class State(IntEnum):
    """What readers learn about a cell."""

    LATENT = 0
    """Nobody publishes it exactly; it takes part only because sums run through it."""
    PUBLIC = 1
    """Public already, whatever we do."""
    OPEN = 2
    """Ours: it may be shown or hidden."""
    ROUNDED = 3
    """Shown as a multiple of the rounding base."""
    WITHHELD = 4
    """Hidden before it came to us, or small and not exact; its value takes no part in sums."""


Place = tuple[str, str, int]
"""Quantity, period, extent."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One count. ``extent`` is the set of its atoms, one bit each, in the order of the hierarchy.

    ``quantity`` is an indicator, or ``<indicator>/zaehler`` and ``<indicator>/nenner`` where the
    counts of a ratio are no indicators. ``value`` is NaN for withheld and latent cells. ``told``
    are the rows and columns of the observations that say the value (``value`` with ``implied``
    where a share gives it away), ``rows`` those that are hidden with the cell. ``rounding`` is the
    base.
    """

    quantity: str
    level: str
    areas: tuple[str, ...]
    period: str
    extent: int
    state: State
    value: float
    protection: Protection | None = None
    told: tuple[tuple[int, str], ...] = ()
    rows: tuple[int, ...] = ()
    implied: bool = False
    rounding: int = 0

    @property
    def place(self) -> Place:
        """What the cell counts; several cells may count the same."""
        return self.quantity, self.period, self.extent


@dataclass(frozen=True, slots=True)
class Bound:
    """A printed ratio: ``low`` * denominator <= numerator <= ``high`` * denominator.

    ``rows`` are the rows that print it.
    """

    numerator: str
    denominator: str
    period: str
    extent: int
    low: float
    high: float
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Complement:
    """What is left of a total without one part, where that is to be protected as well."""

    cell: Cell
    total: str
    protection: Protection


@dataclass(frozen=True, slots=True)
class Ratio:
    """Rows with a share or rate, and the two counts that it is made of."""

    numerator: str
    denominator: str
    period: str
    extent: int
    rows: tuple[int, ...]

    @property
    def parts(self) -> tuple[Place, Place]:
        """Where numerator and denominator stand."""
        return (
            (self.numerator, self.period, self.extent),
            (self.denominator, self.period, self.extent),
        )


@dataclass
class Table:
    """All cells, and what is known about how they hang together.

    ``always`` are rows that are hidden whatever the pattern is, mapped to the reason in German.
    """

    cells: list[Cell] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    complements: list[Complement] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    stocks: list[Stock] = field(default_factory=list)
    same_pattern: tuple[str, ...] = ()
    always: dict[int, str] = field(default_factory=dict)


def extents(catalog: Catalog) -> dict[tuple[str, str], int]:
    """(level, code) -> set of atoms as bits; the atoms count in the order of ``catalog.units``."""
    found: dict[tuple[str, str], int] = {}
    for position, unit in enumerate(catalog.units):
        for level in catalog.levels.values():
            code = unit.get(level.column, "")
            if code:
                key = (level.id, code)
                found[key] = found.get(key, 0) | 1 << position
    return found


_PARTS = {"zaehler": "Zähler", "nenner": "Nenner"}


def describe(cell: Cell, catalog: Catalog) -> str:
    """A German name of a cell without its value: indicator, level, area (code), period."""
    areas = " und ".join(f"{catalog.area(cell.level, c).name} ({c})" for c in cell.areas)
    indicator, _, part = cell.quantity.partition("/")
    what = f"„{indicator}“" + (f" ({_PARTS[part]})" if part else "")
    return f"{what}, {catalog.level(cell.level).name} {areas}, {Period(cell.period).label}"


def linked(relations: Iterable[Iterable[str]], start: Iterable[str]) -> set[str]:
    """Everything that hangs together with ``start``; each relation is the names it joins."""
    joined: dict[str, set[str]] = {}
    for relation in relations:
        names = set(relation)
        for name in names:
            joined.setdefault(name, set()).update(names)
    reached, left = set[str](), list(start)
    while left:
        name = left.pop()
        if name not in reached:
            reached.add(name)
            left += joined.get(name, ())
    return reached
