"""The catalogue in another language: every text that people read, replaced by its translation.

Declarations are German. What they say in English stands beside them in ``data/sprachen/en.po``
(gettext, keyed by the German text) and ``data/methoden/en/<id>.md``, so that another city brings
its own; what has no translation stays German. Entries with a context (``msgctxt``) are units or
words of the rows of the list with this id, such as „in Planung“. Never translated are ids, codes,
columns, names of areas, places and organisations, titles of publications, names of licences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from sozialraum.catalog.catalog import Catalog
from sozialraum.domain.areas import Level, Numbering
from sozialraum.domain.connectors import Connector
from sozialraum.domain.indicators import Break, Indicator, Source, Table
from sozialraum.domain.layers import Layer, PopupField
from sozialraum.domain.records import ListColumn, RecordList, Sheet
from sozialraum.domain.social_index import IndexPreset
from sozialraum.domain.start import Start, Way, WayLink
from sozialraum.domain.targets import TargetGroup
from sozialraum.domain.themes import Block, Method, Reference, Section, SeriesWanted, ThemePage
from sozialraum.domain.translation import UNIT, Translation
from sozialraum.errors import Problem
from sozialraum.language import Language, t

if TYPE_CHECKING:
    from babel.messages.catalog import Message

FOLDER = "data/sprachen"
METHODS = "data/methoden"
TEXTS: Mapping[type[BaseModel], tuple[str, ...]] = {
    Level: ("name", "plural", "description"),
    Numbering: ("name",),
    Indicator: (
        "name",
        "short",
        "topic",
        "unit",
        "definition",
        "caveat",
        "numerator",
        "denominator",
    ),
    Break: ("reason",),
    Table: ("title", "excluded"),
    Source: ("note",),
    Layer: ("name", "description", "caveat"),
    PopupField: ("title",),
    RecordList: ("title", "singular", "description", "caveat"),
    ListColumn: ("title", "unit"),
    Sheet: ("title",),
    ThemePage: ("title", "introduction"),
    Section: ("title", "text"),
    Block: ("title", "text", "reading", "topics", "places"),
    SeriesWanted: ("name", "place"),
    Reference: ("place", "subject", "text", "unit", "note"),
    TargetGroup: ("title", "description", "caveat"),
    IndexPreset: ("name", "note"),
    Start: ("title", "introduction"),
    Way: ("title", "text"),
    WayLink: ("title",),
    Connector: ("title", "note"),
}
"""The fields that people read, per model. A field is a text, texts, or texts by a key."""
_PARTS = (
    "levels", "indicators", "tables", "layers", "sources", "start", "pages", "lists", "references",
    "targets", "presets", "connectors",
)  # fmt: skip
Entry = TypeVar("Entry")
_LINE = re.compile(r'\s*|#.*\s*|(?:msg(?:id|str|ctxt)\s+)?"(?:[^"\\]|\\.)*"\s*')
"""What a line of such a file may be; babel itself forgives a missing quotation mark."""
_Say = Callable[[str, str], str]
"""Takes a German text and its context."""


def translated(catalog: Catalog, language: Language) -> Catalog:
    """The same catalogue in ``language``; itself where that is German or nothing is translated."""
    found = catalog.translations.get(language)
    if language is Language.GERMAN or found is None:
        return catalog
    texts = found.texts

    def say(text: str, context: str) -> str:
        return texts.get(context, {}).get(text, text)

    parts: dict[str, Any] = {name: _said(getattr(catalog, name), say) for name in _PARTS}
    parts["lists"] = MappingProxyType(
        {id_: records.with_words(texts.get(id_, {})) for id_, records in parts["lists"].items()}
    )
    methods = {id_: found.methods.get(id_, method) for id_, method in catalog.methods.items()}
    return replace(
        catalog,
        **parts,
        methods=MappingProxyType(methods),
        translations=MappingProxyType({}),
        original=catalog,
    )


def texts_of(catalog: Catalog) -> Mapping[str, Set[str]]:
    """All German texts that :func:`translated` replaces, by their context; none is empty."""
    found: dict[str, set[str]] = {"": set(), UNIT: set()}

    def hear(text: str, context: str) -> str:
        if text.strip():
            found[context].add(text)
        return text

    for name in _PARTS:
        _said(getattr(catalog, name), hear)
    return found


def visible_translations(catalog: Catalog) -> Mapping[Language, Translation]:
    """Its translations without everything that speaks of what it does not declare (any more)."""
    if not catalog.translations:
        return catalog.translations
    said = texts_of(catalog)
    visible = {}
    for language, found in catalog.translations.items():
        texts = {name: _only(found.texts.get(name, {}), known) for name, known in said.items()}
        texts |= _only(found.texts, catalog.lists.keys())
        methods = _only(found.methods, catalog.methods.keys())
        visible[language] = Translation(MappingProxyType(texts), methods)
    return MappingProxyType(visible)


def read_translations(home: Path) -> tuple[Mapping[Language, Translation], list[Problem]]:
    """What ``home`` brings in other languages; a damaged file counts as none and is a problem."""
    found: dict[Language, Translation] = {}
    problems: list[Problem] = []
    for path in sorted((home / FOLDER).glob("*.po")):
        file = f"{FOLDER}/{path.name}"
        if path.stem not in set(Language) - {Language.GERMAN}:
            what = t("Die Sprache „{code}“ gibt es hier nicht.", code=path.stem)
            fix = t("Die Datei en.po nennen oder entfernen.")
            problems.append(Problem(file, "", what, fix))
            continue
        entries, wrong = _read_po(path, file)
        problems += wrong
        found[Language(path.stem)] = replace(entries, methods=read_methods(home, path.stem))
    return MappingProxyType(found), problems


def read_methods(home: Path, language: str = "") -> Mapping[str, Method]:
    """``data/methoden/*.md``, or those in the folder of a language; the first line is the title."""
    methods = {}
    for path in sorted((home / METHODS / language).glob("*.md")):
        heading, _, text = path.read_text(encoding="utf-8").partition("\n")
        methods[path.stem] = Method(path.stem, heading.lstrip("# ").strip(), text.strip())
    return MappingProxyType(methods)


def outdated(catalog: Catalog, words: Mapping[str, Set[str]]) -> Iterator[Problem]:
    """Translations of what nobody says any more; they do no harm, but the new text has none.

    ``words`` are those in the rows of each list, by its id.
    """
    said = dict(texts_of(catalog))
    for id_, records in catalog.lists.items():
        said[id_] = words.get(id_, frozenset()) | {v for c in records.columns for v in c.values}
    fix = t("Den Eintrag an den neuen deutschen Text anpassen oder entfernen.")
    for language, found in sorted(catalog.translations.items()):
        for context, texts in found.texts.items():
            for text in sorted(texts.keys() - said.get(context, frozenset())):
                what = t("Kein deutscher Text lautet „{text}“.", text=_shortened(text))
                yield Problem(f"{FOLDER}/{language}.po", context, what, fix)


def _said(value: Any, say: _Say) -> Any:
    """``value`` with the texts of its models as ``say`` says them; what stays the same is kept."""
    if isinstance(value, BaseModel):
        named = TEXTS.get(type(value), ())
        changes = {}
        for field in type(value).model_fields:
            old = getattr(value, field)
            context = UNIT if field == "unit" else ""
            new = _words(old, say, context) if field in named else _said(old, say)
            if new is not old:
                changes[field] = new
        return value.model_copy(update=changes) if changes else value
    if isinstance(value, tuple):
        items = tuple(_said(item, say) for item in value)
        same = all(new is old for new, old in zip(items, value, strict=True))
        return value if same else items
    if isinstance(value, Mapping):
        entries = {key: _said(entry, say) for key, entry in value.items()}
        same = all(entries[key] is entry for key, entry in value.items())
        return value if same else MappingProxyType(entries)
    return value


def _words(value: Any, say: _Say, context: str) -> Any:
    """A text, texts, or texts by a key as ``say`` says them."""
    if isinstance(value, str):
        return say(value, context)
    if isinstance(value, tuple):
        return tuple(say(text, context) for text in value)
    return {key: say(text, context) for key, text in value.items()}


def _read_po(path: Path, file: str) -> tuple[Translation, list[Problem]]:
    """The entries of a file; of a damaged one none, and the first line that cannot be read."""
    from babel.messages.pofile import PoFileError, read_po

    content = path.read_bytes()
    try:
        lines = content.decode("utf-8-sig").splitlines(keepends=True)
    except UnicodeDecodeError as error:
        place = t("Zeile {line}", line=content.count(b"\n", 0, error.start) + 1)
        what = t("Die Datei ist nicht in UTF-8 geschrieben.")
        return Translation(), [Problem(file, place, what, t("Im Editor als UTF-8 speichern."))]
    entries: list[Message] = []
    wrong = next((n for n, line in enumerate(lines) if not _LINE.fullmatch(line)), None)
    if wrong is None:
        try:
            entries = [m for m in read_po(lines, abort_invalid=True) if m.id and m.string]
        except PoFileError as error:
            wrong = error.lineno
    if wrong is not None:
        what = t("Das ist keine gültige Datei in der Form von gettext.")
        fix = t("msgid und msgstr und ihre Anführungszeichen an dieser Stelle prüfen.")
        return Translation(), [Problem(file, t("Zeile {line}", line=wrong + 1), what, fix)]
    texts: dict[str, dict[str, str]] = {}
    for entry in entries:
        texts.setdefault(entry.context or "", {})[str(entry.id)] = str(entry.string)
    frozen = {context: MappingProxyType(said) for context, said in texts.items()}
    return Translation(MappingProxyType(frozen)), []


def _only(entries: Mapping[str, Entry], kept: Set[str]) -> Mapping[str, Entry]:
    return MappingProxyType({key: entry for key, entry in entries.items() if key in kept})


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
