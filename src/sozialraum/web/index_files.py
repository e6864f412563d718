"""Exhibits of the page Sozialindex for files; no Streamlit in here."""

from __future__ import annotations

from collections.abc import Mapping

from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Exhibit
from sozialraum.service.index_choice import resolve
from sozialraum.service.index_exhibits import find_exhibit
from sozialraum.service.monitor import Monitor
from sozialraum.service.social_index import social_index


def index_exhibit(
    monitor: Monitor, held: frozenset[Role], id_: str, query: Mapping[str, str]
) -> Exhibit:
    """The exhibit behind an address.

    Raises :class:`~sozialraum.errors.SozialraumError` where no index can be made of it, and
    :class:`~sozialraum.errors.UnknownEntry` for an unknown id.
    """
    state, _ = resolve(monitor, query, held)
    return find_exhibit(monitor, id_, social_index(monitor, state.query), state.area)
