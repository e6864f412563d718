"""What an import of a list would change, and what stands against it, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sozialraum.errors import Problem, ProblemsFound, SozialraumError
from sozialraum.language import n_, t
from sozialraum.render.escape import html_text

NAMED = 12
"""Entries that are named; the others are counted."""


class Changes(Protocol):
    """What an import changes: titles of the entries."""

    @property
    def entries(self) -> int:
        """Entries in the file."""

    @property
    def added(self) -> tuple[str, ...]:
        """New ones."""

    @property
    def changed(self) -> tuple[str, ...]:
        """Changed ones."""

    @property
    def removed(self) -> tuple[str, ...]:
        """Ones that are gone."""


def import_report(changes: Changes) -> str:
    """Numbers and names of new, changed and removed entries."""
    kinds = (
        (n_("{n} neu"), changes.added),
        (n_("{n} geändert"), changes.changed),
        (n_("{n} entfallen"), changes.removed),
    )
    rows = "".join(
        f"<dt>{html_text(t(words, n=len(titles)))}</dt><dd>{_names(titles)}</dd>"
        for words, titles in kinds
    )
    said = t(
        "{n} Einträge gelesen, {unchanged} unverändert.",
        n=changes.entries,
        unchanged=changes.entries - len(changes.added) - len(changes.changed),
    )
    return (
        f'<section class="sr-panel"><p class="sr-text">{html_text(said)}</p>'
        f'<dl class="sr-luecken">{rows}</dl></section>'
    )


def _names(titles: Sequence[str]) -> str:
    more = t(" und {n} weitere", n=len(titles) - NAMED) if len(titles) > NAMED else ""
    return html_text(", ".join(titles[:NAMED]) + more)


def refusal(error: SozialraumError | OSError) -> str:
    """Why nothing was taken over: the problems, the sentence of the error, or that of the disk."""
    if isinstance(error, ProblemsFound):
        return problem_table(error.problems)
    what = str(error)
    if isinstance(error, OSError):
        what = t(
            "Lesen oder Schreiben ist gescheitert: {reason}. Platz und Rechte prüfen.",
            reason=error.strerror,
        )
    return f'<p class="sr-text">{html_text(what)}</p>'


def problem_table(problems: Sequence[Problem]) -> str:
    """One row per problem: where, what, remedy."""
    rows = "".join(
        f'<tr><th scope="row">{html_text(p.key)}</th><td>{html_text(p.what)}</td>'
        f"<td>{html_text(p.fix)}</td></tr>"
        for p in problems
    )
    head = "".join(
        f'<th scope="col">{word}</th>' for word in (t("Stelle"), t("Fehler"), t("Abhilfe"))
    )
    return (
        '<div class="sr-rollen" tabindex="0" role="region" '
        f'aria-label="{html_text(t("Fehler der Datei"))}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
