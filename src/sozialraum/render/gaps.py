"""Answers of the gap analysis as HTML: figures, assumptions, tables; every text escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from sozialraum.domain.gaps import AreaDemand, AreaReach, Coverage, Location
from sozialraum.language import n_, t
from sozialraum.render import formats
from sozialraum.render.as_published import as_published
from sozialraum.render.escape import html_text
from sozialraum.render.formats import enumeration, number

CAUTION = n_("Ein Modell, kein Nachweis eines Bedarfs.")
UNKNOWN = n_("unbekannt")
_FIRST = 10
"""Rows of a table that are open; the others are folded."""


@dataclass(frozen=True)
class Row:
    """Cells of a table as plain text; the first one heads the row, ``strong`` is the chosen one."""

    cells: tuple[str, ...]
    strong: bool = False
    below: str = ""
    """Small text under the first cell."""


def whole(value: float | None) -> str:
    """Persons without decimals, or the word for an unknown number."""
    return t(UNKNOWN) if value is None else number(round(value))


def percent(share: float | None, *, nobody: str = "–") -> str:
    """A share between 0 and 1 in percent; ``nobody`` stands where nobody lives."""
    return nobody if share is None else formats.percent(share * 100, 1)


def missed(area: AreaReach) -> float | None:
    """Persons of an area who are not reached, so that the printed numbers add up."""
    if area.demand is None or area.reached is None:
        return None
    return round(area.demand) - round(area.reached)


def figures(found: Coverage, title: str, *, estimated: bool) -> str:
    """The four figures of the answer as cards."""
    kind = t("geschätzt") if estimated else t("bekannte Gebiete")
    share = found.reached / found.demand if found.demand else None
    demand, reached = round(found.demand), round(found.reached)
    most = round(found.reached_at_most or 0)
    within = t("mindestens ein Angebot im Umkreis")
    if most > reached:
        within = t(
            "höchstens {most}, falls alle unentschiedenen Angebote passen", most=number(most)
        )
    cards = [
        (t("Menschen der Zielgruppe"), number(demand), f"{title}, {kind}"),
        (t("zu Fuß erreicht"), number(reached), within),
        (t("nicht erreicht"), number(demand - reached), t("kein Angebot im Umkreis")),
        (t("Anteil erreicht"), percent(share), t("der bekannten Zielgruppe")),
    ]
    return f'<div class="sr-figures">{"".join(card(*parts) for parts in cards)}</div>'


def gain_figures(before: Coverage, found: Location) -> str:
    """Reached today, reached with the proposed places, and what they add; printed numbers add up.

    The share is that of all people in areas with a known number.
    """
    today = round(before.reached)
    added = sums(found)[-1] if found.proposals else 0
    after = (today + added) / before.demand if before.demand else None
    cards = [
        card(
            t("heute erreicht"),
            number(today),
            t("von {n} Menschen", n=number(round(before.demand))),
        ),
        card(t("zusätzlich erreicht"), f"+{number(added)}", t("durch die vorgeschlagenen Orte")),
        card(t("dann erreicht"), number(today + added), percent(after)),
    ]
    return f'<div class="sr-figures">{"".join(cards)}</div>'


def sums(found: Location) -> list[int]:
    """Persons added by the first, the first two, … proposals, so that printed numbers add up."""
    base = found.curve[0] if found.curve else 0.0
    gains = accumulate(proposal.adds for proposal in found.proposals)
    return [round(base + gain) - round(base) for gain in gains]


def card(title: str, value: str, below: str) -> str:
    """One figure with what it says."""
    return (
        f'<article class="sr-figure"><h3>{html_text(title)}</h3>'
        f'<p class="sr-value">{html_text(value)}</p>'
        f'<p class="sr-source">{html_text(below)}</p></article>'
    )


def assumptions(line: str, details: Mapping[str, str]) -> str:
    """The assumptions in one line that is always visible, all of them folded below."""
    rows = "".join(
        f"<dt>{html_text(name)}</dt><dd>{html_text(text)}</dd>" for name, text in details.items()
    )
    folded = (
        f"<details><summary>{html_text(t('Alle Annahmen'))}</summary>"
        f'<dl class="sr-luecken">{rows}</dl></details>'
        if rows
        else ""
    )
    caution = html_text(t(CAUTION))
    return f'<div class="sr-hint"><p>{html_text(line)} <b>{caution}</b></p>{folded}</div>'


def unknown_areas(areas: Sequence[AreaDemand]) -> str:
    """Areas whose number nobody published; they are in no sum."""
    if not areas:
        return ""
    rows = "".join(
        f"<dt>{html_text(area.name)}</dt>"
        f"<dd>{as_published(area.note) or html_text(t(UNKNOWN))}</dd>"
        for area in areas
    )
    title = (
        t("1 Gebiet ohne bekannte Zahl: in keiner Summe, nicht null")
        if len(areas) == 1
        else t("{n} Gebiete ohne bekannte Zahl: in keiner Summe, nicht null", n=number(len(areas)))
    )
    return (
        f'<details class="sr-zwilling"><summary>{html_text(title)}</summary>'
        f'<dl class="sr-luecken">{rows}</dl></details>'
    )


def services(counted: Sequence[str], undecided: Sequence[str], total: int) -> str:
    """How many services took part, and which could not be decided."""
    sentence = t(
        "Mitgezählt: {counted} von {total} Angeboten des Verzeichnisses.",
        counted=number(len(counted)),
        total=number(total),
    )
    head = f'<p class="sr-satz">{html_text(sentence)}</p>'
    return (
        head
        + names(t("Mitgezählte Angebote"), counted)
        + names(
            t("Unentschieden, weil Zeiten, Sprachen oder anderes unbekannt sind"),
            undecided,
        )
    )


def names(title: str, listed: Sequence[str]) -> str:
    """A folded list with its number; nothing for an empty one."""
    if not listed:
        return ""
    items = "".join(f"<li>{html_text(name)}</li>" for name in listed)
    summary = f"{title}: {number(len(listed))}"
    return (
        f'<details class="sr-zwilling"><summary>{html_text(summary)}</summary>'
        f'<ul class="sr-liste">{items}</ul></details>'
    )


def area_table(areas: Sequence[AreaReach], notes: Mapping[str, str], chosen: str) -> str:
    """Demand, reached, unreached and share per area; the most unreached first, unknown last.

    ``notes`` are small texts per key (:func:`area_key`), ``chosen`` is the key of the chosen area.
    """
    ranked = sorted(areas, key=lambda a: (missed(a) is None, -(missed(a) or 0), a.name))
    rows = [
        Row(
            (
                area.name,
                whole(area.demand),
                whole(area.reached),
                whole(missed(area)),
                t(UNKNOWN) if area.demand is None else percent(area.share),
            ),
            strong=area_key(area) == chosen,
            below=notes.get(area_key(area), ""),
        )
        for area in ranked
    ]
    head = (t("Gebiet"), t("Menschen"), t("erreicht"), t("nicht erreicht"), t("Anteil erreicht"))
    return folded_table(t("Erreichte Menschen je Gebiet"), head, rows)


def area_key(area: AreaReach | AreaDemand) -> str:
    """Key of an area of the demand; codes of different levels may be the same."""
    return f"{area.level}:{area.code}"


def folded_table(label: str, head: Sequence[str], rows: Sequence[Row]) -> str:
    """The first rows, and where there are more, the whole table folded below."""
    first = [row for at, row in enumerate(rows) if at < _FIRST or row.strong]
    shown = table(label, head, first)
    if len(rows) <= len(first):
        return shown
    everything = table(t("{label}, vollständig", label=label), head, rows)
    return (
        f'{shown}<details class="sr-zwilling">'
        f"<summary>{t('Alle {n} Zeilen', n=number(len(rows)))}</summary>"
        f"{everything}</details>"
    )


def table(label: str, head: Sequence[str], rows: Sequence[Row]) -> str:
    """A table in a box that can be scrolled; all cells but the first are numbers or short words."""
    heads = "".join(
        f'<th scope="col"{_numeric(at)}>{html_text(title)}</th>' for at, title in enumerate(head)
    )
    body = "".join(_row(row) for row in rows)
    return (
        f'<div class="sr-rollen" tabindex="0" role="region" aria-label="{html_text(label)}">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Row) -> str:
    below = f'<span class="sr-neben">{html_text(row.below)}</span>' if row.below else ""
    first = html_text(row.cells[0])
    head = f'<th scope="row">{f"<b>{first}</b>" if row.strong else first}{below}</th>'
    cells = "".join(f'<td class="sr-zahl">{html_text(cell)}</td>' for cell in row.cells[1:])
    return f"<tr>{head}{cells}</tr>"


def _numeric(at: int) -> str:
    return ' class="sr-zahl"' if at else ""


def gains(found: Location) -> list[int]:
    """What each proposal adds, in whole persons that sum up to :func:`sums`."""
    so_far = sums(found)
    return [later - earlier for earlier, later in pairwise([0, *so_far])]


def proposals(found: Location) -> str:
    """The proposed places in order of gain, with the sum so far."""
    rows = []
    so_far = sums(found)
    for rank, (proposal, gain) in enumerate(
        zip(found.proposals, gains(found), strict=True), start=1
    ):
        rows.append(
            Row(
                (
                    f"{rank}. {proposal.name}",
                    f"+{number(gain)}",
                    f"+{number(so_far[rank - 1])}",
                    f"{number(proposal.latitude, 5)}; {number(proposal.longitude, 5)}",
                )
            )
        )
    head = (t("Vorgeschlagener Ort"), t("zusätzlich erreicht"), t("zusammen"), t("Breite; Länge"))
    return table(t("Vorgeschlagene Orte"), head, rows)


def proof(found: Location) -> str:
    """The method, which says whether the choice is proven, candidates and time."""
    checked = t("{n} mögliche Orte geprüft", n=number(found.considered)) if found.considered else ""
    time = t("Rechenzeit {seconds} s", seconds=number(found.seconds, 1))
    proven = "" if found.optimal else t("Ob eine andere Auswahl mehr erreicht, ist offen.")
    rest = ", ".join(part for part in (checked, time) if part)
    text = " ".join(part for part in (found.method, proven, f"{rest}.") if part)
    return f'<p class="sr-satz">{html_text(text)}</p>'


def empty(text: str) -> str:
    """A calm sentence where there is nothing to show."""
    return f'<p class="sr-leer-hinweis">{html_text(text)}</p>'


def sentence(*parts: str) -> str:
    """One paragraph."""
    return f'<p class="sr-satz">{html_text(" ".join(part for part in parts if part))}</p>'


def named(listed: Sequence[str], most: int = 5) -> str:
    """Some names in words, the rest counted."""
    if len(listed) <= most:
        return enumeration(list(listed))
    return t(
        "{names} und {n} weitere", names=", ".join(listed[:most]), n=number(len(listed) - most)
    )
