"""Numbers, units, dates and class labels in the language of the interface.

Formatting is babel's; only the words are ours. Files that are read again (the strict form of
``data/``) use :func:`plain` and words of their own, which are German whatever language is spoken.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise

from babel.numbers import format_decimal

from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.period import written_day
from sozialraum.domain.status import Status
from sozialraum.language import Language, current, t

NBSP = "\u00a0"
_YEAR_UNITS = ("Jahr", "year")
_YEAR_BEGINS = ("Jahr ", "Jahr,", "Year ", "Year,")


def number(value: float, decimals: int = 0) -> str:
    """``1234.5`` with one decimal -> ``1.234,5``, in English ``1,234.5``; trailing zeros stay."""
    return _number(value, decimals, current().locale)


@lru_cache(maxsize=50_000)
def _number(value: float, decimals: int, locale: str) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text: str = format_decimal(value, format=pattern, locale=locale)
    return text


def ungrouped(value: float, decimals: int = 0) -> str:
    """As :func:`number`, without thousands separator: a cell of an exported CSV."""
    return number(value, decimals).replace("." if current() is Language.GERMAN else ",", "")


def with_unit(text: str, unit: str) -> str:
    """A number that is written already with its unit: ``63,8 %``, in English ``63.8%``."""
    if not unit:
        return text
    between = "" if unit.startswith("%") and current() is Language.ENGLISH else NBSP
    return f"{text}{between}{unit}"


def percent(value: float, decimals: int = 0) -> str:
    """``12.3`` -> ``12,3 %``, in English ``12.3%``. The value is in percent, no share."""
    return with_unit(number(value, decimals), "%")


def quantity(value: float | None, indicator: Indicator, status: Status = Status.OK) -> str:
    """A value with its unit, or the word for why there is none: ``63,8 %``, ``unbekannt``."""
    if value is None:
        return status.label
    if not grouped(indicator):
        text = plain(value)
    else:
        text = with_unit(number(value, indicator.decimals), indicator.unit)
    suffix = f" ({status.label})" if status is not Status.OK else ""
    return f"{text}{suffix}"


def grouped(indicator: Indicator) -> bool:
    """False where the values are calendar years (``1983``), which take no thousands separator.

    These are indices of unit ``Jahr``, or without unit whose definition begins with „Jahr“, or
    the same words in the other languages.
    """
    if indicator.kind is not Kind.INDEX or indicator.decimals:
        return True
    defined = not indicator.unit and indicator.definition.startswith(_YEAR_BEGINS)
    return not (indicator.unit in _YEAR_UNITS or defined)


def plain(value: float, decimals: int = 0) -> str:
    """``1983`` -> ``1983``: a decimal comma, no thousands separator, as in data files.

    The same in every language, for files that are read again.
    """
    return f"{value:.{decimals}f}".replace(".", ",")


def in_full(value: float, decimals: int = 0) -> str:
    """``1983,5``, in English ``1983.5``: without thousands separator, for people and exports."""
    text = plain(value, decimals)
    return text if current() is Language.GERMAN else text.replace(",", ".")


def csv_delimiter() -> str:
    """What separates the cells of an exported CSV: ``;`` beside a decimal comma, else ``,``."""
    return ";" if current() is Language.GERMAN else ","


def day(moment: date | datetime) -> str:
    """``31.12.2024``, in English ``31 December 2024``."""
    return written_day(f"{moment.year:04}", f"{moment.month:02}", f"{moment.day:02}")


def signed(value: float, decimals: int = 0, *, zero: str = "") -> str:
    """``+2,3``, ``−1,0``, ``0``: a change; what is printed as zero has no sign, or ``zero``."""
    rounded = round(value, decimals)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else zero
    return f"{sign}{number(abs(rounded), decimals)}"


def class_labels(limits: Sequence[float], decimals: int, low: float, high: float) -> list[str]:
    """Labels of classes without gaps: ``unter 10``, ``10 bis unter 20``, ``20 und mehr``.

    ``limits`` are the inner limits; without any the single class runs from ``low`` to ``high``.
    Whole limits are printed without decimals.
    """
    if not limits:
        span = {"low": _limit(low, decimals), "high": _limit(high, decimals)}
        return [t("{low} bis {high}", **span)]
    middle = [
        t("{low} bis unter {high}", low=_limit(a, decimals), high=_limit(b, decimals))
        for a, b in pairwise(limits)
    ]
    return [
        t("unter {limit}", limit=_limit(limits[0], decimals)),
        *middle,
        t("{limit} und mehr", limit=_limit(limits[-1], decimals)),
    ]


def enumeration(parts: Sequence[str]) -> str:
    """List in words: ``a, b und c``."""
    if len(parts) < 2:
        return "".join(parts)
    return t("{parts} und {last}", parts=", ".join(parts[:-1]), last=parts[-1])


def inside_sentence(heading: str) -> str:
    """A heading as part of a sentence: German writes nouns as they are, English small.

    Abbreviations keep their capitals.
    """
    if current() is Language.GERMAN or heading[1:2].isupper():
        return heading
    return heading[:1].lower() + heading[1:]


def _limit(value: float, decimals: int) -> str:
    return number(value, 0 if float(value).is_integer() else max(decimals, 1))
