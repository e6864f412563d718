"""Delivered points as a layer of the map: where they lie, what stands against it, its files."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from sozialraum.domain.layers import LayerKind, Precision
from sozialraum.domain.shape_imports import (
    RESTRICTED,
    LayerChange,
    Outside,
    PointLayer,
    PointsReport,
    ShapeMapping,
)
from sozialraum.errors import Problem
from sozialraum.language import t
from sozialraum.publish.shape_look import Placed, ShapeLook

STORED = "ebene.json"
"""File of an import that holds its mapping."""
UNNAMED = "(ohne Namen)"
_FIXED = ("id", "name", "breite", "laenge", "genauigkeit")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
Rows = list[dict[str, str]]


def points_report(placed: Placed) -> PointsReport:
    """Every point in its atom, outside of the city, or nowhere."""
    look = placed.look
    at = look.grid.locate(*placed.points)
    codes = [str(code) for code in look.atoms.index]
    counts = Counter(at[at >= 0].tolist())
    areas = {codes[n]: counts[n] for n in sorted(counts)}
    districts: Counter[str] = Counter()
    parents = look.members.get(look.catalog.district, [""] * len(codes))
    for code, parent in zip(codes, parents, strict=True):
        if parent and code in areas:
            districts[parent] += areas[code]
    nowhere = np.isnan(placed.points[0])
    beyond = (at < 0) & ~nowhere
    far = beyond & ~_near(placed)
    return PointsReport(
        points=len(at),
        areas=areas,
        districts=dict(sorted(districts.items())),
        outside=tuple(_named(look, np.flatnonzero(beyond))),
        far=tuple(_named(look, np.flatnonzero(far))),
        nowhere=tuple(_named(look, np.flatnonzero(nowhere))),
    )


def layer_problems(placed: Placed, mapping: ShapeMapping) -> Iterator[Problem]:
    """What stands against the layer: its id, its columns, its keys, its source, who may see it."""
    look, layer = placed.look, mapping.points
    assert layer is not None
    catalog, file = look.catalog, look.raw.file
    own = layer.id in catalog.layers and layer.id not in imported_layers(look)
    own = own or layer.id in look.hidden
    if own or layer.id in catalog.indicators:
        what = t("„{id}“ heißt schon eine Ebene oder ein Indikator des Monitors.", id=layer.id)
        yield Problem(file, "id", what, t("Einen anderen Namen wählen."))
    if layer.source not in {*catalog.sources, *(source.id for source in mapping.sources)}:
        what = t("Die Quelle „{source}“ ist nicht angelegt.", source=layer.source)
        yield Problem(file, "quelle", what, t("Eine vorhandene wählen oder mit angeben."))
    wanted = {layer.title, layer.key, layer.precision, *layer.popup} - {"", *look.raw.columns}
    for column in sorted(wanted):
        yield Problem(
            file,
            column,
            t("Die Spalte „{column}“ gibt es nicht.", column=column),
            t("Spalte wählen."),
        )
    if not wanted:
        yield from _key_problems(look, layer)
        yield from _precision_problems(look, layer)
    if mapping.personal and not set(layer.roles) <= set(RESTRICTED):
        what = t("Angaben zu einzelnen Menschen oder Privathäusern dürfen nicht öffentlich sein.")
        yield Problem(file, "rollen", what, t("Nur Planung und Verwaltung zulassen."))


def layer_rows(placed: Placed, mapping: ShapeMapping, report: PointsReport) -> Rows:
    """The places of the layer in the order of the file, as text under their titles."""
    look, layer = placed.look, mapping.points
    assert layer is not None
    left_out = {number for number, _ in report.far}
    if mapping.outside is not Outside.KEPT:
        left_out |= {number for number, _ in report.outside}
    position = {title: n for n, title in enumerate(look.raw.columns)}
    longitude, latitude = placed.degrees
    names = popup_columns(layer)
    rows = []
    for n, cells in enumerate(look.raw.rows):
        if n + 1 in left_out:
            continue
        row = {
            "id": cells[position[layer.key]] if layer.key else str(n + 1),
            "name": cells[position[layer.title]] or UNNAMED,
            "breite": _degree(latitude[n]),
            "laenge": _degree(longitude[n]),
            "genauigkeit": _precision(cells[position[layer.precision]] if layer.precision else ""),
        }
        rows.append(row | {names[title]: cells[position[title]] for title in layer.popup})
    return rows


def layer_files(layer: PointLayer, rows: Rows) -> dict[str, bytes]:
    """Declaration and places of the layer, by their path below a home folder."""
    names = popup_columns(layer)
    declared = {
        "id": layer.id,
        "name": layer.name,
        "art": LayerKind.POINTS.value,
        "beschreibung": layer.description,
        "datei": f"{layer.id}.csv",
        "popup": [{"feld": names[title], "titel": title} for title in layer.popup],
        "symbol": layer.symbol.model_dump(by_alias=True),
        "quelle": layer.source,
        "hinweis": layer.caveat,
        "rollen": [role.value for role in layer.roles],
    }
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [*_FIXED, *names.values()], delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return {
        f"data/layer/{layer.id}.toml": toml(declared).encode(),
        f"data/orte/{layer.id}.csv": stream.getvalue().encode(),
    }


def toml(content: Mapping[str, Any]) -> str:
    """Keys and values of one table."""
    from sozialraum.importers.own_form import toml_value

    return "".join(f"{key} = {toml_value(value)}\n" for key, value in content.items())


def layer_change(placed: Placed, mapping: ShapeMapping, report: PointsReport) -> LayerChange:
    """What the layer would change against the one of the same id that was imported before."""
    layer = mapping.points
    assert layer is not None
    new = {row["id"]: row for row in layer_rows(placed, mapping, report)}
    before = imported_layers(placed.look).get(layer.id)
    if before is None:
        return LayerChange(len(new), 0, 0, replaces=False)
    old = {row["id"]: row for row in before}
    changed = sum(1 for key in new.keys() & old.keys() if new[key] != old[key])
    return LayerChange(len(new.keys() - old.keys()), changed, len(old.keys() - new.keys()), True)


def imported_layers(look: ShapeLook) -> dict[str, Rows]:
    """Places of the layers of active imports by the id of the layer; later ones replace earlier."""
    found = {}
    for fragment in look.fragments:
        for path in fragment.root.glob("data/layer/*.toml"):
            if path.stem not in look.hidden:
                text = (fragment.root / f"data/orte/{path.stem}.csv").read_text(encoding="utf-8")
                found[path.stem] = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    return found


def known_layer(look: ShapeLook) -> ShapeMapping | None:
    """The mapping of the latest active layer whose file had the same columns."""
    for fragment in reversed(look.fragments):
        path = fragment.root / STORED
        if path.is_file():
            mapping = ShapeMapping.model_validate_json(path.read_text(encoding="utf-8"))
            hidden = mapping.points is not None and mapping.points.id in look.hidden
            if not hidden and set(mapping.columns) == set(look.raw.columns):
                return mapping
    return None


def popup_columns(layer: PointLayer) -> dict[str, str]:
    """Title in the file -> name of the column in ours: ``Träger`` -> ``traeger``."""
    taken = dict.fromkeys(_FIXED, "")
    names = {}
    for title in layer.popup:
        plain = re.sub(r"[^a-z0-9]+", "_", title.casefold().translate(_UMLAUTS)).strip("_")
        name = base = plain[:40] or "angabe"
        number = 1
        while name in taken:
            number += 1
            name = f"{base}_{number}"
        taken[name] = title
        names[title] = name
    return names


def _named(look: ShapeLook, positions: Iterable[int]) -> Iterator[tuple[int, str]]:
    for n in positions:
        yield int(n) + 1, look.label(n)


def _near(placed: Placed) -> Any:
    """True where a point may stand on a map of the city."""
    from sozialraum.importers.points import MARGIN

    west, south, east, north = placed.look.atoms.geometry.to_crs(4326).total_bounds
    longitude, latitude = placed.degrees
    within = (longitude >= west - MARGIN) & (longitude <= east + MARGIN)
    return within & (latitude >= south - MARGIN) & (latitude <= north + MARGIN)


def _key_problems(look: ShapeLook, layer: PointLayer) -> Iterator[Problem]:
    if not layer.key:
        return
    position = look.raw.columns.index(layer.key)
    counts = Counter(row[position] for row in look.raw.rows)
    fix = t("Eine andere Spalte wählen, oder keine: dann werden die Objekte nummeriert.")
    for key, count in counts.items():
        if not key:
            what = t(
                "In der Spalte „{key}“ fehlt bei {count} Objekten der Schlüssel.",
                key=layer.key,
                count=count,
            )
            yield Problem(look.raw.file, layer.key, what, fix)
        elif count > 1:
            what = t("Der Schlüssel „{key}“ kommt {count}-mal vor.", key=key, count=count)
            yield Problem(look.raw.file, layer.key, what, fix)


def _precision_problems(look: ShapeLook, layer: PointLayer) -> Iterator[Problem]:
    if not layer.precision:
        return
    position = look.raw.columns.index(layer.precision)
    known = {word for entry in Precision for word in (entry.value, entry.german)} | {""}
    for word in sorted({row[position] for row in look.raw.rows} - known)[:5]:
        what = t("„{word}“ ist keine Genauigkeit.", word=word)
        fix = t("Erlaubt sind: {allowed}.", allowed=", ".join(entry.value for entry in Precision))
        yield Problem(look.raw.file, layer.precision, what, fix)


def _precision(word: str) -> str:
    labels = {entry.german: entry.value for entry in Precision}
    return labels.get(word, word) or Precision.UNKNOWN.value


def _degree(value: float) -> str:
    """Seven decimals (1 cm) with comma; empty where there is no coordinate."""
    return "" if np.isnan(value) else f"{value:.7f}".replace(".", ",")
