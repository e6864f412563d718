"""People reached by the number of new places, as an exhibit of bars."""

from __future__ import annotations

from sozialraum.domain.exhibits import Bar, Chart, ChartKind, Column, Exhibit, TableData
from sozialraum.domain.gaps import Location
from sozialraum.domain.status import Status
from sozialraum.language import t
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
        Column(t("Neue Orte"), numeric=True),
        Column(t("Erreichte Menschen"), numeric=True),
        Column(t("mehr als mit einem Ort weniger"), numeric=True),
    )
    return Exhibit(
        page="angebote",
        id="orte",
        title=t("Erreichte Menschen nach Zahl der neuen Orte"),
        reference=title,
        sentence=_sentence(reached),
        table=TableData(columns, rows),
        chart=Chart(ChartKind.BARS, t("Menschen"), 0, bars=bars),
        notes=(
            line,
            t(
                "Je Zahl der Orte die Auswahl, die am meisten Menschen erreicht, einzeln "
                "gesucht. Ein Ziel zugunsten eines Gebiets ist hier nicht eingerechnet."
            ),
        ),
    )


def _places(count: int) -> str:
    if not count:
        return t("ohne neuen Ort")
    return t("1 neuer Ort") if count == 1 else t("{n} neue Orte", n=number(count))


def _sentence(reached: list[int]) -> str:
    if len(reached) < 2:
        return t("Erreicht sind {n} Menschen.", n=number(reached[0])) if reached else ""
    today, then = number(reached[0]), number(reached[-1])
    if len(reached) == 2:
        return t(
            "Heute sind {today} Menschen erreicht, mit einem neuen Ort {then}.",
            today=today,
            then=then,
        )
    return t(
        "Heute sind {today} Menschen erreicht, mit {places} neuen Orten {then}.",
        today=today,
        places=len(reached) - 1,
        then=then,
    )
