"""``import``, ``imports``, ``rollback`` and ``audit``: what the pages do, on the console."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sozialraum.cli.commands import read_bytes
from sozialraum.cli.lists import import_list, user
from sozialraum.cli.output import Output
from sozialraum.domain.imports import ImportPlan, Question
from sozialraum.domain.mapping import TableMapping
from sozialraum.errors import PublicationRefused, UnreadableInput

_NOTABLE = 0.2
Model = TypeVar("Model", bound=BaseModel)


def import_arguments(parser: ArgumentParser) -> None:
    """Options of ``sozialraum import``."""
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="CSV, XLSX, GeoJSON oder GeoPackage"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--indicator", metavar="ID", default="", help="vorhandener Indikator")
    what.add_argument("--layer", metavar="ID", default="", help="Karten-Ebene oder Verzeichnis")
    what.add_argument("--new", metavar="ID", default="", help="Kennung eines neuen Indikators")
    parser.add_argument("--level", metavar="L", default="", help="Raumebene der Schlüssel")
    parser.add_argument("--period", metavar="P", default="", help="Stichtag (JJJJ-MM-TT)")
    parser.add_argument(
        "--sheet",
        metavar="NAME",
        default="",
        help="Blatt einer Excel-Datei, Layer eines GeoPackage",
    )
    crs = "EPSG-Code der Koordinaten, wo die Datei keinen oder einen falschen nennt"
    parser.add_argument("--crs", metavar="CODE", type=int, default=0, help=crs)
    parser.add_argument("--mapping", metavar="FILE", type=Path, help="Zuordnung als JSON")
    parser.add_argument("--dry-run", action="store_true", help="nur prüfen, nichts ändern")


def import_file(options: Namespace, output: Output) -> int:
    """Plan and take over a table; shapes and lists go their own ways."""
    from sozialraum import publish
    from sozialraum.cli.shape_imports import import_shapes, is_shapes
    from sozialraum.publish.imports import plan_import, take_over

    home = publish.home_folder(options.home)
    content = read_bytes(options.file)
    if is_shapes(content, options.file.name, options.layer, _lists(home, options.layer)):
        return import_shapes(home, options, content, output)
    if options.layer:
        return _import_list(home, options, content, output)
    mapping = read_mapping(options.mapping, TableMapping) if options.mapping else None
    plan = plan_import(
        home, content, options.file.name, mapping, sheet=options.sheet,
        indicator=options.indicator, new=options.new, level=options.level, period=options.period,
    )  # fmt: skip
    if options.dry_run or not plan.ready:
        return _tell_plan(plan, output)
    assert plan.mapping is not None
    entry, release = take_over(
        home, content, options.file.name, plan.mapping,
        who=user(), progress=output.progress, expected_release=plan.fingerprint,
    )  # fmt: skip
    if output.json:
        output.document({"ok": True, "release": release.id} | entry.as_dict())
    else:
        output.text(f"Import {entry.number}: {entry.words}")
    return 0


def list_imports(options: Namespace, output: Output) -> int:
    """Print the diary."""
    from sozialraum import publish
    from sozialraum.publish.imports import imports
    from sozialraum.render.import_diary import moment

    entries = imports(publish.home_folder(options.home))
    if output.json:
        output.document([entry.as_dict() for entry in entries])
        return 0
    for entry in entries:
        when = moment(entry.when)
        output.text(f"{entry.number}  {when}  {entry.state.value}  {entry.title}: {entry.words}")
    if not entries:
        output.text("Noch ist nichts eingelesen.")
    return 0


def roll_back(options: Namespace, output: Output) -> int:
    """Take an import back."""
    from sozialraum import publish
    from sozialraum.publish.imports import rollback

    home = publish.home_folder(options.home)
    entry = rollback(home, options.number, who=user(), progress=output.progress)
    if output.json:
        output.document({"ok": True} | entry.as_dict())
    else:
        output.text(f"Import {entry.number} ist zurückgenommen.")
    return 0


def audit(options: Namespace, output: Output) -> int:
    """Say what an attacker could make of what is published."""
    from sozialraum import publish
    from sozialraum.publish.masking import audit_home

    result = audit_home(publish.home_folder(options.home))
    if output.json:
        output.document(result)
    else:
        output.text(
            f"{result['cells']} Werte, davon {result['masked']} geheim ({result['primary']} nach "
            f"Regel, {result['secondary']} zum Schutz anderer). Berechenbar: "
            f"{result['recoverable']}, eng eingrenzbar: {len(result['narrow'])}."
        )
    return int(bool(result["recoverable"] or result["narrow"]))


def read_mapping(path: Path, model: type[Model]) -> Model:
    """A mapping from its file; raises :class:`UnreadableInput`."""
    try:
        return model.model_validate_json(read_bytes(path))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        what = f"„{path.name}“ ist keine lesbare Zuordnung (Stelle: {place or 'Anfang'})."
        fix = "Die Datei aus „sozialraum import --dry-run --json“ (Angabe „mapping“) verwenden."
        raise UnreadableInput(what, fix) from error


def _tell_plan(plan: ImportPlan, output: Output) -> int:
    """The plan, with what still has to be decided."""
    if output.json:
        output.document(plan_document(plan))
        return int(not plan.ready)
    output.text(f"{plan.rows} Zeilen, {plan.values} Angaben.")
    if plan.changes is not None:
        c = plan.changes
        output.text(
            f"{c.added} neu, {len(c.changed)} geändert (davon {len(c.notable(_NOTABLE))} um mehr "
            f"als {_NOTABLE:.0%}), {len(c.gone)} entfallen, {c.unchanged} unverändert."
        )
    for note in plan.notes:
        output.text(f"  Hinweis: {note}")
    tell_questions(plan.questions, output)
    if plan.problems:
        raise PublicationRefused(f"{len(plan.problems)} Fehler in der Datei.", plan.problems)
    return int(not plan.ready)


def tell_questions(questions: Sequence[Question], output: Output) -> None:
    """What a person has to decide, and how to say it on the console."""
    for question in questions:
        choices = ", ".join(f"{value} ({label})" for value, label in question.choices)
        about = f" [{question.topic} {question.column}]".rstrip(" ]") + "]"
        output.text(f"  Frage{about}: {question.text} {choices}".rstrip())
    if questions:
        output.text("Antworten in einer Zuordnung angeben: --dry-run --json, dann --mapping DATEI.")


def plan_document(plan: ImportPlan) -> dict[str, Any]:
    """The plan of a table as JSON."""
    mapping = plan.mapping.model_dump(mode="json", by_alias=True) if plan.mapping else None
    return {
        "ok": plan.ready,
        "mapping": mapping,
        "file": plan.file,
        "sha256": plan.sha256,
        "rows": plan.rows,
        "values": plan.values,
        "reports": list(plan.reports),
        "check_sums": [asdict(entry) | {"agrees": entry.agrees} for entry in plan.check_sums],
        "changes": json.loads(json.dumps(asdict(plan.changes))) if plan.changes else None,
        "questions": [asdict(question) for question in plan.questions],
        "problems": [problem.as_dict() for problem in plan.problems],
        "notes": list(plan.notes),
    }


def _import_list(home: Path, options: Namespace, content: bytes, output: Output) -> int:
    wanted = _lists(home, options.layer).get(options.layer, options.layer)
    return import_list(home, wanted, content, output, dry_run=options.dry_run)


def _lists(home: Path, layer: str) -> dict[str, str]:
    """Id of every list by itself and by that of its layer; none where no ``layer`` is wanted."""
    from sozialraum.catalog import survey

    if not layer:
        return {}
    lists = survey(home).catalog.lists.values()
    return {entry.layer: entry.id for entry in lists if entry.layer} | {e.id: e.id for e in lists}
