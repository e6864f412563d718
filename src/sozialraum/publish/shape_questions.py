"""What only a person can decide about delivered shapes, and the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sozialraum.domain.imports import Question
from sozialraum.domain.shape_imports import Outside, PointsReport, ShapeMapping, ShapeUse
from sozialraum.errors import UnreadableInput
from sozialraum.language import n_, t
from sozialraum.publish.shape_areas import LEAVE_OUT
from sozialraum.publish.shape_look import ShapeLook
from sozialraum.publish.shape_tables import NOT_TAKEN
from sozialraum.render.formats import number

YES, NO = "ja", "nein"
_UNDECLARED = n_("Das Koordinatensystem ist nicht angegeben.")
_ELSEWHERE = n_("Angegeben ist EPSG:{epsg}, doch so gelesen liegen die Objekte nicht in der Stadt.")


def use_question(uses: Iterable[ShapeUse]) -> Question:
    """Asks what is made of the file."""
    choices = tuple((use.value, use.label) for use in uses)
    return Question("verwendung", t("Was soll damit geschehen?"), "", choices)


def point_questions(
    look: ShapeLook, mapping: ShapeMapping, points: PointsReport
) -> Iterator[Question]:
    """About single persons, completeness, the level of counts, points outside of the city."""
    choices = ((NO, "nein"), (YES, "ja"))
    if mapping.personal is None:
        text = t("Enthält die Datei Angaben zu einzelnen Menschen oder Privathäusern?")
        yield Question("personenbezug", text, "", choices)
    if mapping.use is ShapeUse.COUNTS:
        if not mapping.level:
            levels = tuple((level.id, level.plural) for level in look.catalog.levels.values())
            yield Question("ebene", t("Für welche Gebiete wird gezählt?"), "", levels)
        if mapping.complete is None:
            text = t("Ist die Liste vollständig? Nur dann heißt „kein Punkt“ wirklich null.")
            if points.nowhere:
                text += t(" {count} Objekte haben keinen Ort.", count=number(len(points.nowhere)))
            yield Question("vollstaendig", text, "", choices)
    elif mapping.outside is None and points.outside:
        text = t(
            "{count} Punkte liegen außerhalb der Stadt. Sollen sie auf die Karte?",
            count=number(len(points.outside)),
        )
        kinds = ((Outside.LEFT_OUT.value, t("weglassen")), (Outside.KEPT.value, t("mit aufnehmen")))
        yield Question("ausserhalb", text, "", kinds)


def reading_question(look: ShapeLook, mapping: ShapeMapping) -> Iterator[Question]:
    """Asked wherever the file declares no system, or one that does not fit."""
    from sozialraum.geometry.shape_reference import system_name

    if mapping.epsg or not look.readings or look.declared():
        return
    best = look.readings[0]
    text = t(_ELSEWHERE if look.raw.epsg else _UNDECLARED, epsg=look.raw.epsg)
    swap = t(" Die Achsen sind vertauscht.") if best.swapped else ""
    text += t(
        " Nach dem Bereich der Koordinaten ist es {system}.{swap} Stimmt das?",
        system=system_name(best.epsg),
        swap=swap,
    )
    choices = tuple(
        (way.value, system_name(way.epsg) + (t(", Achsen vertauscht") if way.swapped else ""))
        for way in look.readings
    )
    yield Question("koordinatensystem", text, "", choices)


def answered(mapping: ShapeMapping, question: Question, value: str) -> ShapeMapping:
    """The mapping with the answer ``value`` (a choice of the question).

    Raises :class:`UnreadableInput` for an answer that means nothing.
    """
    if value not in dict(question.choices):
        raise UnreadableInput(
            t("„{value}“ ist hier keine Antwort.", value=value), t("Einen der Vorschläge wählen.")
        )
    yes = {YES: True, NO: False}
    match question.topic:
        case "koordinatensystem":
            code, _, swapped = value.partition(" ")
            update: dict[str, object] = {"epsg": int(code), "swapped": bool(swapped)}
        case "verwendung":
            update = {"use": ShapeUse(value)}
        case "personenbezug":
            update = {"personal": yes[value]}
        case "vollstaendig":
            update = {"complete": yes[value]}
        case "ausserhalb":
            update = {"outside": Outside(value)}
        case "gebiet" if value == LEAVE_OUT:
            reason = NOT_TAKEN
            update = {"excluded": {**mapping.excluded, question.column: reason}}
        case "gebiet":
            update = {"accepted": {**mapping.accepted, question.column: value}}
        case "ebene" | "layer":
            update = {"level" if question.topic == "ebene" else "layer": value}
        case _:
            raise UnreadableInput(t("Zu „{topic}“ gibt es keine Antwort.", topic=question.topic))
    return mapping.model_copy(update=update)
