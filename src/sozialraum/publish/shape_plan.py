"""What an import of shapes would do: questions, matches, comparisons; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sozialraum.domain.imports import ImportPlan, Question
from sozialraum.domain.shape_imports import (
    AreaMatching,
    LayerChange,
    PointsReport,
    Reading,
    ShapeKind,
    ShapeMapping,
    ShapePlan,
    ShapeUse,
)
from sozialraum.errors import Problem, ProblemsFound, SozialraumError
from sozialraum.language import n_, t
from sozialraum.publish.import_wishes import Wishes
from sozialraum.publish.shape_areas import compared, level_question, match_areas, open_matches
from sozialraum.publish.shape_look import Placed, ShapeLook
from sozialraum.publish.shape_points import known_layer, layer_change, layer_problems, points_report
from sozialraum.publish.shape_questions import (
    point_questions,
    reading_question,
    use_question,
)
from sozialraum.publish.shape_tables import (
    attribute_table,
    counts_table,
    personal_problems,
    table_plan,
)
from sozialraum.storage.stand import sha256

if TYPE_CHECKING:
    from sozialraum.importers.raw import RawTable

USES = {
    ShapeKind.AREAS: (ShapeUse.STATISTICS, ShapeUse.OUTLINES),
    ShapeKind.POINTS: (ShapeUse.LAYER, ShapeUse.COUNTS),
}


def plan_shapes(
    home: Path,
    content: bytes,
    name: str,
    mapping: ShapeMapping | None = None,
    *,
    use: ShapeUse | None = None,
    layer: str = "",
    level: str = "",
    wishes: Wishes | None = None,
    var: Path | None = None,
) -> ShapePlan:
    """What a GeoJSON or GeoPackage is and what taking it over would do; writes nothing.

    Without ``mapping`` one is proposed. ``use``, ``layer`` (of a GeoPackage) and ``level`` replace
    what is proposed; ``wishes`` are about the table made of it.
    Whatever is wrong with the file is in ``problems``, what only a person decides in ``questions``.
    """
    chosen = layer or (mapping.layer if mapping else "")
    try:
        look = ShapeLook.at(home, content, name, chosen, var)
    except SozialraumError as error:
        return _refused(content, name, mapping, chosen, error)
    given = mapping or proposed(look)
    changes = {"use": use, "level": level}
    given = given.model_copy(update={key: value for key, value in changes.items() if value})
    return plan_of(look, given, home, wishes, var)


def proposed(look: ShapeLook) -> ShapeMapping:
    """The mapping of an earlier file with the same columns, or an empty one.

    What can be otherwise next year is asked again: coordinates, persons, single features.
    """
    known = known_layer(look)
    if known is not None:
        fresh: dict[str, object] = {
            "epsg": 0,
            "swapped": False,
            "personal": None,
            "accepted": {},
            "excluded": {},
        }
        return known.model_copy(update={**fresh, "sources": (), "layer": look.raw.layer})
    return empty_mapping(look)


def empty_mapping(look: ShapeLook) -> ShapeMapping:
    """The mapping of a file about which nobody has said anything yet."""
    return ShapeMapping(spalten=look.raw.columns, layer=look.raw.layer)


def reading_of(look: ShapeLook, mapping: ShapeMapping) -> Reading | None:
    """How the coordinates are read: as confirmed, as declared, or as most likely."""
    if mapping.epsg:
        said = (mapping.epsg, mapping.swapped)
        return next((w for w in look.readings if (w.epsg, w.swapped) == said), None)
    return look.declared() or (look.readings[0] if look.readings else None)


def plan_of(
    look: ShapeLook,
    mapping: ShapeMapping,
    home: Path,
    wishes: Wishes | None = None,
    var: Path | None = None,
    placed: Placed | None = None,
    *,
    tables: bool = True,
) -> ShapePlan:
    """The plan of a file that was looked at; ``placed`` spares the work of placing it again.

    ``tables=False`` leaves the table made of it (``raw``) to somebody who asks more about it.
    """
    made = _Making(look, mapping, home, var, wishes or Wishes(), tables)
    made.problems += look.problems
    reading = reading_of(look, mapping)
    if look.kind is None:
        made.problems.append(_no_kind(look))
    if reading is None:
        made.problems.append(_nowhere(look, mapping))
    made.questions += reading_question(look, mapping)
    if reading is not None and look.kind is not None:
        if placed is None or placed.reading != reading:
            placed = Placed(look, reading)
        made.use(placed)
    return ShapePlan(
        file=look.raw.file,
        sha256=sha256(look.content),
        kind=look.kind,
        count=len(look.raw.geometries),
        layers=look.raw.layers,
        reading=reading,
        mapping=made.mapping,
        faults=placed.faults if placed else (),
        areas=made.areas,
        outlines=compared(placed, made.areas) if placed and made.areas else None,
        points=made.points,
        layer=made.change,
        table=made.table,
        raw=made.raw,
        questions=tuple(made.questions),
        problems=tuple(made.problems),
        fingerprint=look.live,
    )


@dataclass
class _Making:
    look: ShapeLook
    mapping: ShapeMapping
    home: Path
    var: Path | None
    wishes: Wishes
    tables: bool
    raw: RawTable | None = None
    areas: AreaMatching | None = None
    points: PointsReport | None = None
    change: LayerChange | None = None
    table: ImportPlan | None = None
    questions: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def use(self, placed: Placed) -> None:
        """Everything that needs a place: matches or joins, and what is made of them."""
        uses = USES[placed.look.kind or ShapeKind.AREAS]
        if self.mapping.use not in uses:
            self.mapping = self.mapping.model_copy(update={"use": None})
            self.questions.append(use_question(uses))
        if placed.look.kind is ShapeKind.AREAS:
            self._areas(placed)
        else:
            self._points(placed)

    def _areas(self, placed: Placed) -> None:
        self.areas = match_areas(placed, self.mapping)
        if self.mapping.use is ShapeUse.STATISTICS:
            self.questions += level_question(self.look, self.mapping, self.areas)
            self.questions += open_matches(self.look, self.areas)
            if self.areas.level:
                self._table(attribute_table(self.look, self.areas), self.areas.level)

    def _points(self, placed: Placed) -> None:
        self.points = points_report(placed)
        if self.mapping.use is None:
            return
        self.questions += point_questions(self.look, self.mapping, self.points)
        self.problems += _several(placed)
        if self.mapping.use is ShapeUse.COUNTS:
            if self.mapping.level and not self.problems:
                complete = bool(self.mapping.complete)
                raw = counts_table(self.look, self.points, self.mapping.level, complete=complete)
                self._table(raw, self.mapping.level)
        elif self.mapping.points is None:
            text = t("Wie heißt die Ebene, was zeigt sie, aus welcher Quelle stammt sie?")
            self.questions.append(Question("ebene_karte", text))
        else:
            self.problems += layer_problems(placed, self.mapping)
            if not self.problems:
                self.change = layer_change(placed, self.mapping, self.points)

    def _table(self, raw: RawTable, level: str) -> None:
        """The plan of the table; not made where somebody else makes it (``tables`` is False)."""
        self.raw = raw
        if not self.tables:
            return
        given, file = self.mapping.table, self.look.raw.file
        plan = table_plan(
            self.home, self.look, raw, level, given, self.areas, self.wishes, self.var
        )
        self.table = plan
        self.problems += personal_problems(self.mapping, plan.mapping, self.look.catalog, file)
        self.mapping = self.mapping.model_copy(update={"table": plan.mapping})


def _nowhere(look: ShapeLook, mapping: ShapeMapping) -> Problem:
    said = mapping.epsg or look.raw.epsg
    read = n_("Kein Objekt liegt in der Stadt (als EPSG:{said} gelesen).")
    unsaid = n_("Kein Objekt liegt in der Stadt (kein Koordinatensystem angegeben).")
    what = t(read if said else unsaid, said=said)
    fix = t(
        "Das Koordinatensystem im GIS nachsehen und die Datei als EPSG:{epsg} speichern.",
        epsg=look.epsg,
    )
    return Problem(look.raw.file, t("Koordinatensystem"), what, fix)


def _no_kind(look: ShapeLook) -> Problem:
    types = sorted({shape.geom_type for shape in look.raw.geometries if shape is not None})
    found = ", ".join(types) or t("keine Geometrie")
    what = t("Gelesen werden Punkte oder Flächen; die Datei enthält: {found}.", found=found)
    return Problem(look.raw.file, "", what, t("Je Art eine eigene Datei ausliefern."))


def _several(placed: Placed) -> Iterator[Problem]:
    for fault in placed.faults:
        if fault.kind == "mehrfach":
            fix = t("Im GIS in einzelne Punkte auflösen.")
            yield Problem(
                placed.look.raw.file,
                t("Objekt {number}", number=fault.objects[0]),
                fault.text,
                fix,
            )


def _refused(
    content: bytes, name: str, mapping: ShapeMapping | None, layer: str, error: SozialraumError
) -> ShapePlan:
    """A file that is not read; several layers are a question and no problem."""
    from sozialraum.geometry.shapes_reading import shape_layers

    problems = (
        error.problems
        if isinstance(error, ProblemsFound)
        else (Problem(Path(name).name, "", error.what, error.fix),)
    )
    layers: tuple[str, ...] = ()
    with suppress(SozialraumError):  # the problem is told already
        layers = shape_layers(content, name)
    choose = len(layers) > 1 and not layer
    choices = tuple((entry, entry) for entry in layers)
    asked = Question("layer", t("Welcher Layer der Datei wird gelesen?"), "", choices)
    return ShapePlan(
        file=Path(name).name,
        sha256=sha256(content),
        kind=None,
        count=0,
        layers=layers,
        reading=None,
        mapping=mapping or ShapeMapping(spalten=()),
        questions=(asked,) if choose else (),
        problems=() if choose else problems,
    )
