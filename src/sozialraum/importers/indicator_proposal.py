"""Which indicator each value column carries, proposed from its heading; the rest is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sozialraum.domain.imports import Question
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.mapping import NumberForm
from sozialraum.importers.column_forms import exceeds_percent, most_decimals, scale_question
from sozialraum.importers.headings import Heading, said
from sozialraum.importers.indicator_words import NEW, IndicatorWords, new_indicator
from sozialraum.importers.keys import word
from sozialraum.importers.looked_at import LookedAt
from sozialraum.language import n_, t

_LEAVE = n_("nicht übernehmen")
_GENERIC = {"wert", "werte", "value", "anzahl", "zahl", "quote", "anteil", "messwert"}


@dataclass
class IndicatorProposal:
    """``columns`` maps a title to (indicator or empty, reference date or empty).

    ``table`` is the indicator of all value columns that name none; ``drafts`` are new indicators by
    title of the column, or by empty text for the whole table.
    """

    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    table: str = ""
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    drafts: dict[str, Indicator] = field(default_factory=dict)


def propose_indicators(
    look: LookedAt,
    values: list[Heading],
    forms: dict[str, NumberForm],
    words: IndicatorWords,
    levels: tuple[str, ...],
) -> IndicatorProposal:
    """Indicator and reference date of every value column; ``levels`` are those of the table.

    Only a heading that is a name of the catalogue (without date and unit) is taken over; a similar
    one, a unit that contradicts, percent above 100, and two columns for one indicator are asked.
    """
    return _Proposer(look, values, forms, words, frozenset(levels)).found


@dataclass
class _Proposer:
    look: LookedAt
    values: list[Heading]
    forms: dict[str, NumberForm]
    words: IndicatorWords
    levels: frozenset[str]
    found: IndicatorProposal = field(default_factory=IndicatorProposal)

    def __post_init__(self) -> None:
        exact = {heading.title: self._exact(heading) for heading in self.values}
        periods = {
            heading.title: "" if self.words.exact(heading.title) else heading.said.period
            for heading in self.values
        }
        twice = Counter((i, periods[title]) for title, i in exact.items() if i)
        generic = []
        for heading in self.values:
            title, name = heading.title, heading.said.name
            indicator = exact[title] if twice[exact[title], periods[title]] < 2 else ""
            self.found.columns[title] = (indicator, periods[title])
            if indicator:
                self._take(heading, self.words.indicators[indicator])
            elif not name or word(name) in _GENERIC:
                generic.append(heading)
            else:
                self._ask(heading)
        if generic:
            self._ask_table(generic[0])

    def _exact(self, heading: Heading) -> str:
        """The indicator that a heading names, unless its numbers or the level contradict."""
        indicator = self.words.of_heading(heading)
        if not indicator or not self._delivered_here(indicator):
            return ""
        cells, form = self.look.cells[heading.position], self.forms[heading.title]
        percent = self.words.indicators[indicator].unit == "%"
        return "" if percent and exceeds_percent(cells, form) else indicator

    def _delivered_here(self, indicator: str) -> bool:
        return bool(self.levels & set(self.words.indicators[indicator].levels))

    def _take(self, heading: Heading, indicator: Indicator) -> None:
        title, label = heading.title, self.words.label(indicator.id)
        self.found.notes.append(t("Spalte „{title}“ ist „{label}“.", title=title, label=label))
        cells = self.look.cells[heading.position]
        asked = scale_question(title, cells, self.forms[title], indicator)
        self.found.questions += [asked] if asked else []

    def _ask(self, heading: Heading) -> None:
        """A question with the similar indicators, and a draft of a new one."""
        saying = heading.said
        last = said(heading.parts[-1]).name if heading.parts else ""
        near = [*self.words.near(last, saying.unit), *self.words.near(saying.name, saying.unit)]
        choices = {i: name for i, name in near if self._delivered_here(i)}
        text = t("Welcher Indikator steht in der Spalte „{title}“?", title=heading.title)
        named = self.words.of_heading(heading)
        if named and named not in choices:
            label = self.words.label(named)
            text += t(" „{label}“ ist auf dieser Ebene nicht vorgesehen.", label=label)
        offered = (*choices.items(), (NEW, t("neuer Indikator")), ("", t(_LEAVE)))
        self.found.questions.append(Question("indikator", text, heading.title, offered))
        self._draft(heading.title, saying.name, heading)

    def _ask_table(self, heading: Heading) -> None:
        """Columns of dates or of „Wert“ say no indicator: title and file name may."""
        hints = self.look.hints
        named = list(dict.fromkeys(i for text in hints.sentences for i in self.words.inside(text)))
        if len(named) == 1:
            self.found.table = named[0]
            label = self.words.label(named[0])
            self.found.notes.append(
                t("Alle Werte gehören zu „{label}“ (nach dem Titel).", label=label)
            )
            return
        near = self.words.near(hints.title, heading.said.unit)
        choices = dict([*((i, self.words.label(i)) for i in named), *near])
        text = t("Zu welchem Indikator gehören die Werte der Tabelle?")
        offered = (*choices.items(), (NEW, t("neuer Indikator")))
        self.found.questions.append(Question("indikator", text, choices=offered))
        self._draft("", hints.title, heading)

    def _draft(self, key: str, name: str, heading: Heading) -> None:
        cells = self.look.cells[heading.position]
        in_cells = {unit for unit in cells.cells.unit if unit}
        unit = heading.said.unit or (in_cells.pop() if len(in_cells) == 1 else "")
        taken = [*self.words.indicators, *(draft.id for draft in self.found.drafts.values())]
        self.found.drafts[key] = new_indicator(
            name, unit, tuple(sorted(self.levels)), "",
            decimals=most_decimals(cells, self.forms[heading.title]), taken=taken,
        )  # fmt: skip
