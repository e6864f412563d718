"""The declared sources with their last result, for a page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sozialraum.catalog import Catalog
from sozialraum.domain.connectors import Connector, Folder
from sozialraum.language import t
from sozialraum.storage.fetches import FetchStore


@dataclass(frozen=True)
class ConnectorEntry:
    """One source in words. Times are ISO 8601 in UTC, empty where there was none.

    ``origin`` is the host that is asked, or the folder; ``missing`` the key of the declaration that
    still has to be entered, or empty; ``checked`` False: nobody has looked at a fetched result yet,
    and the schedule does not apply.
    """

    id: str
    title: str
    citation: str
    schedule: str
    target: str
    origin: str
    checked: bool
    missing: str
    note: str
    last: str
    status: str
    words: str
    good: str
    count: int


def connector_entries(catalog: Catalog, var: Path) -> tuple[ConnectorEntry, ...]:
    """All sources elsewhere, sorted by title.

    Raises :class:`~sozialraum.errors.UnreadableInput` where a stored result is damaged.
    """
    states = FetchStore(var)
    return tuple(
        _entry(catalog, connector, states)
        for connector in sorted(catalog.connectors.values(), key=lambda one: (one.title, one.id))
    )


def _entry(catalog: Catalog, connector: Connector, states: FetchStore) -> ConnectorEntry:
    state = states.state(connector.id)
    last, good, access = state.last, state.good, connector.access
    origin = access.path if isinstance(access, Folder) else _host(access.address)
    source = catalog.sources.get(connector.source)
    return ConnectorEntry(
        id=connector.id,
        title=connector.title,
        citation=source.citation if source else connector.source,
        schedule=connector.schedule.label,
        target=connector.target.kind.label,
        origin=origin,
        checked=bool(connector.checked),
        missing=access.missing,
        note=connector.note,
        last=last.when if last else "",
        status=last.status.label if last else t("noch nicht abgerufen"),
        words=last.words if last else "",
        good=good.when if good else "",
        count=good.count if good else 0,
    )


def _host(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").partition("/")[0]
