"""The planner's report from an address: the question asked, answered and put on record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sozialraum.analysis.coverage import covered, whole_grains
from sozialraum.analysis.network import Network
from sozialraum.analysis.reach import reach_matrix
from sozialraum.analysis.scenario import Add, Change, Move
from sozialraum.analysis.scenario_text import from_text
from sozialraum.domain.access import Role
from sozialraum.domain.directory import LIST_ID, STEPS
from sozialraum.domain.gap_report import GapReport, Stage, UsedSource
from sozialraum.domain.gaps import Coverage, Demand, Location
from sozialraum.domain.languages import language_name
from sozialraum.domain.services import ReachMode, Weekday
from sozialraum.errors import SozialraumError, UnknownEntry
from sozialraum.export.gap_report import gap_report_pdf, gap_report_xlsx
from sozialraum.export.names import file_name
from sozialraum.export.view import ExportFile
from sozialraum.language import n_, t
from sozialraum.render.formats import enumeration, number
from sozialraum.render.gap_words import walk_words
from sozialraum.service import gaps
from sozialraum.service.demand import MANIFEST, demand
from sozialraum.service.gap_candidates import CELLS, Candidate, candidate_sources, metres
from sozialraum.service.gap_places import MOST_PLACES
from sozialraum.service.gap_question import GapQuestion, read_question
from sozialraum.service.gap_report_map import report_map
from sozialraum.service.gap_words import scenario_words
from sozialraum.service.monitor import Monitor

PDF = "application/pdf"
KINDS = ("pdf", "xlsx")
_YES = "ja"
_SEPARATOR = "~"
"""``orte`` is the id of a source of candidates, then ids of candidates that are left out."""
_ANY = n_("ohne Bedingung")


@dataclass(frozen=True)
class _Asked:
    """Everything that the address asks for, checked."""

    question: GapQuestion
    scenario: tuple[Change, ...]
    count: int
    candidates: str
    excluded: tuple[str, ...]
    equity: bool
    network: Network | None


def report_file(
    monitor: Monitor,
    held: frozenset[Role],
    query: Mapping[str, str],
    kind: str,
    network: Network | None = None,
) -> ExportFile:
    """The report as ``pdf`` or ``xlsx``; ``query`` are the parameters of the page.

    Raises :class:`UnknownEntry` for another kind of file, and as :func:`gap_report`.
    """
    if kind not in KINDS:
        raise UnknownEntry(t("Dieses Dateiformat gibt es nicht."), t("Es gibt pdf und xlsx."))
    report = gap_report(monitor, held, query, network)
    if kind == "xlsx":
        return gap_report_xlsx(report)
    name = file_name("luecken", report.title, suffix="pdf")
    return ExportFile(name, PDF, gap_report_pdf(report, made_on=date.today()))


def gap_report(
    monitor: Monitor,
    held: frozenset[Role],
    query: Mapping[str, str],
    network: Network | None = None,
) -> GapReport:
    """The report to a question; what of it is not known falls back, and ``notices`` say so.

    New places (``anzahl``) come on top of the scenario. Raises :class:`SozialraumError` where the
    scenario changes something that does not exist.
    """
    notices: list[str] = []
    asked = _asked(monitor, held, query, notices, network)
    people = demand(monitor, asked.question.target, estimate=asked.question.estimate)
    today = _coverage(monitor, held, asked, ())
    found = _coverage(monitor, held, asked, asked.scenario) if asked.scenario else today
    location = _propose(monitor, held, asked, found)
    names = _names(monitor, held, asked.scenario)
    services = gaps.services_of(monitor, held)
    return GapReport(
        title=people.title,
        question=tuple(_question(monitor, asked, people)),
        stages=tuple(_stages(asked, people, today, found, location, monitor.epsg)),
        demands=people.areas,
        minutes=asked.question.walk.minutes,
        assumptions=today.assumptions,
        sources=tuple(_sources(monitor, people)),
        release=monitor.release.id,
        counted=tuple(names.get(id_, id_) for id_ in today.services),
        undecided=tuple(names.get(id_, id_) for id_ in today.undecided),
        unplaced=tuple(names.get(id_, id_) for id_ in today.unplaced),
        reached_at_most=today.reached_at_most,
        changes=tuple(scenario_words((change,), names) for change in asked.scenario),
        location=_own_assumptions(location, today),
        map=report_map(
            monitor, people, today.areas, services, today.services, today.undecided,
            _new_points(asked.scenario, location),
        ),
        notices=tuple(notices),
        level_names={level.id: level.name for level in monitor.catalog.levels.values()},
    )  # fmt: skip


# -- the question ------------------------------------------------------------------------------


def _asked(
    monitor: Monitor,
    held: frozenset[Role],
    query: Mapping[str, str],
    notices: list[str],
    network: Network | None,
) -> _Asked:
    question = read_question(monitor, held, query, notices, network=network is not None)
    offered = candidate_sources(monitor, held)
    source, *excluded = (query.get("orte", "") or CELLS).split(_SEPARATOR)
    if source not in offered:
        notices.append(
            t(
                "Mögliche Orte „{source}“ gibt es nicht. Gerechnet wird mit „{offered}“.",
                source=source[:60],
                offered=offered[CELLS],
            )
        )
        source, excluded = CELLS, []
    return _Asked(
        question=question,
        scenario=read_scenario(query.get("szenario", ""), notices),
        count=read_count(query.get("anzahl", ""), notices),
        candidates=source,
        excluded=tuple(excluded),
        equity=query.get("gerecht", "") == _YES,
        network=network,
    )


def read_count(text: str, notices: list[str]) -> int:
    """Number of new places, 0 for none; what is no such number gives 0 and a German notice."""
    if text in {"", *(str(count) for count in range(MOST_PLACES + 1))}:
        return int(text or 0)
    notices.append(
        t(
            "„{text}“ neue Orte lassen sich nicht vorschlagen; es gehen 0 bis {most}.",
            text=text[:20],
            most=MOST_PLACES,
        )
    )
    return 0


def read_scenario(text: str, notices: list[str]) -> tuple[Change, ...]:
    """Changes of the address; an unreadable scenario is left out with a German notice."""
    try:
        return from_text(text)
    except SozialraumError as error:
        notices.append(str(error))
        return ()


def _question(monitor: Monitor, asked: _Asked, people: Demand) -> Iterator[tuple[str, str]]:
    """Label and words of every part of the question."""
    wanted, walk = asked.question.wanted, asked.question.walk
    yield t("Zielgruppe"), people.title
    yield t("Gehzeit und Weg"), walk_words(walk)
    day = t("am {day}", day=Weekday(wanted.weekday).label) if wanted.weekday else ""
    hour = t("um {time} Uhr", time=wanted.time) if wanted.time else ""
    yield t("Geöffnet"), " ".join(part for part in (day, hour) if part) or t(_ANY)
    yield t("Sprache"), language_name(wanted.language) if wanted.language else t(_ANY)
    yield t("Thema"), wanted.topic or t(_ANY)
    step = f"{wanted.step}: {t(STEPS[wanted.step - 1])}" if wanted.step else ""
    if step:
        yield t("Schritt"), step
    if wanted.mode:
        yield t("Zugang"), ReachMode(wanted.mode).label
    proxy = asked.question.estimate
    if any(area.count is None or area.estimate for area in people.areas):
        named = (
            t("geschätzt über „{name}“", name=monitor.catalog.indicator(proxy).name)
            if proxy
            else ""
        )
        yield t("Gebiete ohne Zahl"), named or t("bleiben unbekannt")
    if asked.count:
        yield t("Neue Orte"), _new_places(monitor, asked)


def _new_places(monitor: Monitor, asked: _Asked) -> str:
    aim = (
        t("zuerst für das am schlechtesten versorgte Gebiet")
        if asked.equity
        else t("meiste Menschen")
    )
    title = t("100-m-Zellen")
    if asked.candidates != CELLS:
        title = monitor.catalog.layer(asked.candidates).name
    without = (
        t(" ohne {n} ausgeschlossene", n=number(len(asked.excluded))) if asked.excluded else ""
    )
    return t(
        "{n}, gesucht unter: {title}{without}; Ziel: {aim}",
        n=number(asked.count),
        title=title,
        without=without,
        aim=aim,
    )


# -- the answer --------------------------------------------------------------------------------


def _coverage(
    monitor: Monitor, held: frozenset[Role], asked: _Asked, scenario: tuple[Change, ...]
) -> Coverage:
    question = asked.question
    return gaps.coverage(
        monitor, question.target, question.walk, question.wanted, held,
        estimate=question.estimate, network=asked.network, scenario=scenario,
    )  # fmt: skip


def _propose(
    monitor: Monitor, held: frozenset[Role], asked: _Asked, found: Coverage
) -> Location | None:
    """None where no places are asked for, or nobody is known whom they could reach."""
    if not asked.count or not found.demand:
        return None
    question = asked.question
    return gaps.propose(
        monitor, question.target, question.walk, question.wanted, held,
        candidates=asked.candidates, count=asked.count, equity=asked.equity,
        excluded=asked.excluded,
        estimate=question.estimate, network=asked.network, scenario=asked.scenario,
    )  # fmt: skip


def _stages(
    asked: _Asked,
    people: Demand,
    today: Coverage,
    found: Coverage,
    location: Location | None,
    epsg: int,
) -> Iterator[Stage]:
    yield Stage.of(t("Heute"), today)
    if asked.scenario:
        yield Stage.of(t("Im Szenario"), found)
    if location is not None and location.proposals:
        count = len(location.proposals)
        one, many = _SCENARIO_PLACES if asked.scenario else _PLACES
        title = t(one) if count == 1 else t(many, n=number(count))
        yield _with_places(title, asked, people, found, location, epsg)


_PLACES = n_("Mit einem neuen Ort"), n_("Mit {n} neuen Orten")
_SCENARIO_PLACES = n_("Im Szenario mit einem neuen Ort"), n_("Im Szenario mit {n} neuen Orten")


def _with_places(
    title: str, asked: _Asked, people: Demand, found: Coverage, location: Location, epsg: int
) -> Stage:
    """Rows reached by existing services or by a proposed place, summed up as any coverage."""
    places = [Candidate("", p.name, p.latitude, p.longitude) for p in location.proposals]
    walk = asked.question.walk
    network = asked.network if walk.network else None
    near = reach_matrix(people.grid.xy, metres(places, epsg), walk, network)
    rows = near.sum(axis=1) > 0
    if found.rows is not None:
        rows |= found.rows
    after = covered(people, whole_grains(people), rows)
    return Stage(title, after.demand, after.reached, after.areas)


def _names(monitor: Monitor, held: frozenset[Role], scenario: Sequence[Change]) -> dict[str, str]:
    """Names of services by id, those that the scenario adds or closes included."""
    services = (
        *gaps.services_of(monitor, held, scenario=tuple(scenario)),
        *gaps.services_of(monitor, held),
    )
    return {service.id: service.name for service in services}


def _own_assumptions(location: Location | None, today: Coverage) -> Location | None:
    """The proposals with what only they assume: places and equity."""
    if location is None:
        return None
    own = {k: v for k, v in location.assumptions.items() if k not in today.assumptions}
    return replace(location, assumptions={k: v for k, v in own.items() if k != t("Szenario")})


def _new_points(scenario: Sequence[Change], location: Location | None) -> list[tuple[float, float]]:
    """Longitude and latitude of places that are not there today."""
    changed = [c for c in scenario if isinstance(c, Add | Move)]
    proposed = location.proposals if location else ()
    return [(place.longitude, place.latitude) for place in (*changed, *proposed)]


# -- sources -----------------------------------------------------------------------------------


def _sources(monitor: Monitor, people: Demand) -> Iterator[UsedSource]:
    """Every source with its purpose and dates."""
    catalog = monitor.catalog
    known = [area for area in people.areas if area.source is not None and area.count is not None]
    for source in dict.fromkeys(area.source for area in known if area.source):
        periods = sorted({a.period for a in known if a.source == source and a.period})
        yield UsedSource(source, t("Zahl der Menschen"), enumeration([p.label for p in periods]))
    manifest = json.loads(monitor.release.files.get(f"declarations/{MANIFEST}", b"{}"))
    if manifest.get("quelle") in catalog.sources:
        yield UsedSource(catalog.sources[manifest["quelle"]], t("Verteilung auf 100-m-Zellen"))
    listed = catalog.source(catalog.records(LIST_ID).source)
    yield UsedSource(listed, t("Angebote"))
    for entry in dict.fromkeys(level.source for level in catalog.levels.values()):
        yield UsedSource(catalog.source(entry), t("Umrisse der Gebiete"))
