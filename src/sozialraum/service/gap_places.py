"""The next places: candidates against the people whom nobody reaches yet, in German words."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sozialraum.analysis.coverage import Flags, GroupShare, Owners
from sozialraum.analysis.equity import FairChoice, fairest
from sozialraum.analysis.location import Progress, best_by_number
from sozialraum.analysis.reach import reach_matrix
from sozialraum.analysis.siting import Choice, siting
from sozialraum.domain.gaps import Location, Proposal
from sozialraum.errors import UnreadableInput
from sozialraum.render.formats import enumeration, number
from sozialraum.service.gap_candidates import Candidate, metres
from sozialraum.service.gap_ground import Ground

MOST_PLACES = 5
LONGEST_MINUTES = 60
_NAMED = 3
_OPTIMAL = (
    "Beweisbar beste Auswahl unter den möglichen Orten: maximale Abdeckung nach Church und ReVelle "
    "(1974), gelöst mit HiGHS."
)
_GOOD = "Gute Auswahl, aber nicht als beste bewiesen: Die Rechenzeit reichte für den Beweis nicht."
_NOTHING = "Kein möglicher Ort erreicht weitere Menschen."


@dataclass(frozen=True, eq=False)
class Groups:
    """Areas of which the worst-served one is lifted: position per row (-1: in none), the shares of
    today, and what to call them."""

    owner: Owners
    shares: tuple[GroupShare, ...]
    names: Mapping[str, str]
    level_name: str


@dataclass(frozen=True)
class Search:
    """How many places, which candidates must not be taken, and at which ``price`` (0 to 1) the
    worst-served group is lifted; None for not at all."""

    candidates: tuple[Candidate, ...]
    count: int
    excluded: frozenset[str]
    price: float | None


def check(count: int, price: float, minutes: float) -> None:
    """Raise :class:`UnreadableInput` for a number of places, a price or a way that cannot be."""
    if minutes > LONGEST_MINUTES:
        what = f"Für mehr als {LONGEST_MINUTES} Minuten Fußweg werden keine Orte vorgeschlagen."
        raise UnreadableInput(what, "Eine kürzere Gehzeit angeben.")
    if not 1 <= count <= MOST_PLACES:
        fix = f"Eine Anzahl von 1 bis {MOST_PLACES} angeben."
        raise UnreadableInput(f"{count} neue Orte lassen sich nicht vorschlagen.", fix)
    if not 0 <= price <= 1:
        what = "Der Verzicht zugunsten des am schlechtesten versorgten Gebiets ist kein Anteil."
        raise UnreadableInput(what, "Einen Wert von 0 bis 1 angeben, zum Beispiel 0,05.")


def located(
    ground: Ground,
    reached: Flags,
    search: Search,
    groups: Groups | None,
    assumptions: dict[str, str],
    progress: Progress | None,
) -> Location:
    """The best places; ``groups`` are needed where equity is asked for."""
    began = time.perf_counter()
    steps = search.count + (0 if groups is None else 3)
    asked = ground.question
    places = metres(search.candidates, ground.epsg)
    reach = reach_matrix(ground.demand.grid.xy, places, asked.walk, asked.network)
    excluded = np.array([c.id in search.excluded for c in search.candidates], dtype=np.bool_)
    task = siting(ground.persons, reached, reach, excluded=excluded)
    most = best_by_number(task, search.count, progress=_counted(progress, 0, steps))
    choice, notes = most[-1], []
    if groups is not None and search.price is not None:
        grouped = siting(ground.persons, reached, reach, excluded=excluded, group=groups.owner)
        fair = fairest(
            grouped,
            search.count,
            np.array([group.demand for group in groups.shares]),
            np.array([group.reached for group in groups.shares]),
            price=search.price,
            progress=_counted(progress, search.count, steps),
        )
        choice = fair.choice
        notes.append(_lifted(fair, groups))
    optimal = choice.optimal and all(found.optimal for found in most)
    return Location(
        proposals=_proposals(choice, search.candidates),
        curve=(task.base, *(found.reached for found in most)),
        optimal=optimal,
        method=_OPTIMAL if optimal else _GOOD,
        seconds=time.perf_counter() - began,
        note=" ".join([*_few(choice, search), *notes]),
        considered=len(task.candidates),
        assumptions=assumptions | _words(search, len(task.candidates)),
    )


def _counted(progress: Progress | None, done: int, of: int) -> Progress | None:
    if progress is None:
        return None
    return lambda step, _steps: progress(done + step, of)


def _proposals(choice: Choice, candidates: Sequence[Candidate]) -> tuple[Proposal, ...]:
    chosen = [(candidates[at], gain) for at, gain in zip(choice.chosen, choice.gains, strict=True)]
    return tuple(
        Proposal(place.name, place.latitude, place.longitude, gain, place.id)
        for place, gain in chosen
    )


def _few(choice: Choice, search: Search) -> list[str]:
    found = len(choice.chosen)
    if not found:
        return [_NOTHING]
    if found < search.count:
        places = "ein Ort" if found == 1 else f"{number(found)} Orte"
        return [f"Mehr als {places} bringen niemanden dazu."]
    return []


def _lifted(fair: FairChoice, groups: Groups) -> str:
    """What the equity variant did, in one or two sentences."""
    if fair.group is None:
        return "Kein unterversorgtes Gebiet lässt sich mit diesen Orten heben."
    group = groups.shares[fair.group]
    name = groups.names.get(group.code, group.code)
    given_up = round(fair.most - fair.choice.reached)
    price = (
        f"Stadtweit sind es dafür {number(given_up)} weniger als bei der Auswahl mit den meisten "
        "Menschen."
        if given_up
        else "Mehr Menschen erreicht auch keine andere Auswahl."
    )
    text = (
        f"Am schlechtesten versorgt ist {groups.level_name} {name}: Von {number(group.demand)} "
        f"Menschen sind {number(fair.before)} erreicht "
        f"({number(100 * fair.before / group.demand, 1)} %), mit diesen Orten "
        f"{number(fair.after)} ({number(100 * fair.after / group.demand, 1)} %). {price}"
    )
    if not group.complete:
        text = f"{text} Gezählt sind nur die Teile des Gebiets mit bekannter Zahl."
    if not fair.passed:
        return text
    passed = [groups.names.get(groups.shares[at].code, "") for at in fair.passed[:_NAMED]]
    more = f" und {len(fair.passed) - _NAMED} weitere" if len(fair.passed) > _NAMED else ""
    listed = ", ".join(passed) if more else enumeration(passed)
    return f"{text} Noch schlechter versorgt, aber so nicht zu heben: {listed}{more}."


def _words(search: Search, considered: int) -> dict[str, str]:
    found = {
        "Mögliche Orte": f"{number(considered)} geprüft.",
        "Neue Orte": "Sie gelten als passend zur Auswahl und sind für alle Gebiete offen. "
        "Bestehende Angebote bleiben.",
    }
    if search.price is not None:
        found["Ausgleich"] = (
            "Erst die Auswahl, die am meisten Menschen erreicht; dann, unter allen, die davon "
            f"höchstens {number(100 * search.price)} % des Zugewinns aufgeben, die mit den meisten "
            "Erreichten im am schlechtesten versorgten Gebiet."
        )
    return found
