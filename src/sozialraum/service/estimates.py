"""Estimates for areas that nobody published, only where a user asks for them by name.

Every number from here carries its formula in ``AreaDemand.estimate``. Two methods:

* *Rest of the city* (counts): what the city's total leaves after its published parts, shared among
  the unknown areas in proportion to a proxy share times population. Areas without proxy or
  population stay unknown, and so does the part of the rest that falls to them: the rest is scaled
  by the population of the estimated areas over that of all unknown ones.
* *Spread base* (shares): the published share of an atom times the population that falls to it when
  the published population of a larger area is spread by the weights of the cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sozialraum.domain.gaps import AreaDemand
from sozialraum.domain.period import Period
from sozialraum.domain.targets import TargetGroup
from sozialraum.domain.views import Statement
from sozialraum.errors import UnreadableInput
from sozialraum.language import n_, t
from sozialraum.render.formats import number
from sozialraum.service.figures import (
    Dates,
    Figure,
    Figures,
    alone,
    atoms_of,
    city_of,
    days_between,
    nearest,
    percentage,
)
from sozialraum.service.monitor import Monitor
from sozialraum.service.pieces import Nesting, Piece

PROXY_DAYS = 5 * 372
"""A proxy value further than five years from the estimated date is not used."""
NO_PEOPLE = n_("Einwohnerzahl nicht veröffentlicht")


@dataclass(frozen=True)
class Population:
    """People per atom, of all atoms in areas with a published population; and the city's total."""

    by_atom: Mapping[str, float]
    city: float | None

    def of(self, atoms: frozenset[str]) -> float | None:
        """People in all the atoms; None where one of them is unknown."""
        if not atoms <= self.by_atom.keys():
            return None
        return sum(self.by_atom[atom] for atom in sorted(atoms))


@dataclass(frozen=True)
class Estimated:
    """Published and estimated pieces together, with what has to be said about them."""

    pieces: tuple[Piece, ...]
    notes: tuple[str, ...]


def rest_of_city(
    monitor: Monitor, group: TargetGroup, proxy: str, nesting: Nesting, population: Population
) -> Estimated:
    """The first method. Raises :class:`UnreadableInput` where it cannot be applied."""
    dates, city, pieces = _common_date(monitor, group, nesting)
    known = [piece for piece in pieces if piece.known]
    rest = city.persons - sum(piece.area.count or 0.0 for piece in known)
    if rest < 0:
        what = t("Die veröffentlichten Teile sind zusammen größer als die Stadt.")
        raise UnreadableInput(what, t("Werte und Stichtage des Indikators prüfen."))
    level = nesting.levels[-1]
    unknown = frozenset().union(*(piece.atoms for piece in pieces if not piece.known))
    inside = {c: a for c, a in atoms_of(monitor.catalog, level).items() if a <= unknown}
    weigher = _Weigher(monitor, proxy, population, dates[0])
    weights = {code: weigher.weigh(atoms) for code, atoms in inside.items()}
    usable = {code: weight for code, weight in weights.items() if not isinstance(weight, str)}
    name = monitor.catalog.indicator(proxy).name
    if not sum(usable.values()):
        what = t("Mit „{name}“ lässt sich nichts schätzen.", name=name)
        fix = t("Für kein unbekanntes Gebiet sind Anteil und Einwohnerzahl bekannt.")
        raise UnreadableInput(what, fix)
    part = _part(population, frozenset().union(*(p.atoms for p in known)), unknown, inside, usable)
    method = t(
        "Schätzung zum {period}: von {rest} Personen (Stadt {persons} minus "
        "veröffentlichte Teile) anteilig nach „{name}“ mal Einwohner",
        period=dates[0].label,
        rest=number(rest),
        persons=number(city.persons),
        name=name,
    )
    found = list(known)
    for code, atoms in inside.items():
        area = AreaDemand(level, code, monitor.catalog.area(level, code).name, None, None, None)
        weight = weights[code]
        if isinstance(weight, str):
            found.append(
                Piece(
                    replace(area, note=t("Auch nicht zu schätzen: {reason}.", reason=weight)), atoms
                )
            )
            continue
        count = float(round(rest * part * weight / sum(usable.values())))
        area = replace(area, count=count, period=dates[0], source=city.source, estimate=method)
        found.append(Piece(area, atoms))
    found += _leftover(pieces, inside)
    return Estimated(_sorted(found, monitor), _rest_notes(method, rest, part, len(usable), inside))


def spread_base(
    monitor: Monitor, group: TargetGroup, pieces: tuple[Piece, ...], population: Population
) -> Estimated:
    """The second method, for all atoms in unknown pieces."""
    figures = Figures(monitor, group)
    indicators = group.estimated_shares or group.shares
    found = [piece for piece in pieces if piece.known]
    finest = monitor.catalog.atom
    for atom in sorted(frozenset().union(*(p.atoms for p in pieces if not p.known))):
        name = monitor.catalog.area(finest, atom).name
        area = AreaDemand(finest, atom, name, None, None, None)
        people = population.by_atom.get(atom)
        shares = figures.shares(indicators, finest, atom, joint=True)
        if people is None or not shares:
            reason = t(NO_PEOPLE) if people is None else t("Anteil nicht veröffentlicht")
            area = replace(area, note=t("Auch nicht zu schätzen: {reason}.", reason=reason))
        else:
            area = _estimated_atom(area, shares[-1], people)
        found.append(Piece(area, frozenset({atom})))
    note = t(
        "Schätzung, wo nichts veröffentlicht ist: Anteil mal Einwohner eines "
        "größeren Gebiets, die nach den Gewichten der Zellen verteilt sind."
    )
    return Estimated(_sorted(found, monitor), (note,))


def _estimated_atom(area: AreaDemand, shares: tuple[Statement, ...], people: float) -> AreaDemand:
    percent = percentage(shares)
    return replace(
        area,
        count=float(round(percent / 100 * people)),
        period=shares[0].period,
        source=shares[0].source,
        estimate=(
            t(
                "Schätzung: {percent} % ({period}) mal {people} Einwohner, aus der Zahl "
                "eines größeren Gebiets hierher verteilt",
                percent=number(percent, 1),
                period=shares[0].period.label,
                people=number(people),
            )
        ),
    )


def _common_date(
    monitor: Monitor, group: TargetGroup, nesting: Nesting
) -> tuple[Dates, Figure, tuple[Piece, ...]]:
    """The newest date at which the city and at least one part are published, else the city's."""
    level, code = city_of(monitor)
    figures = Figures(monitor, group)
    newest: tuple[Dates, Figure, tuple[Piece, ...]] | None = None
    for statement in reversed(alone(monitor, group.counts, level, code)):
        dates = (statement.period,)
        figure, pieces = figures.get(level, code, dates), nesting.pieces(dates)
        if not isinstance(figure, Figure):
            continue
        newest = newest or (dates, figure, pieces)
        if any(piece.known for piece in pieces):
            return dates, figure, pieces
    if newest is None:
        what = t("Für die ganze Stadt ist keine Anzahl veröffentlicht.")
        raise UnreadableInput(what, t("Ohne Gesamtzahl ist keine Schätzung möglich."))
    return newest


@dataclass(frozen=True)
class _Weigher:
    """Proxy share times population of an area, or in words why there is none."""

    monitor: Monitor
    proxy: str
    population: Population
    date: Period

    def weigh(self, atoms: frozenset[str]) -> float | str:
        total = 0.0
        for atom in sorted(atoms):
            people, share = self.population.by_atom.get(atom), self._share(atom)
            if people is None:
                return t(NO_PEOPLE)
            if share is None:
                return t(
                    "„{name}“ nicht veröffentlicht",
                    name=self.monitor.catalog.indicator(self.proxy).short,
                )
            total += people * share / 100
        return total

    def _share(self, atom: str) -> float | None:
        """The share of the finest area around an atom that has one near the date."""
        catalog = self.monitor.catalog
        parents = {catalog.atom: atom, **catalog.area(catalog.atom, atom).parents}
        for level in list(catalog.levels)[:-1]:
            found = alone(self.monitor, self.proxy, level, parents.get(level, ""), joint=True)
            if found:
                closest = nearest(found, self.date)
                if days_between(closest.period, self.date) <= PROXY_DAYS:
                    return closest.value
        return None


def _part(
    population: Population,
    published: frozenset[str],
    unknown: frozenset[str],
    inside: Mapping[str, frozenset[str]],
    usable: Mapping[str, float],
) -> float:
    """Which part of the unknown population lives in the areas that can be estimated, at most 1."""
    reached = sum(population.of(inside[code]) or 0.0 for code in usable)
    if population.city is None:
        everybody = sum(population.by_atom.get(atom, 0.0) for atom in unknown)
    else:
        elsewhere = sum(population.by_atom.get(atom, 0.0) for atom in published)
        everybody = population.city - elsewhere
    return min(1.0, reached / everybody) if everybody > 0 else 1.0


def _leftover(pieces: tuple[Piece, ...], inside: Mapping[str, frozenset[str]]) -> list[Piece]:
    """Unknown pieces with atoms in no area of the estimated level."""
    taken = frozenset().union(*inside.values())
    return [
        replace(piece, atoms=piece.atoms - taken)
        for piece in pieces
        if not piece.known and piece.atoms - taken
    ]


def _rest_notes(
    method: str, rest: float, part: float, estimated: int, inside: Mapping[str, frozenset[str]]
) -> tuple[str, ...]:
    notes = [
        t(
            "{method}. Geschätzt sind {n} von {all} unbekannten Gebieten; "
            "auch die veröffentlichten Teile gelten hier zu diesem Stichtag.",
            method=method,
            n=estimated,
            all=len(inside),
        )
    ]
    if round(rest * (1 - part)):
        notes.append(
            t(
                "Rund {n} Personen sind keinem Gebiet zugeordnet: so viele entfallen "
                "nach der Einwohnerzahl auf die Gebiete, die unbekannt bleiben.",
                n=number(rest * (1 - part)),
            )
        )
    return tuple(notes)


def _sorted(pieces: list[Piece], monitor: Monitor) -> tuple[Piece, ...]:
    order = list(monitor.catalog.levels)
    return tuple(sorted(pieces, key=lambda p: (order.index(p.area.level), p.area.code)))
