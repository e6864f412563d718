"""The archive that an Excel file is: opened with distrust, unpacked within limits.

Looked at are number, names and kind of its parts, the size of each while it is unpacked, and that
no part has a document type (XML bombs). Nothing is written to disk, so names are only names.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from sozialraum.errors import UnreadableInput
from sozialraum.language import n_, t

PARTS = 1_000
CSV = n_("In Excel als „CSV UTF-8“ speichern.")
_ENTRY = b"PK\x01\x02"
_STEP = 1_000_000
_FORBIDDEN = tuple(
    word.encode(code)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for code in ("ascii", "utf-16-le", "utf-16-be")
)
_SKIPPED = ("xl/media/", "xl/drawings/", "xl/embeddings/", "xl/charts/", "xl/externallinks/")
"""Parts that hold no cells."""
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError, KeyError,
)  # fmt: skip


class XlsxParts:
    """The parts of an Excel file by name; each is unpacked when it is asked for.

    ``largest`` limits the bytes of the file, ``unpacked`` those of all parts asked for together.
    Raises :class:`UnreadableInput` for all that is no such file, has macros or is damaged.
    """

    def __init__(self, content: bytes, largest: int, unpacked: int) -> None:
        if len(content) > largest:
            what = t("Die Datei ist größer als {megabytes} MB.", megabytes=largest // 1_000_000)
            raise UnreadableInput(what, t("In kleineren Teilen einlesen."))
        self._archive = open_archive(content)
        self._entries = [
            entry for entry in self._archive.infolist() if not entry.filename.endswith("/")
        ]
        _check_names([entry.filename.casefold() for entry in self._archive.infolist()])
        self._left = unpacked
        self.names = tuple(entry.filename for entry in self._entries)

    def read(self, name: str) -> bytes:
        """One part. An archive may lie about sizes, so it is unpacked in steps and counted."""
        entry = self._entries[self.names.index(name)]
        part = bytearray()
        try:
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise zipfile.BadZipFile("no part of an Excel file is packed like this")
            with self._archive.open(entry) as stream:
                while len(part) <= self._left and (chunk := stream.read(_STEP)):
                    part += chunk
        except _DAMAGED as error:
            what = t("Die Excel-Datei ist beschädigt oder mit einem Kennwort geschützt.")
            raise UnreadableInput(
                what, t("In Excel ohne Kennwort neu speichern.") + " " + t(CSV)
            ) from error
        if len(part) > self._left:
            what = t("Die Excel-Datei ist entpackt zu groß.")
            raise UnreadableInput(what, t("Nur das benötigte Blatt speichern.") + " " + t(CSV))
        if any(word in part for word in _FORBIDDEN):
            what = t("Die Excel-Datei enthält unerlaubte Angaben (DOCTYPE) und wird nicht gelesen.")
            raise UnreadableInput(what, t(CSV))
        self._left -= len(part)
        return bytes(part)


def open_archive(content: bytes) -> zipfile.ZipFile:
    """A ZIP archive with a bearable number of entries; raises :class:`UnreadableInput`."""
    if content.count(_ENTRY) > 2 * PARTS:  # counted first: each entry costs memory when opened
        raise _too_many()
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (*_DAMAGED, NotImplementedError) as error:
        raise UnreadableInput(t("Das ist keine lesbare Excel-Datei."), t(CSV)) from error


def repacked(content: bytes, largest: int, unpacked: int) -> io.BytesIO:
    """The parts that may hold cells in a new archive, after they were looked at."""
    parts = XlsxParts(content, largest, unpacked)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as clean_archive:
        for name in parts.names:
            if not name.casefold().startswith(_SKIPPED):
                clean_archive.writestr(name, parts.read(name))
    return buffer


def _check_names(names: list[str]) -> None:
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise UnreadableInput(t("Das ist ein Archiv, aber keine Excel-Datei (.xlsx)."), t(CSV))
    if any(name.endswith("vbaproject.bin") for name in names):
        what = t("Die Excel-Datei enthält Makros und wird nicht gelesen.")
        raise UnreadableInput(what, t("Ohne Makros als „.xlsx“ speichern."))
    if len(names) > PARTS or len(set(names)) < len(names):
        raise _too_many()


def _too_many() -> UnreadableInput:
    what = t("Die Excel-Datei hat zu viele oder doppelte Teile.")
    return UnreadableInput(what, t("Nur das benötigte Blatt speichern.") + " " + t(CSV))
