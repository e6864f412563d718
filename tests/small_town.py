"""An invented small town for the gap analysis: people on cells, services on a street.

Rows and services are arrays in metres; numbers in the method texts are read from the files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from sozialraum.domain.gaps import AreaDemand, CellGrid, Demand, Walk
from sozialraum.domain.layers import Precision
from sozialraum.domain.services import (
    Catchment,
    Place,
    ServiceAtPlace,
    Slot,
    Timetable,
    Weekday,
)

METHODS = Path(__file__).parents[1] / "data" / "methoden"


def method_tables(name: str) -> list[list[dict[str, str]]]:
    """The tables of a method text, one dictionary per row."""
    tables: list[list[list[str]]] = [[]]
    for line in (METHODS / f"{name}.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            tables[-1].append([cell.strip() for cell in line.strip()[1:-1].split("|")])
        elif tables[-1]:
            tables.append([])
    return [
        [dict(zip(head, cells, strict=False)) for cells in rows]
        for head, _, *rows in (table for table in tables if table)
    ]


def number(text: str) -> float:
    return float(text.replace(",", "."))


def town(
    persons: Sequence[float | None],
    areas: Sequence[str],
    xy: Sequence[tuple[float, float]] | None = None,
    atoms: Sequence[str] | None = None,
) -> Demand:
    """One row per entry of ``persons``; an area with None anywhere is unknown."""
    names = list(dict.fromkeys(areas))
    owner = np.array([names.index(area) for area in areas], dtype=np.intp)
    known = [
        all(p is not None for p, a in zip(persons, areas, strict=True) if a == n) for n in names
    ]
    counts = [
        sum(p or 0.0 for p, a in zip(persons, areas, strict=True) if a == n) if ok else None
        for n, ok in zip(names, known, strict=True)
    ]
    rows = len(persons)
    grid = CellGrid(
        cell=np.array([f"c{at}" for at in range(rows)]),
        atom=np.array(atoms if atoms is not None else areas),
        weight=np.ones(rows),
        xy=np.array(xy if xy is not None else [(at * 100.0, 0.0) for at in range(rows)]),
        name="Adressen je Zelle",
        source="erfunden",
    )
    return Demand(
        target="test",
        title="Alle",
        areas=tuple(
            AreaDemand("unterbezirk", name, f"Gebiet {name}", count, None, None)
            for name, count in zip(names, counts, strict=True)
        ),
        grid=grid,
        area_index=owner,
        persons=np.array(
            [p if p is not None and known[o] else 0.0 for p, o in zip(persons, owner, strict=True)]
        ),
        known=np.array([known[o] for o in owner]),
    )


def reach(pairs: Sequence[Sequence[int]], columns: int) -> csr_array:
    """Per row the columns that it reaches."""
    dense = np.zeros((len(pairs), columns), dtype=np.bool_)
    for row, reached in enumerate(pairs):
        dense[row, list(reached)] = True
    return csr_array(dense)


def slot(day: str, since: int, until: int, *languages: str) -> Slot:
    end = time.max if until == 24 else time(until)
    return Slot(Weekday(day), time(since), end, languages)


def hours(*slots: Slot, complete: bool = True) -> Timetable:
    return Timetable(known=True, slots=slots, complete=complete)


def service(
    id_: str, point: tuple[float, float] | None = None, **changes: object
) -> ServiceAtPlace:
    """``point`` is latitude and longitude."""
    latitude, longitude = point or (None, None)
    blank = ServiceAtPlace(
        id=id_, name=f"Angebot {id_}", organisations=(), category="",
        place=Place(id_, "", "", latitude, longitude, Precision.BUILDING), languages=(),
        languages_text="", timetable=Timetable(known=False), reach_modes=(), target_groups=(),
        legal_statuses=(), topics=(), steps=(), catchment=Catchment("unbekannt"), valid_from="",
        valid_to="", funded_until="", capacity=None, checked_on="", source_title="",
        source_url="", note="",
    )  # fmt: skip
    return replace(blank, **changes)  # type: ignore[arg-type]


# -- the street of data/methoden/abdeckung.md ----------------------------------------------------

CELLS, SITES, AREAS = method_tables("abdeckung")
STREET = Walk(minutes=10, detour=1.5)
"""750 m on foot, 500 m in a straight line, as in the text."""


def street() -> Demand:
    persons = [None if c["Menschen"] == "unbekannt" else number(c["Menschen"]) for c in CELLS]
    xy = [(number(cell["Lage in m"]), 0.0) for cell in CELLS]
    return town(persons, [cell["Gebiet"] for cell in CELLS], xy)


def sites_xy() -> list[tuple[float, float]]:
    return [(number(site["Lage in m"]), 0.0) for site in SITES]
