"""Findings of pydantic, in German, with the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sozialraum.catalog.catalog import quoted, suggestion
from sozialraum.errors import Problem

_Context = Mapping[str, Any]
_WRONG_TYPE = {
    "string": ("ein Text", 'In Anführungszeichen schreiben, zum Beispiel "…".'),
    "int": ("eine ganze Zahl", "Ohne Anführungszeichen und ohne Komma schreiben."),
    "float": ("eine Zahl", "Ohne Anführungszeichen und mit Punkt schreiben (TOML)."),
    "bool": ("true oder false", "Ohne Anführungszeichen schreiben."),
    "tuple": ("eine Liste", 'In eckige Klammern setzen: ["…", "…"].'),
    "list": ("eine Liste", 'In eckige Klammern setzen: ["…", "…"].'),
    "dict": ("eine Tabelle", "Als TOML-Abschnitt in eckigen Klammern schreiben."),
    "model": ("eine Tabelle", "Als TOML-Abschnitt in eckigen Klammern schreiben."),
}
_LIMITS: dict[str, Callable[[_Context], str]] = {
    "greater_than": lambda c: f"größer als {c['gt']}",
    "greater_than_equal": lambda c: f"mindestens {c['ge']}",
    "less_than": lambda c: f"kleiner als {c['lt']}",
    "less_than_equal": lambda c: f"höchstens {c['le']}",
    "too_short": lambda c: f"eine Liste mit mindestens {c['min_length']} Einträgen",
    "string_pattern_mismatch": lambda c: f"nach dem Muster {c['pattern']} geschrieben",
}


def translate(error: ValidationError, model: type[BaseModel], file: str) -> Iterator[Problem]:
    """One :class:`Problem` per finding of ``error``; ``file`` is the path that they name."""
    for finding in error.errors(include_url=False):
        location = finding["loc"]
        what, fix = _words(
            finding["type"], finding.get("ctx", {}), finding["input"], location, model
        )
        yield Problem(file, place(location), what, fix)


def place(location: tuple[int | str, ...]) -> str:
    """``("popup", 1, "feld")`` -> ``popup[2].feld`` (counted from one)."""
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _words(
    kind: str,
    context: _Context,
    found: object,
    location: tuple[int | str, ...],
    model: type[BaseModel],
) -> tuple[str, str]:
    name = str(location[-1]) if location else ""
    if kind == "missing":
        return f"Die Angabe „{name}“ fehlt.", f"Ergänzen: {name} = …"
    if kind == "extra_forbidden":
        known = allowed_keys(model, location[:-1])
        return f"Die Angabe „{name}“ ist unbekannt.", suggestion(name, dict.fromkeys(known, ""))
    if kind == "enum":
        words = [
            value.strip("' ") for value in str(context["expected"]).replace(" or ", ", ").split(",")
        ]
        return f"„{found}“ ist hier kein erlaubtes Wort.", f"Erlaubt sind: {quoted(words)}."
    if kind in _LIMITS:
        return f"„{_short(found)}“ passt nicht.", f"Der Wert muss {_LIMITS[kind](context)} sein."
    expected, fix = _WRONG_TYPE.get(
        kind.split("_", maxsplit=1)[0], ("ein anderer Wert", "Siehe GLOSSARY.md.")
    )
    return f"Hier wird {expected} erwartet, gefunden wurde {_short(found)}.", fix


def allowed_keys(model: type[BaseModel], location: tuple[int | str, ...]) -> tuple[str, ...]:
    """German keys that may stand at ``location`` (field path without the key) of a model."""
    current: type[BaseModel] = model
    for part in location:
        if isinstance(part, str):
            current = _nested(current, part) or current
    return tuple(info.alias or name for name, info in current.model_fields.items())


def _nested(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    for name, info in model.model_fields.items():
        if key in {name, info.alias}:
            for candidate in (info.annotation, *get_args(info.annotation)):
                if isinstance(candidate, type) and issubclass(candidate, BaseModel):
                    return candidate
    return None


def _short(found: object) -> str:
    text = str(found)
    return text if len(text) <= 60 else f"{text[:57]}…"
