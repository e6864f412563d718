"""What the page Vergleich contributes to a presentation. No Streamlit in here."""

from __future__ import annotations

from collections.abc import Mapping

from sozialraum.domain.access import Role
from sozialraum.domain.scenes import SceneContent
from sozialraum.errors import UnknownEntry
from sozialraum.language import t
from sozialraum.service import Monitor
from sozialraum.service.comparison import comparison, scene_map
from sozialraum.web.comparison_state import resolve


def scene_content(
    monitor: Monitor, held: frozenset[Role], query: Mapping[str, str], part: str
) -> SceneContent:
    """The map (``part`` empty) or the exhibit with the id ``part`` behind an address.

    Two maps side by side or under a slider are shown as one, see
    :func:`~sozialraum.service.comparison.scene_map`. Raises :class:`UnknownEntry` where an
    indicator is gone or the comparison is refused.
    """
    wanted = [query.get(name, "") for name in ("indikator", "indikator2")]
    offered = {indicator.id for indicator in monitor.indicators(held)}
    for id_ in wanted:
        if id_ and id_ not in offered:
            what = t("Den Indikator „{id}“ gibt es nicht mehr.", id=id_[:60])
            raise UnknownEntry(what, t("Die Szene auf der Seite „Vergleich“ neu anlegen."))
    state = resolve(monitor, query, held).state
    found = comparison(monitor, state, held)
    if found.refused:
        raise UnknownEntry(found.refused, t("Bitte andere Stichtage oder Indikatoren wählen."))
    if part:
        if part not in found.exhibits:
            raise UnknownEntry(t("Diese Darstellung gibt es zu diesem Vergleich nicht."))
        return SceneContent(exhibit=found.exhibits[part])
    return SceneContent(map=scene_map(monitor, found, held), area=state.area, pins=found.pins)
