"""Words and colours of the composite index: calm, and no label that marks people."""

from __future__ import annotations

from math import floor

from sozialraum.analysis.clusters import Cluster
from sozialraum.domain.social_index import (
    DYNAMICS_LABELS,
    STATUS_LABELS,
    Baseline,
    IndexArea,
    IndexResult,
    dynamics_label,
    status_label,
)
from sozialraum.domain.views import LegendRow
from sozialraum.language import n_, t
from sozialraum.render.formats import enumeration, inside_sentence, number, percent, signed
from sozialraum.render.palettes import colours

CAUTION = n_(
    "Ein Index allein begründet keinen Handlungsbedarf. Er ordnet Gebiete nach wenigen "
    "Kennzahlen und sagt nichts über einzelne Menschen. Er ersetzt weder Ortskenntnis noch "
    "Gespräche mit denen, die dort leben und arbeiten."
)
CERTAINTY_LIMITS = (0.9, 0.7)
"""Shares of variations in which the class stays: from here on certain, rather certain."""
CERTAINTY_LABELS = (
    n_("sicher: bleibt in mindestens 90 % der Abwandlungen"),
    n_("meist: bleibt in 70 bis unter 90 % der Abwandlungen"),
    n_("unsicher: bleibt in weniger als 70 % der Abwandlungen"),
)
CLUSTER_LABELS = {
    Cluster.HIGH: n_("Gebiet mit hohen Werten, umgeben von hohen Werten"),
    Cluster.LOW: n_("Gebiet mit niedrigen Werten, umgeben von niedrigen Werten"),
    Cluster.HIGH_AMONG_LOW: n_("Gebiet mit hohen Werten, umgeben von niedrigen Werten"),
    Cluster.LOW_AMONG_HIGH: n_("Gebiet mit niedrigen Werten, umgeben von hohen Werten"),
    Cluster.NONE: n_("kein gesichertes räumliches Muster"),
    Cluster.ISLAND: n_("ohne Nachbargebiet mit eigenem Wert"),
    Cluster.MISSING: n_("ohne Indexwert"),
}
DRAWN_CLUSTERS = (
    Cluster.HIGH,
    Cluster.HIGH_AMONG_LOW,
    Cluster.NONE,
    Cluster.LOW_AMONG_HIGH,
    Cluster.LOW,
)
"""Classes of the map of clusters, in the order of the legend."""
_CLUSTER_COLOURS = {
    Cluster.HIGH: "#43378a",
    Cluster.HIGH_AMONG_LOW: "#a99fd6",
    Cluster.NONE: "#eef1f3",
    Cluster.LOW_AMONG_HIGH: "#8ccdba",
    Cluster.LOW: "#23766c",
}
_MATRIX = (
    ("#c8f8ec", "#7ecdbc", "#569f90", "#2c7365"),
    ("#dbdcfe", "#abadda", "#787fc0", "#4c5692"),
    ("#f1c89f", "#c89965", "#a26b24", "#6c4513"),
)
"""Per dynamics class, from little load to much: green, blue, ochre, each from light to dark.

Lightness (CIELAB) falls by 16 per status and 5 per dynamics: all twelve differ by it alone.
"""


def status_legend() -> tuple[LegendRow, ...]:
    """The four classes of status, light for little load."""
    painted = colours("blau_violett", len(STATUS_LABELS))
    return tuple(
        LegendRow(t(label), colour) for label, colour in zip(STATUS_LABELS, painted, strict=True)
    )


def matrix_legend() -> tuple[LegendRow, ...]:
    """Cells of the legend square, rows from a very low status to a high one.

    Columns run from negative dynamics to positive; see :func:`matrix_class`.
    """
    return tuple(
        LegendRow(
            f"{t(STATUS_LABELS[status])}, {t(DYNAMICS_LABELS[change])}", _MATRIX[change][status]
        )
        for status in reversed(range(len(STATUS_LABELS)))
        for change in reversed(range(len(DYNAMICS_LABELS)))
    )


def matrix_class(area: IndexArea) -> int:
    """Cell of an area in :func:`matrix_legend`, -1 without status or dynamics."""
    if area.status_class < 0 or area.dynamics_class < 0:
        return -1
    row = len(STATUS_LABELS) - 1 - area.status_class
    column = len(DYNAMICS_LABELS) - 1 - area.dynamics_class
    return row * len(DYNAMICS_LABELS) + column


def cluster_legend() -> tuple[LegendRow, ...]:
    """What the map of clusters draws."""
    return tuple(LegendRow(t(CLUSTER_LABELS[c]), _CLUSTER_COLOURS[c]) for c in DRAWN_CLUSTERS)


def certainty_position(area: IndexArea) -> int:
    """Position in :data:`CERTAINTY_LABELS`, -1 where nothing was varied."""
    if area.stability is None:
        return -1
    share = area.stability.certainty
    return sum(share < limit for limit in CERTAINTY_LIMITS)


def stability_words(result: IndexResult, area: IndexArea) -> str:
    """How often the class of an area stays, in one or two sentences."""
    if area.status_class < 0:
        return ""
    if area.stability is None:
        return t("Mit einem einzigen Indikator lässt sich nichts abwandeln.")
    share = percent(floor(100 * area.stability.weights))
    said = t(
        "Bei zufällig abgewandelten Gewichten bleibt die Klasse in {share} der Fälle.", share=share
    )
    names = {entry.indicator.id: entry.indicator.short for entry in result.parts}
    moved = [f"„{names[id_]}“" for id_, stays in area.stability.left_out if not stays]
    if not moved:
        rest = t("Sie bleibt auch, wenn ein beliebiger Indikator weggelassen wird.")
    else:
        rest = t("Sie ändert sich ohne {names}.", names=enumeration(moved))
    return f"{said} {rest}"


def area_sentence(area: IndexArea) -> str:
    """Class, index and dynamics of an area in words."""
    if area.index is None:
        return t(
            "{name}: {word} ({reason}).", name=area.name, word=area.status.label, reason=area.reason
        )
    parts = [status_label(area), t("Index {value}", value=signed(area.index, 2))]
    parts += [inside_sentence(text) for text in (dynamics_label(area),) if text]
    doubt = f" ({area.status.label})" if area.status.label and area.status.value != "ok" else ""
    return f"{area.name}: {', '.join(parts)}{doubt}."


def result_sentence(result: IndexResult) -> str:
    """How many areas have which status."""
    counts = [sum(a.status_class == n for a in result.areas) for n in range(len(STATUS_LABELS))]
    parts = [
        f"{number(count)} {inside_sentence(t(label))}"
        for count, label in zip(counts, STATUS_LABELS, strict=True)
    ]
    lacking = len(result.areas) - len(result.classed)
    words = t("{plural}: {parts}.", plural=result.level_plural, parts=enumeration(parts))
    return words + (" " + t("{n} ohne Klasse.", n=number(lacking)) if lacking else "")


def dates(result: IndexResult) -> str:
    """Reference dates of the indicators, each once."""
    return enumeration(list(dict.fromkeys(entry.period.label for entry in result.parts)))


def baseline_words(baseline: Baseline, district: str) -> str:
    """``alle Gebiete`` or ``eigener Stadtbezirk``; ``district`` is the name of that level."""
    if baseline is Baseline.ALL:
        return t("alle Gebiete der Ebene")
    return t("eigenes Umfeld ({level})", level=district)
