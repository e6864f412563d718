"""Areas x table: an outer join on resolved keys, with a report that accounts for every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import pandas as pd

from sozialraum.domain.areas import Area


class Outcome(StrEnum):
    """What became of a row of the joined frame."""

    MATCHED = "zugeordnet"
    WITHOUT_AREA = "ohne_gebiet"
    DUPLICATE = "doppelt"
    EXCLUDED = "ausgenommen"
    WITHOUT_DATA = "ohne_daten"


@dataclass(frozen=True)
class KeyMatch:
    """Keys of one column resolved to area codes; all tuples have one entry per row.

    ``codes`` is empty text where no area was found; ``suggestions`` are then ``code name`` of the
    nearest area, or empty. ``used_aliases`` are the alias words that matched; ``notes`` say in
    German what was understood or is ambiguous. ``totals`` are the positions of total rows.
    """

    keys: tuple[str, ...]
    codes: tuple[str, ...]
    suggestions: tuple[str, ...]
    used_aliases: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    totals: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Unmatched:
    """A row whose key belongs to no area. ``row`` is the line of the file."""

    key: str
    row: int
    suggestion: str


@dataclass(frozen=True)
class Duplicate:
    """A row that says again what ``first_row`` already said."""

    key: str
    row: int
    first_row: int


@dataclass(frozen=True)
class Excluded:
    """A row that is left out on purpose, with the declared reason."""

    key: str
    row: int
    reason: str


@dataclass(frozen=True)
class JoinReport:
    """What joined and what did not. ``matched`` counts rows; nothing is lost:

    ``matched + len(data_without_area) + len(duplicates) + len(excluded) == rows``.
    """

    table: str
    level: str
    rows: int
    matched: int
    areas_without_data: tuple[str, ...] = ()
    data_without_area: tuple[Unmatched, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    unused_aliases: tuple[str, ...] = ()
    unused_exclusions: tuple[str, ...] = ()
    editions: tuple[str, ...] = field(default=())
    notes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """True where every row has its area and no row is there twice."""
        return not self.data_without_area and not self.duplicates

    def as_dict(self) -> dict[str, Any]:
        """Lists and texts only, ready for JSON."""
        return {
            key: [dict(v) if isinstance(v, dict) else v for v in value]
            if isinstance(value, list | tuple)
            else value
            for key, value in asdict(self).items()
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> JoinReport:
        """The report that :meth:`as_dict` wrote."""
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in content.items()
        }
        values["data_without_area"] = tuple(Unmatched(**v) for v in values["data_without_area"])
        values["duplicates"] = tuple(Duplicate(**v) for v in values["duplicates"])
        values["excluded"] = tuple(Excluded(**v) for v in values["excluded"])
        return cls(**values)


def join(
    frame: pd.DataFrame,
    match: KeyMatch,
    areas: Sequence[Area],
    *,
    table: str = "",
    level: str = "",
    rows: Sequence[int] = (),
    unique: Sequence[str] = (),
    excluded: Mapping[str, str] | None = None,
    aliases: Sequence[str] = (),
    editions: Sequence[str] = (),
) -> tuple[pd.DataFrame, JoinReport]:
    """Outer join of ``frame`` with ``areas``.

    ``match`` resolves the key of each row of ``frame``, in its order. ``rows`` are the lines of the
    file (default: position + 2). A second row for one area is a duplicate, unless it differs in one
    of the columns ``unique``. ``excluded`` maps keys to the reason why they are left out;
    ``aliases`` are the words that could have matched.

    Returns a new frame with a fresh index: the rows of ``frame`` in their order with the columns
    ``area`` (code or empty) and ``outcome`` (an :class:`Outcome`), then one row per area without
    data, whose other columns are missing values.
    """
    lines = list(rows) or [position + 2 for position in range(len(frame))]
    reasons = excluded or {}
    found = _Accounts()
    seen: dict[tuple[object, ...], int] = {}
    extra = [frame[column].tolist() for column in unique]
    for position, (key, code) in enumerate(zip(match.keys, match.codes, strict=True)):
        line = lines[position]
        identity = (code, *(values[position] for values in extra))
        if key in reasons:
            found.excluded.append(Excluded(key, line, reasons[key]))
            found.outcomes.append(Outcome.EXCLUDED)
        elif not code:
            found.unmatched.append(Unmatched(key, line, match.suggestions[position]))
            found.outcomes.append(Outcome.WITHOUT_AREA)
        elif identity in seen:
            found.duplicates.append(Duplicate(key, line, seen[identity]))
            found.outcomes.append(Outcome.DUPLICATE)
        else:
            seen[identity] = line
            found.outcomes.append(Outcome.MATCHED)
    covered = {str(identity[0]) for identity in seen}
    missing = [area.code for area in areas if area.code not in covered]
    used = {entry.key for entry in found.excluded}
    report = JoinReport(
        table=table,
        level=level,
        rows=len(frame),
        matched=found.outcomes.count(Outcome.MATCHED),
        areas_without_data=tuple(missing),
        data_without_area=tuple(found.unmatched),
        duplicates=tuple(found.duplicates),
        excluded=tuple(found.excluded),
        unused_aliases=tuple(a for a in aliases if a not in match.used_aliases),
        unused_exclusions=tuple(key for key in reasons if key not in used),
        editions=tuple(editions),
        notes=match.notes,
    )
    return _outer(frame, match, found.outcomes, missing), report


@dataclass
class _Accounts:
    outcomes: list[Outcome] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)


def _outer(
    frame: pd.DataFrame, match: KeyMatch, outcomes: list[Outcome], missing: list[str]
) -> pd.DataFrame:
    codes = [
        code if outcome in {Outcome.MATCHED, Outcome.DUPLICATE} else ""
        for code, outcome in zip(match.codes, outcomes, strict=True)
    ]
    present = frame.reset_index(drop=True).assign(
        area=pd.Series(codes, dtype="str"),
        outcome=pd.Series([o.value for o in outcomes], dtype="str"),
    )
    absent = pd.DataFrame({"area": missing, "outcome": Outcome.WITHOUT_DATA.value}, dtype="str")
    if absent.empty:
        return present
    return pd.concat([present, absent], ignore_index=True)
