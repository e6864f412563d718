"""The entries of a list on the map, told apart by their stage; a click chooses one."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.domain.layers import Precision
from sozialraum.domain.records import ColumnType, Record, RecordList
from sozialraum.language import t
from sozialraum.render.timeline import StateLook, Things
from sozialraum.web.address import Address
from sozialraum.web.engine_map import show_things
from sozialraum.web.guard import Visit

HEIGHT = 420
_SIGNS = (
    ("#0f6f83", "kreis"),
    ("#b0620d", "dreieck"),
    ("#4b3f93", "quadrat"),
    ("#2c5f8a", "raute"),
    ("#1f6b66", "dreieck"),
    ("#5b6670", "quadrat"),
    ("#8a4a05", "raute"),
    ("#7a2f5d", "kreis"),
)


def records_map(
    visit: Visit, declared: RecordList, found: Sequence[Record], chosen: str, address: Address
) -> None:
    """Map of the entries that have a point; nothing where none has."""
    if not any(record.latitude is not None for record in found):
        return
    show_things(
        visit,
        _things(declared, found),
        key=f"{address.page}_{declared.id}_karte",
        height=HEIGHT,
        chosen=chosen,
        source=visit.live.monitor.catalog.source(declared.source).citation,
        address=address,
    )


def _things(declared: RecordList, found: Sequence[Record]) -> Things:
    """The entries by their stage: the last filter with fixed words; the rarest share one sign."""
    choices = [c for c in declared.columns if c.type is ColumnType.CHOICE and c.filterable]
    column = choices[-1] if choices else None
    words = [record.cells.get(column.column, "") if column else "" for record in found]
    by_number = sorted(set(words) - {""}, key=lambda word: (-words.count(word), word))
    named = by_number[: len(_SIGNS)]
    rest = [StateLook(t("andere"), "#55606b", "kreis")] if len(by_number) > len(named) else []
    said = [declared.said(word) for word in named]
    looks = [StateLook(word, *sign) for word, sign in zip(said, _SIGNS, strict=False)]
    looks += [*rest, StateLook(t("ohne Angabe"), "#77828c", "kreis", hollow=True)]

    def state(record: Record, _year: int) -> int:
        word = record.cells.get(column.column, "") if column else ""
        if not word:
            return len(looks) - 1
        return named.index(word) if word in named else len(named)

    shown = [c for c in declared.columns if c.listed and c is not column][:3]
    return Things(
        id=declared.id,
        name=declared.title,
        records=found,
        looks=looks,
        state=state,
        fields=[(c.column, c.title) for c in shown],
        said=declared.said,
        precision=lambda record: Precision(record.cells.get("genauigkeit") or "unbekannt").label,
    )
