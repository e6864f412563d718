"""Reference dates as people write them, to the codes of :mod:`sozialraum.domain.period`.

Only ``03/04/2024`` can be read in two ways; whether a column is British or American is decided from
all of its cells, or asked. Years of two digits and day numbers of spreadsheets are refused.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sozialraum.domain.mapping import DateForm
from sozialraum.errors import UnreadableInput
from sozialraum.language import n_, t

_MONTHS = {
    "jan": 1, "jaen": 1, "feb": 2, "maer": 3, "mrz": 3, "mar": 3, "apr": 4, "mai": 5, "may": 5,
    "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12,
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?:19|20)\d\d"
_MONTH = (
    r"(?:jan(?:uar)?|j[äa]n(?:ner)?|feb(?:ruar)?|m[äa]rz|m[äa]r|mrz|apr(?:il)?|mai|may|june?|juni|"
    r"jul(?:i|y)?|aug(?:ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|"
    r"de[zc](?:ember)?|january|february|march)\.?"
)
_OF_NAME = re.compile(
    r"\b(baujahr\w*|jahrgang|geboren\w*|vor|seit|ab|bis|nach|gegenüber|gg\.|zu|von|\d\s*[-–])\s*$",
    re.IGNORECASE,
)
_TO_DATE = re.compile(
    r"[\s_(,;:\[–-]*(\b(am|zum|im|in|per|stand|stichtag|jahr)\b[\s:]*)*$", re.IGNORECASE
)
_TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
_LEAD = re.compile(
    r"\A(?:(?:stichtag|stand|datum|jahr|zum|am|vom|per|im)\b[:.]?\s*)+", re.IGNORECASE
)
_FIX = n_("Zum Beispiel 2024, 31.12.2024, 2024-12-31, 12/2024 oder 2023/2024 schreiben.")


@dataclass(frozen=True)
class DateFinding:
    """What a column says. ``form`` is None where ``03/04/2024`` stays open, ``example`` shows it.

    ``readable`` and ``faults`` count and name the distinct texts; ``mixed`` is True where British
    and American dates stand side by side.
    """

    form: DateForm | None
    readable: int
    faults: tuple[str, ...]
    example: str = ""
    mixed: bool = False


def to_code(text: str, form: DateForm = DateForm.ISO) -> str:
    """The code of a reference date; ``31/12/2024`` is read in ``form``.

    Raises :class:`UnreadableInput` for everything that is no date, an impossible day, or a date
    with slashes that has two readings where ``form`` is neither British nor American.
    """
    plain = _LEAD.sub("", " ".join(text.split()), count=1).strip(" .,;:()")
    for pattern, read in _READERS:
        match = pattern.fullmatch(plain)
        if match is not None:
            return read(match, form)
    if re.fullmatch(r"[34]\d{4}(?:,0+)?", plain):
        guess = date(1899, 12, 30) + timedelta(days=int(plain[:5]))
        what = t("„{value}“ ist eine Tageszahl aus Excel.", value=text)
        raise UnreadableInput(
            what, t("Als Datum formatieren, vermutlich {guess:%d.%m.%Y}.", guess=guess)
        )
    if re.fullmatch(r"\d{1,2}[./]\d{1,2}[./]\d\d", plain):
        raise UnreadableInput(
            t("Im Datum „{value}“ hat das Jahr nur zwei Ziffern.", value=text), t(_FIX)
        )
    raise UnreadableInput(t("„{value}“ ist kein Stichtag.", value=text), t(_FIX))


def readable(text: str) -> bool:
    """True where a text is a reference date in some form."""
    try:
        return bool(to_code(text, DateForm.BRITISH))
    except UnreadableInput:
        return False


def find_form(texts: Iterable[str]) -> DateFinding:
    """How the dates of a column are written, from its distinct texts without the empty ones."""
    british = american = open_ = count = 0
    example, faults, shapes = "", [], set()
    for text in texts:
        readings = [_reading(text, form) for form in (DateForm.BRITISH, DateForm.AMERICAN)]
        if not any(readings):
            faults.append(text)
            continue
        count += 1
        shapes.add(_shape(text))
        if _shape(text) is not DateForm.BRITISH:
            continue
        british += not readings[1]
        american += not readings[0]
        if all(readings) and readings[0] != readings[1]:
            open_ += 1
            example = example or text
    if british or american:
        form: DateForm | None = DateForm.AMERICAN if american > british else DateForm.BRITISH
    elif DateForm.BRITISH in shapes:
        form = None if open_ else DateForm.BRITISH
    else:
        form = shapes.pop() if len(shapes) == 1 else DateForm.ISO
    return DateFinding(form, count, tuple(faults), example, bool(british and american))


def find_codes(text: str) -> tuple[str, ...]:
    """Codes of all reference dates in a sentence, a heading or a file name, in their order.

    The state of the boundaries („Gebietsstand 2024“) is none, nor is the day of a retrieval.
    """
    plain = re.sub(
        r"(?:gebietsstand|abgerufen|abruf|erstellt|gedruckt|druckdatum|©|\(c\))[^;,)]*", " ", text,
        flags=re.IGNORECASE,
    )  # fmt: skip
    found = []
    for match in _ANYWHERE.finditer(plain.replace("_", " ")):
        try:
            found.append(to_code(match[0]))
        except UnreadableInput:
            continue
    return tuple(dict.fromkeys(found))


def ends_with_code(text: str) -> tuple[str, str]:
    """A heading without the reference date at its end, and that date: „Einwohner am 31.12.2024“.

    Years that belong to the name („seit 2018“, „Baujahr bis 1949“) stay in it.
    """
    plain = text.replace("_", " ").rstrip(" )],")
    for match in _ANYWHERE.finditer(plain):
        before = _TO_DATE.sub("", text[: match.start()])
        if match.end() == len(plain) and not _OF_NAME.search(text[: match.start()]):
            code = _reading(match[0], DateForm.ISO)
            return (before, code) if code else (text, "")
    return text, ""


def _reading(text: str, form: DateForm) -> str:
    try:
        return to_code(text, form)
    except UnreadableInput:
        return ""


def _shape(text: str) -> DateForm:
    """The form that a readable text shows; British stands for everything with two slashes."""
    if text.count("/") == 2:
        return DateForm.BRITISH
    if re.search(r"\d{1,2}\.\s?\d{1,2}\.", text):
        return DateForm.GERMAN
    return DateForm.YEAR if re.fullmatch(_YEAR, text) else DateForm.ISO


def _day(year: str, month: str | int, day: str) -> str:
    code = f"{year}-{int(month):02d}-{int(day):02d}"
    if not 1 <= int(month) <= 12:
        raise UnreadableInput(t("Den Monat {month} gibt es nicht.", month=int(month)), t(_FIX))
    if not 1 <= int(day) <= monthrange(int(year), int(month))[1]:
        what = t(
            "Den {day}.{month}.{year} gibt es nicht.", day=int(day), month=int(month), year=year
        )
        raise UnreadableInput(what, t("Tag und Monat prüfen."))
    return code


def _month(year: str, month: str | int) -> str:
    if not 1 <= int(month) <= 12:
        raise UnreadableInput(t("Den Monat {month} gibt es nicht.", month=int(month)), t(_FIX))
    return f"{year}-{int(month):02d}"


def _named(word: str) -> int:
    plain = word.casefold().rstrip(".").replace("ä", "ae")
    return next(number for name, number in _MONTHS.items() if plain.startswith(name))


def _slashed(match: re.Match[str], form: DateForm) -> str:
    first, second, year = match.groups()
    if form is DateForm.AMERICAN:
        return _day(year, first, second)
    if form is DateForm.BRITISH or int(first) > 12 or first.zfill(2) == second.zfill(2):
        return _day(year, second, first)
    if int(second) > 12:
        return _day(year, first, second)
    what = t("„{value}“ kann zwei Tage bedeuten.", value=match[0])
    raise UnreadableInput(what, t("Festlegen, ob der Tag oder der Monat vorne steht."))


def _span(match: re.Match[str], _: DateForm) -> str:
    """``2023/2024`` and ``2023/24``; the second year follows the first."""
    first, second = match.groups()
    last = second if len(second) == 4 else f"{first[:2]}{second}"
    if last <= first:
        raise UnreadableInput(
            t("„{value}“ endet nicht nach seinem Anfang.", value=match[0]), t(_FIX)
        )
    return f"{first}/{last}"


def _quarter(number: str, year: str) -> str:
    quarter = _ROMAN.get(number.casefold()) or int(number)
    return f"{year}-{quarter * 3 - 2:02d}/{year}-{quarter * 3:02d}"


def _quarter_first(match: re.Match[str], _: DateForm) -> str:
    return _quarter(match[1], match[2])


def _half(number: str, year: str) -> str:
    half = _ROMAN.get(number.casefold()) or int(number)
    return f"{year}-{half * 6 - 5:02d}/{year}-{half * 6:02d}"


def _own_span(match: re.Match[str], form: DateForm) -> str:
    """A span of our own codes, such as ``2016-06/2017-06``."""
    first, second = (to_code(part, form) for part in match.groups())
    if second <= first:
        raise UnreadableInput(
            t("„{value}“ endet nicht nach seinem Anfang.", value=match[0]), t(_FIX)
        )
    return f"{first}/{second}"


_Reader = Callable[[re.Match[str], DateForm], str]
_PATTERNS: tuple[tuple[str, _Reader], ...] = (
    (rf"({_YEAR}(?:-\d\d(?:-\d\d)?)?)/({_YEAR}(?:-\d\d(?:-\d\d)?)?)", _own_span),
    (rf"({_YEAR})-(\d\d)-(\d\d){_TIME}", lambda m, _: _day(m[1], m[2], m[3])),
    (rf"(\d{{1,2}})\.\s?(\d{{1,2}})\.\s?({_YEAR}){_TIME}", lambda m, _: _day(m[3], m[2], m[1])),
    (rf"(\d{{1,2}})/(\d{{1,2}})/({_YEAR})", _slashed),
    (rf"(\d{{1,2}})\.?\s?({_MONTH})\s?({_YEAR})", lambda m, _: _day(m[3], _named(m[2]), m[1])),
    (rf"({_MONTH})[\s/-]?({_YEAR})", lambda m, _: _month(m[2], _named(m[1]))),
    (rf"(IV|I{{1,3}}|[1-4])\.?[\s/]*(?:Quartal|Q)\s?/?\s?({_YEAR})", _quarter_first),
    (rf"Q([1-4])[\s/-]*({_YEAR})", _quarter_first),
    (rf"({_YEAR})[\s/-]?Q([1-4])", lambda m, _: _quarter(m[2], m[1])),
    (rf"(II?|[12])\.?\s?(?:Halbjahr|Hj\.?)\s?/?\s?({_YEAR})", lambda m, _: _half(*m.groups())),
    (rf"({_YEAR})\s?(?:–|-|bis)\s?({_YEAR})", _span),
    (rf"({_YEAR})/(\d\d)", _span),
    (rf"({_YEAR})-(\d\d)", lambda m, _: _month(m[1], m[2])),
    (rf"(\d{{1,2}})[./]({_YEAR})", lambda m, _: _month(m[2], m[1])),
    (rf"({_YEAR})(\d\d)(\d\d)", lambda m, _: _day(m[1], m[2], m[3])),
    (rf"({_YEAR})(?:[,.]0)?", lambda m, _: m[1]),
)  # fmt: skip
_ROMAN_QUARTER = rf"(IV|I{{1,3}})\s?[/.]\s?({_YEAR})"
"""Only where the whole cell says so: „SGB II/2024“ names no quarter."""
_READERS = tuple(
    (re.compile(text, re.IGNORECASE), read)
    for text, read in (*_PATTERNS, (_ROMAN_QUARTER, _quarter_first))
)
_ANY = "|".join(re.sub(r"\((?!\?)", "(?:", text) for text, _ in _PATTERNS)
_ANYWHERE = re.compile(rf"(?<![\d.,/])(?:{_ANY})(?!\d)", re.IGNORECASE)
