"""``data/abruf/*.toml``: declared sources elsewhere, with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sozialraum.catalog.catalog import Catalog, quoted, suggestion
from sozialraum.catalog.declarations import Declared, build, read_toml
from sozialraum.domain.connectors import ACCESS_KINDS, Connector, TargetKind
from sozialraum.errors import Problem

FOLDER = "data/abruf"


def read_connectors(home: Path) -> Declared[Connector]:
    """All declared sources, sorted by file name; the file name is the id."""
    declared: Declared[Connector] = Declared()
    for path in sorted((home / FOLDER).glob("*.toml")):
        file = f"{FOLDER}/{path.name}"
        declared.files[path.stem] = file
        content, problems = read_toml(path, file)
        entry = None
        if content is not None:
            entry, found = _connector(content, path.stem, file)
            problems += found
        declared.problems += problems
        if entry is None:
            declared.broken.add(path.stem)
        else:
            declared.entries[path.stem] = entry
    return declared


def connector_problems(declared: Declared[Connector], catalog: Catalog) -> Iterator[Problem]:
    """References of the sources to what the catalogue does not know."""
    for entry in declared.entries.values():
        file = declared.files[entry.id]
        if entry.source not in catalog.sources:
            what = f"Die Quelle „{entry.source}“ ist nicht angegeben."
            yield Problem(
                file, "quelle", what, suggestion(entry.source, dict.fromkeys(catalog.sources, ""))
            )
        known = {
            TargetKind.LAYER: catalog.layers,
            TargetKind.LIST: catalog.lists,
            TargetKind.CONTROL: catalog.levels,
        }.get(entry.target.kind)
        if known is not None and entry.target.id not in known:
            what = f"„{entry.target.id}“ gibt es nicht ({entry.target.kind.label})."
            yield Problem(
                file, "ziel.id", what, suggestion(entry.target.id, dict.fromkeys(known, ""))
            )


def _connector(
    content: dict[str, Any], name: str, file: str
) -> tuple[Connector | None, list[Problem]]:
    """The access is read first: its ``art`` says which keys it may have."""
    if content.get("id", name) != name:
        what = f"„{content['id']}“ ist nicht der Name der Datei."
        return None, [Problem(file, "id", what, f'Datei umbenennen oder id = "{name}" schreiben.')]
    given = content.get("zugang")
    if not isinstance(given, dict):
        fix = "Als Abschnitt [zugang] schreiben."
        return None, [Problem(file, "zugang", "Der Abschnitt „zugang“ fehlt.", fix)]
    model = ACCESS_KINDS.get(str(given.get("art", "")))
    if model is None:
        what = f"„{given.get('art', '')}“ ist keine Art des Zugangs."
        return None, [Problem(file, "zugang.art", what, f"Erlaubt sind: {quoted(ACCESS_KINDS)}.")]
    access, problems = build(given, model, file, prefix="zugang")
    if access is None:
        return None, problems
    return build({**content, "id": name, "zugang": access}, Connector, file)
