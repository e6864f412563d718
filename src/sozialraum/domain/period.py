"""Reference dates (Stichtage) as they are published: a year, a month, a day or a span."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

from sozialraum.errors import UnreadableInput

_POINT = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
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
                f"„{self.code}“ ist kein Stichtag.",
                "Erlaubt sind JJJJ, JJJJ-MM, JJJJ-MM-TT oder zwei davon mit „/“.",
            )

    @property
    def label(self) -> str:
        """German form: ``2024``, ``Juni 2018``, ``31.12.2018``, ``2016 bis 2017``."""
        return " bis ".join(_label(part) for part in self.code.split("/"))

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
        return f"{parts[2]}.{parts[1]}.{parts[0]}"
    if len(parts) == 2:
        return f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return point
