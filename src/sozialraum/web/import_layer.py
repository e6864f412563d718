"""The form of a layer of points: what it is called, what it shows, who may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from pydantic import ValidationError

from sozialraum.catalog.messages import translate
from sozialraum.domain.access import Role
from sozialraum.domain.indicators import Source
from sozialraum.domain.shape_imports import RESTRICTED, PointLayer, ShapeMapping
from sozialraum.importers.indicator_words import NEW
from sozialraum.publish.shape_look import ShapeLook
from sozialraum.web.import_forms import ROLES, identifier, new_source

_SHAPES = {"kreis": "Kreis", "quadrat": "Quadrat", "dreieck": "Dreieck", "raute": "Raute"}
_COLOURS = {
    "#0f6f83": "Petrol",
    "#6a3d9a": "Violett",
    "#8c510a": "Braun",
    "#1f5fa8": "Blau",
    "#2b7a3d": "Grün",
    "#b23a24": "Rot",
}


def layer_form(look: ShapeLook, mapping: ShapeMapping, key: str) -> ShapeMapping:
    """The mapping with what was filled in and sent; otherwise as it was."""
    source = _source(look, mapping, key)
    if isinstance(source, Source):
        others = tuple(other for other in mapping.sources if other.id != source.id)
        return mapping.model_copy(update={"sources": (*others, source)})
    if not look.raw.columns:
        st.error("Die Objekte haben keine Angaben. Mindestens ein Name wird gebraucht.")
        return mapping
    with st.form(f"{key}_ebene"):
        given = {**_words(mapping.points), **_columns(mapping.points, look)}
        given |= _look_and_roles(mapping)
        if not st.form_submit_button("Angaben übernehmen"):
            return mapping
    asked = {"Name der Ebene": given["name"], "Was die Ebene zeigt": given["description"]}
    missing = [word for word, text in {**asked, "Quelle": source}.items() if not text]
    if missing:
        st.error(f"Bitte noch ausfüllen: {', '.join(missing)}.")
        return mapping
    before = mapping.points
    id_ = before.id if before else identifier(str(given["name"]))
    made = _built({**given, "id": id_, "source": source})
    return mapping.model_copy(update={"points": made}) if made else mapping


def _source(look: ShapeLook, mapping: ShapeMapping, key: str) -> Source | str:
    """The id of the chosen source (empty for none), or a new source."""
    new = {source.id: source for source in mapping.sources}
    names = {i: s.citation for i, s in {**look.catalog.sources, **new}.items()}
    before = next(reversed(new), mapping.points.source if mapping.points else "")
    ids = [*names, NEW]
    chosen = st.selectbox(
        "Quelle", ids, ids.index(before) if before in ids else None, placeholder="Bitte wählen",
        format_func=lambda i: names.get(i, "neue Quelle"), key=f"{key}_quelle_{before}",
    )  # fmt: skip
    if chosen == NEW:
        return new_source(key, look.raw.file) or ""
    return chosen or ""


def _words(before: PointLayer | None) -> dict[str, str]:
    """Name, description and hint."""
    return {
        "name": st.text_input("Name der Ebene", before.name if before else "").strip(),
        "description": st.text_area(
            "Was die Ebene zeigt", before.description if before else ""
        ).strip(),
        "caveat": st.text_area("Hinweis (freiwillig)", before.caveat if before else "").strip(),
    }


def _columns(before: PointLayer | None, look: ShapeLook) -> dict[str, object]:
    """Which columns hold name, key, exactness and further facts."""
    columns = look.raw.columns
    named = before.title if before else look.named
    title = _column("Spalte mit dem Namen des Ortes", columns, named)
    further = [c for c in before.popup if c in columns] if before else []
    popup = st.multiselect("Weitere Angaben im Fenster des Ortes", columns, further)
    optional = ["", *columns]
    numbered, unknown = "keine: die Objekte werden nummeriert", "keine: unbekannt"
    return {
        "title": title,
        "popup": tuple(column for column in popup if column != title),
        "key": _column(
            "Spalte mit dem Schlüssel", optional, before.key if before else "", numbered
        ),
        "precision": _column(
            "Spalte mit der Genauigkeit", optional, before.precision if before else "", unknown
        ),
    }


def _column(label: str, columns: Sequence[str], chosen: str, none: str = "") -> str:
    at = columns.index(chosen) if chosen in columns else 0
    found: str = st.selectbox(label, columns, at, format_func=lambda column: column or none)
    return found


def _look_and_roles(mapping: ShapeMapping) -> dict[str, object]:
    """Sign, colour, and who may see the layer: only few where it speaks of single persons."""
    before = mapping.points
    allowed = list(RESTRICTED) if mapping.personal else list(ROLES)
    chosen = [role for role in before.roles if role in allowed] if before else allowed[:1]
    roles = st.multiselect("Sichtbar für", allowed, chosen, format_func=ROLES.__getitem__)
    shapes, colours = list(_SHAPES), list(_COLOURS)
    shape, colour = (before.symbol.shape, before.symbol.colour) if before else ("", "")
    return {
        "roles": tuple(roles) or (Role.ADMINISTRATION,),
        "symbol": {
            "form": st.selectbox("Form des Zeichens", shapes, _at(shapes, shape),
                                 format_func=_SHAPES.__getitem__),
            "farbe": st.selectbox("Farbe", colours, _at(colours, colour),
                                  format_func=_COLOURS.__getitem__),
        },
    }  # fmt: skip


def _at(choices: Sequence[str], chosen: str) -> int:
    return choices.index(chosen) if chosen in choices else 0


def _built(given: Mapping[str, object]) -> PointLayer | None:
    try:
        return PointLayer.model_validate(given)
    except ValidationError as error:
        for problem in translate(error, PointLayer, ""):
            st.error(f"{problem.what} {problem.fix}")
        return None
