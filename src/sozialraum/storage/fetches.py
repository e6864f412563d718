"""What came of fetching: ``<var>/abruf/<id>.json`` per source, readable by this user alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sozialraum.domain.fetches import FetchState
from sozialraum.errors import UnreadableInput
from sozialraum.storage.locks import exclusive
from sozialraum.storage.writing import replace_bytes

FOLDER = "abruf"
_WAIT_SECONDS = 2.0


class FetchStore:
    """The states of all sources below one ``var``."""

    def __init__(self, var: Path) -> None:
        self.folder = var / FOLDER

    def state(self, source: str) -> FetchState:
        """The stored state, an empty one before the first fetch.

        Raises :class:`UnreadableInput` where the file is damaged: without it nobody knows what the
        last good answer was.
        """
        path = self.folder / f"{source}.json"
        try:
            return FetchState.from_dict(json.loads(path.read_bytes()))
        except FileNotFoundError:
            return FetchState()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            what = f"Das Ergebnis des letzten Abrufs ({path}) ist beschädigt."
            raise UnreadableInput(what, "Die Datei löschen und die Quelle neu abrufen.") from error

    def keep(self, source: str, state: FetchState) -> None:
        """Store a state; readers see the old or the new one."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps(state.as_dict(), ensure_ascii=False, indent=1) + "\n"
        replace_bytes(self.folder / f"{source}.json", text.encode(), private=True)

    def keep_file(self, name: str, content: bytes) -> Path:
        """Store a fetched file that others read from here; returns where it lies."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / name
        replace_bytes(path, content, private=True)
        return path

    @contextmanager
    def locked(self, source: str) -> Iterator[None]:
        """Nobody else fetches this source meanwhile; raises SozialraumError where somebody does."""
        with exclusive(self.folder / f".{source}.sperre", _WAIT_SECONDS):
            yield
