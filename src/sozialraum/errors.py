"""One tree of errors. Every message says in German what is wrong, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One finding of a check.

    ``file`` is the path relative to the home folder, ``key`` the place inside the file
    (a TOML key, a column, a line), ``what`` the fact and ``fix`` the remedy, both German.
    """

    file: str
    key: str
    what: str
    fix: str

    def as_dict(self) -> dict[str, str]:
        """The four fields as a plain dictionary, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        place = f"{self.file} [{self.key}]" if self.key else self.file
        return f"{place}: {self.what} {self.fix}".strip()


class SozialraumError(Exception):
    """Base of all errors that a user may see. The text is a complete German sentence."""

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(f"{what} {fix}".strip())
        self.what = what
        self.fix = fix


class ProblemsFound(SozialraumError):
    """A check found problems; all of them travel with the error, in a stable order."""

    def __init__(self, what: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        lines = "\n".join(f"  - {problem}" for problem in self.problems)
        super().__init__(f"{what}\n{lines}")
        self.what = what


class CatalogInvalid(ProblemsFound):
    """The declarations under ``geo/`` and ``data/`` contradict themselves or are incomplete."""


class PublicationRefused(ProblemsFound):
    """A release was not written; the last good release stays live."""


class GeometryRefused(ProblemsFound):
    """An outline file cannot become the embedded outlines."""


class UnknownEntry(SozialraumError):
    """A name is not in the catalogue; the message carries a suggestion."""


class UnreadableInput(SozialraumError):
    """A file that somebody brought cannot be read as what it should be."""


class NotAggregable(SozialraumError):
    """Shares, rates, means and indices are never summed or averaged over areas."""


class NoRelease(SozialraumError):
    """There is no release to read from."""
