"""Reference dates (Stichtage) as they are published: a year, a month, a day or a span."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

from sozialraum.errors import UnreadableInput
from sozialraum.language import Language, current, n_, t

_POINT = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_MONTHS = (
    n_("Januar"),
    n_("Februar"),
    n_("März"),
    n_("April"),
    n_("Mai"),
    n_("Juni"),
    n_("Juli"),
    n_("August"),
    n_("September"),
    n_("Oktober"),
    n_("November"),
    n_("Dezember"),
)


@total_ordering
@dataclass(frozen=True)
class Period:
    """A reference date. ``code`` is ``2024``, ``2018-06``, ``2018-12-31`` or ``2016/2017``.

    Ordered by its end: a year ends after its months and days, a span with its last part.
    """

    code: str

    def __post_init__(self) -> None:
        parts = self.code.split("/")
        if len(parts) > 2 or not all(_POINT.fullmatch(part) for part in parts):
            raise UnreadableInput(
                t("„{code}“ ist kein Stichtag.", code=self.code),
                t("Erlaubt sind JJJJ, JJJJ-MM, JJJJ-MM-TT oder zwei davon mit „/“."),
            )

    @property
    def label(self) -> str:
        """``2024``, ``Juni 2018``, ``31.12.2018``, ``2016 bis 2017``; ``31 December 2018``."""
        start, *end = (_label(part) for part in self.code.split("/"))
        return t("{start} bis {end}", start=start, end=end[0]) if end else start

    @property
    def year(self) -> int:
        """Calendar year in which the period ends."""
        return int(self.code.split("/")[-1][:4])

    @property
    def sort_key(self) -> tuple[int, int, int, str]:
        """Year, month, day of the end (12, 31 where not given), then the code."""
        match = _POINT.fullmatch(self.code.split("/")[-1])
        assert match is not None
        year, month, day = match.groups()
        return int(year), int(month or 12), int(day or 31), self.code

    def __lt__(self, other: Period) -> bool:
        return self.sort_key < other.sort_key

    def __str__(self) -> str:
        return self.code


def _label(point: str) -> str:
    parts = point.split("-")
    if len(parts) == 3:
        return written_day(*parts)
    if len(parts) == 2:
        return f"{t(_MONTHS[int(parts[1]) - 1])} {parts[0]}"
    return point


def written_day(year: str, month: str, day: str) -> str:
    """``31.12.2018``, in English ``31 December 2018``: no other order can be meant."""
    if current() is Language.GERMAN:
        return f"{day}.{month}.{year}"
    return f"{int(day)} {t(_MONTHS[int(month) - 1])} {year}"
