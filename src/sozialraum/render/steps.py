"""The nine-step procedure as HTML: which area has offers for which step, and what is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sozialraum.domain.directory import STEPS
from sozialraum.render.escape import html_text


@dataclass(frozen=True)
class StepCell:
    """One step in one area: offers in it, offers elsewhere that serve it, and the unknown ones."""

    inside: int
    serving: int
    unknown: int


@dataclass(frozen=True)
class StepRow:
    """One area: name, address of its offers, number of them, and one cell per step."""

    name: str
    offers: int
    unknown: int
    cells: Sequence[StepCell]


def steps_matrix(rows: Sequence[StepRow], level: str) -> str:
    """Areas by steps: a number, a question mark where it is unknown, a dash where there is none.

    ``level`` is the German name of the level of the areas.
    """
    heads = "".join(
        f'<th scope="col" title="{html_text(title)}">'
        f'<span class="sr-nur-vorlesen">Schritt </span>{step}'
        f'<span class="sr-nur-vorlesen">: {html_text(title)}</span></th>'
        for step, title in enumerate(STEPS, start=1)
    )
    body = "".join(
        f'<tr><th scope="row">{html_text(row.name)}</th>'
        f'<td class="sr-zahl">{row.offers}</td><td class="sr-zahl">{row.unknown}</td>'
        f"{''.join(map(_cell, row.cells))}</tr>"
        for row in rows
    )
    name = html_text(level)
    return (
        '<div class="sr-rollen sr-schritte" tabindex="0" role="region" '
        f'aria-label="Angebote je {name} und Schritt"><table><thead><tr>'
        f'<th scope="col">{name}</th><th scope="col" class="sr-zahl">Angebote</th>'
        f'<th scope="col" class="sr-zahl">Schritte unbekannt</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(cell: StepCell) -> str:
    total = cell.inside + cell.serving
    if total:
        where = f"{cell.inside} im Gebiet, {cell.serving} von anderswo"
        return f'<td class="sr-da" title="{where}">{total}</td>'
    if cell.unknown:
        return (
            f'<td class="sr-frage" title="unbekannt bei {cell.unknown} Angeboten">'
            '<span aria-hidden="true">?</span><span class="sr-nur-vorlesen">unbekannt</span></td>'
        )
    return (
        '<td class="sr-keines" title="kein Angebot im Verzeichnis"><span aria-hidden="true">–'
        '</span><span class="sr-nur-vorlesen">keines</span></td>'
    )


def steps_list(found: Sequence[Sequence[str]]) -> str:
    """The nine steps with the names of their offers; a step without any says so."""
    rows = "".join(
        f'<tr><th scope="row">{step} {html_text(title)}</th><td>{_named(names)}</td></tr>'
        for step, (title, names) in enumerate(zip(STEPS, found, strict=True), start=1)
    )
    return (
        '<div class="sr-rollen" tabindex="0" role="region" aria-label="Angebote je Schritt"><table>'
        '<thead><tr><th scope="col">Schritt</th><th scope="col">Angebote, bei denen eine Quelle '
        f"ihn nennt</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _named(names: Sequence[str]) -> str:
    if not names:
        return '<span class="sr-leise">Für diesen Schritt ist kein Angebot bekannt.</span>'
    return html_text("; ".join(names))
