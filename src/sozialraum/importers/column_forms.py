"""Number and date forms of the columns of a table, and what only a person can decide about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sozialraum.domain.imports import Question
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.mapping import DateForm, NumberForm
from sozialraum.importers.cell_values import Distinct
from sozialraum.importers.date_form import find_form as find_date_form
from sozialraum.importers.date_form import to_code
from sozialraum.importers.number_form import NumberFinding, find_form, reading, values
from sozialraum.language import n_, t
from sozialraum.render.formats import number

_DATES = 20_000
"""Different dates that are looked at to find their form."""
_SHARES = 5
"""Values that a column must have to look like shares of 1."""

_WRITTEN = {
    NumberForm.GERMAN: n_("{example} (deutsch geschrieben)"),
    NumberForm.ENGLISH: n_("{example} (englisch geschrieben)"),
}


@dataclass
class Forms:
    """What was settled, by title of the column."""

    numbers: dict[str, NumberForm] = field(default_factory=dict)
    dates: dict[str, DateForm] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def settle_numbers(
    columns: Mapping[str, Distinct], native: frozenset[str], before: Mapping[str, NumberForm]
) -> Forms:
    """The number form of every column.

    ``native`` are columns whose numbers came as numbers of a workbook; they are never ambiguous.
    ``before`` are the forms of a mapping used before; they decide where the cells do not.
    """
    findings = {
        title: NumberFinding() if title in native else find_form(cells.cells, cells.counts)
        for title, cells in columns.items()
    }
    said = {finding.says for finding in findings.values()} - {None}
    forms = Forms()
    for title, finding in findings.items():
        form = finding.form
        if finding.mixed:
            forms.notes.append(
                t(
                    "Spalte „{title}“ mischt deutsche ({german}) und englische ({english}) Zahlen.",
                    title=title,
                    german=finding.german,
                    english=finding.english,
                )
            )
        if form is None and title in before:
            form = before[title]
        elif form is None and len(said) == 1:
            (form,) = said
            assert form is not None
            note = n_("Spalte „{title}“: Zahlen gelesen wie in den anderen Spalten ({label}).")
            forms.notes.append(t(note, title=title, label=form.label))
        elif form is None:
            forms.questions.append(_number_question(title, finding))
        forms.numbers[title] = form or NumberForm.GERMAN
    return forms


def _number_question(title: str, finding: NumberFinding) -> Question:
    """Shows what one of the cells would be in either form."""
    text = t("Spalte „{title}“: Was bedeutet „{example}“?", title=title, example=finding.example)
    choices = tuple(
        (
            form.value,
            t(_WRITTEN[form], example=_shown(reading(finding.example, form))),
        )
        for form in NumberForm
    )
    return Question("zahlenform", text, title, choices)


def _shown(value: float) -> str:
    return number(value, 0 if value.is_integer() else 3)


def settle_dates(columns: Mapping[str, Distinct]) -> Forms:
    """The date form of every column of reference dates."""
    forms = Forms()
    for title, cells in columns.items():
        finding = find_date_form(text for text in cells.texts.head(_DATES).tolist() if text)
        if finding.mixed:
            forms.notes.append(t("Spalte „{title}“ mischt Tag/Monat und Monat/Tag.", title=title))
        if finding.form is None:
            choices = tuple(
                (form.value, f"{to_code(finding.example, form)} ({form.value})")
                for form in (DateForm.BRITISH, DateForm.AMERICAN)
            )
            text = t(
                "Spalte „{title}“: Welcher Tag ist „{example}“?",
                title=title,
                example=finding.example,
            )
            forms.questions.append(Question("datumsform", text, title, choices))
        forms.dates[title] = finding.form or DateForm.BRITISH
    return forms


def scale_question(
    title: str, cells: Distinct, form: NumberForm, indicator: Indicator
) -> Question | None:
    """Asks whether the shares of a column are of 1 where percent is expected."""
    if indicator.unit != "%":
        return None
    found = values(cells.cells, form)
    found = found[~np.isnan(found)]
    if len(found) < _SHARES or np.abs(found).max() > 1 or not (found % 1).any():
        return None
    text = t(
        "Spalte „{title}“: Alle Werte liegen zwischen 0 und 1. Sind es Anteile von 1?", title=title
    )
    choices = (("100", t("ja, mit 100 malnehmen (Prozent)")), ("1", t("nein, es sind Prozent")))
    return Question("faktor", text, title, choices)


def exceeds_percent(cells: Distinct, form: NumberForm) -> bool:
    """True where some number of a column is above 100 or below -100: no share."""
    found = values(cells.cells, form)
    return bool((np.abs(found[~np.isnan(found)]) > 100).any())


def most_decimals(cells: Distinct, form: NumberForm) -> int:
    """Decimals of the number that is written with the most of them."""
    sign = "," if form is NumberForm.GERMAN else "."
    core = cells.cells.core
    parts = core[core.str.contains(sign, regex=False)].str.rsplit(sign, n=1).str[-1]
    return int(parts.str.len().max()) if len(parts) else 0
