"""Statements and references as open tables: everything that was published, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.period import Period
from sozialraum.domain.views import Statement
from sozialraum.language import t
from sozialraum.render.cells import (
    CAVEAT,
    DEFINITION,
    PRIORITY,
    STATUS,
    SUBJECT,
    TOPIC,
    UNIT,
    VALUE,
    WORD,
    WORDING,
)
from sozialraum.render.exhibit_sentences import references_sentence, span, statements_sentence
from sozialraum.render.formats import enumeration, grouped
from sozialraum.service.exhibit_facts import (
    ABOUT,
    AREA,
    DATE,
    PLACE,
    SAID,
    Fact,
    Wanted,
    distinct,
    fact,
    reference_fact,
    sources_of,
    table,
    with_priority,
)

MOST_ROWS = 60
"""Indicators with more statements are whole maps; of them only the coarse levels are listed."""
_TITLES = (DATE, VALUE, UNIT, STATUS, WORD, PRIORITY, WORDING)


@dataclass(frozen=True)
class _About:
    """The statements about one area, with their rows."""

    indicator: Indicator
    level: str
    statements: tuple[Statement, ...]
    rows: tuple[Fact, ...]
    invented: bool


def statements(wanted: Wanted) -> Exhibit:
    """Every statement of the indicators and topics of a block, conflicting ones included."""
    shown: list[_About] = []
    elsewhere: list[Indicator] = []
    coarse = (wanted.monitor.catalog.city, wanted.monitor.catalog.district)
    for indicator in _indicators(wanted):
        found = list(_about(wanted, indicator))
        if sum(len(about.rows) for about in found) > MOST_ROWS:
            elsewhere.append(indicator)
            found = [about for about in found if about.level in coarse]
        shown += found
    facts = [row for about in shown for row in about.rows]
    said = [statement for about in shown for statement in about.statements]
    return Exhibit(
        page=wanted.page,
        id=wanted.block.id,
        title=wanted.block.title,
        reference=span([statement.period for statement in said]),
        sentence=statements_sentence(
            len(facts),
            len({about.indicator.id for about in shown}),
            sum(row.value is None for row in facts),
            sum(_conflicts(about) for about in shown),
        ),
        table=table(facts, SUBJECT, AREA, *ABOUT, *_TITLES, *SAID, DEFINITION, CAVEAT),
        sources=sources_of(facts),
        notes=distinct([_elsewhere(elsewhere)]),
        example=any(about.invented for about in shown),
        reading=wanted.block.reading,
        text=wanted.block.text,
    )


def references(wanted: Wanted) -> Exhibit:
    """Published figures about places outside the levels, in the order of their file."""
    catalog, places = wanted.monitor.catalog, wanted.block.places
    said = [r for r in catalog.references if not places or r.place in places]
    allowed = [r for r in said if not r.indicator or wanted.indicator(r.indicator)]
    periods = [Period(r.period) for r in allowed if r.period]
    facts = [
        reference_fact(r, catalog.source(r.source), Period(r.period).label if r.period else "")
        for r in allowed
    ]
    return Exhibit(
        page=wanted.page,
        id=wanted.block.id,
        title=wanted.block.title,
        reference=span(periods),
        sentence=references_sentence(
            len(facts),
            list(dict.fromkeys(row.place for row in facts)),
            sum(row.value is None for row in facts),
        ),
        table=table(facts, TOPIC, PLACE, *_TITLES, *SAID),
        sources=sources_of(facts),
        reading=wanted.block.reading,
        text=wanted.block.text,
    )


def _indicators(wanted: Wanted) -> Iterator[Indicator]:
    """Those that the block names, then those of its topics that no other block names."""
    catalog, block = wanted.monitor.catalog, wanted.block
    page = catalog.pages.get(wanted.page)
    others = [other for other in page.blocks if other.id != block.id] if page else []
    taken = {entry for other in others for entry in other.indicators}
    taken |= {series.indicator for other in others for series in other.series}
    of_topics = sorted(
        (i for i in catalog.indicators.values() if i.topic in block.topics and i.id not in taken),
        key=lambda i: (block.topics.index(i.topic), i.name.casefold()),
    )
    for entry in dict.fromkeys([*block.indicators, *(i.id for i in of_topics)]):
        indicator = wanted.indicator(entry)
        if indicator is not None:
            yield indicator


def _about(wanted: Wanted, indicator: Indicator) -> Iterator[_About]:
    catalog = wanted.monitor.catalog
    for level, code in wanted.monitor.spoken_of(indicator.id):
        if wanted.block.level not in ("", level):
            continue
        said = wanted.monitor.statements(indicator.id, level, code)
        name, of_level = catalog.area(level, code).name, catalog.level(level).name
        rows = with_priority([(s, fact(s, indicator, name, of_level, code)) for s in said])
        invented = (indicator.id, level, code) in wanted.invented
        yield _About(indicator, level, said, tuple(rows), invented)


def _conflicts(about: _About) -> int:
    """To how many facts about one area the publications contradict each other.

    Statements of one reference date speak of the same fact. Of a year (``Gründungsjahr``) all
    statements do, because there the reference date is the year itself.
    """
    by_fact: dict[str, list[Statement]] = {}
    for statement in about.statements:
        key = statement.period.code if grouped(about.indicator) else ""
        by_fact.setdefault(key, []).append(statement)
    return sum(_contradict(said) for said in by_fact.values())


def _contradict(said: Sequence[Statement]) -> bool:
    """A number and a wording without number count as contradicting each other as well."""
    return len({s.wording if s.value is None else s.value for s in said}) > 1


def _elsewhere(indicators: Sequence[Indicator]) -> str:
    if not indicators:
        return ""
    named = enumeration([i.short for i in indicators])
    return t("Weitere Gebiete: Karte ({indicators}).", indicators=named)
