"""German sentences about borders that have changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sozialraum.domain.editions import Boundaries
from sozialraum.domain.period import Period
from sozialraum.render.formats import number

_COUNTED = {
    "unveraendert": "für unveränderte Gebiete übernommen",
    "zusammengefasst": "aus ganzen früheren Gebieten gebildet",
    "geschaetzt": "anteilig geschätzt",
    "unbekannt": "nicht umrechenbar und deshalb unbekannt",
    "frueher": "ohne Umrechnung mit Hinweis gezeigt",
}
_NAMED = 20


def refusal(first: Period, second: Period) -> str:
    """Why two reference dates are not compared."""
    early, late = sorted((first, second))
    return (
        f"Zwischen {early.label} und {late.label} haben sich die Grenzen geändert; ohne "
        "Umrechnung nicht vergleichbar."
    )


def notice(boundaries: Boundaries, period: Period) -> str:
    """What a map must say about values that were published for the borders of another time."""
    edition = boundaries.edition
    start = f"{period.label}: Angaben auf dem Gebietsstand {edition.edition}"
    if not boundaries.bridged:
        return (
            f"{start}, nicht umgerechnet. Geänderte Gebiete zeigen Werte für ihre früheren Grenzen."
        )
    if edition.weighting is None:
        return f"{start}; die Grenzen sind unverändert."
    return (
        f"{start}, umgerechnet {edition.weighting.label}. Werte aus geteilten Gebieten sind "
        "geschätzt; wo das nicht möglich ist, steht „unbekannt“."
    )


def area_notice(edition: str) -> str:
    """What the panel says about a value for the former borders of an area."""
    return f"Der Wert gilt für die Grenzen des Gebietsstands {edition}, nicht für die gezeigten."


def account(
    boundaries: Boundaries, counts: Mapping[str, int], lost: Sequence[str]
) -> tuple[str, ...]:
    """What became of the statements of a table, for its report."""
    parts = [f"{number(counts[key])} {words}" for key, words in _COUNTED.items() if counts.get(key)]
    found = f"Gebietsstand {boundaries.edition.edition}: {', '.join(parts) or 'keine Angaben'}."
    if not lost:
        return (found,)
    more = " …" if len(lost) > _NAMED else ""
    gone = f"Ohne Umrechnung nicht darstellbar: {', '.join(lost[:_NAMED])}{more}."
    return found, gone
