"""Imports of statistics: what a file would change, and the diary of what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sozialraum.domain.indicators import Indicator
from sozialraum.domain.mapping import TableMapping
from sozialraum.errors import Problem
from sozialraum.language import n_, t


class ImportState(StrEnum):
    """What became of an import."""

    ACTIVE = n_("aktiv")
    ROLLED_BACK = n_("zurückgenommen")

    @property
    def label(self) -> str:
        """The word for the interface."""
        return t(self.value)


@dataclass(frozen=True)
class Question:
    """Something that only a person can decide before the table is read.

    ``topic`` is one of ``zahlenform``, ``datumsform``, ``ebene``, ``schluessel``, ``indikator``,
    ``stichtag``, ``quelle``, ``kopfzeilen``, ``blatt``, ``zeichen``, ``faktor``; ``column`` is the
    heading, the sign, or the word of a column that it is about, empty for the whole table;
    ``choices`` are (value, German label), where ``neu`` asks for a new indicator or source.
    """

    topic: str
    text: str
    column: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CheckSum:
    """A total row against the sum of the areas. ``computed`` is None where no sum is allowed."""

    label: str
    line: int
    indicator: str
    level: str
    period: str
    delivered: float
    computed: float | None

    @property
    def agrees(self) -> bool | None:
        """None where there is nothing to compare; rounding of half a unit per area is allowed."""
        if self.computed is None:
            return None
        return abs(self.delivered - self.computed) <= 0.5 + 1e-9 * abs(self.delivered)


@dataclass(frozen=True, slots=True)
class Change:
    """One value that an import changes; None where there is no value (see the status words)."""

    indicator: str
    level: str
    area: str
    period: str
    before: float | None
    after: float | None
    before_status: str
    after_status: str

    @property
    def relative(self) -> float | None:
        """Change as a share of the value before (0.1 = 10 percent); None without both or from 0."""
        if self.before is None or self.after is None or not self.before:
            return None
        return (self.after - self.before) / abs(self.before)


@dataclass(frozen=True)
class Changes:
    """What an import changes against the live release: new, other and vanished values.

    ``changed`` begins with the largest relative change; changes that no share expresses (from 0,
    from or to a status without value) come last. ``gone`` are statements of the same source whose
    area the new delivery of the same indicator, level and reference date leaves out.
    """

    added: int
    unchanged: int
    changed: tuple[Change, ...] = ()
    gone: tuple[Change, ...] = ()

    def notable(self, share: float = 0.2) -> tuple[Change, ...]:
        """Values changed by more than ``share`` (0.2 = 20 percent) or in a way no share says."""
        return tuple(c for c in self.changed if c.relative is None or abs(c.relative) > share)


@dataclass(frozen=True)
class ImportEntry:
    """One line of the diary.

    ``number`` counts from 1; ``sha256`` is of the file as delivered; ``mapping`` the id of the
    mapping; ``kind`` is ``tabelle``, ``verzeichnis``, ``ebene`` (points or outlines) or ``abruf``.
    ``rows`` and ``values`` count what was read; ``words`` says in plain German what changed.
    ``when`` is ISO 8601 in UTC.
    """

    number: int
    kind: str
    title: str
    who: str
    when: str
    file: str
    sha256: str
    mapping: str
    rows: int
    values: int
    added: int
    changed: int
    gone: int
    words: str
    tables: tuple[str, ...] = ()
    state: ImportState = ImportState.ACTIVE
    rolled_back_by: str = ""
    rolled_back_when: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> ImportEntry:
        """The entry that :meth:`as_dict` wrote."""
        values = content | {"tables": tuple(content["tables"])}
        return cls(**values | {"state": ImportState(content["state"])})


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do. Nothing is changed by making a plan.

    ``reports`` are the join reports per level (:class:`sozialraum.join.JoinReport` as dictionary).
    ``questions`` must be answered (by changing the mapping) and ``problems`` be mended before
    :attr:`ready`. ``sample`` are the first statements as (line, key, area code, indicator, period,
    text as delivered, value or None, status). ``drafts`` are new indicators by heading (empty for
    the whole table) where none of the catalogue fits.
    """

    mapping: TableMapping | None
    sha256: str
    file: str
    rows: int
    values: int
    reports: tuple[dict[str, Any], ...] = ()
    check_sums: tuple[CheckSum, ...] = ()
    changes: Changes | None = None
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    sample: tuple[tuple[int, str, str, str, str, str, float | None, str], ...] = ()
    fingerprint: str = field(default="", metadata={"live": "id of the release compared with"})
    drafts: Mapping[str, Indicator] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """True where nothing stands against taking it over."""
        return self.mapping is not None and not self.questions and not self.problems
