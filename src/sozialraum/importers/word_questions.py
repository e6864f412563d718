"""Questions about the words of level and indicator columns that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from sozialraum.catalog import Catalog
from sozialraum.domain.imports import Question
from sozialraum.domain.mapping import ColumnRole
from sozialraum.importers.indicator_words import NEW, IndicatorWords
from sozialraum.importers.mapped_rows import MappedRows, lines_counted
from sozialraum.language import t

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
                words = t(
                    "Welche Raumebene ist „{value}“ ({count})?",
                    value=text,
                    count=lines_counted(count),
                )
            else:
                choices = (*known.near(str(text)), (NEW, t("neuer Indikator")))
                words = t(
                    "Welcher Indikator ist „{value}“ ({count})?",
                    value=text,
                    count=lines_counted(count),
                )
            yield Question(topic, words, str(text), (*choices, _LEAVE))
        if len(open_) > most:
            words = t(
                "Spalte „{title}“: {open} weitere Wörter sind unbekannt.",
                title=column.title,
                open=len(open_) - most,
            )
            yield Question(topic, words, column.title)
