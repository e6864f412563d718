"""Imports on disk: one immutable folder each below ``<var>/importe``, and the file that counts.

========================  ==========================================================================
``000001/import.json``    the entry of the diary, and the indicators and sources that it uses
``000001/datei``          the file as delivered
``000001/zuordnung.json`` how it was read (:class:`~sozialraum.domain.mapping.TableMapping`)
``000001/daten/``         what was read, in the shape of a home folder
``000001/vorher``         of a list: its file before, missing where there was none
``stand.json``            which imports exist and which of them count: the only switch
========================  ==========================================================================

``datei`` and ``vorher`` of a confidential list lie in ``<var>/vertraulich/importe/000001``.
Folders that ``stand.json`` does not name were left by a process that died;
:meth:`ImportStore.locked` clears them away. Everything here is readable by this user alone.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sozialraum.domain.imports import ImportEntry, ImportState
from sozialraum.domain.mapping import TableMapping
from sozialraum.errors import UnknownEntry, UnreadableInput
from sozialraum.storage.deliveries import (
    BEFORE,
    DATA,
    ENTRY,
    MAPPING,
    Delivery,
    files,
    private_files,
    write_folder,
)
from sozialraum.storage.locks import exclusive
from sozialraum.storage.stand import Fragment, Kept, Stand, sha256, tree_digest
from sozialraum.storage.writing import UNFINISHED, replace_bytes

FOLDER = "importe"
CONFIDENTIAL = "vertraulich"
STAND = "stand.json"
WAIT_SECONDS = 60.0
_RESTORE = "Den ganzen Ordner aus der Sicherung wiederherstellen, nicht nur diese Datei."
_INTENT, _ASIDE = ".vorhaben.json", ".stand-vorher"
_TEMPORARY = (_ASIDE, f".{STAND}-", f".{_INTENT}-")


class ImportStore:
    """The imports below one ``var``."""

    def __init__(self, var: Path) -> None:
        self.folder = var / FOLDER
        self._private = var / CONFIDENTIAL / FOLDER

    def stand(self) -> Stand:
        """What counts; raises :class:`UnreadableInput` where the file is damaged or was removed."""
        path = self.folder / STAND
        try:
            stored = json.loads(path.read_bytes())
            return Stand(int(stored["revision"]), tuple(Kept(**k) for k in stored["imports"]))
        except FileNotFoundError:
            if not any(self.folder.glob("[0-9]*")):
                return Stand()
            what = f"Das Verzeichnis der Importe ({path}) fehlt, obwohl es Importe gibt."
        except (ValueError, KeyError, TypeError):
            what = f"Das Verzeichnis der Importe ({path}) ist beschädigt."
        raise UnreadableInput(what, _RESTORE)

    def fragments(self, stand: Stand | None = None) -> tuple[Fragment, ...]:
        """What the active imports add, in the order of their numbers."""
        kept = (stand or self.stand()).imports
        return tuple(
            Fragment(k.number, k.digest, self._path(k.number) / DATA)
            for k in kept
            if k.active and k.digest
        )

    def entries(self) -> tuple[ImportEntry, ...]:
        """The diary, newest first."""
        return tuple(self._entry(kept) for kept in reversed(self.stand().imports))

    def entry(self, number: int) -> ImportEntry:
        """One line of the diary; raises :class:`UnknownEntry`."""
        for kept in self.stand().imports:
            if kept.number == number:
                return self._entry(kept)
        raise UnknownEntry(
            f"Einen Import mit der Nummer {number} gibt es nicht.",
            "Die Nummern stehen im Verlauf der Importe.",
        )

    def uses(self, number: int) -> frozenset[str]:
        """Ids of the indicators and sources that an import uses."""
        return frozenset(self._read(number)["uses"])

    def brought(self, number: int) -> frozenset[str]:
        """Ids of the indicators and sources that came new with an import."""
        data = self._path(number) / DATA
        sources = data / "data/quellen.toml"
        named = tomllib.loads(sources.read_text(encoding="utf-8")) if sources.is_file() else {}
        return frozenset(path.stem for path in data.glob("data/indikatoren/*.toml")) | set(named)

    def mapping(self, number: int) -> TableMapping | None:
        """How the file was read; None for lists, and where this version cannot read it."""
        try:
            text = (self._path(number) / MAPPING).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            return TableMapping.model_validate_json(text)
        except ValidationError:
            return None

    def before(self, number: int) -> bytes | None:
        """The file of a list before its import, None where there was none."""
        for folder in self._places(number):
            if (folder / BEFORE).is_file():
                return (folder / BEFORE).read_bytes()
        return None

    def wrote(self, number: int, content: bytes | None) -> bool:
        """True where ``content`` is what the import of a list wrote."""
        return bool(self._read(number)["written"] == sha256(content))

    @contextmanager
    def locked(self, timeout: float = WAIT_SECONDS) -> Iterator[None]:
        """Nobody else writes meanwhile, and what a dead process left is put right.

        Raises :class:`~sozialraum.errors.SozialraumError` where somebody else is writing.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with exclusive(self.folder / ".sperre", timeout) as outermost:
            if outermost:
                self._recover()
            yield

    def add(self, delivery: Delivery) -> Fragment:
        """Store an import under its number; it counts only after :meth:`commit`."""
        number = delivery.entry.number
        if not (self.folder / STAND).exists():
            self._write_stand(Stand())
        target, apart = self._places(number)
        try:
            write_folder(apart, dict(private_files(delivery)))
            write_folder(target, dict(files(delivery)))
        except BaseException:
            self.discard(number)
            raise
        return Fragment(number, tree_digest(target / DATA), target / DATA)

    def discard(self, number: int) -> None:
        """Remove an import that was never committed."""
        if all(kept.number != number for kept in self.stand().imports):
            for folder in self._places(number):
                shutil.rmtree(folder, ignore_errors=True)

    def commit(self, stand: Stand, then: Callable[[], None]) -> None:
        """Make ``stand`` valid, then do ``then``; where that fails, the stand is as before."""
        path, aside = self.folder / STAND, self.folder / _ASIDE
        shutil.copyfile(path, aside)
        try:
            self._write_stand(stand)
            then()
        except BaseException:
            aside.replace(path)
            raise
        aside.unlink()

    @contextmanager
    def swapped(self, path: Path, content: bytes | None, *, private: bool) -> Iterator[None]:
        """A list file holds ``content`` (None: is removed) while the body publishes and commits.

        Where the body fails, or the process dies before it commits, the file is put back as it was,
        unless somebody else has changed it since. Putting back needs no space on the disk.
        """
        backup = path.with_name(f".{path.name}-vorher")
        if path.is_file():
            replace_bytes(backup, path.read_bytes(), private=private)
        intent = {
            "revision": self.stand().revision + 1,
            "path": str(path.absolute()),
            "existed": path.is_file(),
            "written": sha256(content),
        }
        try:
            replace_bytes(self.folder / _INTENT, json.dumps(intent).encode(), private=True)
            if content is None:
                path.unlink(missing_ok=True)
            else:
                replace_bytes(path, content, private=private)
            yield
        finally:
            self._put_back()
            backup.unlink(missing_ok=True)

    def _put_back(self) -> None:
        """Undo the intended change of a list, unless it was committed or changed by others."""
        marker = self.folder / _INTENT
        try:
            intent = json.loads(marker.read_bytes())
        except FileNotFoundError:
            return
        path = Path(intent["path"])
        backup = path.with_name(f".{path.name}-vorher")
        present = path.read_bytes() if path.is_file() else None
        pending = self.stand().revision < intent["revision"]
        if pending and sha256(present) == intent["written"]:
            if intent["existed"]:
                backup.replace(path)
            else:
                path.unlink(missing_ok=True)
        backup.unlink(missing_ok=True)
        marker.unlink()

    def _recover(self) -> None:
        """Under the lock: undo what a dead process had begun."""
        self._put_back()
        known = {f"{kept.number:06d}" for kept in self.stand().imports}
        places = [*self.folder.iterdir(), *self._private.glob("*")]
        for path in places:
            if path.name.startswith(UNFINISHED) or (path.name.isdigit() and path.name not in known):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(_TEMPORARY):
                path.unlink(missing_ok=True)

    def _write_stand(self, stand: Stand) -> None:
        text = json.dumps(asdict(stand), ensure_ascii=False, indent=1)
        replace_bytes(self.folder / STAND, text.encode(), private=True)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06d}"

    def _places(self, number: int) -> tuple[Path, Path]:
        return self._path(number), self._private / f"{number:06d}"

    def _read(self, number: int) -> dict[str, Any]:
        path = self._path(number) / ENTRY
        try:
            stored: dict[str, Any] = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            what = f"Der Eintrag des Imports {number} ({path}) fehlt oder ist beschädigt."
            raise UnreadableInput(what, _RESTORE) from error
        return stored

    def _entry(self, kept: Kept) -> ImportEntry:
        return replace(
            ImportEntry.from_dict(self._read(kept.number)["entry"]),
            state=ImportState.ACTIVE if kept.active else ImportState.ROLLED_BACK,
            rolled_back_by=kept.rolled_back_by,
            rolled_back_when=kept.rolled_back_when,
        )
