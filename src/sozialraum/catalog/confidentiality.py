"""``data/geheimhaltung.toml``: the rules of confidentiality, and whether they fit the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sozialraum.catalog.catalog import Catalog, quoted, suggestion
from sozialraum.catalog.declarations import build, read_toml
from sozialraum.domain.confidentiality import (
    NOTHING_CONFIDENTIAL,
    PUBLISHED,
    Confidentiality,
    Rule,
)
from sozialraum.domain.indicators import Kind
from sozialraum.errors import Problem

CONFIDENTIALITY_FILE = "data/geheimhaltung.toml"


def read_confidentiality(
    home: Path, catalog: Catalog, broken: frozenset[str] = frozenset()
) -> tuple[Confidentiality, list[Problem]]:
    """The declarations, and what is wrong with them or with the rules that indicators name.

    A home folder without the file knows the rule ``veroeffentlicht`` only. ``broken`` are ids of
    indicators that are declared but not readable. Declarations with problems must not be used.
    """
    path = home / CONFIDENTIALITY_FILE
    declared = NOTHING_CONFIDENTIAL
    problems: list[Problem] = []
    if path.is_file():
        content, problems = read_toml(path, CONFIDENTIALITY_FILE)
        if content is None:
            return NOTHING_CONFIDENTIAL, problems
        rules = content.get("regeln", {})
        if isinstance(rules, dict):
            named = {k: {**v, "id": k} if isinstance(v, dict) else v for k, v in rules.items()}
            content = {**content, "regeln": named}
        found, problems = build(content, Confidentiality, CONFIDENTIALITY_FILE)
        if found is None:
            return NOTHING_CONFIDENTIAL, problems
        declared = found
    problems += _rules(declared)
    problems += _named_rules(declared, catalog)
    problems += _structures(declared, catalog, broken)
    return declared, sorted(set(problems))


def _problem(key: str, what: str, fix: str) -> Problem:
    return Problem(CONFIDENTIALITY_FILE, key, what, fix)


def _rules(declared: Confidentiality) -> Iterator[Problem]:
    for rule in declared.rules.values():
        key = f"regeln.{rule.id}"
        if rule.id == PUBLISHED:
            what = f"„{PUBLISHED}“ bezeichnet Angaben ohne Geheimhaltung."
            yield _problem(key, what, "Der Regel einen anderen Namen geben.")
        yield from _rule(key, rule)


def _rule(key: str, rule: Rule) -> Iterator[Problem]:
    hides = rule.minimum > 0 or rule.by_contribution
    if not hides and not rule.rounding:
        fix = "Angeben: mindestzahl, dominanz, p_prozent oder rundung."
        yield _problem(key, "Die Regel schützt nichts.", fix)
    if hides and rule.rounding:
        what = "Eine Regel rundet oder sperrt, nicht beides."
        yield _problem(key, what, "Für das Runden eine eigene Regel anlegen.")
    if rule.minimum == 1 or rule.rounding == 1:
        what = "Mit der Zahl 1 schützt die Regel nichts."
        yield _problem(key, what, "Mindestens 2 angeben, üblich sind 3, 5 oder 10.")
    if (rule.complement or rule.protect_zero) and not rule.minimum:
        what = "„komplement“ und „null_schuetzen“ gelten nur zusammen mit einer Mindestzahl."
        yield _problem(key, what, "„mindestzahl“ ergänzen.")


def _named_rules(declared: Confidentiality, catalog: Catalog) -> Iterator[Problem]:
    known = dict.fromkeys((PUBLISHED, *declared.rules), "")
    for indicator in catalog.indicators.values():
        name = indicator.confidentiality
        if name not in known:
            what = f"Die Geheimhaltungsregel „{name}“ ist nicht angelegt."
            file = f"data/indikatoren/{indicator.id}.toml"
            yield Problem(file, "geheimhaltung", what, suggestion(name, known))
    for source, name in declared.sources.items():
        key = f"quellen.{source}"
        if source not in catalog.sources:
            names = {entry: found.title for entry, found in catalog.sources.items()}
            what = f"Die Quelle „{source}“ ist nicht angelegt."
            yield _problem(key, what, suggestion(source, names))
        if name not in known:
            what = f"Die Geheimhaltungsregel „{name}“ ist nicht angelegt."
            yield _problem(key, what, suggestion(name, known))


def _structures(
    declared: Confidentiality, catalog: Catalog, broken: frozenset[str]
) -> Iterator[Problem]:
    names = {entry: found.name for entry, found in catalog.indicators.items()}
    for key, name, counted in _references(declared):
        found = catalog.indicators.get(name)
        if found is None and name not in broken:
            what = f"Der Indikator „{name}“ ist nicht angelegt."
            yield _problem(key, what, suggestion(name, names))
        elif found is not None and counted is not None and (found.kind is Kind.COUNT) != counted:
            wanted = "keine Anzahl" if counted else "eine Anzahl"
            fix = "Hier Anzahlen nennen." if counted else "Hier einen Anteil oder eine Rate nennen."
            yield _problem(key, f"„{name}“ ist {wanted}.", fix)
    yield from _circles(declared)
    yield from _repeated("bestaende.bestand", (stock.stock for stock in declared.stocks))
    yield from _repeated("anteile.indikator", (entry.indicator for entry in declared.fractions))


def _references(declared: Confidentiality) -> Iterator[tuple[str, str, bool | None]]:
    """Key, indicator, and whether it must be a count (None: either)."""
    for n, group in enumerate(declared.groups, start=1):
        yield from ((f"gruppen[{n}]", name, True) for name in (group.total, *group.parts))
    for n, stock in enumerate(declared.stocks, start=1):
        members = (stock.stock, *stock.inflows, *stock.outflows)
        yield from ((f"bestaende[{n}]", name, True) for name in members)
    for n, entry in enumerate(declared.fractions, start=1):
        yield f"anteile[{n}].indikator", entry.indicator, False
        for key, name in (("zaehler", entry.numerator), ("nenner", entry.denominator)):
            if name:
                yield f"anteile[{n}].{key}", name, True
    yield from (("gleiches_muster", name, None) for name in declared.same_pattern)


def _repeated(key: str, names: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield _problem(key, f"„{name}“ ist doppelt angelegt.", "Nur einmal nennen.")
        seen.add(name)


def _circles(declared: Confidentiality) -> Iterator[Problem]:
    below: dict[str, set[str]] = {}
    for group in declared.groups:
        below.setdefault(group.total, set()).update(group.parts)
        if len(set(group.parts)) < len(group.parts):
            what = f"Ein Teil von „{group.total}“ ist doppelt genannt."
            yield _problem("gruppen", what, "Jeden Teil einmal nennen.")
    for total, parts in below.items():
        reached, left = set[str](), [total]
        while left:
            fresh = below.get(left.pop(), set()) - reached
            reached |= fresh
            left += fresh
        if total in reached:
            what = f"„{total}“ ist ein Teil von sich selbst, über {quoted(sorted(parts))}."
            yield _problem("gruppen", what, "Summen und Teile trennen.")
