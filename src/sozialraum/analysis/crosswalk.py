"""Statements about the areas of another edition become statements about the areas of today.

Counts are shared out: ``new = sum(old * share)``, where the shares of an old area add up to 1, so
that the total of the city is kept. This is areal interpolation (Goodchild, M. F.; Lam, N. S. 1980:
Areal Interpolation. Geo-Processing 1) and supposes that the people of an area live as evenly as its
weights. What was shared out is an estimate; what is made of whole old areas is not. Shares, rates
and means are computed anew from numerator and denominator, and never summed or averaged.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from sozialraum.domain.editions import Boundaries, Part
from sozialraum.domain.indicators import Quality
from sozialraum.domain.status import Status
from sozialraum.language import t

_DELIVERY = ("indicator", "period", "source")
_REWRITTEN = ("area", "joint", "note", "quality", "status", "wording")
_NAN = float("nan")
Row = dict[str, Any]


@dataclass(frozen=True)
class Measure:
    """How the values of an indicator are converted.

    ``additive`` for counts; for others ``factor`` is what numerator / denominator is multiplied
    with, NaN where the value is no such quotient. ``confidential`` figures are never divided.
    """

    additive: bool
    factor: float = _NAN
    confidential: bool = False


@dataclass(frozen=True)
class Converted:
    """``rows`` as given, with codes of today; ``counts`` of what became of every new statement.

    Keys of ``counts``: ``unveraendert``, ``zusammengefasst`` (from whole areas), ``geschaetzt``,
    ``unbekannt``, ``frueher`` (shown for the old borders). ``lost`` are codes of old areas without
    place on a map of today.
    """

    rows: pd.DataFrame
    counts: Mapping[str, int]
    lost: tuple[str, ...] = ()


class _Unknown(Exception):
    """Why a value cannot be converted, as a German sentence."""


def convert(
    rows: pd.DataFrame,
    boundaries: Boundaries,
    today: Mapping[str, str],
    measure: Callable[[str, str], Measure],
    citation: str,
) -> Converted:
    """Convert statements of one level.

    ``rows`` has the columns of :data:`sozialraum.importers.tables.STATEMENT_COLUMNS` and ``area``
    (old code); its index means nothing. ``today`` maps codes to names of the areas of today,
    ``measure`` is asked with the ids of indicator and source. ``citation`` names the source of the
    edition. Values are NaN where the status has none; a secret or unknown part makes the whole
    unknown. A joint value counts once, where all its areas came into one new area.
    """
    if not boundaries.bridged:
        return _as_it_was(rows, boundaries, today)
    converter = _Converter(boundaries, measure, _words(boundaries, citation))
    records: list[Row] = rows.to_dict("records")
    deliveries: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for record in records:
        deliveries[tuple(record[column] for column in _DELIVERY)].append(record)
    made = [row for found in deliveries.values() for row in converter.delivery(found)]
    types = rows.dtypes.to_dict() | dict.fromkeys(_REWRITTEN, "str")
    frame = pd.DataFrame(made, columns=list(rows.columns)).astype(types)
    return Converted(frame, dict(converter.counts))


def _words(boundaries: Boundaries, citation: str) -> str:
    weighting = boundaries.edition.weighting
    how = t("umgerechnet {weighting}", weighting=weighting.label) if weighting else t("zugeordnet")
    return t(
        "Gebietsstand {edition}, {how} ({citation})",
        edition=boundaries.edition.edition,
        how=how,
        citation=citation,
    )


def _as_it_was(rows: pd.DataFrame, boundaries: Boundaries, today: Mapping[str, str]) -> Converted:
    """Without a crosswalk: unchanged areas, and those of the same code and name with a notice."""
    edition, same = boundaries.edition, set(boundaries.same)
    named = {code for code, name in edition.areas.items() if today.get(code) == name}
    shown = rows[rows["area"].isin(same | named)]
    kept = shown["area"].isin(same)
    words = kept.map(
        {
            True: t("Gebietsstand {edition}, Gebiet unverändert.", edition=edition.edition),
            False: t(
                "Grenzen des Gebietsstands {edition}, nicht umgerechnet.", edition=edition.edition
            ),
        }
    )
    noted = [_joined(note, word) for note, word in zip(shown["note"], words, strict=True)]
    counts = {"unveraendert": int(kept.sum()), "frueher": int((~kept).sum())}
    lost = sorted(set(rows["area"]) - same - named)
    return Converted(shown.assign(note=noted).astype({"note": "str"}), counts, tuple(lost))


@dataclass
class _Converter:
    boundaries: Boundaries
    measure: Callable[[str, str], Measure]
    words: str

    def __post_init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def delivery(self, rows: Sequence[Row]) -> Iterator[Row]:
        """Statements about all areas that the rows of one indicator, date and source speak of."""
        first = rows[0]
        measure = self.measure(first["indicator"], first["source"])
        said: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            said[row["area"]].append(row)
        groups: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            groups[row["joint"]] |= {row["area"]}
        same = self.boundaries.same
        torn = {g for g, areas in groups.items() if g and not areas <= set(same.values())}
        for code, parts in self.boundaries.feeding.items():
            found = [row for part in parts for row in said.get(part.old, ())]
            if not found:
                continue
            if code in same and not any(row["joint"] in torn for row in found):
                self.counts["unveraendert"] += len(found)
                note = t(
                    "Gebietsstand {edition}, Gebiet unverändert.",
                    edition=self.boundaries.edition.edition,
                )
                yield from (
                    row | {"area": code, "note": _joined(row["note"], note)} for row in found
                )
            else:
                yield self._made(code, parts, said, groups, measure)

    def _made(
        self,
        code: str,
        parts: Sequence[Part],
        said: Mapping[str, Sequence[Row]],
        groups: Mapping[str, set[str]],
        measure: Measure,
    ) -> Row:
        """One statement about an area of today from those about its parts."""
        first = min((row for p in parts for row in said.get(p.old, ())), key=lambda r: r["row"])
        made = first | {"area": code, "joint": "", "wording": "", "preferred": False}
        empty = {"value": _NAN, "numerator": _NAN, "denominator": _NAN}
        try:
            leads = [(_lead(part.old, said), part.share) for part in parts]
            once = self._once(leads, groups, {part.old for part in parts if part.whole})
            if measure.confidential and any(share < 1 for _, share in once):
                raise _Unknown(t("Vertrauliche Angaben werden nicht anteilig umgerechnet."))
            numbers = empty | (_sum(once) if measure.additive else _quotient(once, measure))
        except _Unknown as reason:
            self.counts["unbekannt"] += 1
            note = t("{words}. Kein Wert: {reason}", words=self.words, reason=reason)
            return made | empty | {"status": Status.UNKNOWN.value, "note": note}
        divided = any(share < 1 for _, share in once)
        self.counts["geschaetzt" if divided else "zusammengefasst"] += 1
        notes = dict.fromkeys(str(row["note"]) for row, _ in once if row["note"])
        preferred = all(row["preferred"] for row, _ in once)
        note = _joined(*notes, f"{self.words}.")
        told = {"status": _status(once).value, "quality": _quality(once), "note": note}
        return made | numbers | told | {"preferred": preferred}

    def _once(
        self, leads: Sequence[tuple[Row, float]], groups: Mapping[str, set[str]], whole: set[str]
    ) -> list[tuple[Row, float]]:
        """The parts, a joint value once; raises where it reaches over the new border."""
        once, seen = [], set()
        for row, share in leads:
            group = row["joint"]
            if group and not groups[group] <= whole:
                raise _Unknown(
                    t("Ein gemeinsam veröffentlichter Wert reicht über die neue Grenze.")
                )
            if not group or group not in seen:
                once.append((row, share))
            seen.add(group)
        return once


def _lead(code: str, said: Mapping[str, Sequence[Row]]) -> Row:
    """The statement about an old area that counts; raises where there is none with a value."""
    rows = said.get(code, ())
    if not rows:
        raise _Unknown(t("Zum früheren Gebiet {code} gibt es keine Angabe.", code=code))
    chosen = [row for row in rows if row["preferred"]] if len(rows) > 1 else list(rows)
    if len(chosen) != 1:
        raise _Unknown(t("Zum früheren Gebiet {code} gibt es mehrere Angaben.", code=code))
    status = Status(chosen[0]["status"])
    if not status.has_value:
        raise _Unknown(
            t("Das frühere Gebiet {code} ist „{status}“.", code=code, status=status.label)
        )
    return chosen[0]


def _sum(parts: Sequence[tuple[Row, float]]) -> dict[str, float]:
    return {"value": math.fsum(row["value"] * share for row, share in parts)}


def _quotient(parts: Sequence[tuple[Row, float]], measure: Measure) -> dict[str, float]:
    """Value from the converted counts; raises where they are not known."""
    for row, _ in parts:
        counts = row["numerator"], row["denominator"]
        if any(math.isnan(number) for number in (*counts, measure.factor)):
            raise _Unknown(t("Zähler und Nenner sind nicht veröffentlicht."))
        if not _agrees(row["value"], *counts, measure.factor):
            raise _Unknown(t("Der frühere Wert folgt nicht aus Zähler und Nenner."))
    top = math.fsum(row["numerator"] * share for row, share in parts)
    base = math.fsum(row["denominator"] * share for row, share in parts)
    return {"value": top / base * measure.factor, "numerator": top, "denominator": base}


def _agrees(value: float, numerator: float, denominator: float, factor: float) -> bool:
    """True where the printed value is the quotient, up to one unit of its last decimal."""
    if denominator <= 0:
        return False
    exponent = Decimal(repr(round(value, 6))).normalize().as_tuple().exponent
    unit = 10.0 ** min(int(exponent), 0)
    return abs(numerator / denominator * factor - value) <= unit + 1e-9


def _status(parts: Sequence[tuple[Row, float]]) -> Status:
    """What was divided is estimated; else the least certain of the parts."""
    found = {Status(row["status"]) for row, _ in parts}
    if any(share < 1 for _, share in parts) or Status.ESTIMATED in found:
        return Status.ESTIMATED
    return Status.UNCERTAIN if Status.UNCERTAIN in found else Status.OK


def _quality(parts: Sequence[tuple[Row, float]]) -> str:
    """What was divided is no official figure; else the least quality of the parts."""
    if any(share < 1 for _, share in parts):
        return Quality.ESTIMATE.value
    order = list(Quality)
    return max((Quality(row["quality"]) for row, _ in parts), key=order.index).value


def _joined(*notes: str) -> str:
    """Notes as sentences in one line; empty ones are left out."""
    texts = [note.strip() for note in notes if note.strip()]
    return " ".join(text if text[-1] in ".!?" else f"{text}." for text in texts)
