"""The one entry: a declared source becomes a fetched file, whatever protocol it speaks."""

from __future__ import annotations

from sozialraum.connectors import (
    census,
    ckan,
    gtfs,
    ogc_features,
    opendatasoft,
    wfs,
)
from sozialraum.connectors.answers import Fetched
from sozialraum.connectors.files import fetch_file
from sozialraum.connectors.gtfs import Box
from sozialraum.connectors.http import Conditions, Fetcher
from sozialraum.domain.connectors import (
    CensusGrid,
    Ckan,
    Connector,
    Folder,
    Gtfs,
    OgcFeatures,
    Opendatasoft,
    Wfs,
)
from sozialraum.domain.fetches import FetchRefused, GoodState


def read_source(
    connector: Connector, fetcher: Fetcher, good: GoodState | None, box: Box
) -> Fetched | None:
    """The file of a source, complete and as declared; None where the source says "unchanged".

    ``good`` is the last answer that was taken over, ``box`` the bounds of the outlines in WGS84
    (west, south, east, north). Raises :class:`FetchRefused`.
    """
    access = connector.access
    if isinstance(access, Folder):
        raise AssertionError("a folder is no remote source")
    conditions = Conditions(good.etag, good.modified) if good else Conditions()
    match access:
        case Opendatasoft():
            return opendatasoft.fetch(access, fetcher, connector.expected.columns)
        case Wfs():
            return wfs.fetch(access, fetcher)
        case OgcFeatures():
            return ogc_features.fetch(access, fetcher)
        case Ckan():
            return ckan.fetch(access, fetcher, conditions)
        case CensusGrid():
            return census.fetch(access, fetcher, conditions, box, connector.id)
        case Gtfs():
            return gtfs.fetch(access, fetcher, conditions, box, connector.id)
    return fetch_file(
        fetcher, access.address, connector.id, access.format, access.member, conditions
    )


def refuse_worse(
    connector: Connector, count: int, columns: tuple[str, ...], good: GoodState | None
) -> None:
    """Raises where an answer has too few rows or not all columns, measured against the last one.

    ``columns`` empty: a workbook, whose headings the mapping checks.
    """
    expected = connector.expected
    wanted = expected.columns or (good.columns if good else ())
    missing = [name for name in wanted if columns and name not in columns]
    if missing:
        what = f"Der Aufbau hat sich geändert; es fehlen: {', '.join(missing)}."
        raise FetchRefused(
            what, f"Gefunden: {', '.join(columns[:30])}. Angabe und Zuordnung prüfen."
        )
    if count < expected.least:
        what = f"Die Antwort hat {count} Datensätze; erwartet sind mindestens {expected.least}."
        raise FetchRefused(what, "Quelle prüfen; stimmt es, „mindestens“ in der Angabe ändern.")
    if good and count < expected.share * good.count:
        share = f"{expected.share:.0%}".replace("%", " %")
        what = f"Die Antwort hat {count} Datensätze, die letzte gute hatte {good.count}."
        fix = f"Weniger als {share} werden nicht übernommen; stimmt es, „mindestanteil“ ändern."
        raise FetchRefused(what, fix)
