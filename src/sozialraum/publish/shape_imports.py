"""Imports of shapes: a layer of points is stored and published, tables go the way of tables."""

from __future__ import annotations

from pathlib import Path

from sozialraum.domain.access import EVERYTHING, Role
from sozialraum.domain.imports import ImportEntry
from sozialraum.domain.indicators import Source
from sozialraum.domain.shape_imports import (
    LayerChange,
    ShapeMapping,
    ShapePlan,
    ShapeUse,
)
from sozialraum.errors import PublicationRefused, SozialraumError
from sozialraum.language import Language, speaking, t
from sozialraum.publish.building import Progress, silent
from sozialraum.publish.imports import take_delivery, take_over
from sozialraum.publish.shape_look import Placed, ShapeLook
from sozialraum.publish.shape_plan import plan_of
from sozialraum.publish.shape_points import STORED, layer_files, layer_rows, toml
from sozialraum.render.formats import number
from sozialraum.storage.deliveries import Delivery
from sozialraum.storage.release import Release
from sozialraum.storage.stand import now

LAYER = "ebene"
_SOURCES = "data/quellen.toml"


def take_over_shapes(
    home: Path,
    content: bytes,
    name: str,
    mapping: ShapeMapping,
    *,
    who: str,
    held: frozenset[Role] = EVERYTHING,
    var: Path | None = None,
    progress: Progress = silent,
    expected_release: str = "",
) -> tuple[ImportEntry, Release]:
    """Import what a file with shapes holds and publish it: everything or nothing.

    Parameters and errors as for :func:`~sozialraum.publish.imports.take_over`.
    """
    if mapping.use is not ShapeUse.LAYER:
        plan, _ = _planned(home, content, name, mapping, var, held)
        _refuse(plan, name)
        assert plan.mapping.table is not None
        return take_over(
            home, content, name, plan.mapping.table, who=who, held=held, raw=plan.raw,
            var=var, progress=progress, expected_release=expected_release,
        )  # fmt: skip

    def made(given: int) -> Delivery:
        plan, placed = _planned(home, content, name, mapping, var, held)
        _refuse(plan, name)
        assert placed is not None
        return _delivery(plan, placed, given, who)

    return take_delivery(home, name, made, var, progress, expected_release)


def layer_words(name: str, change: LayerChange, left_out: int, nowhere: int) -> str:
    """What a layer changes, in one line."""
    parts = [t("{count} Orte neu", count=number(change.added))]
    if change.replaces:
        parts += [
            t("{count} geändert", count=number(change.changed)),
            t("{count} entfallen", count=number(change.gone)),
        ]
    if left_out:
        parts.append(t("{count} außerhalb der Stadt nicht übernommen", count=number(left_out)))
    if nowhere:
        parts.append(t("{count} ohne Ort auf der Karte", count=number(nowhere)))
    return f"{name}: {', '.join(parts)}."


def _planned(
    home: Path,
    content: bytes,
    name: str,
    mapping: ShapeMapping,
    var: Path | None,
    held: frozenset[Role],
) -> tuple[ShapePlan, Placed | None]:
    look = ShapeLook.at(home, content, name, mapping.layer, var, held)
    plan = plan_of(look, mapping, home, var=var)
    return plan, Placed(look, plan.reading) if plan.reading else None


def _refuse(plan: ShapePlan, name: str) -> None:
    table = plan.table
    problems = (*plan.problems, *(table.problems if table else ()))
    questions = (*plan.questions, *(table.questions if table else ()))
    if problems:
        what = t(
            "„{name}“ ist nicht übernommen: {problems} Fehler. Nichts ist geändert.",
            name=name,
            problems=len(problems),
        )
        raise PublicationRefused(what, problems)
    if questions:
        open_ = " ".join(question.text for question in questions)
        raise SozialraumError(
            t("„{name}“ ist nicht übernommen: {questions}", name=name, questions=open_),
            t("Die Zuordnung ergänzen."),
        )
    if not plan.ready:
        what = t("„{name}“ ist nicht übernommen: Umrisse werden hier nur verglichen.", name=name)
        raise SozialraumError(what, t("Andere Umrisse übernimmt „sozialraum geo update“."))


@speaking(Language.GERMAN)
def _delivery(plan: ShapePlan, placed: Placed, given: int, who: str) -> Delivery:
    layer, report, change = plan.mapping.points, plan.points, plan.layer
    assert layer is not None and report is not None and change is not None
    rows = layer_rows(placed, plan.mapping, report)
    left_out = plan.count - len(rows)
    public = Role.PUBLIC in layer.roles
    title = layer.name if public else "Ebene mit beschränktem Zugang"
    known = placed.look.catalog.sources
    new = [source for source in plan.mapping.sources if source.id not in known]
    files = layer_files(layer, rows)
    if new:
        files[_SOURCES] = "\n".join(
            f"[{source.id}]\n"
            + toml(
                source.model_dump(by_alias=True, exclude_defaults=True, exclude={"id"}, mode="json")
            )
            for source in new
        ).encode()
    files[STORED] = plan.mapping.model_dump_json(by_alias=True, indent=1).encode()
    entry = ImportEntry(
        number=given,
        kind=LAYER,
        title=title,
        who=who,
        when=now(),
        file=plan.file,
        sha256=plan.sha256,
        mapping=layer.id,
        rows=plan.count,
        values=len(rows),
        added=change.added,
        changed=change.changed,
        gone=change.gone,
        words=layer_words(title, change, left_out, len(report.nowhere)),
    )
    return Delivery(
        entry, placed.look.content, data=files, uses=(layer.source,), confidential=not public
    )


def _source(source: Source) -> str:
    content = source.model_dump(by_alias=True, exclude_defaults=True, mode="json")
    return f"[{content.pop('id')}]\n{toml(content)}"
