"""German numbers, units, dates and class labels. Formatting is babel's; only the words are ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise

from babel.dates import format_date
from babel.numbers import format_decimal

from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.domain.status import Status

LOCALE = "de_DE"
NBSP = "\u00a0"


@lru_cache(maxsize=50_000)
def number(value: float, decimals: int = 0) -> str:
    """``1234.5`` with one decimal -> ``1.234,5``; trailing zeros stay."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text: str = format_decimal(value, format=pattern, locale=LOCALE)
    return text


def quantity(value: float | None, indicator: Indicator, status: Status = Status.OK) -> str:
    """A value with its unit, or the word for why there is none: ``63,8 %``, ``unbekannt``."""
    if value is None:
        return status.label
    if not grouped(indicator):
        text, unit = plain(value), ""
    else:
        text = number(value, indicator.decimals)
        unit = f"{NBSP}{indicator.unit}" if indicator.unit else ""
    suffix = f" ({status.label})" if status is not Status.OK else ""
    return f"{text}{unit}{suffix}"


def grouped(indicator: Indicator) -> bool:
    """False where the values are calendar years (``1983``), which take no thousands separator.

    These are indices of unit ``Jahr``, or without unit whose definition begins with „Jahr“.
    """
    if indicator.kind is not Kind.INDEX or indicator.decimals:
        return True
    defined = not indicator.unit and indicator.definition.startswith(("Jahr ", "Jahr,"))
    return not (indicator.unit == "Jahr" or defined)


def plain(value: float, decimals: int = 0) -> str:
    """``1983`` -> ``1983``: a decimal comma, no thousands separator, as in data files."""
    return f"{value:.{decimals}f}".replace(".", ",")


def day(moment: date | datetime) -> str:
    """``31.12.2024``."""
    text: str = format_date(moment, "dd.MM.yyyy", locale=LOCALE)
    return text


def class_labels(limits: Sequence[float], decimals: int, low: float, high: float) -> list[str]:
    """Labels of classes without gaps: ``unter 10``, ``10 bis unter 20``, ``20 und mehr``.

    ``limits`` are the inner limits; without any the single class runs from ``low`` to ``high``.
    Whole limits are printed without decimals.
    """
    if not limits:
        return [f"{_limit(low, decimals)} bis {_limit(high, decimals)}"]
    middle = [f"{_limit(a, decimals)} bis unter {_limit(b, decimals)}" for a, b in pairwise(limits)]
    return [
        f"unter {_limit(limits[0], decimals)}",
        *middle,
        f"{_limit(limits[-1], decimals)} und mehr",
    ]


def enumeration(parts: Sequence[str]) -> str:
    """German list: ``a, b und c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} und {parts[-1]}"


def _limit(value: float, decimals: int) -> str:
    return number(value, 0 if float(value).is_integer() else max(decimals, 1))
