"""One file out of a ZIP archive in memory: by its name, within limits, never onto the disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from fnmatch import fnmatch
from pathlib import PurePosixPath

from sozialraum.domain.fetches import FetchRefused

MOST_ENTRIES = 10_000
LARGEST = 600_000_000
"""Bytes of an unpacked file; the grid of the whole country has about 120 million."""
_RATIO = 200
_STEP = 1 << 20


def is_zip(content: bytes) -> bool:
    """True where the bytes begin like a ZIP archive."""
    return content[:4] == b"PK\x03\x04"


def unzipped(content: bytes, pattern: str, largest: int = LARGEST) -> bytes:
    """The one file whose name (without folders) fits ``pattern``; case does not count.

    Raises :class:`FetchRefused` for broken, encrypted or exaggerating archives, and where no file
    or several fit. What is read counts, not what the archive says about itself.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            info = _chosen(archive, pattern)
            return _read(archive, info, min(largest, max(len(content), _STEP) * _RATIO))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise FetchRefused("Das ZIP-Archiv ist beschädigt.", transient=True) from error
    except RuntimeError as error:
        raise FetchRefused("Das ZIP-Archiv ist mit einem Kennwort geschützt.") from error


def _chosen(archive: zipfile.ZipFile, pattern: str) -> zipfile.ZipInfo:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise FetchRefused(f"Das ZIP-Archiv hat mehr als {MOST_ENTRIES} Einträge.")
    wanted = pattern.lower()
    fitting = [
        entry
        for entry in entries
        if not entry.is_dir() and fnmatch(PurePosixPath(entry.filename).name.lower(), wanted)
    ]
    if len(fitting) != 1:
        names = ", ".join(entry.filename for entry in entries[:12])
        what = f"Im ZIP-Archiv passen {len(fitting)} Dateien zu „{pattern}“ statt genau einer."
        raise FetchRefused(what, f"„datei_im_archiv“ genauer angeben. Es gibt: {names}.")
    return fitting[0]


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    parts, total = [], 0
    with archive.open(info) as stream:
        while part := stream.read(_STEP):
            total += len(part)
            if total > limit:
                raise FetchRefused("Die Datei im ZIP-Archiv ist ausgepackt zu groß.")
            parts.append(part)
    return b"".join(parts)
