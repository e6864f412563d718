"""What the caller of an import says in place of the proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sozialraum.domain.imports import Question
from sozialraum.domain.mapping import ColumnRole, TableMapping
from sozialraum.language import t

if TYPE_CHECKING:
    from sozialraum.importers.proposal import Proposal


@dataclass(frozen=True)
class Wishes:
    """Empty = as proposed. ``new`` is the id of an indicator that is not declared yet."""

    sheet: str = ""
    header_rows: tuple[int, ...] = ()
    indicator: str = ""
    new: str = ""
    level: str = ""
    period: str = ""


def fulfilled(proposal: Proposal, wishes: Wishes) -> tuple[TableMapping, list[Question]]:
    """The mapping with the wishes, and the questions that they leave open.

    Raises :class:`~sozialraum.errors.UnreadableInput` for a wish that means nothing.
    """
    from sozialraum.importers.answers import answer
    from sozialraum.importers.indicator_words import NEW

    mapping, open_ = proposal.mapping, list(proposal.questions)
    for topic, value in (("stichtag", wishes.period), ("ebene", wishes.level)):
        if value:
            for question in _of(topic, open_) or [Question(topic, "")]:
                mapping = answer(mapping, question, value)
            open_ = [question for question in open_ if question.topic != topic]
    wanted = wishes.new or wishes.indicator
    asked = _of("indikator", open_) or _values(mapping)
    if not wanted:
        return mapping, open_
    if len(asked) != 1:
        text = t(
            "Zu welchem Indikator gehört welche der {count} Spalten mit Werten?", count=len(asked)
        )
        return mapping, open_ if _of("indikator", open_) else [*open_, Question("indikator", text)]
    (question,) = asked
    if not wishes.new:
        mapping = answer(mapping, question, wanted)
    elif question.column in proposal.drafts:
        draft = proposal.drafts[question.column].model_copy(update={"id": wanted})
        mapping = answer(mapping, question, NEW, draft)
    else:
        text = t(
            "Welchen Namen, welche Einheit und welche Definition hat „{wanted}“? "
            "Bitte in der Zuordnung unter „neue_indikatoren“ angeben.",
            wanted=wanted,
        )
        return mapping, [*open_, Question("indikator", text, question.column)]
    return mapping, [other for other in open_ if other != question]


def _of(topic: str, questions: Sequence[Question]) -> list[Question]:
    return [question for question in questions if question.topic == topic]


def _values(mapping: TableMapping) -> list[Question]:
    """The columns with values, each as a question about its indicator; the table without any."""
    titles = [column.title for column in mapping.columns if column.role is ColumnRole.VALUE]
    return [Question("indikator", "", title) for title in titles]
