"""The exhibits of theme pages: from blocks and a release to charts, tables and sentences.

Nothing here draws. An exhibit is immutable and may be shared between sessions; it holds only what
its reader may see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.themes import Block, BlockKind
from sozialraum.errors import UnknownEntry
from sozialraum.language import t
from sozialraum.service.exhibit_bars import bars
from sozialraum.service.exhibit_courses import course, index
from sozialraum.service.exhibit_facts import Place, Wanted
from sozialraum.service.exhibit_statements import references, statements
from sozialraum.service.monitor import Monitor
from sozialraum.service.visible import MONITORS

PUBLIC = frozenset({Role.PUBLIC})
_MAKERS: Mapping[BlockKind, Callable[[Wanted], Exhibit]] = MappingProxyType(
    {
        BlockKind.COURSE: course,
        BlockKind.INDEX: index,
        BlockKind.BARS: bars,
        BlockKind.STATEMENTS: statements,
        BlockKind.REFERENCES: references,
    }
)
EXHIBITED = frozenset(_MAKERS)
"""Kinds of blocks that are exhibits; maps, lists and texts are not."""
_CACHED = 1024


def page_exhibits(
    monitor: Monitor, page_id: str, held: frozenset[Role] = PUBLIC
) -> Mapping[str, Exhibit]:
    """Block id -> exhibit in the order of the page. Raises ``UnknownEntry`` for the page.

    Series, indicators and references that ``held`` may not see are left out.
    """
    blocks = monitor.catalog.page(page_id).blocks
    return MappingProxyType(
        {
            block.id: block_exhibit(monitor, page_id, block, held=held)
            for block in blocks
            if block.kind in EXHIBITED
        }
    )


def block_exhibit(
    monitor: Monitor,
    page_id: str,
    block: Block,
    *,
    held: frozenset[Role] = PUBLIC,
    highlight: str = "",
) -> Exhibit:
    """The exhibit of a block of a kind in :data:`EXHIBITED`.

    ``highlight`` is the code of an area that bars emphasise. The page need not be declared, unless
    the block takes in topics: then what its other blocks name is left out. Raises ``UnknownEntry``
    for a block of another kind.
    """
    if block.kind not in EXHIBITED:
        raise UnknownEntry(t("Die Darstellung „{id}“ gibt es nicht als Datei.", id=block.id))
    return _exhibits(monitor).get(page_id, block.model_dump_json(), held, highlight)


class _Exhibits:
    """The exhibits of one release, each made once. Keys are small values, results immutable."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self._invented = _invented(monitor)
        self.get = lru_cache(maxsize=_CACHED)(self._make)

    def _make(
        self, page_id: str, block_json: str, held: frozenset[Role], highlight: str
    ) -> Exhibit:
        block = Block.model_validate_json(block_json)
        wanted = Wanted(self._monitor, page_id, block, held, highlight, self._invented)
        return _MAKERS[block.kind](wanted)


@lru_cache(maxsize=MONITORS)
def _exhibits(monitor: Monitor) -> _Exhibits:
    """Made anew for every release; those of older ones are forgotten with their monitor."""
    return _Exhibits(monitor)


def _invented(monitor: Monitor) -> frozenset[Place]:
    """Indicator, level and area of all statements from tables of invented example data."""
    tables = [table.id for table in monitor.catalog.tables.values() if table.invented]
    if not tables:
        return frozenset()
    rows = monitor.release.observations
    rows = rows[rows["table"].isin(tables)]
    return frozenset(zip(rows["indicator"], rows["level"], rows["area"], strict=True))
