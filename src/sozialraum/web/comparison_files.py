"""Files of the page Vergleich: its exhibits as tables and charts, its maps as pictures."""

from __future__ import annotations

from collections.abc import Mapping

from sozialraum.domain.access import Role
from sozialraum.errors import UnknownEntry
from sozialraum.export.exhibit import FORMATS, exhibit_file
from sozialraum.export.map_picture import PICTURES, picture_file
from sozialraum.export.view import ExportFile
from sozialraum.language import t
from sozialraum.service import Monitor
from sozialraum.service.comparison import comparison
from sozialraum.web.comparison_state import resolve


def comparison_file(
    monitor: Monitor, held: frozenset[Role], query: Mapping[str, str], id_: str, kind: str
) -> ExportFile:
    """A map (PNG, SVG) or an exhibit of the comparison that an address asks for.

    Raises :class:`UnknownEntry` for what it does not show, with the reason where it is refused.
    """
    state = resolve(monitor, query, held).state
    found = comparison(monitor, state, held)
    if found.refused:
        raise UnknownEntry(found.refused, t("Bitte andere Stichtage oder Indikatoren wählen."))
    if id_ in found.maps and kind in PICTURES:
        view = found.maps[id_]
        return picture_file(view, monitor.release, kind, area=state.area, pins=found.pins)
    if id_ in found.exhibits and kind in FORMATS:
        return exhibit_file(found.exhibits[id_], kind)
    raise UnknownEntry(t("Diese Datei gibt es zu diesem Vergleich nicht."))
