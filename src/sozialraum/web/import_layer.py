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
from sozialraum.language import n_, t
from sozialraum.publish.shape_look import ShapeLook
from sozialraum.web.import_forms import ROLES, identifier, new_source
from sozialraum.web.spoken import said_now

_SHAPES = {
    "kreis": n_("Kreis"),
    "quadrat": n_("Quadrat"),
    "dreieck": n_("Dreieck"),
    "raute": n_("Raute"),
}
_COLOURS = {
    "#0f6f83": n_("Petrol"),
    "#6a3d9a": n_("Violett"),
    "#8c510a": n_("Braun"),
    "#1f5fa8": n_("Blau"),
    "#2b7a3d": n_("Grün"),
    "#b23a24": n_("Rot"),
}


def layer_form(look: ShapeLook, mapping: ShapeMapping, key: str) -> ShapeMapping:
    """The mapping with what was filled in and sent; otherwise as it was."""
    source = _source(look, mapping, key)
    if isinstance(source, Source):
        others = tuple(other for other in mapping.sources if other.id != source.id)
        return mapping.model_copy(update={"sources": (*others, source)})
    if not look.raw.columns:
        st.error(t("Die Objekte haben keine Angaben. Mindestens ein Name wird gebraucht."))
        return mapping
    with st.form(f"{key}_ebene"):
        given = {**_words(mapping.points), **_columns(mapping.points, look)}
        given |= _look_and_roles(mapping)
        if not st.form_submit_button(t("Angaben übernehmen")):
            return mapping
    asked = {t("Name der Ebene"): given["name"], t("Was die Ebene zeigt"): given["description"]}
    missing = [word for word, text in {**asked, t("Quelle"): source}.items() if not text]
    if missing:
        st.error(t("Bitte noch ausfüllen: {missing}.", missing=", ".join(missing)))
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
        t("Quelle"), ids, ids.index(before) if before in ids else None,
        placeholder=t("Bitte wählen"),
        format_func=said_now(lambda i: names.get(i, t("neue Quelle"))),
        key=f"{key}_quelle_{before}",
    )  # fmt: skip
    if chosen == NEW:
        return new_source(key, look.raw.file) or ""
    return chosen or ""


def _words(before: PointLayer | None) -> dict[str, str]:
    """Name, description and hint."""
    return {
        "name": st.text_input(t("Name der Ebene"), before.name if before else "").strip(),
        "description": st.text_area(
            t("Was die Ebene zeigt"), before.description if before else ""
        ).strip(),
        "caveat": st.text_area(t("Hinweis (freiwillig)"), before.caveat if before else "").strip(),
    }


def _columns(before: PointLayer | None, look: ShapeLook) -> dict[str, object]:
    """Which columns hold name, key, exactness and further facts."""
    columns = look.raw.columns
    named = before.title if before else look.named
    title = _column(t("Spalte mit dem Namen des Ortes"), columns, named)
    further = [c for c in before.popup if c in columns] if before else []
    popup = st.multiselect(t("Weitere Angaben im Fenster des Ortes"), columns, further)
    optional = ["", *columns]
    numbered, unknown = t("keine: die Objekte werden nummeriert"), t("keine: unbekannt")
    return {
        "title": title,
        "popup": tuple(column for column in popup if column != title),
        "key": _column(
            t("Spalte mit dem Schlüssel"), optional, before.key if before else "", numbered
        ),
        "precision": _column(
            t("Spalte mit der Genauigkeit"), optional, before.precision if before else "", unknown
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
    roles = st.multiselect(
        t("Sichtbar für"), allowed, chosen, format_func=said_now(lambda role: t(ROLES[role]))
    )
    shapes, colours = list(_SHAPES), list(_COLOURS)
    shape, colour = (before.symbol.shape, before.symbol.colour) if before else ("", "")
    return {
        "roles": tuple(roles) or (Role.ADMINISTRATION,),
        "symbol": {
            "form": st.selectbox(t("Form des Zeichens"), shapes, _at(shapes, shape),
                                 format_func=said_now(lambda shape: t(_SHAPES[shape]))),
            "farbe": st.selectbox(t("Farbe"), colours, _at(colours, colour),
                                  format_func=said_now(lambda colour: t(_COLOURS[colour]))),
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
