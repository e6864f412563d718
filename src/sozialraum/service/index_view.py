"""Maps of the composite index: status, status with dynamics, spatial clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from sozialraum.analysis.clusters import Cluster
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.period import Period
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.social_index import (
    DYNAMICS_LABELS,
    STATUS_LABELS,
    IndexArea,
    IndexResult,
    dynamics_label,
    status_label,
)
from sozialraum.domain.status import Status
from sozialraum.domain.views import Certainty, Detail, LegendRow, MapView, Matrix, PeriodView
from sozialraum.language import n_, t
from sozialraum.render.formats import inside_sentence, number, signed
from sozialraum.render.index_words import (
    CAUTION,
    CERTAINTY_LABELS,
    CLUSTER_LABELS,
    DRAWN_CLUSTERS,
    certainty_position,
    cluster_legend,
    matrix_class,
    matrix_legend,
    result_sentence,
    status_legend,
)
from sozialraum.service.index_clusters import IndexClusters

INDEX = "sozialindex"
DECIMALS = 2


class IndexMap(StrEnum):
    """What the map shows. The values stand in addresses."""

    STATUS = "status"
    MATRIX = "matrix"
    CLUSTERS = "raummuster"

    @property
    def label(self) -> str:
        """Word of the control."""
        return t(_LABELS[self])


_LABELS = {
    IndexMap.STATUS: n_("Status"),
    IndexMap.MATRIX: n_("Status und Dynamik"),
    IndexMap.CLUSTERS: n_("Räumliche Muster"),
}


def status_view(result: IndexResult) -> MapView:
    """The four classes of status, with their certainty."""
    classes = [area.status_class for area in result.areas]
    statuses = [area.status for area in result.areas]
    name = t("Sozialindex: Status")
    details = (*_values(result), *_change(result), *_reasons(result))
    sentence = result_sentence(result)
    return _view(result, name, status_legend(), classes, statuses, sentence, details)


def matrix_view(result: IndexResult) -> MapView:
    """Status and dynamics in one map; areas without dynamics have no class."""
    classes = [matrix_class(area) for area in result.areas]
    statuses = [
        Status.UNKNOWN if area.status.has_value and number_ < 0 else area.status
        for area, number_ in zip(result.areas, classes, strict=True)
    ]
    matrix = Matrix(
        column_title=t("Dynamik"),
        columns=tuple(t(label) for label in reversed(DYNAMICS_LABELS)),
        row_title=t("Status"),
        rows=tuple(t(label) for label in reversed(STATUS_LABELS)),
    )
    name = t("Sozialindex: Status und Dynamik")
    sentence = f"{result_sentence(result)} {_dynamics_sentence(result)}"
    details = (*_values(result), *_change(result, classes), *_reasons(result))
    return _view(result, name, matrix_legend(), classes, statuses, sentence, details, matrix)


def cluster_view(result: IndexResult, found: IndexClusters) -> MapView:
    """Where similar index values lie side by side."""
    classes = [
        DRAWN_CLUSTERS.index(kind) if kind in DRAWN_CLUSTERS and not found.reason else -1
        for kind in found.clusters
    ]
    statuses = [
        area.status if number_ >= 0 or kind is Cluster.MISSING else Status.NOT_APPLICABLE
        for area, kind, number_ in zip(result.areas, found.clusters, classes, strict=True)
    ]
    name = t("Sozialindex: räumliche Muster")
    unclassed = zip(found.clusters, classes, strict=True)
    words = tuple("" if number_ >= 0 else t(CLUSTER_LABELS[kind]) for kind, number_ in unclassed)
    status = Detail(t("Statusklasse"), tuple(status_label(area) for area in result.areas))
    pattern = (Detail(t("Muster"), words),) if any(words) else ()
    details = (*pattern, status, *_values(result), *_reasons(result))
    view = _view(result, name, cluster_legend(), classes, statuses, found.sentence, details)
    return replace(view, certainty=None)


def _view(
    result: IndexResult,
    name: str,
    legend: tuple[LegendRow, ...],
    classes: Sequence[int],
    statuses: Sequence[Status],
    sentence: str,
    details: tuple[Detail, ...],
    matrix: Matrix | None = None,
) -> MapView:
    period = _span(result)
    query = LayerQuery(INDEX, result.query.level, period.code, Scheme.OWN)
    shown = PeriodView(
        period=period,
        values=tuple(
            area.index if number_ >= 0 else None
            for area, number_ in zip(result.areas, classes, strict=True)
        ),
        statuses=tuple(statuses),
        classes=tuple(classes),
        counts=tuple(list(classes).count(n) for n in range(len(legend))),
        joint=result.joint,
        sources=(None,) * len(result.areas),
        sentence=sentence,
    )
    sure = Certainty(
        t("Wie sicher ist der Status?"),
        tuple(t(label) for label in CERTAINTY_LABELS),
        tuple(certainty_position(area) for area in result.areas),
    )
    return MapView(
        query=query,
        indicator=_indicator(result, name),
        level_name=result.level_name,
        level_plural=result.level_plural,
        codes=tuple(area.code for area in result.areas),
        names=tuple(area.name for area in result.areas),
        legend=legend,
        periods=(shown,),
        sources=result.sources,
        notes=(t(CAUTION), *result.notes),
        matrix=matrix,
        details=details,
        certainty=sure if len(result.parts) > 1 else None,
        valueless=True,
    )


def _span(result: IndexResult) -> Period:
    """From the first to the last reference date, as one period."""
    ordered = sorted(entry.period for entry in result.parts)
    first, last = ordered[0].code.split("/")[0], ordered[-1].code.split("/")[-1]
    return Period(last if len(set(ordered)) == 1 and first == last else f"{first}/{last}")


def _indicator(result: IndexResult, name: str) -> Indicator:
    """An indicator that stands in no catalogue."""
    said = {
        "id": INDEX,
        "name": name,
        "kurzname": t("Sozialindex"),
        "thema": t("Sozialindex"),
        "art": Kind.INDEX,
        "einheit": "",
        "nachkommastellen": DECIMALS,
        "ebenen": (result.query.level,),
        "definition": t("Gewichtete Summe standardisierter Werte, in Standardabweichungen."),
        "hinweis": t(CAUTION),
        "quelle": result.sources[0].id if result.sources else "",
    }
    return Indicator.model_validate(said)


def _values(result: IndexResult) -> tuple[Detail, ...]:
    return (Detail(t("Indexwert"), tuple(_index(area) for area in result.areas)),)


def _change(result: IndexResult, classes: Sequence[int] = ()) -> tuple[Detail, ...]:
    """The dynamics of every area; with ``classes`` that say it, only of areas without one."""
    if result.no_dynamics:
        return ()
    said = tuple(dynamics_label(area) or area.dynamics_reason for area in result.areas)
    if classes:
        said = tuple("" if n >= 0 else text for text, n in zip(said, classes, strict=True))
    return (Detail(t("Veränderung"), said),) if any(said) else ()


def _reasons(result: IndexResult) -> tuple[Detail, ...]:
    reasons = tuple(area.reason for area in result.areas)
    return (Detail(t("Grund"), reasons),) if any(reasons) else ()


def _index(area: IndexArea) -> str:
    return "" if area.index is None else signed(area.index, DECIMALS)


def _dynamics_sentence(result: IndexResult) -> str:
    counts = [sum(a.dynamics_class == n for a in result.areas) for n in range(len(DYNAMICS_LABELS))]
    parts = (
        f"{number(count)} {inside_sentence(t(label))}"
        for count, label in zip(counts, DYNAMICS_LABELS, strict=True)
    )
    return t("Veränderung: {parts}.", parts=", ".join(parts))
