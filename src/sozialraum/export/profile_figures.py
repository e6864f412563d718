"""The key figures of an area sheet: their rows, and which of them stay where room is short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sozialraum.domain.indicators import Indicator, Quality
from sozialraum.domain.profiles import ProfileValue
from sozialraum.domain.status import Status
from sozialraum.export.words import shortened
from sozialraum.language import t
from sozialraum.render.formats import enumeration, grouped, in_full, number

_NAMED = 2
_QUALITY_MARKS = {Quality.SECONDARY: "°", Quality.ESTIMATE: "≈"}
_STATUS_MARKS = {Status.ESTIMATED: "≈", Status.UNCERTAIN: "~"}


def by_weight(values: tuple[ProfileValue, ...], foremost: tuple[str, ...]) -> list[int]:
    """Positions of the values, the most important first: known ones before unknown ones.

    ``foremost`` lead. Then the topics take turns, so that every topic is there before one is told
    to the end; within a topic: with a rank, offered on the map, newest year, order given.
    """

    def weight(i: int) -> tuple[bool, bool, bool, int, int]:
        value = values[i]
        wanted = value.indicator.id in foremost
        older = -value.period.year
        return (not wanted, value.rank is None, not value.indicator.on_map, older, i)

    turns: Counter[tuple[bool, str]] = Counter()
    ordered = []
    for i in sorted(range(len(values)), key=weight):
        unknown = values[i].value is None
        topic = (unknown, values[i].indicator.topic)
        leads = values[i].indicator.id in foremost and not unknown
        ordered.append((unknown, -1 if leads else turns[topic], i))
        turns[topic] += 1
    return [i for *_, i in sorted(ordered)]


def figure_row(value: ProfileValue, order: int, position: Mapping[str, int]) -> dict[str, Any]:
    """One row of the table in words; ``order`` is its place in the catalogue.

    ``position`` maps the id of a source to its place in the list of sources.
    """
    indicator = value.indicator
    ranked = value.rank is not None and value.ranked > 1

    def text(amount: float | None) -> str:
        if amount is None:
            return ""
        return number(amount, indicator.decimals) if grouped(indicator) else in_full(amount)

    return {
        "order": order,
        "topic": shortened(indicator.topic, 60),
        "name": shortened(indicator.short, 120),
        "unit": _unit(indicator),
        "period": value.period.label,
        "value": text(value.value) or value.status.label,
        "missing": value.value is None,
        "mark": _mark(value) if value.value is not None else "",
        "notes": [
            shortened(note, 200) for note in (_partners(value.joint_with), value.note) if note
        ],
        "district": text(value.district),
        "city": text(value.city),
        "rank": (
            t("{n} von {all}", n=number(value.rank or 0), all=number(value.ranked))
            if ranked
            else ""
        ),
        "position": _place_in_order(value) if ranked else None,
        "source": position[value.source.id],
    }


def _place_in_order(value: ProfileValue) -> float | None:
    """0 for the lowest, 1 for the highest of the ranked values."""
    if value.position is None:
        return None
    return min(1.0, value.position * value.ranked / (value.ranked - 1))


def _unit(indicator: Indicator) -> str:
    """The unit, or nothing where the name ends with it anyway."""
    spoken = indicator.short.casefold().endswith(indicator.unit.casefold())
    return "" if spoken else shortened(indicator.unit, 40)


def _mark(value: ProfileValue) -> str:
    qualities = {quality.label: mark for quality, mark in _QUALITY_MARKS.items()}
    marks = (_STATUS_MARKS.get(value.status, ""), qualities.get(value.quality, ""))
    return "".join(dict.fromkeys(marks))


def _partners(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    more = len(names) - _NAMED
    shown = enumeration(names)
    if more > 1:
        shown = t("{names} und {n} weiteren", names=", ".join(names[:_NAMED]), n=more)
    return t("ein Wert gemeinsam mit {areas}", areas=shown)
