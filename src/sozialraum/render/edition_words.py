"""Sentences about borders that have changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sozialraum.domain.editions import Boundaries
from sozialraum.domain.period import Period
from sozialraum.language import n_, t
from sozialraum.render.formats import number

_COUNTED = {
    "unveraendert": n_("{n} für unveränderte Gebiete übernommen"),
    "zusammengefasst": n_("{n} aus ganzen früheren Gebieten gebildet"),
    "geschaetzt": n_("{n} anteilig geschätzt"),
    "unbekannt": n_("{n} nicht umrechenbar und deshalb unbekannt"),
    "frueher": n_("{n} ohne Umrechnung mit Hinweis gezeigt"),
}
_NAMED = 20


def refusal(first: Period, second: Period) -> str:
    """Why two reference dates are not compared."""
    early, late = sorted((first, second))
    return t(
        "Zwischen {early} und {late} haben sich die Grenzen geändert; ohne "
        "Umrechnung nicht vergleichbar.",
        early=early.label,
        late=late.label,
    )


def notice(boundaries: Boundaries, period: Period) -> str:
    """What a map must say about values that were published for the borders of another time."""
    edition = boundaries.edition
    start = t(
        "{period}: Angaben auf dem Gebietsstand {edition}",
        period=period.label,
        edition=edition.edition,
    )
    if not boundaries.bridged:
        return t(
            "{start}, nicht umgerechnet. Geänderte Gebiete zeigen Werte für ihre früheren Grenzen.",
            start=start,
        )
    if edition.weighting is None:
        return t("{start}; die Grenzen sind unverändert.", start=start)
    return t(
        "{start}, umgerechnet {weighting}. Werte aus geteilten Gebieten sind "
        "geschätzt; wo das nicht möglich ist, steht „unbekannt“.",
        start=start,
        weighting=edition.weighting.label,
    )


def area_notice(edition: str) -> str:
    """What the panel says about a value for the former borders of an area."""
    return t(
        "Der Wert gilt für die Grenzen des Gebietsstands {edition}, nicht für die gezeigten.",
        edition=edition,
    )


def account(
    boundaries: Boundaries, counts: Mapping[str, int], lost: Sequence[str]
) -> tuple[str, ...]:
    """What became of the statements of a table, for its report."""
    parts = [t(words, n=number(counts[key])) for key, words in _COUNTED.items() if counts.get(key)]
    found = t(
        "Gebietsstand {edition}: {parts}.",
        edition=boundaries.edition.edition,
        parts=", ".join(parts) or t("keine Angaben"),
    )
    if not lost:
        return (found,)
    more = " …" if len(lost) > _NAMED else ""
    gone = t(
        "Ohne Umrechnung nicht darstellbar: {lost}{more}.", lost=", ".join(lost[:_NAMED]), more=more
    )
    return found, gone
