"""Questions about the words of level and indicator columns that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from sozialraum.catalog import Catalog
from sozialraum.domain.imports import Question
from sozialraum.domain.mapping import ColumnRole
from sozialraum.importers.indicator_words import NEW, IndicatorWords
from sozialraum.importers.mapped_rows import MappedRows, lines_counted

_LEAVE = ("", "nicht übernehmen")


def word_questions(rows: MappedRows, catalog: Catalog, most: int = 20) -> Iterator[Question]:
    """Questions about words of the level and indicator columns that nobody knows."""
    known = IndicatorWords.of(catalog, rows.mapping.indicators)
    for role, topic, ids in (
        (ColumnRole.LEVEL, "ebene", rows.level),
        (ColumnRole.INDICATOR, "indikator", rows.indicator),
    ):
        column = rows.mapping.column(role)
        if column is None or column.title not in rows.columns:
            continue
        open_ = rows.columns[column.title][(ids == "") & ~rows.left_out].value_counts()
        for text, count in list(open_.items())[:most]:
            if topic == "ebene":
                choices = tuple((level.id, level.name) for level in rows.book.levels.values())
                words = f"Welche Raumebene ist „{text}“ ({lines_counted(count)})?"
            else:
                choices = (*known.near(str(text)), (NEW, "neuer Indikator"))
                words = f"Welcher Indikator ist „{text}“ ({lines_counted(count)})?"
            yield Question(topic, words, str(text), (*choices, _LEAVE))
        if len(open_) > most:
            words = f"Spalte „{column.title}“: {len(open_) - most} weitere Wörter sind unbekannt."
            yield Question(topic, words, column.title)
