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
from sozialraum.language import n_, t
from sozialraum.render.formats import enumeration, number
from sozialraum.service.gap_candidates import Candidate, metres
from sozialraum.service.gap_ground import Ground

MOST_PLACES = 5
LONGEST_MINUTES = 60
_NAMED = 3
_OPTIMAL = n_(
    "Beweisbar beste Auswahl unter den möglichen Orten: maximale Abdeckung nach Church und ReVelle "
    "(1974), gelöst mit HiGHS."
)
_GOOD = n_(
    "Gute Auswahl, aber nicht als beste bewiesen: Die Rechenzeit reichte für den Beweis nicht."
)
_NOTHING = n_("Kein möglicher Ort erreicht weitere Menschen.")


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
        what = t(
            "Für mehr als {most} Minuten Fußweg werden keine Orte vorgeschlagen.",
            most=LONGEST_MINUTES,
        )
        raise UnreadableInput(what, t("Eine kürzere Gehzeit angeben."))
    if not 1 <= count <= MOST_PLACES:
        fix = t("Eine Anzahl von 1 bis {most} angeben.", most=MOST_PLACES)
        raise UnreadableInput(t("{n} neue Orte lassen sich nicht vorschlagen.", n=count), fix)
    if not 0 <= price <= 1:
        what = t("Der Verzicht zugunsten des am schlechtesten versorgten Gebiets ist kein Anteil.")
        raise UnreadableInput(what, t("Einen Wert von 0 bis 1 angeben, zum Beispiel 0,05."))


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
        method=t(_OPTIMAL if optimal else _GOOD),
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
        return [t(_NOTHING)]
    if found < search.count:
        if found == 1:
            return [t("Mehr als ein Ort bringen niemanden dazu.")]
        return [t("Mehr als {n} Orte bringen niemanden dazu.", n=number(found))]
    return []


def _lifted(fair: FairChoice, groups: Groups) -> str:
    """What the equity variant did, in one or two sentences."""
    if fair.group is None:
        return t("Kein unterversorgtes Gebiet lässt sich mit diesen Orten heben.")
    group = groups.shares[fair.group]
    name = groups.names.get(group.code, group.code)
    given_up = round(fair.most - fair.choice.reached)
    price = (
        t(
            "Stadtweit sind es dafür {n} weniger als bei der Auswahl mit den meisten Menschen.",
            n=number(given_up),
        )
        if given_up
        else t("Mehr Menschen erreicht auch keine andere Auswahl.")
    )
    text = t(
        "Am schlechtesten versorgt ist {level} {name}: Von {demand} "
        "Menschen sind {before} erreicht ({share_before} %), mit diesen Orten {after} "
        "({share_after} %). {price}",
        level=groups.level_name,
        name=name,
        demand=number(group.demand),
        before=number(fair.before),
        share_before=number(100 * fair.before / group.demand, 1),
        after=number(fair.after),
        share_after=number(100 * fair.after / group.demand, 1),
        price=price,
    )
    if not group.complete:
        text += " " + t("Gezählt sind nur die Teile des Gebiets mit bekannter Zahl.")
    if not fair.passed:
        return text
    passed = [groups.names.get(groups.shares[at].code, "") for at in fair.passed[:_NAMED]]
    rest = len(fair.passed) - _NAMED
    listed = ", ".join(passed) + t(" und {n} weitere", n=rest) if rest > 0 else enumeration(passed)
    worse = t("Noch schlechter versorgt, aber so nicht zu heben: {areas}.", areas=listed)
    return f"{text} {worse}"


def _words(search: Search, considered: int) -> dict[str, str]:
    found = {
        t("Mögliche Orte"): t("{n} geprüft.", n=number(considered)),
        t("Neue Orte"): t(
            "Sie gelten als passend zur Auswahl und sind für alle Gebiete offen. "
            "Bestehende Angebote bleiben."
        ),
    }
    if search.price is not None:
        found[t("Ausgleich")] = t(
            "Erst die Auswahl, die am meisten Menschen erreicht; dann, unter allen, "
            "die davon höchstens {percent} % des Zugewinns aufgeben, die mit den "
            "meisten Erreichten im am schlechtesten versorgten Gebiet.",
            percent=number(100 * search.price),
        )
    return found
