"""What an import of a list would change, and what stands against it, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sozialraum.errors import Problem, ProblemsFound, SozialraumError
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
    kinds = (("neu", changes.added), ("geändert", changes.changed), ("entfallen", changes.removed))
    rows = "".join(f"<dt>{len(t)} {word}</dt><dd>{_names(t)}</dd>" for word, t in kinds)
    unchanged = changes.entries - len(changes.added) - len(changes.changed)
    return (
        f'<section class="sr-panel"><p class="sr-text">{changes.entries} Einträge gelesen, '
        f'{unchanged} unverändert.</p><dl class="sr-luecken">{rows}</dl></section>'
    )


def _names(titles: Sequence[str]) -> str:
    more = f" und {len(titles) - NAMED} weitere" if len(titles) > NAMED else ""
    return html_text(", ".join(titles[:NAMED]) + more)


def refusal(error: SozialraumError | OSError) -> str:
    """Why nothing was taken over: the problems, the sentence of the error, or that of the disk."""
    if isinstance(error, ProblemsFound):
        return problem_table(error.problems)
    what = str(error)
    if isinstance(error, OSError):
        what = f"Lesen oder Schreiben ist gescheitert: {error.strerror}. Platz und Rechte prüfen."
    return f'<p class="sr-text">{html_text(what)}</p>'


def problem_table(problems: Sequence[Problem]) -> str:
    """One row per problem: where, what, remedy."""
    rows = "".join(
        f'<tr><th scope="row">{html_text(p.key)}</th><td>{html_text(p.what)}</td>'
        f"<td>{html_text(p.fix)}</td></tr>"
        for p in problems
    )
    head = "".join(f'<th scope="col">{word}</th>' for word in ("Stelle", "Fehler", "Abhilfe"))
    return (
        '<div class="sr-rollen" tabindex="0" role="region" aria-label="Fehler der Datei">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
