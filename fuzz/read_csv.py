"""CSV: whatever the bytes are, a table or a German sentence."""

from __future__ import annotations

from fuzz import run
from sozialraum.errors import UnreadableInput
from sozialraum.importers.raw_csv import read_csv


def one(data: bytes) -> None:
    """Raises everything but :class:`UnreadableInput`, and where the table is inconsistent."""
    try:
        table = read_csv(data)
    except UnreadableInput as error:
        assert error.what and error.fix, error
        return
    assert len(table.cells) == len(table.lines) > 0
    assert table.cells.shape[1] == len(table.native) > 0
    assert (table.lines[1:] > table.lines[:-1]).all()
    assert not (table.cells == "").all(axis=1).any()


if __name__ == "__main__":
    run(one)
