"""Which of several statements about the same area, indicator and reference date counts.

A delivery that somebody imported replaces what was said before **by the same source** about the
same indicator, level and reference date; that stays in the older file, not in the release, and the
join report of the older table counts it. What **other** sources say stays beside it, not preferred.
Among the embedded statements the files say it themselves (``vorrang``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sozialraum.catalog import Catalog
from sozialraum.domain.indicators import Quality
from sozialraum.errors import Problem
from sozialraum.importers.tables import FOLDER
from sozialraum.language import t

SAME_STATEMENT = ("indicator", "level", "area", "period")
_SAME_DELIVERY = ("indicator", "level", "period", "source")
_ORDER = {quality.value: place for place, quality in enumerate(Quality)}


@dataclass(frozen=True)
class Superseded:
    """Statements of ``table`` on ``level`` that import ``by`` made obsolete.

    ``replaced`` are said anew there, ``gone`` are not.
    """

    table: str
    level: str
    by: int
    replaced: int
    gone: int

    @property
    def sentence(self) -> str:
        """For the join report, in German."""
        parts = []
        if self.replaced:
            parts.append(
                t("{replaced} durch Import {by} ersetzt", replaced=self.replaced, by=self.by)
            )
        if self.gone:
            parts.append(
                t(
                    "{gone} im Import {by} derselben Quelle nicht mehr enthalten",
                    gone=self.gone,
                    by=self.by,
                )
            )
        return t("Nicht mehr gültige Angaben: {parts}.", parts=", ".join(parts))


def supersede(
    frame: pd.DataFrame, imports: Mapping[str, int]
) -> tuple[pd.DataFrame, list[Superseded]]:
    """The statements that are still valid, with the column ``rank`` (0 embedded, else the number of
    the import) and ``widowed`` (True where the preferred statement of this rank was dropped)."""
    rank = frame["table"].map(imports).fillna(0).astype("int64")
    frame = frame.assign(rank=rank, widowed=False)
    if not imports or frame.empty:
        return frame, []
    latest = rank.groupby(codes(frame, _SAME_DELIVERY)).transform("max")
    obsolete = rank < latest
    if not obsolete.any():
        return frame, []
    peers = codes(frame, (*SAME_STATEMENT, "rank"))
    exact = codes(frame, (*SAME_STATEMENT, "source"))
    old = frame[obsolete].assign(
        by=latest[obsolete], again=np.isin(exact[obsolete], exact[~obsolete])
    )
    counted = old.groupby(["table", "level", "by"])["again"].agg(["sum", "size"])
    superseded = [
        Superseded(table, level, int(by), int(again), int(size - again))
        for (table, level, by), again, size in counted.itertuples(name=None)
    ]
    lost = np.isin(peers, peers[obsolete & frame["preferred"]])
    return frame.assign(widowed=lost)[~obsolete], superseded


def prefer(frame: pd.DataFrame, catalog: Catalog) -> tuple[pd.DataFrame, list[Problem]]:
    """Mark exactly one statement per area as preferred, in the frame of :func:`supersede`.

    The latest import wins; among embedded statements the one that is marked, or the only one.
    Where a later import made the marked one obsolete, the best quality of the others wins, then the
    first in the file.
    Everything else is a problem.
    """
    about = codes(frame, SAME_STATEMENT)
    latest = frame["rank"].groupby(about).transform("max")
    candidate = frame["rank"] == latest
    chosen = frame["preferred"] & candidate
    sizes = candidate.groupby(about).transform("sum")
    marked = chosen.groupby(about).transform("sum")
    chosen |= candidate & (sizes == 1)
    open_ = candidate & (sizes > 1) & (marked != 1)
    heirs = open_ & frame["widowed"] & (marked == 0)
    chosen.loc[_best(frame[heirs])] = True
    problems = [
        _undecided(group, catalog)
        for _, group in frame[open_ & ~heirs].groupby(list(SAME_STATEMENT))
    ]
    return frame.assign(preferred=chosen), problems


def _best(frame: pd.DataFrame) -> pd.Index:
    """Index of the best statement about each area."""
    order = frame.assign(quality=frame["quality"].map(_ORDER)).sort_values(
        ["quality", "table", "row"], kind="stable"
    )
    return order.drop_duplicates(list(SAME_STATEMENT)).index


def _undecided(group: pd.DataFrame, catalog: Catalog) -> Problem:
    first = group.iloc[0]
    places = ", ".join(
        f"{FOLDER}/{catalog.table(table).file} " + t("Zeile {line}", line=row)
        for table, row in zip(group["table"], group["row"], strict=True)
    )
    what = t(
        "Zu „{indicator}“, Gebiet {area} ({level}), Stichtag {period} gibt es "
        "{count} Angaben, davon {preferred} mit Vorrang: {places}.",
        indicator=first["indicator"],
        area=first["area"],
        level=first["level"],
        period=first["period"],
        count=len(group),
        preferred=int(group["preferred"].sum()),
        places=places,
    )
    fix = t("Genau einer Angabe „vorrang“ = „ja“ geben; die anderen bleiben daneben stehen.")
    file = f"{FOLDER}/{catalog.table(first['table']).file}"
    return Problem(file, t("Zeile {line}", line=first["row"]), what, fix)


def codes(frame: pd.DataFrame, columns: Sequence[str]) -> NDArray[np.int64]:
    """One number per row, equal where all ``columns`` are equal."""
    total = np.zeros(len(frame), dtype="int64")
    for column in columns:
        found, words = pd.factorize(frame[column])
        total = pd.factorize(total * (len(words) + 1) + found)[0].astype("int64")
    return total
