"""From a raw table to a proposal of its mapping, and what only a person can answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sozialraum.catalog import Catalog
from sozialraum.domain.imports import Question
from sozialraum.domain.indicators import Indicator, Quality, TableForm
from sozialraum.domain.mapping import ColumnRole, TableMapping
from sozialraum.importers import signs as sign_words
from sozialraum.importers.column_forms import settle_dates, settle_numbers
from sozialraum.importers.column_roles import Roles, find_roles
from sozialraum.importers.indicator_proposal import IndicatorProposal, propose_indicators
from sozialraum.importers.indicator_words import IndicatorWords, new_indicator
from sozialraum.importers.key_column import KeyCandidate
from sozialraum.importers.known_mapping import carried, table_id
from sozialraum.importers.looked_at import LookedAt
from sozialraum.importers.mapped_rows import MappedRows, read_rows
from sozialraum.importers.mapped_values import found_signs
from sozialraum.importers.raw import RawTable
from sozialraum.importers.row_areas import AreaBook, RowFound
from sozialraum.importers.signs import SignFound
from sozialraum.importers.table_hints import Hints, file_stem, find_source, period_question
from sozialraum.importers.word_questions import word_questions
from sozialraum.language import t

_LONG_ROLES = {ColumnRole.PERIOD, ColumnRole.INDICATOR, ColumnRole.LEVEL}
_NUMERIC = {ColumnRole.VALUE, ColumnRole.NUMERATOR, ColumnRole.DENOMINATOR}


@dataclass(frozen=True)
class Proposal:
    """What a table was understood as.

    ``mapping`` is complete but for the ``questions``; :func:`sozialraum.importers.answers.answer`
    puts an answer into it. ``notes`` say in German what was understood, decided or left out.
    ``signs`` are all signs with their counts, ``totals`` the total rows, ``subtotals`` rows of
    other levels, ``suggestions`` the nearest area (``code name``) per key without area. ``keys``
    are all columns that could be the key, the best first. ``drafts`` are new indicators by heading
    or word (empty for the whole table), where none of the catalogue fits. ``known`` is the id of
    the mapping that was taken over, or empty. ``hints`` are the words of the file on source,
    licence and date.
    """

    mapping: TableMapping
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    signs: tuple[SignFound, ...]
    totals: tuple[RowFound, ...]
    subtotals: tuple[RowFound, ...]
    suggestions: dict[str, str]
    hints: Hints
    keys: tuple[KeyCandidate, ...] = ()
    drafts: dict[str, Indicator] = field(default_factory=dict)
    known: str = ""


def propose(
    raw: RawTable,
    catalog: Catalog,
    name: str,
    known: Sequence[TableMapping],
    *,
    header_rows: tuple[int, ...] = (),
) -> Proposal:
    """Understand a table. Nothing is guessed: what two readings allow becomes a question.

    ``name`` is the name of the file; ``known`` are mappings used before, the latest last: one whose
    headings fit is taken over with the new reference date. ``header_rows`` replaces the heading
    rows that would be found (the answer to a question about them).
    """
    look = LookedAt.at(raw, name, AreaBook.of(catalog).is_area, known, header_rows)
    made = _Made()
    if not look.sure:
        made.questions.append(_header_question(look))
    if look.known is not None:
        mapping = _carried(made, look, look.known, catalog)
    else:
        mapping = _new(made, look, name, catalog)
    rows = read_rows(raw, mapping, catalog)
    signs = found_signs(rows)
    chosen = look.known.signs if look.known else {}
    mapping = mapping.model_copy(update={"signs": _signs(signs, chosen)})
    asked = list(word_questions(rows, catalog))
    made.questions += asked
    made.drafts |= _word_drafts(asked, mapping, catalog)
    made.questions += sign_words.questions(signs, chosen)
    totals, others, suggestions = _rows(rows)
    return Proposal(
        mapping=mapping,
        questions=tuple(dict.fromkeys(made.questions)),
        notes=tuple(dict.fromkeys([*_around(look), *made.notes, *rows.remarks])),
        signs=signs,
        totals=totals,
        subtotals=others,
        suggestions=suggestions,
        hints=look.hints,
        keys=made.keys,
        drafts=made.drafts,
        known=look.known.id if look.known else "",
    )


@dataclass
class _Made:
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    keys: tuple[KeyCandidate, ...] = ()
    drafts: dict[str, Indicator] = field(default_factory=dict)


def _new(made: _Made, look: LookedAt, name: str, catalog: Catalog) -> TableMapping:
    """A mapping for a table that nobody has brought before."""
    found = find_roles(look.headings, look.columns, look.cells, catalog, AreaBook.of(catalog))
    made.questions += found.key.questions
    made.notes += found.notes
    made.keys = found.key.candidates
    roles = {h.title: found.roles[h.position] for h in look.headings}
    numbers = [title for title, role in roles.items() if role in _NUMERIC]
    dates = [title for title, role in roles.items() if role is ColumnRole.PERIOD]
    forms = settle_numbers(look.by_title(numbers), look.native(numbers), {})
    dated = settle_dates(look.by_title(dates))
    indicators = _indicators(made, look, roles, forms.numbers, catalog, found)
    for part in (forms, dated):
        made.questions += part.questions
        made.notes += part.notes
    values = [title for title, role in roles.items() if role is ColumnRole.VALUE]
    open_ = not dates and (not values or any(not indicators.columns[t][1] for t in values))
    period = _period(made, look) if open_ else ""
    named = [indicator for indicator, _ in indicators.columns.values()]
    source, asked = find_source(look.hints, catalog, [*named, indicators.table])
    if ColumnRole.SOURCE not in roles.values():
        made.questions += asked
    columns = []
    for title, role in roles.items():
        entry: dict[str, Any] = {"title": title, "role": role}
        if role in _NUMERIC:
            entry["number_form"] = forms.numbers[title]
        if role is ColumnRole.PERIOD:
            entry["date_form"] = dated.dates[title]
        if role is ColumnRole.VALUE:
            entry["indicator"], entry["period"] = indicators.columns[title]
        columns.append(entry)
    return TableMapping.model_validate(
        {
            "id": table_id(file_stem(name), period),
            "title": look.hints.title,
            "form": TableForm.LONG if _LONG_ROLES & set(roles.values()) else TableForm.WIDE,
            "sheet": look.raw.sheet,
            "header_rows": look.header_rows,
            "level": "" if ColumnRole.LEVEL in roles.values() else found.key.level,
            "period": period,
            "indicator": indicators.table,
            "source": source,
            "quality": catalog.sources[source].quality if source else Quality.OFFICIAL,
            "columns": columns or [{"title": "Spalte 1", "role": ColumnRole.IGNORED}],
        }
    )


def _indicators(
    made: _Made,
    look: LookedAt,
    roles: dict[str, ColumnRole],
    forms: dict[str, Any],
    catalog: Catalog,
    found: Roles,
) -> IndicatorProposal:
    """Indicators of the value columns; none where another column names them."""
    values = [h for h in look.headings if roles[h.title] is ColumnRole.VALUE]
    if not values:
        text = t("Keine Spalte enthält Zahlen. Gehört die Datei hierher?")
        made.notes.append(text)
    if not values or ColumnRole.INDICATOR in roles.values():
        return IndicatorProposal({h.title: ("", "") for h in values})
    levels = (found.key.level,) if found.key.level else tuple(catalog.levels)
    words = IndicatorWords.of(catalog)
    proposed = propose_indicators(look, values, forms, words, levels)
    if ColumnRole.PERIOD in roles.values():
        proposed.columns = {title: (i, "") for title, (i, _) in proposed.columns.items()}
    made.questions += proposed.questions
    made.notes += proposed.notes
    made.drafts = proposed.drafts
    return proposed


def _carried(made: _Made, look: LookedAt, known: TableMapping, catalog: Catalog) -> TableMapping:
    """The mapping of an earlier year; forms are looked at again, the date is new."""
    period = _period(made, look) if known.period else ""
    mapping = carried(known, look.headings, look.header_rows, period, catalog)
    numeric = [c for c in mapping.columns if c.role in _NUMERIC]
    titles = [column.title for column in numeric]
    before = {column.title: column.number_form for column in numeric}
    forms = settle_numbers(look.by_title(titles), look.native(titles), before)
    made.notes += forms.notes
    made.notes.append(t("Gelesen wie „{title}“.", title=known.title))
    if period and period == known.period:
        made.notes.append(t("Der Stichtag ist derselbe wie beim letzten Mal."))
    columns = tuple(
        column.model_copy(
            update={"number_form": forms.numbers.get(column.title, column.number_form)}
        )
        for column in mapping.columns
    )
    return mapping.model_copy(update={"columns": columns, "sheet": look.raw.sheet})


def _period(made: _Made, look: LookedAt) -> str:
    """The reference date that the words around the table name; several or none are asked."""
    hints = look.hints
    if len(hints.periods) == 1:
        made.notes.append(
            t(
                "Der Stichtag {period} steht hier: {place}.",
                period=hints.periods[0],
                place=hints.place,
            )
        )
        return hints.periods[0]
    made.questions.append(period_question(hints))
    return ""


def _signs(found: Sequence[SignFound], chosen: dict[str, str]) -> dict[str, str]:
    """Signs of the table; where „-“ means nothing, „0“ means less than half a unit."""
    signs = sign_words.proposed(found) | dict(chosen)
    if any(status == "ok" for status in signs.values()):
        signs.setdefault("0", "ok")
    return signs


def _word_drafts(
    asked: Sequence[Question], mapping: TableMapping, catalog: Catalog
) -> dict[str, Indicator]:
    """New indicators for the words of the indicator column that nobody knows."""
    drafts: dict[str, Indicator] = {}
    for question in asked:
        if question.topic == "indikator" and question.column not in mapping.titles:
            taken = [*catalog.indicators, *(draft.id for draft in drafts.values())]
            levels = (mapping.level,) if mapping.level else tuple(catalog.levels)
            word = question.column
            drafts[word] = new_indicator(word, "", levels, mapping.source, taken=taken)
    return drafts


def _header_question(look: LookedAt) -> Question:
    text = t("Welche Zeile enthält die Überschriften? Ohne Kopfzeile bitte eine ergänzen.")
    first = look.raw.cells.head(5)
    choices = tuple(
        (
            str(n),
            t(
                "Zeile {line}: {cells}",
                line=look.raw.lines[n],
                cells=" | ".join(cell for cell in first.iloc[n] if cell)[:60],
            ),
        )
        for n in range(len(first))
    )
    return Question("kopfzeilen", text, choices=choices)


def _around(look: LookedAt) -> list[str]:
    """What the file says besides the table."""
    notes = list(look.raw.notes)
    if look.body.repeated:
        lines = ", ".join(str(line) for line in look.body.repeated[:5])
        notes.append(t("Die Kopfzeile steht noch einmal in Zeile {lines}.", lines=lines))
    return notes + [
        t("Anmerkung in Zeile {line}: {note}", line=line, note=text)
        for line, text in look.body.notes
    ]


def _rows(
    rows: MappedRows,
) -> tuple[tuple[RowFound, ...], tuple[RowFound, ...], dict[str, str]]:
    """Total rows, rows of other levels, and suggestions for keys without area."""
    totals, others, suggestions = [], [], {}
    for here, found in rows.areas.values():
        match = found.match
        for position, another in enumerate(found.others):
            key = match.keys[position]
            line = int(rows.lines[here[position]])
            if another is not None:
                others.append(RowFound(line, key, *another))
            elif found.total[position]:
                totals.append(RowFound(line, key))
            elif match.suggestions[position] and key not in rows.mapping.excluded:
                suggestions[key] = match.suggestions[position]
    return tuple(totals), tuple(others), suggestions
