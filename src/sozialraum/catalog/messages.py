"""Findings of pydantic in words, with the remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sozialraum.catalog.catalog import quoted, suggestion
from sozialraum.errors import Problem
from sozialraum.language import n_, t

_Context = Mapping[str, Any]
_WRONG_TYPE = {
    "string": (n_("ein Text"), n_('In Anführungszeichen schreiben, zum Beispiel "…".')),
    "int": (n_("eine ganze Zahl"), n_("Ohne Anführungszeichen und ohne Komma schreiben.")),
    "float": (n_("eine Zahl"), n_("Ohne Anführungszeichen und mit Punkt schreiben (TOML).")),
    "bool": (n_("true oder false"), n_("Ohne Anführungszeichen schreiben.")),
    "tuple": (n_("eine Liste"), n_('In eckige Klammern setzen: ["…", "…"].')),
    "list": (n_("eine Liste"), n_('In eckige Klammern setzen: ["…", "…"].')),
    "dict": (n_("eine Tabelle"), n_("Als TOML-Abschnitt in eckigen Klammern schreiben.")),
    "model": (n_("eine Tabelle"), n_("Als TOML-Abschnitt in eckigen Klammern schreiben.")),
}
_OTHER = n_("ein anderer Wert"), n_("Siehe GLOSSARY.md.")
_LIMITS: dict[str, tuple[str, str]] = {
    "greater_than": (n_("Der Wert muss größer als {limit} sein."), "gt"),
    "greater_than_equal": (n_("Der Wert muss mindestens {limit} sein."), "ge"),
    "less_than": (n_("Der Wert muss kleiner als {limit} sein."), "lt"),
    "less_than_equal": (n_("Der Wert muss höchstens {limit} sein."), "le"),
    "too_short": (
        n_("Der Wert muss eine Liste mit mindestens {limit} Einträgen sein."),
        "min_length",
    ),
    "string_pattern_mismatch": (
        n_("Der Wert muss nach dem Muster {limit} geschrieben sein."),
        "pattern",
    ),
}
"""Kind of finding to the remedy, and where the limit stands."""


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
        what = t("Die Angabe „{name}“ fehlt.", name=name)
        return what, t("Ergänzen: {name} = …", name=name)
    if kind == "extra_forbidden":
        known = allowed_keys(model, location[:-1])
        what = t("Die Angabe „{name}“ ist unbekannt.", name=name)
        return what, suggestion(name, dict.fromkeys(known, ""))
    if kind == "enum":
        listed = str(context["expected"]).replace(" or ", ", ").split(",")
        words = quoted(value.strip("' ") for value in listed)
        what = t("„{word}“ ist hier kein erlaubtes Wort.", word=found)
        return what, t("Erlaubt sind: {allowed}.", allowed=words)
    if kind in _LIMITS:
        remedy, limit = _LIMITS[kind]
        return t("„{word}“ passt nicht.", word=_short(found)), t(remedy, limit=context[limit])
    expected, fix = _WRONG_TYPE.get(kind.split("_", maxsplit=1)[0], _OTHER)
    what = t(
        "Hier wird {expected} erwartet, gefunden wurde {found}.",
        expected=t(expected),
        found=_short(found),
    )
    return what, t(fix)


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
