"""A list as its table and its files show it: the filter of the address, the chosen entries.

Nothing is drawn here: routes of files use it as well as pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.records import Record, RecordList
from sozialraum.domain.themes import Block
from sozialraum.service import Monitor
from sozialraum.service.records import SEARCH, filter_records, records, records_exhibit


def parse_filter(text: str, declared: RecordList) -> dict[str, str]:
    """``stand=geplant&suche=Hafen`` -> column or ``suche`` to value; unknown ones are dropped."""
    known = {column.column for column in declared.columns if column.filterable} | {SEARCH}
    return {name: value for name, value in parse_qsl(text) if name in known}


def list_exhibit(
    monitor: Monitor, declared: RecordList, found: Sequence[Record], page: str, block: Block
) -> Exhibit:
    """The table of a list under the title of its block, with the source of the list."""
    sources = (monitor.catalog.source(declared.source),)
    exhibit = records_exhibit(declared, found, page=page, id_=block.id, sources=sources)
    return replace(exhibit, title=block.title)


def block_records(
    monitor: Monitor, held: frozenset[Role], page: str, block: Block, text: str
) -> Exhibit:
    """The list of a block as its files carry it; ``text`` is the filter of the address."""
    declared = monitor.catalog.records(block.records)
    entries = filter_records(records(monitor, declared.id, held), declared, dict(block.filter))
    found = filter_records(entries, declared, parse_filter(text, declared))
    return list_exhibit(monitor, declared, found, page, block)
