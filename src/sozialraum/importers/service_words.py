"""Cells of the service directory: lists, languages, dates, numbers; what is wrong is remarked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from sozialraum.catalog.catalog import quoted
from sozialraum.domain.languages import LANGUAGES, language_code
from sozialraum.domain.records import ColumnType, ListColumn
from sozialraum.domain.services import ReachMode
from sozialraum.errors import UnreadableInput
from sozialraum.importers.cells import check_cell
from sozialraum.importers.tables import parse_number
from sozialraum.language import t

MOST_PER_WEEK = 100_000
"""Contacts per week that no single service has."""
_GERMAN_DATE = re.compile(r"(?:([0-9]{1,2})\.)?([0-9]{1,2})\.([0-9]{4})")
_NOT_ALL = re.compile(
    r"beispiel|unter anderem|\bu\. ?a\.|weitere|und andere|nicht einzeln|bei bedarf|"
    r"viele sprachen|mehrere sprachen|verschiedene",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*(?:[,;|/]|\bund\b)\s*")
_MODES = {mode.german.casefold(): mode for mode in ReachMode} | {m.value: m for m in ReachMode}


@dataclass(frozen=True)
class Remark:
    """What was left out of a column, and the remedy; both German."""

    column: str
    what: str
    fix: str


@dataclass
class Remarks:
    """Remarks on one row, in the order in which they were made."""

    found: list[Remark] = field(default_factory=list)

    def add(self, column: str, what: str, fix: str) -> None:
        """Remember what was left out of a column."""
        self.found.append(Remark(column, what, fix))

    @property
    def texts(self) -> tuple[str, ...]:
        """What was left out, each sentence once."""
        return tuple(dict.fromkeys(remark.what for remark in self.found))


def many(text: str) -> tuple[str, ...]:
    """Texts separated by ``|``, each once."""
    return tuple(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))


def read_languages(listed: str, text: str, remarks: Remarks) -> tuple[tuple[str, ...], bool]:
    """Codes of the languages, and whether these are all that are offered.

    ``listed`` are names or codes separated by ``|``; without them ``text`` is read where it names
    nothing but languages. An unknown name is left out with a remark; then, and where the words
    speak of examples or of further languages, the list is not complete.
    """
    names = many(listed)
    complete = not _NOT_ALL.search(text)
    if not names:
        words = [word for word in _LIST.split(text) if word]
        codes = [language_code(word) for word in words]
        return (tuple(dict.fromkeys(codes)), True) if codes and all(codes) else ((), complete)
    found = []
    for name in names:
        code = language_code(name)
        if code:
            found.append(code)
        else:
            complete = False
            what = t("„{name}“ ist keine bekannte Sprache und zählt nicht als Angabe.", name=name)
            remarks.add("sprachen_liste", what, _nearest(name))
    return tuple(dict.fromkeys(found)), complete


def _nearest(name: str) -> str:
    names = {entry.name.casefold(): entry.name for entry in LANGUAGES.values()}
    near = get_close_matches(name.casefold(), names, n=1, cutoff=0.75)
    if near:
        return t("Gemeint ist vielleicht „{near}“.", near=names[near[0]])
    return t("Den deutschen Namen oder das Kürzel nach ISO 639-1 schreiben, zum Beispiel ro.")


def read_modes(text: str, remarks: Remarks) -> tuple[ReachMode, ...]:
    """How people get to the service; unknown words are left out with a remark."""
    found = []
    for word in many(text):
        mode = _MODES.get(word.casefold())
        if mode is None:
            fix = t("Erlaubt sind: {allowed}.", allowed=quoted(entry.german for entry in ReachMode))
            remarks.add("zugangsform", t("„{word}“ ist keine Zugangsform.", word=word), fix)
        else:
            found.append(mode)
    return tuple(dict.fromkeys(found))


def read_steps(text: str, remarks: Remarks) -> tuple[int, ...]:
    """Steps of the nine-step procedure, ascending; other numbers are left out with a remark."""
    found = set()
    for word in (part for part in re.split(r"[|,]", text.replace(" ", "")) if part):
        if word.isascii() and word.isdigit() and 1 <= int(word[:3]) <= 9:
            found.add(int(word[:3]))
        else:
            what = t("„{word}“ ist kein Schritt des Verfahrens.", word=word)
            remarks.add("schritte", what, t("Ganze Zahlen von 1 bis 9, getrennt durch „ | “."))
    return tuple(sorted(found))


def read_date(column: str, text: str, remarks: Remarks) -> str:
    """Code of a reference date; German dates are understood, other texts left out."""
    if not text:
        return ""
    german = _GERMAN_DATE.fullmatch(text)
    if german:
        day, month, year = german.groups()
        text = f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
    fault = check_cell(_column(column, ColumnType.DATE), text)
    if fault:
        remarks.add(column, *fault)
        return ""
    return text


def read_capacity(text: str, remarks: Remarks) -> float | None:
    """Contacts per week, None where unknown or impossible."""
    if not text:
        return None
    column = "kapazitaet_je_woche"
    try:
        value = parse_number(text)
    except UnreadableInput as error:
        remarks.add(column, error.what, error.fix)
        return None
    if value < 0:
        fix = t("Kontakte je Woche als Zahl ab 0 angeben oder leer lassen.")
        remarks.add(column, t("Die Kapazität {value} ist negativ.", value=text), fix)
        return None
    if value > MOST_PER_WEEK:
        fix = t("Gemeint sind Kontakte je Woche; die Zahl prüfen.")
        remarks.add(column, t("Die Kapazität {value} ist zu groß.", value=text), fix)
        return None
    return value


def read_links(column: str, text: str, remarks: Remarks) -> str:
    """Addresses on the web, separated by `` | ``; others are left out with a remark."""
    kept = []
    for part in many(text):
        fault = check_cell(_column(column, ColumnType.LINK), part)
        if fault:
            remarks.add(column, *fault)
        else:
            kept.append(part)
    return " | ".join(kept)


def _column(name: str, kind: ColumnType) -> ListColumn:
    return ListColumn(feld=name, titel=name, typ=kind)
