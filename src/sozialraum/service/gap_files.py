"""Files of the gap analysis: reached and unreached persons per area with their assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sozialraum.analysis.network import Network
from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Cell, Column, Exhibit, TableData
from sozialraum.domain.gaps import AreaDemand, AreaReach, Coverage
from sozialraum.domain.status import Status
from sozialraum.errors import UnknownEntry
from sozialraum.export.exhibit import exhibit_file
from sozialraum.export.view import ExportFile
from sozialraum.language import n_, t
from sozialraum.render.cells import SOURCE, STATUS
from sozialraum.render.formats import number
from sozialraum.render.gap_words import question_line
from sozialraum.render.gaps import CAUTION
from sozialraum.service import gaps
from sozialraum.service.demand import demand, targets
from sozialraum.service.directory import directory
from sozialraum.service.gap_question import GapQuestion, read_question
from sozialraum.service.monitor import Monitor

KINDS = ("csv", "xlsx")
_COLUMNS = (
    Column(n_("Raumebene")),
    Column(n_("Schlüssel")),
    Column(n_("Gebiet")),
    Column(n_("Menschen der Zielgruppe"), numeric=True, decimals=1),
    Column(n_("davon erreicht"), numeric=True, decimals=1),
    Column(n_("davon nicht erreicht"), numeric=True, decimals=1),
    Column(n_("Anteil erreicht in %"), numeric=True, decimals=1),
    Column(STATUS),
    Column(n_("Stichtag")),
    Column(n_("Rechenweg")),
    Column(SOURCE),
)


def coverage_file(
    monitor: Monitor,
    held: frozenset[Role],
    query: Mapping[str, str],
    kind: str,
    network: Network | None = None,
) -> ExportFile:
    """The coverage of a question as CSV or XLSX; ``query`` are the parameters of the page.

    Persons are model values; unknown areas stay empty with the status UNKNOWN. Raises
    :class:`UnknownEntry` for another kind of file, and what the question raises.
    """
    if kind not in KINDS:
        raise UnknownEntry(t("Dieses Dateiformat gibt es nicht."), t("Es gibt csv und xlsx."))
    notices: list[str] = []
    question = read_question(monitor, held, query, notices, network=network is not None)
    return exhibit_file(coverage_exhibit(monitor, held, question, network, notices), kind)


def coverage_exhibit(
    monitor: Monitor,
    held: frozenset[Role],
    question: GapQuestion,
    network: Network | None = None,
    notices: list[str] | None = None,
) -> Exhibit:
    """The table of a question with its assumptions, sources and caveats."""
    found = gaps.coverage(
        monitor,
        question.target,
        question.walk,
        question.wanted,
        held,
        estimate=question.estimate,
        network=network,
    )
    asked = demand(monitor, question.target, estimate=question.estimate)
    title = {target.id: target.title for target in targets(monitor, held)}[question.target]
    proxy = monitor.catalog.indicator(question.estimate).name if question.estimate else ""
    sources = tuple(dict.fromkeys(area.source for area in asked.areas if area.source))
    dates = sorted({area.period for area in asked.areas if area.period})
    names = {service.id: service.name for service in directory(monitor, held)}
    undecided = "; ".join(names.get(id_, id_) for id_ in found.undecided)
    return Exhibit(
        page="angebote",
        id="abdeckung",
        title=t("Wer ist erreicht? {title}", title=title),
        reference=_between([period.label for period in dates]),
        sentence=_sentence(found),
        table=_table(monitor, found, asked.areas),
        sources=sources,
        notes=(
            *(notices or ()),
            question_line(question.walk, question.wanted, proxy),
            *(f"{name}: {text}" for name, text in found.assumptions.items()),
            *((t("Unentschieden: {services}.", services=undecided),) if undecided else ()),
            t(CAUTION),
        ),
    )


def _between(dates: list[str]) -> str:
    if len(dates) < 2:
        return "".join(dates)
    return t("{start} bis {end}", start=dates[0], end=dates[-1])


def _sentence(found: Coverage) -> str:
    demand_, reached = round(found.demand), round(found.reached)
    unknown = len(found.unknown_areas)
    return t(
        "Von {demand} Menschen in Gebieten mit bekannter Zahl sind {reached} "
        "erreicht und {missed} nicht erreicht. Gebiete ohne bekannte Zahl: "
        "{unknown}.",
        demand=number(demand_),
        reached=number(reached),
        missed=number(demand_ - reached),
        unknown=number(unknown),
    )


def _table(monitor: Monitor, found: Coverage, areas: tuple[AreaDemand, ...]) -> TableData:
    rows = tuple(_row(monitor, reach, area) for reach, area in zip(found.areas, areas, strict=True))
    return TableData(tuple(replace(column, title=t(column.title)) for column in _COLUMNS), rows)


def _row(monitor: Monitor, reach: AreaReach, area: AreaDemand) -> tuple[Cell, ...]:
    missed = None if reach.demand is None or reach.reached is None else reach.demand - reach.reached
    status = Status.ESTIMATED if area.estimate else Status.OK
    return (
        monitor.catalog.level(area.level).name,
        area.code,
        area.name,
        reach.demand,
        reach.reached,
        missed,
        None if reach.share is None else reach.share * 100,
        (Status.UNKNOWN if missed is None else status).label,
        area.period.label if area.period else "",
        area.estimate or area.note,
        area.source.citation if area.source else "",
    )
