"""Lists of things as pages show them: who may see them, filters, table, state in a year."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sozialraum.catalog.catalog import suggestion
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.exhibits import Cell, Column, Exhibit, TableData
from sozialraum.domain.indicators import Source
from sozialraum.domain.period import Period
from sozialraum.domain.records import PHASE, ColumnType, ListColumn, Record, RecordList, State
from sozialraum.errors import SozialraumError, UnknownEntry
from sozialraum.importers.tables import parse_number
from sozialraum.language import t
from sozialraum.service.monitor import Monitor

__all__ = [
    "SEARCH", "State", "choices", "filter_records", "nearest_known", "records", "records_exhibit",
    "state_at", "timeline_span",
]  # fmt: skip

SEARCH = "suche"
"""Key of a filter that looks for words in all cells, unless a column has this name."""
YEARS = ("nutzung_ab", "nutzung_bis", "entwicklung_ab", "fertig", "fertig_geplant")
"""Keys of ``zeitleiste`` that name columns of years."""
_GOES_ON = {
    State.USE: {"in Nutzung"},
    State.CLOSED: {"geschlossen", "brach", "geschlossen oder brach"},
    State.DEVELOPMENT: {"in Entwicklung", "in Planung"},
}
"""Words of the phase of today with which the last state that is dated still holds."""


# -- reading and choosing ----------------------------------------------------------------------


def records(monitor: Monitor, list_id: str, held: frozenset[Role]) -> tuple[Record, ...]:
    """The entries of a published list, in the order of its file.

    Raises :class:`UnknownEntry` for a list that is not declared, and
    :class:`~sozialraum.errors.SozialraumError` where ``held`` may not see it, so that nobody takes
    a refusal for an empty list. Confidential lists are in no release; they are read with
    :func:`sozialraum.publish.lists.confidential_records`.
    """
    declared = monitor.catalog.records(list_id)
    if declared.confidential or not may_see(declared.roles, held):
        raise SozialraumError(
            t("Das Verzeichnis „{title}“ ist hier nicht freigegeben.", title=declared.title),
            t("Mit einer berechtigten Rolle anmelden."),
        )
    return monitor.release.records(list_id)


def filter_records(
    found: Sequence[Record],
    declared: RecordList,
    chosen: Mapping[str, str | Collection[str]],
) -> tuple[Record, ...]:
    """The entries that fit every choice, in their order.

    ``chosen`` maps a column to one value or to several of which one must fit; nothing chosen
    restricts nothing. A column of several texts fits with one of them. The key ``suche`` asks for
    entries in whose cells all its words occur, whatever their case. Raises :class:`UnknownEntry`
    for a column that is not declared.
    """
    columns = {column.column: column for column in declared.columns}
    kept = list(found)
    for name, wanted in chosen.items():
        values = {wanted} if isinstance(wanted, str) else set(wanted)
        values.discard("")
        if name in columns:
            column = columns[name]
            kept = [r for r in kept if not values or values & set(_values(r, column))]
        elif name == SEARCH:
            words = [_folded(word) for value in values for word in value.split()]
            texts = [(r, _folded(" ".join(r.cells.values()))) for r in kept]
            kept = [r for r, text in texts if all(word in text for word in words)]
        else:
            what = t(
                "Die Spalte „{name}“ gehört nicht zu „{title}“.", name=name, title=declared.title
            )
            raise UnknownEntry(
                what, suggestion(name, {c.column: c.title for c in columns.values()})
            )
    return tuple(kept)


def choices(found: Sequence[Record], declared: RecordList) -> dict[str, tuple[str, ...]]:
    """The values that occur, per filterable column: numbers by size, texts as in a German index.

    Columns without any value are left out.
    """
    offered = {}
    for column in declared.columns:
        if column.filterable:
            values = {value for record in found for value in _values(record, column)}
            if values:
                offered[column.column] = tuple(sorted(values, key=lambda v: _order(v, column)))
    return offered


def _values(record: Record, column: ListColumn) -> tuple[str, ...]:
    if column.type is ColumnType.MANY:
        return record.many(column.column)
    text = record.cells.get(column.column, "")
    return (text,) if text else ()


def _order(value: str, column: ListColumn) -> tuple[float, str, str]:
    number = parse_number(value) if column.type in _NUMERIC else 0.0
    return number, _folded(value), value


def _folded(text: str) -> str:
    """Text for comparison and order: case and accents do not count, ß is ss (DIN 5007-1)."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


# -- as an exhibit -----------------------------------------------------------------------------

_NUMERIC = {ColumnType.NUMBER, ColumnType.YEAR}
_FREE = {ColumnType.TEXT, ColumnType.MANY}


def records_exhibit(
    declared: RecordList,
    found: Sequence[Record],
    *,
    page: str,
    id_: str,
    sources: Sequence[Source],
) -> Exhibit:
    """A list as table and sentence.

    The columns of the short list (``in_liste``) and the title are on the screen, all others go into
    files only, so that nothing that was published is lost in a download. ``sources`` are those of
    the list; sources of single entries stand in its columns. An empty cell means that nothing is
    published.
    """
    columns = [_column(column, declared, found) for column in declared.columns]
    rows = tuple(tuple(_cell(r, c, declared) for c in declared.columns) for r in found)
    shown = [n for n, column in enumerate(columns) if not column.export_only]
    gaps = any(row[n] in {None, ""} for row in rows for n in shown)
    return Exhibit(
        page=page,
        id=id_,
        title=declared.title,
        reference=t("ohne gemeinsamen Stichtag"),
        sentence=_sentence(found),
        table=TableData(tuple(columns), rows),
        sources=tuple(sources),
        notes=(t("Leere Felder: Dazu ist nichts veröffentlicht."),) if gaps else (),
        reading=declared.caveat,
    )


def _sentence(found: Sequence[Record]) -> str:
    if not found:
        return t("Das Verzeichnis hat hier keinen Eintrag.")
    placed = sum(record.latitude is not None for record in found)
    entries = t("1 Eintrag") if len(found) == 1 else t("{n} Einträge", n=len(found))
    return (
        t(
            "{entries}, davon {placed} mit einem Punkt auf der Karte.",
            entries=entries,
            placed=placed,
        )
        if placed
        else f"{entries}."
    )


def _column(column: ListColumn, declared: RecordList, found: Sequence[Record]) -> Column:
    texts = [record.cells.get(column.column, "") for record in found]
    decimals = max((len(text.partition(",")[2]) for text in texts), default=0)
    return Column(
        title=f"{column.title} ({column.unit})" if column.unit else column.title,
        numeric=column.type in _NUMERIC,
        decimals=decimals if column.type is ColumnType.NUMBER else 0,
        grouped=column.type is not ColumnType.YEAR,
        export_only=not column.listed and column.column != declared.title_column,
        published=column.type in _FREE and all(declared.said(text) == text for text in texts),
    )


def _cell(record: Record, column: ListColumn, declared: RecordList) -> Cell:
    text = record.cells.get(column.column, "")
    if column.type in _NUMERIC:
        return parse_number(text) if text else None
    dated = text and column.type is ColumnType.DATE
    return Period(text).label if dated else declared.said(text)


# -- over time ---------------------------------------------------------------------------------


def state_at(record: Record, declared: RecordList, year: int, *, until: int | None = None) -> State:
    """The state of a record in a year, as far as it is published.

    The columns of ``zeitleiste`` are read in this order; the first rule that fits holds:

    1. from ``fertig`` on: *fertig*;
    2. from ``fertig_geplant`` on: *geplant*, never *fertig*; but *in Entwicklung* where that has
       begun and is known to take longer, by a later ``fertig`` or by the phase of today;
    3. from ``entwicklung_ab`` on: *in Entwicklung*, up to ``fertig``;
    4. after ``nutzung_bis``: *geschlossen*, up to ``entwicklung_ab`` or ``fertig``;
    5. from ``nutzung_ab`` to ``nutzung_bis``, both included: *in Nutzung*;
    6. else *unbekannt*.

    Nothing is carried into the open. Of a use whose beginning is not published only the year
    ``nutzung_bis`` is known. A state whose end is not published, and after which nothing else is
    dated, holds beyond its first year only where the phase of today says so (column ``phase`` of
    ``zeitleiste``; without such a column it goes on), and not after ``until``, by default this
    year. A site that is *abgeschlossen* today, without a published year, is thus *unbekannt*
    after the start of its development, not for ever *in Entwicklung*.
    """
    begun, ended, developed, done, planned = (_year(record, declared, key) for key in YEARS)
    going = _goes_on(record, declared, year, until)
    if done is not None and year >= done:
        return State.DONE
    if planned is not None and year >= planned:
        longer = done is not None or (PHASE in declared.timeline and State.DEVELOPMENT in going)
        developing = longer and developed is not None and year >= developed
        return State.DEVELOPMENT if developing else State.PLANNED
    lasting = done is not None or year == developed or State.DEVELOPMENT in going
    if developed is not None and year >= developed and lasting:
        return State.DEVELOPMENT
    if ended is not None and year > ended:
        between = done is not None or (developed is not None and year < developed)
        return State.CLOSED if between or State.CLOSED in going else State.UNKNOWN
    if ended is not None:
        known = year == ended if begun is None else year >= begun
        return State.USE if known else State.UNKNOWN
    if begun is not None and year >= begun:
        last = all(other is None or other <= begun for other in (developed, done, planned))
        return State.USE if year == begun or (last and State.USE in going) else State.UNKNOWN
    return State.UNKNOWN


def _year(record: Record, declared: RecordList, key: str) -> int | None:
    return record.year(declared.timeline.get(key, ""))


def _goes_on(
    record: Record, declared: RecordList, year: int, until: int | None
) -> frozenset[State]:
    """States that still hold in a year although their end is not published."""
    if year > (date.today().year if until is None else until):
        return frozenset()
    column = declared.timeline.get(PHASE)
    if not column:
        return frozenset(_GOES_ON)
    phase = record.cells.get(column, "")
    return frozenset(state for state, words in _GOES_ON.items() if phase in words)


def timeline_span(found: Sequence[Record], declared: RecordList) -> tuple[int, int] | None:
    """First and last year that a list names, plans included; None where it names none."""
    years = [y for r in found for key in YEARS if (y := _year(r, declared, key)) is not None]
    return (min(years), max(years)) if years else None


def nearest_known(
    record: Record, declared: RecordList, year: int, *, until: int | None = None
) -> tuple[State, int] | None:
    """The nearest year with a known state (of two the earlier one) and that state.

    It is ``year`` itself where its state is known, and None where no year has one.
    """
    last = date.today().year if until is None else until
    named = [y for key in YEARS if (y := _year(record, declared, key)) is not None]
    candidates = {year} | {n + step for n in (*named, last) for step in (-1, 0, 1)}
    for candidate in sorted(candidates, key=lambda n: (abs(n - year), n)):
        state = state_at(record, declared, candidate, until=last)
        if state is not State.UNKNOWN:
            return state, candidate
    return None
