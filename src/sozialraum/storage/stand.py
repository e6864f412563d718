"""Which imports exist, which of them count, and what each adds to the home folder."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sozialraum.storage.files import digests


@dataclass(frozen=True)
class Kept:
    """One import of the stand; ``digest`` is of its ``daten``."""

    number: int
    digest: str
    rolled_back_by: str = ""
    rolled_back_when: str = ""

    @property
    def active(self) -> bool:
        """False where it was rolled back."""
        return not self.rolled_back_when


@dataclass(frozen=True)
class Stand:
    """All imports in the order of their numbers; ``revision`` counts the changes."""

    revision: int = 0
    imports: tuple[Kept, ...] = ()

    @property
    def next_number(self) -> int:
        """Number of the next import."""
        return self.imports[-1].number + 1 if self.imports else 1

    def added(self, number: int, digest: str) -> Stand:
        """The stand with one more import."""
        return Stand(self.revision + 1, (*self.imports, Kept(number, digest)))

    def rolled_back(self, number: int, who: str, when: str) -> Stand:
        """The stand without that import, which stays in the diary."""
        changed = tuple(
            replace(k, rolled_back_by=who, rolled_back_when=when) if k.number == number else k
            for k in self.imports
        )
        return Stand(self.revision + 1, changed)


@dataclass(frozen=True)
class Fragment:
    """What one import adds to the home folder; ``digest`` is what its files must have."""

    number: int
    digest: str
    root: Path

    @property
    def label(self) -> str:
        """How problems call it."""
        return "/".join(self.root.parts[-3:])

    @property
    def intact(self) -> bool:
        """True where all files are as they were written."""
        return tree_digest(self.root) == self.digest


def tree_digest(folder: Path) -> str:
    """SHA-256 over names and bytes of all files below ``folder``; empty text for no folder."""
    if not folder.is_dir():
        return ""
    return hashlib.sha256(json.dumps(digests(folder)).encode()).hexdigest()


def now() -> str:
    """The moment, as the diary writes it: ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def sha256(content: bytes | None) -> str:
    """Hexadecimal digest, empty text for None."""
    return "" if content is None else hashlib.sha256(content).hexdigest()
