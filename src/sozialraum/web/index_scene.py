"""What scenes of the page Sozialindex show; no Streamlit in here."""

from __future__ import annotations

from collections.abc import Mapping

from sozialraum.domain.access import Role
from sozialraum.domain.scenes import SceneContent
from sozialraum.domain.social_index import IndexResult
from sozialraum.domain.views import MapView
from sozialraum.service.index_choice import resolve
from sozialraum.service.index_clusters import index_clusters
from sozialraum.service.index_exhibits import find_exhibit
from sozialraum.service.index_view import IndexMap, cluster_view, matrix_view, status_view
from sozialraum.service.monitor import Monitor
from sozialraum.service.social_index import social_index


def scene_content(
    monitor: Monitor, held: frozenset[Role], query: Mapping[str, str], part: str
) -> SceneContent:
    """The map (``part`` empty) or an exhibit such as ``beitraege``.

    Raises :class:`~sozialraum.errors.SozialraumError` where no index can be made of the query.
    """
    state, _ = resolve(monitor, query, held)
    result = social_index(monitor, state.query)
    if part:
        return SceneContent(exhibit=find_exhibit(monitor, part, result, state.area))
    return SceneContent(map=index_map(monitor, result, state.view), area=state.area)


def index_map(monitor: Monitor, result: IndexResult, wanted: IndexMap) -> MapView:
    """The map that is asked for; without dynamics the status stands in for the matrix."""
    if wanted is IndexMap.CLUSTERS:
        return cluster_view(result, index_clusters(monitor, result.query))
    if wanted is IndexMap.MATRIX and not result.no_dynamics:
        return matrix_view(result)
    return status_view(result)
