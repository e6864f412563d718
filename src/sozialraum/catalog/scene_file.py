"""Scene files: what is understood is read, the rest is named with its scene and a remedy.

The form is JSON: ``format``, ``version``, ``titel`` and ``szenen``; each scene has ``id``,
``seite``, ``teil``, ``ansicht`` (the address), ``titel``, ``text`` and ``notiz``. ``en`` (optional,
in the file and in each scene) holds the same texts in English. A player file carries the same JSON
inside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from sozialraum.domain.scenes import FORMAT, MOST_SCENES, VERSION, Presentation, Scene
from sozialraum.errors import UnreadableInput
from sozialraum.language import Language, current, t

LARGEST_BYTES = 1_000_000
LARGEST_PLAYER = 60_000_000
_TEXTS = {"titel": ("title", 160), "text": ("text", 600), "notiz": ("note", 4000)}
"""Key in the file -> field of the model and its longest text."""
_PLACES = {"seite": "page", "teil": "part", "ansicht": "query"}
_KNOWN = frozenset({"id", "en", *_PLACES, *_TEXTS})
_INSIDE = re.compile(rb'<script type="application/json" id="szenen">(.*?)</script>', re.DOTALL)
_ID = re.compile(r"[a-z0-9_-]{1,40}")


@dataclass(frozen=True)
class ReadScenes:
    """A file as far as it could be read; ``notes`` say what was left out or cut."""

    presentation: Presentation
    notes: tuple[str, ...]


def read_scenes(body: bytes, language: Language | None = None) -> ReadScenes:
    """The scenes of a file in a language (that of the interface).

    Raises :class:`UnreadableInput` where it is no scene file at all.
    """
    content = _content(body)
    spoken = language or current()
    notes = list(_of_version(content))
    listed = content.get("szenen")
    if not isinstance(listed, list):
        raise _damaged(t("Die Liste „szenen“ fehlt."))
    if len(listed) > MOST_SCENES:
        notes.append(
            t(
                "Die Datei hat {n} Szenen; gelesen sind die ersten {m}. "
                "Die übrigen in eine zweite Datei legen.",
                n=len(listed),
                m=MOST_SCENES,
            )
        )
    found: list[Scene] = []
    for number, entry in enumerate(listed[:MOST_SCENES], start=1):
        scene = _scene(entry, number, spoken, {one.id for one in found}, notes)
        if scene is not None:
            found.append(scene)
    title = _text(content, "titel", spoken)
    kept = title[:160] if isinstance(title, str) else ""
    return ReadScenes(Presentation(title=kept, scenes=tuple(found)), tuple(notes))


def write_scenes(presentation: Presentation) -> bytes:
    """The file of a presentation."""
    return json.dumps(as_dict(presentation), ensure_ascii=False, indent=1).encode()


def as_dict(presentation: Presentation) -> dict[str, Any]:
    """The content of the file; empty texts are left out."""
    scenes = []
    for scene in presentation.scenes:
        entry: dict[str, Any] = {"id": scene.id}
        entry |= {key: getattr(scene, name) for key, name in _PLACES.items()}
        entry["ansicht"] = dict(scene.query)
        entry |= {key: getattr(scene, name) for key, (name, _) in _TEXTS.items()}
        scenes.append({key: value for key, value in entry.items() if value})
    head = {"format": FORMAT, "version": VERSION, "titel": presentation.title}
    return {**head, "szenen": scenes}


def content_of(body: bytes) -> dict[str, Any]:
    """The JSON of a file; raises :class:`UnreadableInput` where it is none of ours."""
    return _content(body)


# -- reading -----------------------------------------------------------------------------------


def _content(body: bytes) -> dict[str, Any]:
    start = body[:400].lstrip().lower()
    if start.startswith(b"<!doctype html"):
        inside = _INSIDE.search(body) if len(body) <= LARGEST_PLAYER else None
        if inside is None:
            raise _damaged(t("In dieser HTML-Datei stehen keine Szenen."))
        body = inside[1]
    if len(body) > LARGEST_BYTES:
        raise UnreadableInput(
            t("Die Datei ist größer als 1 MB."),
            t("Eine Szenendatei wählen; Bilder gehören nicht hinein."),
        )
    try:
        content = json.loads(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _damaged(t("Die Datei ist kein lesbares JSON.")) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _damaged(t("Die Datei ist keine Szenendatei des Sozialraum-Monitors."))
    return content


def _damaged(what: str) -> UnreadableInput:
    return UnreadableInput(
        what, t("Eine Datei wählen, die auf der Seite „Präsentation“ gespeichert wurde.")
    )


def _of_version(content: Mapping[str, Any]) -> Iterator[str]:
    version = content.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        yield t("Die Datei nennt keine Version. Gelesen ist, was verständlich war.")
    elif version > VERSION:
        yield t(
            "Die Datei stammt von einer neueren Fassung des Programms (Version {neu}, hier {alt}). "
            "Gelesen ist, was verständlich war.",
            neu=version,
            alt=VERSION,
        )


def _scene(
    entry: object, number: int, spoken: Language, taken: set[str], notes: list[str]
) -> Scene | None:
    if not isinstance(entry, dict):
        notes.append(t("Szene {n} ist keine Szene und fehlt hier.", n=number))
        return None
    for key in sorted(str(key) for key in entry.keys() - _KNOWN):
        notes.append(
            t("Szene {n}: Die Angabe „{feld}“ ist hier unbekannt.", n=number, feld=key[:40])
        )
    values: dict[str, Any] = {
        name: entry[key] for key, name in _PLACES.items() if entry.get(key) is not None
    }
    for key, (name, longest) in _TEXTS.items():
        values[name] = _cut(_text(entry, key, spoken), key, longest, number, notes)
    values["id"] = _id(entry.get("id"), number, taken)
    try:
        return Scene.model_validate(values)
    except ValidationError as error:
        wrong = str(error.errors()[0]["loc"][0])
        names = {name: key for key, name in _PLACES.items()}
        names |= {name: key for key, (name, _) in _TEXTS.items()}
        notes.append(
            t(
                "Szene {n} fehlt hier: Die Angabe „{feld}“ fehlt oder hat nicht die richtige Form. "
                "Die Szene auf ihrer Seite neu sammeln.",
                n=number,
                feld=names.get(wrong, wrong),
            )
        )
        return None


def _text(entry: Mapping[str, Any], key: str, spoken: Language) -> Any:
    """The text in the language where it is there, else in German."""
    said = entry.get(spoken.value) if spoken is not Language.GERMAN else None
    if isinstance(said, dict) and isinstance(said.get(key), str):
        return said[key]
    return entry.get(key, "")


def _cut(text: Any, key: str, longest: int, number: int, notes: list[str]) -> Any:
    if not isinstance(text, str) or len(text) <= longest:
        return text
    notes.append(
        t(
            "Szene {n}: „{feld}“ hat mehr als {m} Zeichen und ist gekürzt.",
            n=number,
            feld=key,
            m=longest,
        )
    )
    return f"{text[: longest - 1]}…"


def _id(given: object, number: int, taken: set[str]) -> str:
    id_ = given if isinstance(given, str) and _ID.fullmatch(given) else f"szene-{number}"
    while id_ in taken:
        id_ = f"{id_[:36]}-{number}"
    return id_
