"""Grid of the Zensus 2022: the cells around the city out of the file of the whole country."""

from __future__ import annotations

import io

from sozialraum.connectors.answers import Fetched, csv_file
from sozialraum.connectors.files import fetch_archive, unpacked
from sozialraum.connectors.gtfs import Box
from sozialraum.connectors.http import Conditions, Fetcher
from sozialraum.domain.connectors import CensusGrid
from sozialraum.domain.fetches import FetchRefused

HEADER = (b"GITTER_ID_100M", b"X_MP_100M", b"Y_MP_100M", b"EINWOHNER")


def fetch(
    access: CensusGrid, fetcher: Fetcher, conditions: Conditions, box: Box, name: str
) -> Fetched | None:
    """Cells inside ``box`` as CSV; None where the file is unchanged. Raises FetchRefused."""
    answer = fetch_archive(fetcher, access.address, conditions)
    if answer is None:
        return None
    cells = cut(unpacked(answer, access.member), metres(box))
    return csv_file(name, cells, answer.conditions)


def cut(content: bytes, box: Box) -> bytes:
    """The heading and the lines whose middle lies in ``box`` (EPSG:3035), unchanged otherwise.

    Raises :class:`FetchRefused` where the columns are others or a line is broken.
    """
    lines = io.BytesIO(content.removeprefix(b"\xef\xbb\xbf"))
    header = lines.readline()
    names = [name.strip().strip(b'"').upper() for name in header.split(b";")]
    if any(name not in names for name in HEADER):
        found = b";".join(names).decode("latin-1")[:200]
        raise FetchRefused(
            "Die Datei ist kein Gitter mit Einwohnern je 100 m.", f"Spalten: {found}"
        )
    x_at, y_at = names.index(HEADER[1]), names.index(HEADER[2])
    west, south, east, north = box
    kept = [header]
    for number, line in enumerate(lines, start=2):
        cells = line.split(b";")
        try:
            x, y = float(cells[x_at]), float(cells[y_at])
        except (IndexError, ValueError) as error:
            what = f"Zeile {number} des Gitters ist unvollständig."
            raise FetchRefused(what, "Später noch einmal abrufen.", transient=True) from error
        if west <= x <= east and south <= y <= north:
            kept.append(line)
    return b"".join(kept)


def metres(box: Box) -> Box:
    """A box in WGS84 (west, south, east, north) as one in EPSG:3035 that contains it."""
    from pyproj import Transformer

    change = Transformer.from_crs(4326, 3035, always_xy=True)
    west, south, east, north = change.transform_bounds(*box)
    return west, south, east, north
