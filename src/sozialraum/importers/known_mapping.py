"""Mappings of earlier years: which one fits a new file, and what of it has to change."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from sozialraum.catalog import Catalog
from sozialraum.domain.mapping import MappedColumn, TableMapping
from sozialraum.importers.headings import Heading, pattern
from sozialraum.importers.indicator_words import indicator_id

_PERIODS = re.compile(r"(?:_|^)(?:19|20)\d\d(?:_\d\d){0,2}(?=_|$)")


def find_known(headings: Sequence[Heading], known: Sequence[TableMapping]) -> TableMapping | None:
    """The latest mapping whose headings are the same, or differ only by years and dates.

    Columns may stand in another order, and there may be more or fewer columns of years.
    """
    titles = {heading.title for heading in headings}
    patterns = {pattern(title) for title in titles}
    same = [mapping for mapping in known if set(mapping.titles) == titles]
    alike = [mapping for mapping in known if {pattern(t) for t in mapping.titles} == patterns]
    return next(reversed(same or alike), None)


def carried_columns(mapping: TableMapping, headings: Sequence[Heading]) -> tuple[MappedColumn, ...]:
    """The columns of the mapping for the new headings, with the dates of these.

    Of several columns that differ only by their year the first belongs to the first.
    """
    by_title = {column.title: column for column in mapping.columns}
    alike: dict[str, list[MappedColumn]] = defaultdict(list)
    for column in mapping.columns:
        alike[pattern(column.title)].append(column)
    found = []
    for heading in headings:
        fitting = alike[pattern(heading.title)]
        column = by_title.get(heading.title) or fitting[0]
        if heading.title not in by_title and len(fitting) > 1:
            fitting.pop(0)
        period = heading.said.period if column.period else ""
        found.append(column.model_copy(update={"title": heading.title, "period": period}))
    return tuple(found)


def carried(
    mapping: TableMapping,
    headings: Sequence[Heading],
    header_rows: tuple[int, ...],
    period: str,
    catalog: Catalog,
) -> TableMapping:
    """The mapping of an earlier year for a new file. ``period`` is empty where nobody knows it.

    Indicators and sources that the catalogue has by now are left out, and so are corrections of
    values of another date.
    """
    one = bool(mapping.period)
    other_year = one and period != mapping.period
    return mapping.model_copy(
        update={
            "id": table_id(mapping.id, period) if one else mapping.id,
            "title": _dated(mapping.title, mapping.period, period),
            "header_rows": header_rows,
            "period": period if one else "",
            "columns": carried_columns(mapping, headings),
            "corrections": () if other_year else mapping.corrections,
            "indicators": tuple(i for i in mapping.indicators if i.id not in catalog.indicators),
            "sources": tuple(s for s in mapping.sources if s.id not in catalog.sources),
        }
    )


def table_id(name: str, period: str) -> str:
    """An id for mapping and table: the name without its dates, then the reference date.

    With it the table of the next year stands beside that of this year.
    """
    base = indicator_id(name)
    if period:
        base = _PERIODS.sub("", base).strip("_")
    if not base or base == "indikator" or base.isdigit():
        base = "tabelle"
    return f"{base}_{re.sub(r'[^0-9]+', '_', period)}" if period else base


def _dated(title: str, before: str, after: str) -> str:
    """The title with the year of the new date in place of the old one."""
    if not before or not after:
        return title
    return title.replace(before[:4], after[:4])
