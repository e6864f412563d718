"""What a person answered, put into the mapping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sozialraum.domain.imports import Question
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.mapping import ColumnRole, DateForm, MappedColumn, NumberForm, TableMapping
from sozialraum.errors import UnreadableInput
from sozialraum.importers.date_form import to_code
from sozialraum.importers.indicator_words import NEW
from sozialraum.importers.known_mapping import table_id
from sozialraum.language import t


def answer(
    mapping: TableMapping, question: Question, value: str, draft: Indicator | None = None
) -> TableMapping:
    """The mapping with the answer ``value`` (a choice of the question, or free text).

    ``draft`` is the new indicator where the answer to a question about one is ``neu``; its source
    is that of the table unless it has one. A new source is put into ``sources`` of the mapping
    first; the answer is then its id. An answer about the heading rows changes only these: propose
    again with them. Raises :class:`UnreadableInput` for an answer that means nothing.
    """
    answering = _ANSWERS.get(question.topic)
    if answering is None:
        raise UnreadableInput(t("Zu „{topic}“ gibt es keine Antwort.", topic=question.topic))
    try:
        return answering(_Answer(mapping, question.column, value.strip(), draft))
    except ValueError as error:
        what = t("„{value}“ ist hier keine Antwort.", value=value)
        raise UnreadableInput(what, t("Einen der Vorschläge wählen.")) from error


@dataclass(frozen=True)
class _Answer:
    mapping: TableMapping
    column: str
    value: str
    draft: Indicator | None

    @property
    def of_column(self) -> bool:
        """True where the question is about a column, and not about a word within one."""
        return self.column in self.mapping.titles

    def changed(self, **values: object) -> TableMapping:
        return self.mapping.model_copy(update=values)

    def columns(self, change: Callable[[MappedColumn], dict[str, object]]) -> TableMapping:
        """Change the column of the question."""
        found = tuple(
            column.model_copy(update=change(column)) if column.title == self.column else column
            for column in self.mapping.columns
        )
        return self.changed(columns=found)


def _number_form(given: _Answer) -> TableMapping:
    form = NumberForm(given.value)
    return given.columns(lambda _: {"number_form": form})


def _date_form(given: _Answer) -> TableMapping:
    form = DateForm(given.value)
    return given.columns(lambda _: {"date_form": form})


def _scale(given: _Answer) -> TableMapping:
    factor = float(given.value)
    if not factor > 0:
        raise ValueError(given.value)
    return given.columns(lambda _: {"scale": factor})


def _level(given: _Answer) -> TableMapping:
    if given.of_column or not given.column:
        new = tuple(
            entry.model_copy(update={"levels": (given.value,)})
            for entry in given.mapping.indicators
        )
        return given.changed(level=given.value, indicators=new)
    return given.changed(level_words={**given.mapping.level_words, given.column: given.value})


def _key(given: _Answer) -> TableMapping:
    if given.value not in given.mapping.titles:
        raise ValueError(given.value)
    columns = []
    for column in given.mapping.columns:
        if column.title == given.value:
            columns.append(column.model_copy(update={"role": ColumnRole.KEY}))
        elif column.role is ColumnRole.KEY:
            columns.append(column.model_copy(update={"role": ColumnRole.IGNORED}))
        else:
            columns.append(column)
    return given.changed(columns=tuple(columns))


def _indicator(given: _Answer) -> TableMapping:
    mapping, value = given.mapping, given.value
    if value == NEW:
        if given.draft is None:
            raise ValueError(value)
        levels = (mapping.level,) if mapping.level else given.draft.levels
        source = given.draft.source or mapping.source
        new = given.draft.model_copy(update={"source": source, "levels": levels})
        value = new.id
        others = tuple(entry for entry in mapping.indicators if entry.id != new.id)
        mapping = mapping.model_copy(update={"indicators": (*others, new)})
    given = _Answer(mapping, given.column, value, given.draft)
    if not given.column:
        return given.changed(indicator=value)
    if not given.of_column:
        return given.changed(indicator_words={**mapping.indicator_words, given.column: value})
    role = ColumnRole.VALUE if value else ColumnRole.IGNORED
    return given.columns(lambda _: {"indicator": value, "role": role})


def _period(given: _Answer) -> TableMapping:
    code = to_code(given.value)
    if given.of_column:
        return given.columns(lambda _: {"period": code})
    return given.changed(period=code, id=table_id(given.mapping.id, code))


def _source(given: _Answer) -> TableMapping:
    """The source of the table, and of its new indicators that have none."""
    if not given.value or given.value == NEW:
        raise ValueError(given.value)  # a new source is put into the mapping under its own id
    indicators = tuple(
        entry if entry.source else entry.model_copy(update={"source": given.value})
        for entry in given.mapping.indicators
    )
    return given.changed(source=given.value, indicators=indicators)


def _header(given: _Answer) -> TableMapping:
    rows = tuple(sorted(int(part) for part in given.value.split(",")))
    return given.changed(header_rows=rows)


def _sign(given: _Answer) -> TableMapping:
    return given.changed(signs={**given.mapping.signs, given.column: given.value})


_ANSWERS: dict[str, Callable[[_Answer], TableMapping]] = {
    "zahlenform": _number_form,
    "datumsform": _date_form,
    "faktor": _scale,
    "ebene": _level,
    "schluessel": _key,
    "indikator": _indicator,
    "stichtag": _period,
    "quelle": _source,
    "kopfzeilen": _header,
    "zeichen": _sign,
}
