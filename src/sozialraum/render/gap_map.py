"""Reached and unreached persons on the map of the engine; unknown areas stay unknown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.classification import classify
from sozialraum.domain.gaps import AreaReach, Demand, Proposal
from sozialraum.domain.queries import Scheme
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.language import n_, t
from sozialraum.render.formats import class_labels, enumeration, number
from sozialraum.render.palettes import colours
from sozialraum.render.view import NO_VALUE

UNREACHED, SHARE = "unerreicht", "anteil"
MEASURES = {UNREACHED: n_("Nicht erreichte Personen"), SHARE: n_("Anteil erreichter Personen")}
_LIMITS = (20.0, 40.0, 60.0, 80.0)
"""Shares have fixed classes, so that one colour means one share whatever is asked."""
_CLASSES = 5
_NAMED = 3
_ESTIMATED = "≈"


@dataclass(frozen=True)
class MapGround:
    """The level that is drawn, and per area of it the position in the demand (-1: in none)."""

    level: str
    codes: tuple[str, ...]
    owner: tuple[int, ...]


def ground(catalog: Catalog, demand: Demand) -> MapGround:
    """The finest level among the areas of the demand.

    A drawn area belongs to the area of the demand in which all its known atoms lie; it belongs to
    none where they lie in several.
    """
    used = {area.level for area in demand.areas}
    level = next((level for level in catalog.levels if level in used), catalog.atom)
    owner_of_atom = dict(zip(demand.grid.atom.tolist(), demand.area_index.tolist(), strict=True))
    found: dict[str, set[int]] = defaultdict(set)
    for area in catalog.areas(catalog.atom):
        code = area.code if level == catalog.atom else area.parents.get(level, "")
        if area.code in owner_of_atom:
            found[code].add(owner_of_atom[area.code])
    codes = tuple(area.code for area in catalog.areas(level))
    owner = tuple(next(iter(found[c])) if len(found[c]) == 1 else -1 for c in codes)
    return MapGround(level, codes, owner)


def coverage_view(
    drawn: MapGround,
    areas: Sequence[AreaReach],
    estimated: Sequence[bool],
    *,
    measure: str,
    chosen: str,
    source: str,
    things: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The engine's view of one measure (:data:`MEASURES`), with the services as an overlay.

    Areas that only have a number together are drawn as one joint value. ``estimated`` says per
    area of the demand whether its number is an estimate, ``chosen`` is a code of the level.
    ``things`` (proposed and existing places) replace the overlay of the directory.
    """
    decimals = 1 if measure == SHARE else 0
    by_area = [_value(area, measure) for area in areas]
    values = [by_area[at] if at >= 0 else None for at in drawn.owner]
    numbers, legend = _classed([v for v in by_area if v is not None], values, measure)
    known = [value for value in values if value is not None]
    period: dict[str, Any] = {
        "code": "",
        "label": "",
        "values": [round(value * 10**decimals) for value in known],
        "classes": "".join(str(n) if n >= 0 else "u" for n in numbers) or NO_VALUE,
        "counts": [numbers.count(n) for n in range(len(legend))],
        "joint": _joint(drawn.owner, by_area),
        "sentence": map_words(areas, measure),
    }
    marks = "".join(_ESTIMATED if at >= 0 and estimated[at] else " " for at in drawn.owner)
    if marks.strip():
        period["marks"] = marks
    view: dict[str, Any] = {
        "indicator": f"abdeckung_{measure}",
        "level": drawn.level,
        "period": "",
        "title": t("{measure} (Modell)", measure=t(MEASURES[measure])),
        "unit": "%" if measure == SHARE else t("Personen"),
        "decimals": decimals,
        "classes": legend,
        "periods": [period],
        "highlight": [],
        "area": chosen,
        "layers": [] if things else [["angebote", 1.0]],
        "source": source,
        "twin": False,
    }
    return view | ({"things": dict(things)} if things else {})


def map_words(areas: Sequence[AreaReach], measure: str) -> str:
    """The picture in one or two sentences."""
    known = [(area, v) for area in areas if (v := _value(area, measure)) is not None]
    unknown = sum(area.demand is None for area in areas)
    parts = []
    if known:
        lowest_first = measure == SHARE
        ranked = sorted(known, key=lambda pair: pair[1] if lowest_first else -pair[1])[:_NAMED]
        named = enumeration([f"{a.name} ({_written(v, measure)})" for a, v in ranked])
        parts.append(
            t("Am niedrigsten ist der Anteil in {areas}.", areas=named)
            if lowest_first
            else t("Am meisten sind es in {areas}.", areas=named)
        )
    else:
        parts.append(t("Für kein Gebiet ist eine Zahl bekannt."))
    if unknown == 1:
        parts.append(t("Für ein Gebiet ist keine Zahl bekannt; das heißt nicht null."))
    elif unknown:
        parts.append(
            t(
                "Für {n} Gebiete ist keine Zahl bekannt; das heißt nicht null.",
                n=number(unknown),
            )
        )
    return " ".join(parts)


def _written(value: float, measure: str) -> str:
    text = number(round(value))
    return t("{number} %", number=text) if measure == SHARE else text


def _value(area: AreaReach, measure: str) -> float | None:
    if area.demand is None or area.reached is None:
        return None
    if measure == SHARE:
        return None if area.share is None else area.share * 100
    return area.demand - area.reached


def _classed(
    known: Sequence[float], values: Sequence[float | None], measure: str
) -> tuple[list[int], list[list[str]]]:
    """Class per drawn area (-1 unknown), and label and colour of every class."""
    share = measure == SHARE
    found = classify(
        pd.Series(list(known), dtype=float),
        Scheme.OWN if share else Scheme.NATURAL,
        _CLASSES,
        own=_LIMITS if share else (),
        decimals=0,
    )
    if not known:
        return [-1] * len(values), []
    labels = class_labels(found.limits, 0, found.low, found.high)
    palette = colours("gruen" if share else "blau_violett", found.k)
    numbers = [int(n) for n in found.assign(pd.Series(list(values), dtype=float))]
    return numbers, [list(pair) for pair in zip(labels, palette, strict=False)]


def _joint(owner: Sequence[int], values: Sequence[float | None]) -> list[list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for position, at in enumerate(owner):
        if at >= 0 and values[at] is not None:
            groups[at].append(position)
    return [group for group in groups.values() if len(group) > 1]


def place_things(
    proposals: Sequence[Proposal], existing: Sequence[ServiceAtPlace]
) -> dict[str, Any]:
    """Proposed places and the services that count, told apart by colour and shape."""
    new = [
        [round(p.longitude, 6), round(p.latitude, 6), f"neu-{rank}", f"{rank}. {p.name}",
         t("berechneter Vorschlag"), [t("{n} Menschen", n=number(round(p.adds)))], "0"]
        for rank, p in enumerate(proposals, start=1)
    ]  # fmt: skip
    old = [
        [round(place.longitude, 6), round(place.latitude, 6), service.id, service.name,
         place.precision.label, [""], "1"]
        for service in existing
        if (place := service.place).latitude is not None and place.longitude is not None
    ]  # fmt: skip
    return {
        "id": "orte",
        "name": t("Orte"),
        "fields": [t("zusätzlich erreicht")],
        "states": [
            {"label": t("vorgeschlagen"), "colour": "#b0620d", "shape": "dreieck"},
            {"label": t("vorhanden"), "colour": "#0f6f83", "shape": "kreis"},
        ],
        "points": [*old, *new],
    }
