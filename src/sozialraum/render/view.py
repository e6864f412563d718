"""From the view model to what the map engine paints (docs/architecture.md, "Map engine")."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

from sozialraum.domain.status import Status
from sozialraum.domain.views import Certainty, Detail, MapView, Matrix, PeriodView

_CLASS_SIGNS = string.digits + string.ascii_uppercase
"""Signs of the classes; lower case letters are statuses."""

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
    pins: Sequence[tuple[str, str, str]] = (),
    link: str = "",
    swipe: tuple[str, str] | None = None,
    twin: bool = True,
    signed: bool = False,
) -> dict[str, Any]:
    """The compact view: integers for values, one sign per area for class or status.

    ``layers`` are (id, opacity in percent) from bottom to top. ``query`` is the state as address
    parameters, for the files of this view; without it none are offered. ``pins`` are (code of an
    area, colour, label). Maps of a page with the same ``link`` move together. ``swipe`` are the
    codes of the periods on the left and on the right of a divider. Without ``twin`` there is no
    table below the map. ``signed`` values are changes and are written with their sign.
    """
    painted: dict[str, Any] = {
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
    extras: dict[str, Any] = {
        "matrix": view.matrix and _matrix(view.matrix),
        "details": [_detail(detail) for detail in view.details],
        "certainty": view.certainty and _certainty(view.certainty),
        "valueless": view.valueless,
        "signed": signed,
        "pins": [list(pin) for pin in pins],
        "link": link,
        "swipe": swipe and dict(zip(("left", "right"), swipe, strict=True)),
    }
    painted |= {key: value for key, value in extras.items() if value}
    return painted if twin else painted | {"twin": False}


def _matrix(matrix: Matrix) -> dict[str, Any]:
    return {
        "columnTitle": matrix.column_title,
        "columns": list(matrix.columns),
        "rowTitle": matrix.row_title,
        "rows": list(matrix.rows),
    }


def _detail(detail: Detail) -> dict[str, Any]:
    return {"title": detail.title, "texts": list(detail.texts)}


def _certainty(certainty: Certainty) -> dict[str, Any]:
    return {
        "title": certainty.title,
        "labels": list(certainty.labels),
        "positions": "".join(str(n) if n >= 0 else "-" for n in certainty.positions),
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
            _CLASS_SIGNS[n] if n >= 0 else _SIGNS.get(status, "u")
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
