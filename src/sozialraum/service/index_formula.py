"""Formula and weights of a composite index as a file (JSON with German keys), and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from sozialraum.domain.access import Role
from sozialraum.domain.social_index import IndexPart, IndexQuery
from sozialraum.errors import UnreadableInput
from sozialraum.language import t
from sozialraum.service.index_choice import part_text, read_parts
from sozialraum.service.index_ground import index_levels
from sozialraum.service.monitor import Monitor

FORMAT = "sozialraum-sozialindex"
VERSION = 1
LARGEST = 100_000
"""Bytes of a file that is read."""
_KNOWN = {"format", "version", "ebene", "bezug", "mindesteinwohner", "indikatoren", "rechenweg"}


@dataclass(frozen=True)
class Formula:
    """What a file asks for, as address parameters; ``notices`` name what could not be used."""

    parameters: Mapping[str, str]
    notices: tuple[str, ...]


def to_json(monitor: Monitor, query: IndexQuery) -> str:
    """The choice as a file; names and the way of calculating stand beside it for people."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "ebene": query.level,
        "bezug": query.baseline.value,
        "mindesteinwohner": query.minimum,
        "indikatoren": [
            {
                "indikator": part.indicator,
                "name": monitor.catalog.indicator(part.indicator).name,
                "gewicht": part.weight,
                "richtung": part.direction.value,
            }
            for part in query.parts
        ],
        "rechenweg": t(
            "z = (Wert − Mittel) / Standardabweichung; Summe = Σ Gewicht · Richtung · z; "
            "Index = (Summe − Mittel der Summen) / Standardabweichung der Summen"
        ),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def from_json(monitor: Monitor, held: frozenset[Role], content: bytes) -> Formula:
    """Read a file. What can be used is used, everything else is named.

    Raises :class:`UnreadableInput` for files that are damaged or of another kind, and where none
    of the indicators is known.
    """
    found = _opened(content)
    notices: list[str] = []
    if found["version"] > VERSION:
        notices.append(
            t(
                "Die Datei ist neuer als dieses Programm (Version {theirs}, gelesen wird "
                "{ours}). Übernommen ist, was bekannt ist.",
                theirs=found["version"],
                ours=VERSION,
            )
        )
        unknown = sorted(str(key)[:40] for key in found.keys() - _KNOWN)
        if unknown:
            notices.append(t("Nicht übernommen: {keys}.", keys=", ".join(unknown)))
    level = str(found.get("ebene", ""))
    levels = index_levels(monitor, held)
    if level not in levels:
        what = t("Für die Raumebene „{id}“ lässt sich kein Index bilden.", id=level[:60])
        raise UnreadableInput(what, t("Die Datei gehört vielleicht zu einer anderen Stadt."))
    parts = list(_parts(found["indikatoren"], notices))
    text = ",".join(part_text(part) for part in parts)
    usable = read_parts(monitor, level, held, text, notices)
    if not usable:
        named = " ".join(notices)
        what = t("Keiner der Indikatoren dieser Datei ist hier verwendbar. {why}", why=named)
        raise UnreadableInput(what.strip())
    given = {
        "indikatoren": ",".join(part_text(part) for part in usable),
        "ebene": level,
        "bezug": str(found.get("bezug", "")),
        "mindest": str(found.get("mindesteinwohner", "")),
    }
    return Formula(given, tuple(dict.fromkeys(notices)))


def _opened(content: bytes) -> dict[str, Any]:
    damaged = t("Die Datei ist beschädigt oder keine Formel eines Sozialindex.")
    fix = t("Eine Datei wählen, die mit „Formel speichern“ entstanden ist.")
    if len(content) > LARGEST:
        raise UnreadableInput(damaged, fix)
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UnreadableInput(damaged, fix) from error
    version = found.get("version") if isinstance(found, dict) else None
    whole = isinstance(version, int) and not isinstance(version, bool) and version >= 1
    if not whole or found.get("format") != FORMAT or not isinstance(found.get("indikatoren"), list):
        raise UnreadableInput(damaged, fix)
    return dict(found)


def _parts(entries: list[Any], notices: list[str]) -> Iterator[IndexPart]:
    for entry in entries:
        known = {"indikator", "gewicht", "richtung"}
        named = {k: v for k, v in entry.items() if k in known} if isinstance(entry, dict) else {}
        try:
            yield IndexPart.model_validate(named)
        except ValidationError:
            shown = str(named.get("indikator", entry))[:60]
            notices.append(t("Die Angaben zu „{id}“ sind unvollständig oder falsch.", id=shown))
