"""What was published for the atoms inside an area: bars and one sentence, no sums."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Bar, Chart, ChartKind, Exhibit
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.domain.views import Statement
from sozialraum.language import t
from sozialraum.render.cells import STATUS, UNIT, VALUE, WORDING
from sozialraum.render.formats import inside_sentence, number, quantity
from sozialraum.service.exhibit_facts import (
    ABOUT,
    AREA,
    DATE,
    JOINT,
    SAID,
    Fact,
    distinct,
    fact,
    sources_of,
    table,
    unsaid,
)
from sozialraum.service.profile_ground import PAGE, Ground, Spot

MOST = 30
"""Areas with more atoms get no bars of them: nobody could read the labels."""


@dataclass(frozen=True)
class Parts:
    """The preferred statements about the atoms inside an area at one date, by code.

    ``partners`` maps a code to the names of the areas that were published with it as one value.
    """

    indicator: Indicator
    period: Period
    said: dict[str, Statement | None]
    partners: dict[str, list[str]]


def parts(ground: Ground, spot: Spot, held: frozenset[Role]) -> Parts | None:
    """The indicator of the start map inside an area; None without two atoms or without values."""
    wanted = ground.catalog.start.map.indicator
    offered = {indicator.id: indicator for indicator in ground.monitor.indicators(held)}
    atoms, fine = sorted(ground.atoms(*spot)), ground.catalog.atom
    if len(atoms) < 2 or wanted not in offered or fine not in ground.monitor.levels(wanted):
        return None
    indicator, period = offered[wanted], ground.monitor.best_period(wanted, fine)
    said = {atom: ground.preferred(indicator, (fine, atom), period) for atom in atoms}
    if not any(statement and statement.value is not None for statement in said.values()):
        return None
    partners = ground.partners(indicator, fine, period)
    inside = {atom: names for atom, names in partners.items() if atom in said}
    return Parts(indicator, period, said, inside)


def range_sentence(ground: Ground, found: Parts) -> str:
    """From the lowest to the highest published value inside, and how many have none."""
    fine = ground.catalog.atom
    plural = inside_sentence(ground.catalog.level(fine).plural)
    values = {atom: s.value for atom, s in found.said.items() if s and s.value is not None}
    low, high = (choose(values, key=lambda atom: (values[atom], atom)) for choose in (min, max))
    missing = len(found.said) - len(values)
    unknown = (
        t(
            " Für {n} der {all} {plural} ist keiner veröffentlicht.",
            n=number(missing),
            all=number(len(found.said)),
            plural=plural,
        )
        if missing
        else ""
    )
    ends = [
        f"{quantity(values[atom], found.indicator)} ({ground.catalog.area(fine, atom).name})"
        for atom in (low, high)
    ]
    told = (
        t(
            "Die veröffentlichten Werte der {plural} im Gebiet reichen von {low} bis {high}.",
            plural=plural,
            low=ends[0],
            high=ends[1],
        )
        if values[low] != values[high]
        else t(
            "Veröffentlicht für {plural} im Gebiet: {value}.",
            plural=plural,
            value=quantity(values[low], found.indicator),
        )
    )
    return f"{found.indicator.name} ({found.period.label}): {told}{unknown}"


def parts_exhibit(ground: Ground, spot: Spot, found: Parts) -> Exhibit | None:
    """One bar per atom by value, those without one last; None where it has too many."""
    if len(found.said) > MOST:
        return None
    indicator = found.indicator
    facts = [_fact(ground, found, atom, said) for atom, said in found.said.items()]
    titles = (AREA, *ABOUT, DATE, VALUE, UNIT, STATUS, JOINT, WORDING)
    bars = [_bar(ground, indicator, atom, said) for atom, said in found.said.items()]
    bars.sort(key=lambda bar: (bar.value is None, -(bar.value or 0), bar.id))
    fine = ground.catalog.atom
    plural, name = ground.catalog.level(fine).plural, ground.catalog.area(*spot).name
    return Exhibit(
        page=PAGE,
        id=f"teile-{indicator.id.replace('_', '-')}",
        title=t(
            "{indicator}: {plural} in {area}", indicator=indicator.name, plural=plural, area=name
        ),
        reference=found.period.label,
        sentence=range_sentence(ground, found),
        table=table(facts, *titles, *SAID),
        chart=Chart(ChartKind.BARS, indicator.unit, indicator.decimals, bars=tuple(bars)),
        sources=sources_of(facts),
        notes=distinct([indicator.caveat, _joint_note(found)]),
        example=any((indicator.id, fine, atom) in ground.invented for atom in found.said),
    )


def _fact(ground: Ground, found: Parts, atom: str, said: Statement | None) -> Fact:
    fine = ground.catalog.atom
    level, area = ground.catalog.level(fine), ground.catalog.area(fine, atom)
    if said is None:
        return unsaid(found.indicator, found.period, area, level.name)
    row = fact(said, found.indicator, area.name, level.name, area.code)
    return replace(row, joint=" · ".join(found.partners.get(atom, [])))


def _bar(ground: Ground, indicator: Indicator, atom: str, said: Statement | None) -> Bar:
    status = said.status if said else Status.UNKNOWN
    value = said.value if said else None
    return Bar(
        id=atom,
        label=ground.catalog.area(ground.catalog.atom, atom).name,
        value=value,
        text=quantity(value, indicator, status),
        status=status,
        source=said.source if said else None,
        wording=said.wording if said else "",
    )


def _joint_note(found: Parts) -> str:
    if not found.partners:
        return ""
    return t(
        "{n} Gebiete tragen einen Wert, der für sie und andere gemeinsam "
        "veröffentlicht ist; die Tabelle nennt sie unter „{column}“.",
        n=number(len(found.partners)),
        column=t(JOINT),
    )
