"""The language of what people read. German is written in the code, English stands in a catalogue.

``t("{n} Gebiete ohne Wert", n=3)`` is the German text, or its English translation where English is
spoken. The catalogue are the files ``locale/en/*.po`` (gettext, keyed by the German text); a text
without a translation stays German, and a test finds it. Texts of data (names, definitions) stand in
``data/sprachen/en.po`` of the home folder, see :mod:`sozialraum.catalog.translation`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "locale"


class Language(StrEnum):
    """A language of the interface. The values are those of the address and of ``lang``."""

    GERMAN = "de"
    ENGLISH = "en"

    @property
    def locale(self) -> str:
        """Name of the rules for numbers and dates. English is British: day before month."""
        return "de_DE" if self is Language.GERMAN else "en_GB"


_SPOKEN: ContextVar[Language | None] = ContextVar("language", default=None)
_sources: list[Callable[[], Language]] = []


def current() -> Language:
    """The language of the enclosing :func:`speaking`, else what the source says, else German."""
    spoken = _SPOKEN.get()
    if spoken is not None:
        return spoken
    return _sources[-1]() if _sources else Language.GERMAN


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Everything inside is said in ``language``. A thread that is begun inside does not know."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def asked_of(source: Callable[[], Language]) -> None:
    """Who knows the language outside of :func:`speaking`: the session of the page that runs."""
    _sources[:] = [source]


def t(text: str, /, **values: object) -> str:
    """``text`` in the current language, with ``values`` in its ``{braces}`` if there are any."""
    language = current()
    said = text if language is Language.GERMAN else catalogue(language).get(text, text)
    return said.format(**values) if values else said


def n_(text: str) -> str:
    """Marks a constant that is translated where it is used: ``t(CONSTANT)``."""
    return text


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """German text to translation, of all files of a language; untranslated entries are left out."""
    found: dict[str, str] = {}
    for file in sorted((FOLDER / language.value).glob("*.po")):
        found |= read_catalogue(file)
    return found


def read_catalogue(file: Path) -> dict[str, str]:
    """German text to translation of one file in gettext's form."""
    from babel.messages.pofile import read_po

    with file.open("rb") as opened:
        entries = read_po(opened, abort_invalid=True)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}
