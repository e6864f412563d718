"""``import`` of shapes: GeoJSON and GeoPackage, as report, statistics or layer."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sozialraum.cli.imports import plan_document, read_mapping, tell_questions
from sozialraum.cli.lists import user
from sozialraum.cli.output import Output
from sozialraum.domain.imports import Question
from sozialraum.domain.shape_imports import ShapeMapping, ShapePlan, ShapeUse
from sozialraum.errors import PublicationRefused, SozialraumError, UnreadableInput


def is_shapes(content: bytes, name: str, layer: str, known: Collection[str]) -> bool:
    """True for GeoJSON and GeoPackage, by content alone, and for tables with coordinates where a
    ``layer`` is asked for that is none of the ``known`` lists.
    """
    from sozialraum.importers.formats import sniff
    from sozialraum.importers.raw import Format
    from sozialraum.publish.shape_csv import has_coordinates

    try:
        kind = sniff(content, name)
    except SozialraumError:
        return False
    if kind in {Format.GEOJSON, Format.GEOPACKAGE}:
        return True
    return bool(layer) and layer not in known and kind is Format.CSV and has_coordinates(content)


def import_shapes(home: Path, options: Namespace, content: bytes, output: Output) -> int:
    """Report on a file of shapes, or take over what its mapping says."""
    from sozialraum.publish.shape_imports import take_over_shapes

    name = options.file.name
    plan = _plan(home, options, content, name)
    if options.dry_run or not plan.ready:
        return _tell(home, plan, output)
    entry, release = take_over_shapes(
        home, content, name, plan.mapping, who=user(), progress=output.progress,
        expected_release=plan.fingerprint,
    )  # fmt: skip
    if output.json:
        output.document({"ok": True, "release": release.id} | entry.as_dict())
    else:
        output.text(f"Import {entry.number}: {entry.words}")
    return 0


def _plan(home: Path, options: Namespace, content: bytes, name: str) -> ShapePlan:
    from sozialraum.domain.shape_imports import ShapeKind
    from sozialraum.publish.import_wishes import Wishes
    from sozialraum.publish.shape_plan import plan_shapes

    wishes = Wishes(indicator=options.indicator, new=options.new, period=options.period)
    mapping = read_mapping(options.mapping, ShapeMapping) if options.mapping else None

    def planned(given: ShapeMapping | None, use: ShapeUse | None) -> ShapePlan:
        return plan_shapes(home, content, name, given, use=use, layer=options.sheet,
                           level=options.level, wishes=wishes)  # fmt: skip

    plan = planned(mapping, None)
    use = None
    if options.layer:
        use = ShapeUse.LAYER
    elif options.indicator or options.new:
        counted = plan.kind is ShapeKind.POINTS
        use = ShapeUse.COUNTS if counted else ShapeUse.STATISTICS
    given = plan.mapping
    if options.crs:
        given = given.model_copy(update={"epsg": options.crs, "swapped": False})
    again = use is not None or given != plan.mapping
    plan = planned(given, use) if again and plan.count else plan
    points = plan.mapping.points
    if options.layer and points and points.id != options.layer:
        what = f"Die Zuordnung beschreibt die Ebene „{points.id}“, verlangt ist „{options.layer}“."
        raise UnreadableInput(what, "--layer oder die Zuordnung berichtigen.")
    return plan


def _tell(home: Path, plan: ShapePlan, output: Output) -> int:
    from sozialraum.catalog import survey
    from sozialraum.render.shape_plan import ELSEWHERE, report_lines

    if output.json:
        output.document(_document(plan))
        return int(not plan.ready)
    for line in report_lines(plan, survey(home).catalog):
        output.text(line)
    if plan.outlines:
        output.text(ELSEWHERE)
    table = plan.table
    problems = (*plan.problems, *(table.problems if table else ()))
    tell_questions((*plan.questions, *(table.questions if table else ())), output)
    if plan.problems or (problems and not plan.questions):
        raise PublicationRefused(f"{len(problems)} Fehler in der Datei.", problems)
    return int(not plan.ready)


def _document(plan: ShapePlan) -> dict[str, Any]:
    questions: tuple[Question, ...] = plan.questions
    found: dict[str, Any] = {
        "ok": plan.ready,
        "kind": plan.kind.value if plan.kind else "",
        "file": plan.file,
        "sha256": plan.sha256,
        "features": plan.count,
        "layers": plan.layers,
        "coordinates": asdict(plan.reading) if plan.reading else None,
        "faults": [asdict(fault) for fault in plan.faults],
        "areas": asdict(plan.areas) | {"matched": plan.areas.matched} if plan.areas else None,
        "outlines": asdict(plan.outlines) if plan.outlines else None,
        "points": asdict(plan.points) if plan.points else None,
        "layer": asdict(plan.layer) if plan.layer else None,
        "table": plan_document(plan.table) if plan.table else None,
        "mapping": plan.mapping.model_dump(mode="json", by_alias=True),
        "questions": [asdict(question) for question in questions],
        "problems": [problem.as_dict() for problem in plan.problems],
        "notes": list(plan.notes),
    }
    plain: dict[str, Any] = json.loads(json.dumps(found))
    return plain
