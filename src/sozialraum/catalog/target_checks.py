"""References of target groups: what one is calculated from must be declared, and be of its kind."""

from __future__ import annotations

from collections.abc import Iterator

from sozialraum.catalog.catalog import Catalog, suggestion
from sozialraum.catalog.declarations import Declared
from sozialraum.domain.indicators import Kind
from sozialraum.domain.targets import Calculation, TargetGroup
from sozialraum.errors import Problem


def of_targets(
    targets: Declared[TargetGroup], catalog: Catalog, broken: frozenset[str]
) -> Iterator[Problem]:
    """Indicators, levels and populations of all target groups; ``broken`` are passed over."""
    for group in targets.entries.values():
        file = targets.files[group.id]
        yield from _complete(file, group)
        yield from _levels(file, group, catalog)
        for key, name, kind in _named(group):
            if name not in broken:
                yield from _indicator(file, key, name, kind, catalog)
        if group.population and not targets.knows(group.population):
            what = f"Die Zielgruppe „{group.population}“ ist nicht angelegt."
            fix = suggestion(group.population, dict.fromkeys(targets.entries, ""))
            yield Problem(file, "bevoelkerung", what, fix)


def _named(group: TargetGroup) -> Iterator[tuple[str, str, Kind]]:
    """Key, indicator and the kind that it must have."""
    proxies = Kind.SHARE if group.calculation is Calculation.COUNT else Kind.COUNT
    wanted: dict[str, tuple[tuple[str, ...], Kind]] = {
        "anzahl": ((group.counts,), Kind.COUNT),
        "basis": ((group.base,), Kind.COUNT),
        "anteile": (group.shares, Kind.SHARE),
        "anteile_der_schaetzung": (group.estimated_shares, Kind.SHARE),
        "hilfsgroessen": (group.proxies, proxies),
    }
    for key, (names, kind) in wanted.items():
        yield from ((key, name, kind) for name in names if name)


def _complete(file: str, group: TargetGroup) -> Iterator[Problem]:
    counted = group.calculation is Calculation.COUNT
    needed = {"anzahl": bool(group.counts)} if counted else {"anteile": bool(group.shares)}
    if group.proxies:
        needed["bevoelkerung"] = bool(group.population)
    for key, given in needed.items():
        if not given:
            what = f"Die Angabe „{key}“ fehlt."
            yield Problem(file, key, what, f"Ergänzen oder „{_depends(key)}“ ändern.")
    if group.population == group.id:
        what = "Die Zielgruppe nennt sich selbst als Bevölkerung."
        yield Problem(file, "bevoelkerung", what, "Eine andere Zielgruppe nennen.")
    if not counted and set(group.proxies) - {group.base}:
        what = "Geschätzt wird hier nur über die Basis selbst."
        yield Problem(file, "hilfsgroessen", what, "Die Basis als einzige Hilfsgröße nennen.")


def _depends(key: str) -> str:
    return "hilfsgroessen" if key == "bevoelkerung" else "rechenweg"


def _levels(file: str, group: TargetGroup, catalog: Catalog) -> Iterator[Problem]:
    orders = []
    for level in group.levels:
        if level in catalog.levels:
            orders.append(catalog.levels[level].order)
        else:
            fix = suggestion(level, {k: entry.name for k, entry in catalog.levels.items()})
            yield Problem(file, "ebenen", f"Die Ebene „{level}“ ist nicht angelegt.", fix)
    if orders != sorted(set(orders), reverse=True):
        yield Problem(
            file, "ebenen", "Die Ebenen sind nicht geordnet.", "Von der gröbsten zur feinsten."
        )


def _indicator(file: str, key: str, name: str, kind: Kind, catalog: Catalog) -> Iterator[Problem]:
    found = catalog.indicators.get(name)
    if found is None:
        fix = suggestion(name, {k: entry.name for k, entry in catalog.indicators.items()})
        yield Problem(file, key, f"Der Indikator „{name}“ ist nicht angelegt.", fix)
    elif found.kind is not kind or (kind is Kind.SHARE and found.unit != "%"):
        unit = " in Prozent" if kind is Kind.SHARE else ""
        what = f"„{name}“ ist keine Angabe der Art „{kind.value}“{unit}."
        yield Problem(file, key, what, "Einen passenden Indikator nennen.")
