"""Questions about the words of level and indicator columns that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from sozialraum.catalog import Catalog
from sozialraum.domain.imports import Question
from sozialraum.domain.mapping import ColumnRole
from sozialraum.importers.indicator_words import NEW, IndicatorWords
from sozialraum.importers.mapped_rows import MappedRows, lines_counted
from sozialraum.language import n_, t

_LEAVE = n_("nicht übernehmen")


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
                    "Welche Raumebene ist „{word}“ ({lines})?",
                    word=text,
                    lines=lines_counted(count),
                )
            else:
                choices = (*known.near(str(text)), (NEW, t("neuer Indikator")))
                words = t(
                    "Welcher Indikator ist „{word}“ ({lines})?",
                    word=text,
                    lines=lines_counted(count),
                )
            yield Question(topic, words, str(text), (*choices, ("", t(_LEAVE))))
        if len(open_) > most:
            words = t(
                "Spalte „{title}“: {count} weitere Wörter sind unbekannt.",
                title=column.title,
                count=len(open_) - most,
            )
            yield Question(topic, words, column.title)
