"""Sites over time as the map engine paints them: one sign per site and year for its state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sozialraum.domain.records import Record
from sozialraum.render.view import NO_VALUE


@dataclass(frozen=True)
class StateLook:
    """How a state is drawn; shapes differ, so that colour is never the only sign."""

    label: str
    colour: str
    shape: str
    hollow: bool = False


@dataclass(frozen=True)
class Things:
    """Records with a point, and how to draw them. ``state`` gives the position in ``looks``."""

    id: str
    name: str
    records: Sequence[Record]
    looks: Sequence[StateLook]
    state: Callable[[Record, int], int]
    fields: Sequence[tuple[str, str]]
    precision: Callable[[Record], str]
    said: Callable[[str], str] = str
    """How the cell of a field is shown."""


def timeline_view(
    things: Things,
    *,
    years: range,
    year: int,
    dated: bool = True,
    level: str,
    areas: int,
    chosen: str,
    layers: Sequence[str],
    source: str,
) -> dict[str, Any]:
    """The engine's view with one period per year and no values (docs/architecture.md).

    With ``dated`` false the years are not named: the view has one state that is not dated, and the
    map opens on its points instead of the whole city.
    ``areas`` is the number of areas of the level, ``chosen`` the id of a record or empty,
    ``layers`` the overlays below the things.
    """
    placed = [r for r in things.records if r.latitude is not None and r.longitude is not None]
    return {
        "indicator": things.id,
        "level": level,
        "period": _label(year, dated),
        "title": things.name,
        "unit": "",
        "decimals": 0,
        "classes": [],
        "periods": [_year(things, placed, y, areas, _label(y, dated)) for y in years],
        "layers": [[id_, 0.8] for id_ in layers],
        "area": "",
        "source": source,
        "twin": False,
        "fit": not dated,
        "thing": chosen,
        "things": {
            "id": things.id,
            "name": things.name,
            "fields": [title for _, title in things.fields],
            "states": [_look(look) for look in things.looks],
            "points": [_point(things, record, years) for record in placed],
        },
    }


def state_counts(things: Things, records: Sequence[Record], year: int) -> list[tuple[str, int]]:
    """Label and number of records per state that occurs in a year, in the order of the looks."""
    found = [things.state(record, year) for record in records]
    counts = [(look.label, found.count(i)) for i, look in enumerate(things.looks)]
    return [(label, count) for label, count in counts if count]


def _label(year: int, dated: bool) -> str:
    return str(year) if dated else ""


def _year(
    things: Things, placed: Sequence[Record], year: int, areas: int, label: str
) -> dict[str, Any]:
    parts = [f"{count} {label}" for label, count in state_counts(things, placed, year)]
    return {
        "code": label,
        "label": label,
        "values": [],
        "classes": NO_VALUE * areas,
        "counts": [],
        "sentence": ", ".join(parts) + ".",
    }


def _look(look: StateLook) -> dict[str, Any]:
    drawn: dict[str, Any] = {"label": look.label, "colour": look.colour, "shape": look.shape}
    return drawn | ({"hollow": True} if look.hollow else {})


def _point(things: Things, record: Record, years: range) -> list[Any]:
    values = [things.said(record.cells.get(column, "")) for column, _ in things.fields]
    signs = "".join(str(things.state(record, year)) for year in years)
    place = [round(record.longitude or 0, 6), round(record.latitude or 0, 6)]
    return [*place, record.id, record.title, things.precision(record), values, signs]
