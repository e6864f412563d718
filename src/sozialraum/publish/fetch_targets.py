"""What becomes of a fetched file: each kind of target takes it over, or refuses it unchanged."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from sozialraum.catalog import survey
from sozialraum.catalog.checks import layer_columns
from sozialraum.catalog.connectors import FOLDER as DECLARED
from sozialraum.catalog.sheet import read_sheet
from sozialraum.connectors.answers import Fetched
from sozialraum.connectors.reading import refuse_worse
from sozialraum.domain.connectors import Connector, TargetKind
from sozialraum.domain.fetches import FetchRefused, GoodState
from sozialraum.domain.layers import Layer
from sozialraum.domain.mapping import TableMapping
from sozialraum.errors import ProblemsFound, PublicationRefused, UnknownEntry
from sozialraum.importers.points import FOLDER as PLACES
from sozialraum.importers.points import read_points
from sozialraum.publish.building import Progress, build_release
from sozialraum.publish.fetch_rows import in_form, rows_of
from sozialraum.publish.geo_update import compare_level, update_outlines
from sozialraum.publish.imports import known_mappings, plan_import, take_over
from sozialraum.publish.lists import import_and_publish, import_records
from sozialraum.publish.shapes import bounds
from sozialraum.render.formats import number as written
from sozialraum.storage.fetches import FetchStore
from sozialraum.storage.imports import ImportStore
from sozialraum.storage.release import ReleaseStore
from sozialraum.storage.writing import replace_bytes

MAPPINGS = f"{DECLARED}/zuordnungen"


@dataclass(frozen=True)
class Taken:
    """``words`` say in German what was done; ``number`` is the entry of the diary, 0 for none."""

    words: str
    count: int
    number: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """Everything that a target needs. ``dry_run``: check all, change nothing."""

    home: Path
    store: ReleaseStore
    connector: Connector
    good: GoodState | None
    progress: Progress
    dry_run: bool = False

    @property
    def who(self) -> str:
        """How the diary calls the author."""
        return f"Abruf ({self.connector.id})"


def take(task: Task, fetched: Fetched) -> Taken:
    """Hand a file to the target of its source.

    Raises :class:`~sozialraum.errors.SozialraumError` where it is refused; everything is then as
    before.
    """
    if fetched.count is not None:
        refuse_worse(task.connector, fetched.count, fetched.columns, task.good)
    match task.connector.target.kind:
        case TargetKind.TABLE:
            return _table(task, fetched)
        case TargetKind.LAYER:
            return _layer(task, fetched)
        case TargetKind.LIST:
            return _list(task, fetched)
        case TargetKind.GRID:
            return _grid(task, fetched)
        case TargetKind.OUTLINES:
            update = update_outlines(
                task.home, fetched.content, fetched.file, task.store.var,
                dry_run=task.dry_run, progress=task.progress,
            )  # fmt: skip
            return Taken(update.words, update.areas, notes=update.notes)
    control = compare_level(
        task.home, task.connector.target.id, fetched.content, task.connector.target.key
    )
    return Taken(control.words, control.areas, notes=control.notes)


def _table(task: Task, fetched: Fetched) -> Taken:
    mapping = _mapping(task)
    plan = plan_import(task.home, fetched.content, fetched.file, mapping, var=task.store.var)
    refuse_worse(task.connector, plan.rows, fetched.columns, task.good)
    if not plan.ready:
        found = [*(p.what for p in plan.problems), *(q.text for q in plan.questions)]
        what = f"Die Tabelle passt nicht zur Zuordnung „{mapping.id}“: {' '.join(found[:5])}"
        raise FetchRefused(what, f"{len(found)} Punkte; die Datei im Assistenten einlesen.")
    count = fetched.count if fetched.count is not None else plan.rows
    if task.dry_run:
        return Taken(f"{written(plan.values)} Werte wären zu übernehmen.", count)
    entry, _ = take_over(
        task.home,
        fetched.content,
        fetched.file,
        mapping,
        who=task.who,
        kind="abruf",
        var=task.store.var,
        progress=task.progress,
        expected_release=plan.fingerprint,
    )
    return Taken(entry.words, count, entry.number)


def _mapping(task: Task) -> TableMapping:
    """The declared mapping, else the latest of the diary with that id."""
    name = task.connector.target.id
    path = task.home / MAPPINGS / f"{name}.json"
    if path.is_file():
        try:
            return TableMapping.model_validate_json(path.read_bytes())
        except ValidationError as error:
            what = f"Die Zuordnung {path} ist nicht in Ordnung ({error.error_count()} Fehler)."
            raise FetchRefused(what, "Datei berichtigen.") from error
    for mapping in known_mappings(task.home, task.store.var):
        if mapping.id == name:
            return mapping
    fix = f"Einmal mit dem Assistenten einlesen oder {MAPPINGS}/{name}.json anlegen."
    raise FetchRefused(f"Die Zuordnung „{name}“ gibt es nicht.", fix)


def _layer(task: Task, fetched: Fetched) -> Taken:
    """Replace the file of a point layer and publish; a refused release brings the old file back."""
    layer = survey(task.home).catalog.layer(task.connector.target.id)
    path = task.home / PLACES / layer.file
    if not layer.file or Path(layer.file).name != layer.file:
        raise UnknownEntry(f"„{layer.name}“ ist keine Ebene aus Punkten mit eigener Datei.")
    sheet = read_sheet(path, layer.file)[0]
    needed = dict.fromkeys(column for _, column in layer_columns(layer))
    columns = sheet.header if sheet else tuple(needed)
    present = [row.cells for row in sheet.rows] if sheet else []
    rows = rows_of(fetched.content)
    content = in_form(rows, task.connector.target, columns, layer.key, present)
    _refuse_points(task, layer, content)
    words = f"{layer.name}: {written(len(rows))} Orte, vorher {written(len(present))}."
    if task.dry_run:
        return Taken(words, len(rows))
    with ImportStore(task.store.var).locked():
        _swap(task, path, content)
    return Taken(words, len(rows))


def _refuse_points(task: Task, layer: Layer, content: bytes) -> None:
    """Read the new file aside, as the release will; raises with its problems."""
    from sozialraum.geometry.topology import load_outlines

    with tempfile.TemporaryDirectory(prefix="sozialraum-abruf-") as folder:
        aside = Path(folder) / PLACES / layer.file
        aside.parent.mkdir(parents=True)
        aside.write_bytes(content)
        _, problems = read_points(Path(folder), layer, bounds(load_outlines(task.home)))
    if problems:
        what = f"„{layer.name}“ wird nicht übernommen: {len(problems)} Fehler in der Antwort."
        raise PublicationRefused(what, problems)


def _swap(task: Task, path: Path, content: bytes) -> None:
    """Put a file in place and publish; the old one comes back where that is refused."""
    before = path.read_bytes() if path.is_file() else None
    replace_bytes(path, content)
    try:
        build_release(task.home, task.store.var, task.progress)
    except BaseException:
        if before is None:
            path.unlink()
        else:
            replace_bytes(path, before)
        raise


def _list(task: Task, fetched: Fetched) -> Taken:
    declared = survey(task.home).catalog.records(task.connector.target.id)
    sheet = read_sheet(task.home / PLACES / declared.file, declared.file)[0]
    present = [row.cells for row in sheet.rows] if sheet else []
    rows = rows_of(fetched.content)
    content = in_form(rows, task.connector.target, declared.column_names, declared.key, present)
    var = task.store.var
    if task.dry_run:
        result = import_records(task.home, declared.id, content, dry_run=True, var=var)
        if result.problems:
            raise ProblemsFound(f"„{declared.title}“ würde abgelehnt.", result.problems)
    else:
        result, _ = import_and_publish(
            task.home, declared.id, content, who=task.who, var=var, progress=task.progress
        )
    counts = result.counts()
    words = (
        f"{declared.title}: {written(counts['added'])} neu, {written(counts['changed'])} geändert, "
        f"{written(counts['removed'])} entfallen."
    )
    return Taken(words, len(rows))


def _grid(task: Task, fetched: Fetched) -> Taken:
    """Read the grid once as the gap analysis will, then keep the file below ``var/abruf``."""
    from sozialraum.geometry.topology import load_outlines
    from sozialraum.importers.cell_ids import system
    from sozialraum.importers.grid import CELLS_FILE, read_cells, read_zensus

    catalog, outlines = survey(task.home).catalog, load_outlines(task.home)
    atoms = {area.code for area in catalog.areas(catalog.atom)}
    addresses = (task.home / CELLS_FILE).read_bytes()
    base = read_cells(addresses, "Adressen", "", atoms, CELLS_FILE, system(outlines))
    found = read_zensus(fetched.content, base, outlines, fetched.file)
    cells = written(fetched.count or 0)
    words = f"Einwohner je Zelle: {cells} Zellen im Umkreis der Stadt."
    if not task.dry_run:
        path = FetchStore(task.store.var).keep_file(fetched.file, fetched.content)
        words += f" Die Datei liegt in {path}."
    return Taken(words, fetched.count or 0, notes=tuple(str(p) for p in found.problems[:5]))
