"""Deliveries for the invented city, and a process that imports one and can be killed."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sozialraum.domain.indicators import Indicator, Kind, Source, TableForm
from sozialraum.domain.mapping import ColumnRole, MappedColumn, TableMapping
from sozialraum.errors import SozialraumError
from sozialraum.publish.imports import take_over

AREAS = ("001", "002", "003", "004", "011", "012", "013")
NEW = Indicator(
    id="hunde", name="Hunde", short="Hunde", topic="Bevölkerung", kind=Kind.COUNT, unit="Hunde",
    levels=("unterbezirk",), definition="Angemeldete Hunde.", source="steueramt",
)  # fmt: skip
OFFICE = Source(
    id="steueramt", publisher="Stadt Musterstadt", title="Hundesteuer „2025“", licence="dl-de/zero-2-0",
    quality="amtlich",
)  # fmt: skip


def delivery(*values: object, areas: tuple[str, ...] = AREAS) -> bytes:
    """A small file: areas and values, no others."""
    rows = [f"{area};{value}" for area, value in zip(areas, values, strict=False)]
    return ("Gebiet;Wert\n" + "\n".join(rows) + "\n").encode()


def mapping(**changed: object) -> TableMapping:
    """How :func:`delivery` is read: inhabitants of 2024 by the source of the embedded ones."""
    said: dict[str, object] = {
        "id": "einwohner_jahr", "title": "Einwohner nach Unterbezirken", "form": TableForm.WIDE,
        "header_rows": (0,), "level": "unterbezirk", "period": "2024", "indicator": "einwohner",
        "source": "stadt", "columns": (
            MappedColumn(title="Gebiet", role=ColumnRole.KEY),
            MappedColumn(title="Wert", role=ColumnRole.VALUE),
        ),
    }  # fmt: skip
    return TableMapping(**said | changed)


def of_dogs(**changed: object) -> TableMapping:
    """A mapping that brings a new indicator and a new source."""
    said = {"id": "hunde", "title": "Hunde", "indicator": "hunde", "source": "steueramt"}
    return mapping(**said | {"indicators": (NEW,), "sources": (OFFICE,)} | changed)


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder, without the lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".sperre"
    }


class Importer:
    """A warm process that forks a child per import; only the children are killed."""

    def __enter__(self) -> Importer:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._answer() == "bereit"
        return self

    def __exit__(self, *_error: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)

    def start(
        self, home: Path, *values: int, period: str = "2024", exit_at: int = 0, limit: int = 0
    ) -> int:
        """Begin an import; returns the pid of the child.

        ``exit_at``: the child ends without any farewell when it renames for the nth time.
        ``limit``: no file may become larger (bytes).
        """
        said = {"home": str(home), "values": values, "period": period}
        return int(self._ask(said | {"exit_at": exit_at, "limit": limit}))

    def result(self) -> int:
        """Waits for the oldest child: its exit code, negative where it was killed."""
        return int(self._ask({}))

    def _ask(self, question: dict[str, object]) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


REFUSED = 3
"""Exit code of a child whose import was refused with a German sentence about the disk."""


def _serve() -> None:
    import sozialraum.geometry.topology
    import sozialraum.importers.mapped_table
    import sozialraum.importers.proposal  # noqa: F401

    children: list[int] = []
    print("bereit", flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        if not question:
            _, status = os.waitpid(children.pop(0), 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        child = os.fork()
        if child == 0:
            _import(**question)
        children.append(child)
        print(child, flush=True)


def _import(home: str, values: list[int], period: str, exit_at: int, limit: int) -> None:
    code = 1
    try:
        os.fsync = lambda _handle: None  # nobody pulls the plug, and a busy disk takes minutes
        if exit_at:
            _exit_at(exit_at)
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        said = mapping(period=period)
        take_over(Path(home), delivery(*values), "lieferung.csv", said, who="kind")
        code = 0
    except SozialraumError as error:
        code = REFUSED if "kein Platz mehr" in str(error) else 1
    finally:
        os._exit(code)


def _exit_at(number: int) -> None:
    left = [number]

    def counted(function: Callable[..., None]) -> Callable[..., None]:
        def call(*arguments: object, **named: object) -> None:
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)
            function(*arguments, **named)

        return call

    os.rename, os.replace = counted(os.rename), counted(os.replace)


if __name__ == "__main__":
    _serve()
