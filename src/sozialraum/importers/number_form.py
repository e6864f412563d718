"""How numbers are written in a column, decided from all of its cells; never guessed.

``1.234`` is a thousand in German and a little more than one in English. Only cells that can be read
in one way alone decide: ``12,5``, ``1.234,5`` and ``1.234.567`` are German, ``12.5``, ``1,234.5``
and ``1,234,567`` English. Everything here works on the distinct texts of a column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sozialraum.domain.mapping import NumberForm

UNITS = (
    "%", "‰", "v. H.", "Prozent", "€", "EUR", "Euro", "€/m²", "m²", "qm", "km²", "ha", "Personen",
    "Einwohner", "Haushalte", "Kinder", "Fälle", "Wohnungen", "Jahre",
)  # fmt: skip
"""Units that may stand behind a number in its cell; anything else behind one is unreadable."""
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_GAP = "[ \u00a0\u2007\u2009\u202f'’]"
_GROUPED = rf"-?[1-9][0-9]{{0,2}}(?:{_GAP}[0-9]{{3}})+(?:[.,][0-9]+)?"
_PLAIN = "-?[0-9][0-9.,]*"
_CELL = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-−–+])?\s*(?P<digits>[0-9][0-9.,]*|[.,][0-9]+|"
    rf"[0-9]{{1,3}}(?:{_GAP}[0-9]{{3}})+(?:[.,][0-9]+)?)(?P<power>[eE][-+]?[0-9]{{1,3}})?"
    rf"\s*(?P<unit>{_UNIT})?\s*(?(open)\))\s*(?P<mark>[prs]|[0-9]\)|[¹²³⁴-⁹]⁾?|\*)?"
)
_GROUPS = "[1-9][0-9]{0,2}"
_GERMAN = rf"{_GROUPS}(?:\.[0-9]{{3}})+,[0-9]+|{_GROUPS}(?:\.[0-9]{{3}}){{2,}}|[0-9]*,[0-9]+"
_STRONG_ENGLISH = rf"{_GROUPS}(?:,[0-9]{{3}})+\.[0-9]+|{_GROUPS}(?:,[0-9]{{3}}){{2,}}"
_ENGLISH = rf"{_STRONG_ENGLISH}|[0-9]*\.[0-9]+"
_POINT = rf"{_GROUPS}\.[0-9]{{3}}"
_COMMA = rf"{_GROUPS},[0-9]{{3}}"
_READABLE = {
    NumberForm.GERMAN: rf"{_GROUPS}(?:\.[0-9]{{3}})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?|,[0-9]+",
    NumberForm.ENGLISH: rf"{_GROUPS}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+",
}
_ANY = "|".join((*_READABLE.values(), _GERMAN, _ENGLISH))
_ONE = re.compile(_ANY)
_POWER = "e([-+]?[0-9]+)$"
_THOUSANDS = {NumberForm.GERMAN: ".", NumberForm.ENGLISH: ","}
_DECIMAL = {NumberForm.GERMAN: ",", NumberForm.ENGLISH: "."}
Mask = NDArray[np.bool_]
Words = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Cells:
    """Distinct texts taken apart; every member has one entry per text.

    ``core`` is the number without thousands blanks, unit and brackets, empty where the text is no
    number in any form. ``bracketed`` is True for a number in brackets; ``unit`` and ``mark`` are
    what stands behind it (``p`` provisional, ``r`` corrected, ``s`` estimated, footnotes).
    """

    core: pd.Series
    bracketed: Mask
    unit: Words
    mark: Words

    @property
    def numeric(self) -> Mask:
        """True where the text is a number in one of the forms."""
        known: Mask = (self.core != "").to_numpy(dtype=bool)
        return known


@dataclass(frozen=True)
class NumberFinding:
    """What the cells of one column say; all members but ``lines`` count cells.

    ``points`` and ``commas`` are cells such as ``1.234`` and ``1,234`` that are read differently in
    both forms; ``strong`` are English numbers with thousands and decimals. ``example`` is one of
    the ambiguous texts. ``odd`` are positions of cells in the form that fewer cells have.
    """

    german: int = 0
    english: int = 0
    strong: int = 0
    points: int = 0
    commas: int = 0
    example: str = ""
    odd: tuple[int, ...] = ()

    @property
    def mixed(self) -> bool:
        """True where some cells are German and others English."""
        return bool(self.german and self.english)

    @property
    def form(self) -> NumberForm | None:
        """The form that the column itself decides; None where both are possible and differ.

        A column of whole numbers without separators is the same in both and counts as German.
        """
        if self.mixed:
            return NumberForm.GERMAN if self.german >= self.english else NumberForm.ENGLISH
        if self.german:
            return NumberForm.GERMAN
        if self.english:
            return NumberForm.ENGLISH if self.strong or not self.commas else None
        return None if self.points or self.commas else NumberForm.GERMAN

    @property
    def says(self) -> NumberForm | None:
        """The form for which the column gives evidence to its neighbours, None without any."""
        certain = (self.german or self.english) and not self.mixed
        return self.form if certain else None


def take_apart(texts: Sequence[str] | pd.Series) -> Cells:
    """Numbers, units, brackets and marks of distinct texts."""
    series = pd.Series(texts, dtype="str").reset_index(drop=True)
    n = len(series)
    bracketed = np.zeros(n, dtype=bool)
    unit, mark = np.full(n, "", dtype=object), np.full(n, "", dtype=object)
    core = series.where(series.str.fullmatch(_PLAIN), "")
    rest = np.flatnonzero(((core == "") & series.str.contains("[0-9]")).to_numpy(dtype=bool))
    if len(rest):
        odd, unit[rest] = _without_units(series.iloc[rest])
        core = core.to_numpy(dtype=object)
        plain = odd.str.fullmatch(_PLAIN).to_numpy(dtype=bool)
        core[rest[plain]] = odd[plain].to_numpy(dtype=object)
        for position, text in zip(rest[~plain].tolist(), odd[~plain].tolist(), strict=True):
            match = _CELL.fullmatch(text)
            if match is None:
                continue
            sign = "-" if match["sign"] in {"-", "−", "–"} else ""
            digits = re.sub(_GAP, "", match["digits"])
            core[position] = f"{sign}{digits}{(match['power'] or '').lower()}"
            bracketed[position] = bool(match["open"])
            unit[position] = match["unit"] or unit[position]
            mark[position] = match["mark"] or ""
        core = pd.Series(core, dtype="str")
    readable = _bare(core).str.fullmatch(_ANY)
    return Cells(core.where(readable, ""), bracketed, unit, mark)


def _without_units(texts: pd.Series) -> tuple[pd.Series, Words]:
    """Texts without their unit, with a plain minus and without blanks between groups of digits."""
    unit = np.full(len(texts), "", dtype=object)
    for name in UNITS:
        ends = texts.str.endswith(name).to_numpy(dtype=bool)
        if ends.any():
            texts = texts.where(~ends, texts.str.removesuffix(name).str.strip())
            unit[ends] = name
    texts = texts.str.replace("^[−–](?=[0-9])", "-", regex=True)
    grouped = texts.str.fullmatch(_GROUPED)
    return texts.where(~grouped, texts.str.replace(_GAP, "", regex=True)), unit


def is_number(text: str) -> bool:
    """True where one text is a number in some form; for a few texts faster than a column."""
    for name in UNITS:
        text = text.removesuffix(name)
    match = _CELL.fullmatch(text.strip())
    return match is not None and bool(_ONE.fullmatch(re.sub(_GAP, "", match["digits"])))


def _bare(core: pd.Series) -> pd.Series:
    """Digits and separators alone: no minus, no power of ten."""
    return core.str.removeprefix("-").str.replace(_POWER, "", regex=True)


def find_form(cells: Cells, counts: NDArray[np.int64]) -> NumberFinding:
    """Count the forms of a column; ``counts`` says how often each distinct text occurs."""
    bare = _bare(cells.core)
    if not bare.str.contains("[.,]").any():
        return NumberFinding()
    points, commas = _matches(bare, _POINT), _matches(bare, _COMMA)
    german = _matches(bare, _GERMAN) & ~commas
    english = _matches(bare, _ENGLISH) & ~points
    strong = _matches(bare, _STRONG_ENGLISH)
    masks = (german, english, strong, points, commas)
    here, there, sure, point, comma = (int(counts[mask].sum()) for mask in masks)
    unclear = np.flatnonzero(points | commas)
    odd: list[int] = []
    if here and there:
        odd = np.flatnonzero(english if here >= there else german).tolist()
    return NumberFinding(
        here, there, sure, point, comma,
        example=str(cells.core.iat[int(unclear[0])]) if len(unclear) else "",
        odd=tuple(odd),
    )  # fmt: skip


def values(cells: Cells, form: NumberForm) -> NDArray[np.float64]:
    """The numbers in the given form, NaN where a text is none in this form."""
    negative = cells.core.str.startswith("-").to_numpy(dtype=bool)
    bare = _bare(cells.core)
    fits = _matches(bare, _READABLE[form])
    plain = bare.str.replace(_THOUSANDS[form], "", regex=False)
    plain = plain.str.replace(_DECIMAL[form], ".", regex=False).where(fits, "nan")
    if cells.core.str.contains("e", regex=False).any():
        power = cells.core.str.extract(_POWER, expand=False).fillna("0")
        plain = plain.str.cat(power, sep="e").where(fits, "nan")
    numbers: NDArray[np.float64] = plain.astype("float64").to_numpy(dtype=np.float64, copy=True)
    numbers[negative] *= -1
    numbers[~np.isfinite(numbers)] = np.nan
    return numbers


def reading(text: str, form: NumberForm) -> float:
    """One number in a form; NaN where it is none."""
    return float(values(take_apart([text]), form)[0])


def _matches(texts: pd.Series, pattern: str) -> Mask:
    matched: Mask = texts.str.fullmatch(pattern).to_numpy(dtype=bool)
    return matched
