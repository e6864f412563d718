"""People reached by the number of new places, as an exhibit of bars."""

from __future__ import annotations

from sozialraum.domain.exhibits import Bar, Chart, ChartKind, Column, Exhibit, TableData
from sozialraum.domain.gaps import Location
from sozialraum.domain.status import Status
from sozialraum.render.formats import number


def curve_exhibit(found: Location, title: str, line: str) -> Exhibit:
    """One bar per number of places from 0 on; ``line`` are the assumptions in one sentence.

    Each number is searched on its own, so that the best two need not contain the best one.
    """
    reached = [round(value) for value in found.curve]
    bars = tuple(
        Bar(str(places), _places(places), float(people), number(people), Status.OK)
        for places, people in enumerate(reached)
    )
    rows = tuple(
        (float(places), float(people), float(people - reached[places - 1]) if places else None)
        for places, people in enumerate(reached)
    )
    columns = (
        Column("Neue Orte", numeric=True),
        Column("Erreichte Menschen", numeric=True),
        Column("mehr als mit einem Ort weniger", numeric=True),
    )
    return Exhibit(
        page="angebote",
        id="orte",
        title="Erreichte Menschen nach Zahl der neuen Orte",
        reference=title,
        sentence=_sentence(reached),
        table=TableData(columns, rows),
        chart=Chart(ChartKind.BARS, "Menschen", 0, bars=bars),
        notes=(
            line,
            "Je Zahl der Orte die Auswahl, die am meisten Menschen erreicht, einzeln gesucht. Ein "
            "Ziel zugunsten eines Gebiets ist hier nicht eingerechnet.",
        ),
    )


def _places(count: int) -> str:
    if not count:
        return "ohne neuen Ort"
    return "1 neuer Ort" if count == 1 else f"{number(count)} neue Orte"


def _sentence(reached: list[int]) -> str:
    if len(reached) < 2:
        return f"Erreicht sind {number(reached[0])} Menschen." if reached else ""
    return (
        f"Heute sind {number(reached[0])} Menschen erreicht, mit "
        f"{'einem neuen Ort' if len(reached) == 2 else f'{len(reached) - 1} neuen Orten'} "
        f"{number(reached[-1])}."
    )
