"""Reference dates against a day: begun, not begun, or not known because the date is too coarse."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def first_and_last_day(code: str) -> tuple[date, date]:
    """First and last day of a reference date: ``2024-02`` -> 1 and 29 February 2024.

    ``code`` is that of a :class:`sozialraum.domain.period.Period`; raises ``ValueError`` for a day
    that does not exist.
    """
    begin, _, end = code.partition("/")
    return _days(begin)[0], _days(end or begin)[1]


def valid_on(valid_from: str, valid_to: str, day: date) -> bool | None:
    """Whether something is valid on a day; both ends may be empty (open) and count as valid.

    None on the days of a coarse end: of what begins in ``2022`` nobody knows whether it was there
    in June 2022; after that year it was.
    """
    answers: list[bool | None] = []
    if valid_from:
        first, last = first_and_last_day(valid_from)
        answers.append(False if day < first else True if day >= last else None)
    if valid_to:
        first, last = first_and_last_day(valid_to)
        answers.append(False if day > last else True if day <= first else None)
    return every(answers)


def every(answers: list[bool | None]) -> bool | None:
    """All of them: False where one is False, else None where one is unknown (Kleene's logic)."""
    if False in answers:
        return False
    return None if None in answers else True


def some(answers: list[bool | None]) -> bool | None:
    """One of them: True where one is True, else None where one is unknown; False without any."""
    if True in answers:
        return True
    return None if None in answers else False


def months_before(day: date, months: int) -> date:
    """The day so many months earlier; the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days(point: str) -> tuple[date, date]:
    parts = [int(part) for part in point.split("-")]
    if len(parts) == 3:
        day = date(parts[0], parts[1], parts[2])
        return day, day
    if len(parts) == 2:
        last = monthrange(parts[0], parts[1])[1]
        return date(parts[0], parts[1], 1), date(parts[0], parts[1], last)
    return date(parts[0], 1, 1), date(parts[0], 12, 31)
