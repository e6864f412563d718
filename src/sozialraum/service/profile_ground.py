"""Where an area lies: its atoms, areas with the same ground, published values around it."""

from __future__ import annotations

from sozialraum.domain.indicators import Indicator
from sozialraum.domain.period import Period
from sozialraum.domain.views import Statement
from sozialraum.service.cuts import Cut
from sozialraum.service.monitor import Monitor

PAGE = "steckbrief"
"""The page of the sheet, in the addresses of its charts."""
Spot = tuple[str, str]
"""Level and code of an area."""


class Ground:
    """The atoms of every area of a monitor, and the values that were published there.

    ``invented`` are indicator, level and area of all statements that are invented example data.
    """

    def __init__(self, monitor: Monitor) -> None:
        catalog = monitor.catalog
        self.monitor, self.catalog = monitor, catalog
        self.order = list(catalog.levels)
        self._atoms: dict[Spot, frozenset[str]] = {}
        self._same: dict[frozenset[str], list[Spot]] = {}
        self._positions: dict[str, dict[str, int]] = {}
        self.invented = _invented(monitor)
        for level in self.order:
            areas = catalog.areas(level)
            finest = level == catalog.atom
            member = {} if finest else catalog.membership(catalog.atom, level)
            found: dict[str, set[str]] = {area.code: set() for area in areas}
            for atom in catalog.areas(catalog.atom):
                code = atom.code if finest else member.get(atom.code, "")
                if code in found:
                    found[code].add(atom.code)
            self._atoms |= {(level, code): frozenset(atoms) for code, atoms in found.items()}
            for code, atoms in found.items():
                self._same.setdefault(frozenset(atoms), []).append((level, code))
            self._positions[level] = {area.code: i for i, area in enumerate(areas)}

    @property
    def city(self) -> Spot:
        """The one area of the coarsest level."""
        level = self.catalog.city
        return level, self.catalog.areas(level)[0].code

    def atoms(self, level: str, code: str) -> frozenset[str]:
        """Codes of the atoms of an area."""
        return self._atoms[level, code]

    def position(self, level: str, code: str) -> int:
        """Place of an area among those of its level, in the order of the codes."""
        return self._positions[level][code]

    def partners(self, indicator: Indicator, level: str, period: Period) -> dict[str, list[str]]:
        """Code -> names of the other areas that were published with it as one value."""
        areas = self.catalog.areas(level)
        return {
            areas[member].code: [areas[other].name for other in group if other != member]
            for group in self.cut(indicator, level, period).joint
            for member in group
        }

    def cut(self, indicator: Indicator, level: str, period: Period) -> Cut:
        """All areas of a level at a reference date with statements there."""
        cut = self.monitor.cut(indicator.id, level, period)
        assert cut is not None, "somebody asked for a date without statements"
        return cut

    def preferred(self, indicator: Indicator, spot: Spot, period: Period) -> Statement | None:
        """The statement about an area at exactly this date that maps and ranks use."""
        statements = self.monitor.statements(indicator.id, *spot)
        return next((s for s in statements if s.preferred and s.period == period), None)

    def published(self, indicator: Indicator, spot: Spot | None, period: Period) -> float | None:
        """The value of an area at exactly this reference date; nothing stands in for it."""
        cut = self.monitor.cut(indicator.id, spot[0], period) if spot else None
        return cut.values[self.position(*spot)] if spot and cut else None

    def city_value(self, indicator: Indicator, spot: Spot, period: Period) -> float | None:
        """The value published for the city, None for the city itself."""
        return None if spot == self.city else self.published(indicator, self.city, period)

    def twins(self, level: str, code: str) -> tuple[Spot, ...]:
        """Areas of other levels with exactly the same atoms, finest first.

        Where one of the two was assigned by inference, nobody has published that they are the
        same, so there is none.
        """
        if not self.catalog.area(level, code).certain:
            return ()
        same = self._same[self._atoms[level, code]]
        return tuple(s for s in same if s[0] != level and self.catalog.area(*s).certain)

    def parts(self, level: str, code: str, fine: str) -> tuple[str, ...]:
        """Areas of a finer level that make up an area exactly, sorted by code; else none."""
        own = self._atoms[level, code]
        inside = {
            other: atoms
            for (other_level, other), atoms in self._atoms.items()
            if other_level == fine and atoms and atoms <= own
        }
        whole = frozenset().union(*inside.values()) == own
        return tuple(sorted(inside)) if whole else ()

    def district(self, level: str, code: str) -> Spot | None:
        """The district that contains an area; None for itself and the city."""
        parents, district = self.catalog.area(level, code).parents, self.catalog.district
        return (district, parents[district]) if district in parents else None

    def title(self, spot: Spot) -> str:
        """``Bezirk Nordmarkt``."""
        return f"{self.catalog.level(spot[0]).name} {self.catalog.area(*spot).name}"


def _invented(monitor: Monitor) -> frozenset[tuple[str, str, str]]:
    tables = [table.id for table in monitor.catalog.tables.values() if table.invented]
    if not tables:
        return frozenset()
    rows = monitor.release.observations
    chosen = rows.loc[rows["table"].isin(tables), ["indicator", "level", "area"]]
    return frozenset(chosen.itertuples(index=False, name=None))
