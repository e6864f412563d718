"""A file on its way in: what was understood, what a person answered. Held in the session only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import streamlit as st

from sozialraum.domain.access import Role
from sozialraum.domain.imports import ImportPlan, Question
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.mapping import TableMapping
from sozialraum.publish import home_folder
from sozialraum.publish.imports import plan_import

if TYPE_CHECKING:
    from sozialraum.importers.raw import RawTable

FILES, DONE = "einlesen_dateien", "einlesen_fertig"
"""Number of the file that is brought, and what is said after the last one: text and links."""
HELD = "einlesen_entwurf"
_PLANS = "einlesen_plan"


@dataclass(frozen=True)
class Draft:
    """One delivered file. ``open`` are the questions that nobody has answered yet."""

    name: str
    content: bytes = field(repr=False)
    mapping: TableMapping | None
    open: tuple[Question, ...]
    drafts: Mapping[str, Indicator] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What was noticed when the file was understood."""
    answered: tuple[tuple[str, str], ...] = ()
    """Questions and answers as (text, answer), in the order in which they were given."""
    raw: RawTable | None = field(default=None, repr=False)
    """The table that was made of a file that is none itself."""
    roles: frozenset[Role] = frozenset()
    """Roles of the person: nothing that they do not show is proposed or compared."""

    @property
    def key(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.content).hexdigest()

    def without(self, question: Question, said: str) -> Draft:
        """The draft after an answer; the mapping is changed by the caller."""
        left = tuple(other for other in self.open if other != question)
        return replace(self, open=left, answered=(*self.answered, (question.text, said)))


def begun(
    name: str,
    content: bytes,
    roles: frozenset[Role],
    sheet: str = "",
    header_rows: tuple[int, ...] = (),
) -> Draft:
    """Understand a file for the first time, or again with another sheet or other heading rows."""
    plan = plan_import(
        home_folder(), content, name, sheet=sheet, header_rows=header_rows, held=roles
    )
    st.session_state[_PLANS] = None
    return Draft(name, content, plan.mapping, plan.questions, plan.drafts, plan.notes, roles=roles)


def plan_of(draft: Draft, release: str) -> ImportPlan:
    """What taking the draft over would change; kept until the mapping or the release changes."""
    said = draft.mapping.model_dump_json(by_alias=True) if draft.mapping else ""
    key = (draft.key, said, release, draft.roles)
    kept = st.session_state.get(_PLANS)
    if kept is None or kept[0] != key:
        plan = plan_import(
            home_folder(), draft.content, draft.name, draft.mapping, raw=draft.raw, held=draft.roles
        )
        plan = replace(plan, notes=tuple(dict.fromkeys((*draft.notes, *plan.notes))))
        kept = st.session_state[_PLANS] = (key, plan)
    found: ImportPlan = kept[1]
    return found


def held() -> Draft | None:
    """The draft of this session."""
    draft: Draft | None = st.session_state.get(HELD)
    return draft


def hold(draft: Draft | None) -> None:
    """Keep a draft, or forget everything about it."""
    st.session_state[HELD] = draft
    if draft is None:
        st.session_state.pop(_PLANS, None)


def begin_again() -> None:
    """Forget the file, and offer to bring another one."""
    hold(None)
    st.session_state[FILES] = st.session_state.get(FILES, 0) + 1
