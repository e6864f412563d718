"""XLSX: a whole archive, or one part of a good one replaced by the bytes."""

from __future__ import annotations

import io
import zipfile

from fuzz import CORPUS, run
from sozialraum.errors import UnreadableInput
from sozialraum.importers.raw_xlsx import read_xlsx

_GOOD = (CORPUS / "xlsx" / "tabelle.xlsx").read_bytes()
PARTS = {
    b"S": "xl/worksheets/sheet1.xml",
    b"T": "xl/sharedStrings.xml",
    b"F": "xl/styles.xml",
    b"W": "xl/workbook.xml",
    b"R": "xl/_rels/workbook.xml.rels",
}


def one(data: bytes) -> None:
    """Raises everything but :class:`UnreadableInput`, and where the table is inconsistent."""
    part = PARTS.get(data[:1])
    try:
        table = read_xlsx(data if part is None else replaced(part, data[1:]))
    except UnreadableInput as error:
        assert error.what and error.fix, error
        return
    assert len(table.cells) == len(table.lines) > 0
    assert table.cells.shape[1] == len(table.native) > 0
    assert (table.lines[1:] > table.lines[:-1]).all()


def replaced(name: str, content: bytes) -> bytes:
    """The good file with another part called ``name``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_GOOD)) as good, zipfile.ZipFile(stream, "w") as archive:
        for entry in good.namelist():
            archive.writestr(entry, content if entry == name else good.read(entry))
    return stream.getvalue()


if __name__ == "__main__":
    run(one)
