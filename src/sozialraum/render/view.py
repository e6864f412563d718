"""From the view model to what the map engine paints (docs/architecture.md, "Map engine")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sozialraum.domain.status import Status
from sozialraum.domain.views import MapView, PeriodView

_SIGNS = {
    Status.SECRET: "g",
    Status.UNKNOWN: "u",
    Status.NOT_APPLICABLE: "n",
    Status.LATER: "s",
}
NO_VALUE = "l"
"""Sign of an area that carries no value at all: only its outline is drawn."""
_MARKS = {Status.UNCERTAIN: "~", Status.ESTIMATED: "≈"}


def engine_view(
    view: MapView,
    *,
    area: str,
    layers: Sequence[tuple[str, int]],
    highlight: tuple[str, str] | None,
    query: str = "",
) -> dict[str, Any]:
    """The compact view: integers for values, one sign per area for class or status.

    ``layers`` are (id, opacity in percent) from bottom to top. ``query`` is the state as address
    parameters, for the files of this view; without it none are offered.
    """
    return {
        "indicator": view.indicator.id,
        "level": view.query.level,
        "period": view.query.period,
        "title": view.indicator.name,
        "unit": view.indicator.unit,
        "decimals": view.indicator.decimals,
        "classes": [[row.label, row.colour] for row in view.legend],
        "periods": [_period(period, view.indicator.decimals) for period in view.periods],
        "highlight": list(highlight or ()),
        "area": area,
        "layers": [[id_, opacity / 100] for id_, opacity in layers],
        "query": query,
        "source": view.cited,
    }


def outline_view(
    level: str, areas: int, *, area: str, title: str, highlight: tuple[str, str] | None
) -> dict[str, Any]:
    """A view of a level without any values: outlines and the chosen area only."""
    empty = {"code": "", "label": "", "values": [], "classes": NO_VALUE * areas, "counts": []}
    return {
        "indicator": "",
        "level": level,
        "period": "",
        "title": title,
        "unit": "",
        "decimals": 0,
        "classes": [],
        "periods": [empty],
        "highlight": list(highlight or ()),
        "area": area,
        "layers": [],
        "twin": False,
    }


def _period(period: PeriodView, decimals: int) -> dict[str, Any]:
    scale = 10**decimals
    painted: dict[str, Any] = {
        "code": period.period.code,
        "label": period.period.label,
        "values": [round(v * scale) for v in period.values if v is not None],
        "classes": "".join(
            str(n) if n >= 0 else _SIGNS.get(status, "u")
            for n, status in zip(period.classes, period.statuses, strict=True)
        ),
        "counts": list(period.counts),
        "sentence": period.sentence,
    }
    if period.joint:
        painted["joint"] = [list(group) for group in period.joint]
    marks = "".join(_MARKS.get(status, " ") for status in period.statuses)
    if marks.strip():
        painted["marks"] = marks
    return painted
