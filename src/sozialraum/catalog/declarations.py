"""One TOML file, one frozen model; everything that is wrong with it becomes a problem."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from sozialraum.catalog.messages import translate
from sozialraum.errors import Problem

Model = TypeVar("Model", bound=BaseModel)
_POSITION = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass
class Declared(Generic[Model]):
    """What a folder declares: the entries that are right, by id, and the problems of the rest.

    ``broken`` are the ids that are declared but not readable, so that a reference to one of them
    is no second problem.
    """

    entries: dict[str, Model] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def knows(self, entry: str) -> bool:
        """True where the id is declared, readable or not."""
        return entry in self.entries or entry in self.broken

    def add(self, other: Declared[Model]) -> None:
        """Take over what another place declares; an id that is there twice is a problem."""
        for key in sorted(self.files.keys() & other.files.keys()):
            what = f"„{key}“ ist auch in {self.files[key]} angelegt."
            self.problems.append(Problem(other.files[key], key, what, "Eine von beiden entfernen."))
        self.problems += other.problems
        self.entries = other.entries | self.entries
        self.files = other.files | self.files
        self.broken |= other.broken

    def replace_by(self, other: Declared[Model]) -> None:
        """Take over what another place declares in place of what has the same id here."""
        self.problems += other.problems
        self.entries = {k: v for k, v in self.entries.items() if k not in other.files}
        self.entries |= other.entries
        self.files |= other.files
        self.broken = (self.broken - set(other.files)) | other.broken


def read_folder(home: Path, folder: str, model: type[Model], prefix: str = "") -> Declared[Model]:
    """All ``*.toml`` of a folder below ``home``, sorted by name; the file name is the id.

    ``prefix`` is how problems call ``home``.
    """
    declared: Declared[Model] = Declared()
    for path in sorted((home / folder).glob("*.toml")):
        file = f"{prefix}{folder}/{path.name}"
        content, problems = read_toml(path, file)
        entry = None
        if content is not None:
            problems += _wrong_id(content, path.stem, file)
            entry, found = build({**content, "id": path.stem}, model, file)
            problems += found
        _keep(declared, path.stem, file, entry, problems)
    return declared


def read_entries(home: Path, file: str, model: type[Model], prefix: str = "") -> Declared[Model]:
    """One file with a table per entry; the name of the table is the id."""
    declared: Declared[Model] = Declared()
    path, file = home / file, f"{prefix}{file}"
    content, problems = read_toml(path, file)
    declared.problems += problems
    for key, value in (content or {}).items():
        if isinstance(value, dict):
            entry, found = build({**value, "id": key}, model, file, prefix=key)
        else:
            what = f"„{key}“ ist kein Abschnitt."
            entry, found = None, [Problem(file, key, what, f"Als Abschnitt [{key}] schreiben.")]
        _keep(declared, key, file, entry, found)
    return declared


def read_toml(path: Path, file: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The content of a TOML file, or None and the problem with its line."""
    if not path.is_file():
        return None, [Problem(file, "", "Die Datei fehlt.", "Datei anlegen.")]
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        what = "Die Datei ist nicht in UTF-8 geschrieben."
        fix = "Im Editor als UTF-8 speichern."
        return None, [Problem(file, f"Zeile {line}", what, fix)]
    except tomllib.TOMLDecodeError as error:
        key, reason = _toml_reason(str(error))
        what = f"Das ist kein gültiges TOML ({reason})."
        fix = "Anführungszeichen, Klammern und doppelte Angaben an dieser Stelle prüfen."
        return None, [Problem(file, key, what, fix)]


def build(
    content: dict[str, Any], model: type[Model], file: str, prefix: str = ""
) -> tuple[Model | None, list[Problem]]:
    """The model of a declaration, or None and its problems; ``prefix`` goes before their keys."""
    try:
        return model.model_validate(content), []
    except ValidationError as error:
        found = translate(error, model, file)
        if not prefix:
            return None, list(found)
        return None, [Problem(p.file, f"{prefix}.{p.key}", p.what, p.fix) for p in found]


def _keep(
    declared: Declared[Model], key: str, file: str, entry: Model | None, problems: list[Problem]
) -> None:
    declared.problems += problems
    declared.files[key] = file
    if entry is None:
        declared.broken.add(key)
    else:
        declared.entries[key] = entry


def _wrong_id(content: dict[str, Any], stem: str, file: str) -> list[Problem]:
    if content.get("id", stem) == stem:
        return []
    what = f"„{content['id']}“ ist nicht der Name der Datei."
    return [Problem(file, "id", what, f'Datei umbenennen oder id = "{stem}" schreiben.')]


def _toml_reason(message: str) -> tuple[str, str]:
    match = _POSITION.search(message)
    reason = _POSITION.sub("", message).strip()
    if match and match.group(1):
        return f"Zeile {match.group(1)}, Spalte {match.group(2)}", reason
    return "Ende der Datei", reason
