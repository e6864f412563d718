"""The nine-step procedure as HTML: which area has offers for which step, and what is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sozialraum.domain.directory import STEPS
from sozialraum.language import t
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
        f'<span class="sr-nur-vorlesen">{html_text(t("Schritt"))} </span>{step}'
        f'<span class="sr-nur-vorlesen">: {html_text(title)}</span></th>'
        for step, title in enumerate(map(t, STEPS), start=1)
    )
    body = "".join(
        f'<tr><th scope="row">{html_text(row.name)}</th>'
        f'<td class="sr-zahl">{row.offers}</td><td class="sr-zahl">{row.unknown}</td>'
        f"{''.join(map(_cell, row.cells))}</tr>"
        for row in rows
    )
    label = html_text(t("Angebote je {level} und Schritt", level=level))
    offers, unknown = html_text(t("Angebote")), html_text(t("Schritte unbekannt"))
    return (
        '<div class="sr-rollen sr-schritte" tabindex="0" role="region" '
        f'aria-label="{label}"><table><thead><tr>'
        f'<th scope="col">{html_text(level)}</th><th scope="col" class="sr-zahl">{offers}</th>'
        f'<th scope="col" class="sr-zahl">{unknown}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(cell: StepCell) -> str:
    total = cell.inside + cell.serving
    if total:
        where = t(
            "{inside} im Gebiet, {serving} von anderswo", inside=cell.inside, serving=cell.serving
        )
        return f'<td class="sr-da" title="{html_text(where)}">{total}</td>'
    if cell.unknown:
        title = t("unbekannt bei {n} Angeboten", n=cell.unknown)
        return _sign("sr-frage", title, "?", t("unbekannt"))
    return _sign("sr-keines", t("kein Angebot im Verzeichnis"), "–", t("keines"))


def _sign(css: str, title: str, sign: str, said: str) -> str:
    """A cell with a sign for the eyes and a word for screen readers."""
    return (
        f'<td class="{css}" title="{html_text(title)}"><span aria-hidden="true">{sign}</span>'
        f'<span class="sr-nur-vorlesen">{html_text(said)}</span></td>'
    )


def steps_list(found: Sequence[Sequence[str]]) -> str:
    """The nine steps with the names of their offers; a step without any says so."""
    rows = "".join(
        f'<tr><th scope="row">{step} {html_text(title)}</th><td>{_named(names)}</td></tr>'
        for step, (title, names) in enumerate(zip(map(t, STEPS), found, strict=True), start=1)
    )
    return (
        '<div class="sr-rollen" tabindex="0" role="region" '
        f'aria-label="{html_text(t("Angebote je Schritt"))}"><table>'
        f'<thead><tr><th scope="col">{html_text(t("Schritt"))}</th><th scope="col">'
        f"{html_text(t('Angebote, bei denen eine Quelle ihn nennt'))}</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _named(names: Sequence[str]) -> str:
    if not names:
        none = html_text(t("Für diesen Schritt ist kein Angebot bekannt."))
        return f'<span class="sr-leise">{none}</span>'
    return html_text("; ".join(names))
