"""Angebote und Lücken: who is reached, in which language and when, and where to go next.

Every answer carries its assumptions and is computed once per question and release. What nobody
published is named: unknown demand is never 0, unknown hours are neither open nor closed.

All functions take the target group (its id, or a demand from a file), the walk, the filter of
services, the roles held, and further keywords (:class:`Further`): ``estimate``, ``scenario``
(changes to the directory), ``network`` (needed where ``walk.network``), ``grid`` (weights that
replace the addresses), ``services`` (a directory that replaces the embedded one) and ``year``. They
raise :class:`~sozialraum.errors.UnknownEntry` and :class:`~sozialraum.errors.UnreadableInput` for
what does not exist or cannot be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Unpack

import numpy as np
import pandas as pd

from sozialraum.analysis.coverage import Flags, covered, group_shares, reached_rows
from sozialraum.analysis.equity import PRICE
from sozialraum.analysis.location import Progress
from sozialraum.analysis.scenario import Comparison, compared
from sozialraum.domain.access import Role
from sozialraum.domain.gaps import Coverage, Demand, Location, ServiceFilter, Walk
from sozialraum.domain.services import ServiceAtPlace
from sozialraum.service.gap_candidates import CELLS, Candidate, cells, known_places
from sozialraum.service.gap_ground import Further, Ground, Grounds, Question, question
from sozialraum.service.gap_hours import FloatingCatchment, floating, language_table, without_time
from sozialraum.service.gap_places import Groups, Search, check, located
from sozialraum.service.gap_words import assumptions
from sozialraum.service.monitor import Monitor
from sozialraum.service.visible import MONITORS

_KEPT = 128


def coverage(
    monitor: Monitor,
    target: str | Demand,
    walk: Walk,
    wanted: ServiceFilter,
    held: frozenset[Role],
    **further: Unpack[Further],
) -> Coverage:
    """Reached and unreached people per area and in total."""
    return _answers(monitor).coverage(question(target, walk, wanted, held, **further))


def propose(
    monitor: Monitor,
    target: str | Demand,
    walk: Walk,
    wanted: ServiceFilter,
    held: frozenset[Role],
    *,
    candidates: str | Sequence[Candidate] = CELLS,
    count: int = 3,
    equity: bool = False,
    price: float = PRICE,
    excluded: Sequence[str] = (),
    progress: Progress | None = None,
    **further: Unpack[Further],
) -> Location:
    """The 1 to 5 next places that reach the most unreached people; existing services stay.

    ``candidates`` are the id of a source (:func:`.gap_candidates.candidate_sources`) or places of
    one's own, ``excluded`` ids of candidates that must not be taken. With ``equity`` up to the part
    ``price`` of the gain is given up for the worst-served Sozialraum. ``progress`` is called with
    finished and all steps, unless the answer is known already.
    """
    check(count, price, walk.minutes)
    asked = question(target, walk, wanted, held, **further)
    source = candidates if isinstance(candidates, str) else tuple(candidates)
    return _answers(monitor).propose(
        asked, source, count, price if equity else None, frozenset(excluded), progress
    )


def language_matrix(
    monitor: Monitor,
    target: str | Demand,
    walk: Walk,
    wanted: ServiceFilter,
    held: frozenset[Role],
    *,
    languages: Sequence[str] = (),
    **further: Unpack[Further],
) -> pd.DataFrame:
    """Hours per language, area and weekday against people; see :mod:`..analysis.language_hours`.

    ``languages`` are codes or German names, by default all that the directory names. Language,
    weekday and time of the filter are not looked at.
    """
    asked = question(target, walk, without_time(wanted), held, **further)
    return _answers(monitor).languages(asked, tuple(languages)).copy(deep=False)


def floating_catchment(
    monitor: Monitor,
    target: str | Demand,
    walk: Walk,
    wanted: ServiceFilter,
    held: frozenset[Role],
    **further: Unpack[Further],
) -> FloatingCatchment:
    """Hours a week per 1,000 people; of the hours those of the language and weekday asked for.

    The time of the filter is not looked at.
    """
    asked = question(target, walk, replace(wanted, time=""), held, **further)
    return _answers(monitor).floating(asked)


def compare(
    monitor: Monitor,
    target: str | Demand,
    walk: Walk,
    wanted: ServiceFilter,
    held: frozenset[Role],
    *,
    years: tuple[int, int] | None = None,
    **further: Unpack[Further],
) -> tuple[Coverage, Coverage, Comparison]:
    """Before and after the scenario, or in the first and the second of two years.

    With ``years`` the scenario changes both.
    """
    asked = question(target, walk, wanted, held, **further)
    if years is None:
        first, second = replace(asked, scenario=()), asked
    else:
        first, second = (replace(asked, year=year) for year in years)
    answers = _answers(monitor)
    before, after = answers.coverage(first), answers.coverage(second)
    return before, after, compared(before, after)


def services_of(
    monitor: Monitor, held: frozenset[Role], **further: Unpack[Further]
) -> tuple[ServiceAtPlace, ...]:
    """The services that an answer with these keywords is about: changed, of a year, or brought."""
    return _answers(monitor).services(question("", Walk(0), ServiceFilter(), held, **further))


@lru_cache(maxsize=MONITORS)
def _answers(monitor: Monitor) -> _Answers:
    """Made anew for every release; the answers of older ones are forgotten with their monitor."""
    return _Answers(monitor)


class _Answers:
    """The answers of one release. Keys are small values, results immutable."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor, self._grounds = monitor, Grounds(monitor)
        self.coverage = lru_cache(maxsize=_KEPT)(self._coverage)
        self.groups = lru_cache(maxsize=_KEPT)(self._groups)
        self.languages = lru_cache(maxsize=_KEPT)(self._languages)
        self.floating = lru_cache(maxsize=_KEPT)(self._floating)
        self._located: dict[tuple[object, ...], Location] = {}

    def services(self, asked: Question) -> tuple[ServiceAtPlace, ...]:
        return self._grounds.services(asked)[0]

    def _coverage(self, asked: Question) -> Coverage:
        ground = self._grounds.of(asked)
        rows = reached_rows(ground.reach, ground.counting, ground.admission)
        perhaps = reached_rows(ground.reach, ground.counting | ground.undecided, ground.admission)
        rows.flags.writeable = False
        found = covered(ground.demand, ground.persons, rows)
        fitting = np.array([verdict is not False for verdict in ground.verdicts], dtype=np.bool_)
        return Coverage(
            demand=found.demand,
            reached=found.reached,
            unreached=found.unreached,
            areas=found.areas,
            unknown_areas=found.unknown,
            services=ground.ids(ground.counting),
            undecided=ground.ids(ground.undecided),
            assumptions=assumptions(ground),
            unplaced=ground.ids(fitting & ~ground.placed),
            reached_at_most=float(ground.persons[perhaps].sum()),
            rows=rows,
        )

    def _reached(self, asked: Question) -> Flags:
        rows = self.coverage(asked).rows
        assert rows is not None
        return rows

    def _groups(self, asked: Question, level: str) -> Groups:
        ground = self._grounds.of(asked)
        areas = self._monitor.catalog.areas(level)
        codes = [area.code for area in areas]
        position = {code: at for at, code in enumerate(codes)}
        atoms, inverse = np.unique(ground.demand.grid.atom, return_inverse=True)
        catalog = self._monitor.catalog
        parents = {
            atom.code: atom.code if level == catalog.atom else atom.parents.get(level, "")
            for atom in catalog.areas(catalog.atom)
        }
        owner = np.array(
            [position.get(parents.get(str(atom), ""), -1) for atom in atoms], dtype=np.intp
        )[inverse]
        shares = group_shares(
            codes, owner, ground.persons, ground.demand.known, self._reached(asked)
        )
        return Groups(
            owner,
            shares,
            {area.code: area.name for area in areas},
            self._monitor.catalog.level(level).name,
        )

    def propose(
        self,
        asked: Question,
        source: str | tuple[Candidate, ...],
        count: int,
        price: float | None,
        excluded: frozenset[str],
        progress: Progress | None,
    ) -> Location:
        key = (asked, source, count, price, excluded)
        if key not in self._located:
            ground, reached = self._grounds.of(asked), self._reached(asked)
            search = Search(
                candidates=self._candidates(ground, reached, source),
                count=count,
                excluded=excluded,
                price=price,
            )
            groups = None if price is None else self.groups(asked, self._monitor.catalog.planning)
            found = located(ground, reached, search, groups, assumptions(ground), progress)
            if len(self._located) >= _KEPT:
                self._located.pop(next(iter(self._located)))
            self._located[key] = found
        return self._located[key]

    def _candidates(
        self, ground: Ground, reached: Flags, source: str | tuple[Candidate, ...]
    ) -> tuple[Candidate, ...]:
        if not isinstance(source, str):
            return source
        if source == CELLS:
            return cells(self._monitor, ground, reached)
        return known_places(self._monitor, source, ground.question.held)

    def _languages(self, asked: Question, languages: tuple[str, ...]) -> pd.DataFrame:
        return language_table(self._grounds.of(asked), languages)

    def _floating(self, asked: Question) -> FloatingCatchment:
        ground = self._grounds.of(asked)
        return floating(ground, assumptions(ground))
