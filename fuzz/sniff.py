"""The decision what a file is, and the table behind it."""

from __future__ import annotations

from fuzz import run
from sozialraum.errors import UnreadableInput
from sozialraum.importers.formats import read_table, sniff


def one(data: bytes) -> None:
    """Raises everything but :class:`UnreadableInput`."""
    for name in ("a.csv", "../a.xls"):
        try:
            kind = sniff(data, name)
            assert read_table(data, name).format is kind
        except UnreadableInput as error:
            assert error.what and error.fix, error


if __name__ == "__main__":
    run(one)
