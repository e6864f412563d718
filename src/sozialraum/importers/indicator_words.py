"""Headings and words against the indicators of the catalogue, and drafts of new indicators."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from sozialraum.catalog import Catalog
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.importers.headings import JOINT, Heading
from sozialraum.importers.headings import said as said_of
from sozialraum.importers.keys import word

NEW = "neu"
"""Choice of a question: a new indicator or source is declared."""
_CHOICES = 6
_ALIKE = 0.6


@dataclass(frozen=True)
class IndicatorWords:
    """``names`` maps a comparable name, short name or id to the ids that bear it."""

    indicators: Mapping[str, Indicator]
    names: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, catalog: Catalog, new: Iterable[Indicator] = ()) -> IndicatorWords:
        """The words of all indicators of a catalogue, and of those that a mapping adds."""
        indicators = dict(catalog.indicators) | {entry.id: entry for entry in new}
        names: dict[str, set[str]] = {}
        for entry in indicators.values():
            for text in (entry.id, entry.name, entry.short):
                names.setdefault(word(text), set()).add(entry.id)
        return cls(indicators, {name: frozenset(ids) for name, ids in names.items()})

    def exact(self, text: str, unit: str = "") -> str:
        """The id of the only indicator with this name whose unit does not contradict, or empty."""
        if not text or text in self.indicators:
            return text
        ids = [i for i in self.names.get(word(text), ()) if self._fits(i, unit)]
        return ids[0] if len(ids) == 1 else ""

    def of_heading(self, heading: Heading) -> str:
        """The indicator of a heading: as it stands, without reference date and unit, or under the
        heading of its own topic („Bevölkerung / Einwohner“).
        """
        said = heading.said
        found = self.exact(heading.title, said.unit) or self.exact(said.name, said.unit)
        if found or len(heading.parts) < 2:
            return found
        group, *rest = heading.parts
        below = said_of(JOINT.join(rest))
        found = self.exact(below.name, said.unit)
        same = bool(found) and word(self.indicators[found].topic) == word(group)
        return found if same else ""

    def near(self, text: str, unit: str = "") -> tuple[tuple[str, str], ...]:
        """Choices (id, name and unit) for a text, the most alike first."""
        plain = word(text)
        ids = list(self.names.get(plain, ()))
        tokens = {token for token in plain.split() if len(token) > 3}
        scored = sorted(
            ((len(tokens & set(name.split())), name) for name in self.names), reverse=True
        )
        alike = get_close_matches(plain, self.names, n=_CHOICES, cutoff=_ALIKE)
        alike += [name for hits, name in scored[:_CHOICES] if hits and 2 * hits >= len(tokens)]
        ids += [i for name in alike for i in sorted(self.names[name])]
        listed = sorted(dict.fromkeys(ids), key=lambda i: not self._fits(i, unit))
        return tuple((i, self.label(i)) for i in listed[:_CHOICES])

    def inside(self, text: str) -> tuple[str, ...]:
        """Ids of the indicators whose full name stands in a sentence, the longest name first."""
        plain = f" {word(text)} "
        found = [i for i in self.indicators.values() if f" {word(i.name)} " in plain]
        longest = sorted(found, key=lambda entry: -len(entry.name))
        return tuple(entry.id for entry in longest)

    def label(self, indicator: str) -> str:
        """Name and unit, for a choice."""
        entry = self.indicators[indicator]
        return f"{entry.name} ({entry.unit})" if entry.unit else entry.name

    def _fits(self, indicator: str, unit: str) -> bool:
        if not unit:
            return True
        percent = self.indicators[indicator].unit == "%"
        return percent if unit == "%" else not percent


def new_indicator(
    name: str,
    unit: str,
    levels: tuple[str, ...],
    source: str,
    *,
    decimals: int = 0,
    taken: Iterable[str] = (),
) -> Indicator:
    """A draft of an indicator that nobody has declared; a person completes its definition.

    ``unit`` is that of the heading („Anzahl“ or empty counts something). ``taken`` are ids that
    must not be used. The kind is read from the unit: percent is a share, „je …“ a rate, years a
    mean, everything else a count.
    """
    kind = Kind.COUNT
    if unit == "%":
        kind = Kind.SHARE
    elif unit.startswith(("je ", "‰")):
        kind = Kind.RATE
    elif unit in {"Jahre", "Jahren", "€", "Euro", "EUR"}:
        kind = Kind.MEAN
    base = indicator_id(name)
    ids = set(taken)
    numbered = (base if n == 1 else f"{base}_{n}" for n in range(1, len(ids) + 3))
    return Indicator.model_validate(
        {
            "id": next(entry for entry in numbered if entry not in ids),
            "name": name,
            "short": name[:40].strip(),
            "topic": "Weitere Angaben",
            "kind": kind,
            "unit": "" if unit == "Anzahl" else unit,
            "decimals": min(decimals, 4),
            "levels": levels,
            "definition": "",
            "source": source,
        }
    )


def indicator_id(name: str) -> str:
    """An id made of a name: small letters, digits and underscores."""
    plain = re.sub(r"[^a-z0-9]+", "_", word(name)).strip("_")[:60].strip("_")
    return plain or "indikator"
