"""The list of scenes: small pictures, order, texts, and what is done with each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from sozialraum.domain.scenes import Presentation, Scene, SceneView
from sozialraum.language import current, n_, t
from sozialraum.render.escape import html_text
from sozialraum.render.formats import number
from sozialraum.render.links import file_link
from sozialraum.web.collect import new_id
from sozialraum.web.guard import Visit
from sozialraum.web.presentation_edit import duplicated, moved, reworded, without
from sozialraum.web.presentation_pictures import DRAWN

Change = Callable[[Presentation], Presentation]
Changer = Callable[[Change], None]
_OPEN = "praesentation_offen"
_TITLE, _TEXT, _NOTE = (
    n_("Titel"),
    n_("Text für das Publikum (etwa zwei Sätze)"),
    n_("Notiz, nur für die vortragende Person"),
)


def scene_list(visit: Visit, presentation: Presentation, change: Changer) -> None:
    """All scenes in their order."""
    for place, scene in enumerate(presentation.scenes):
        view = DRAWN.slide(visit.live.monitor, visit.held, scene).view
        with st.container(border=True, key=f"szene_{scene.id}"):
            st.html(_card(view, place + 1))
            _tools(scene, place, len(presentation.scenes), change)
            if st.session_state.get(_OPEN) == scene.id:
                _texts(scene, change)


def _card(view: SceneView, place: int) -> str:
    """Picture, title, text, what is wrong, and the way to the live view."""
    scene = view.scene
    head = html_text(f"{number(place)}. {scene.title}")
    if view.problem:
        body = f'<p class="sr-hint">{html_text(view.problem)}</p>'
        picture = '<div class="sr-szene-bild sr-szene-leer"></div>'
    else:
        address = html_text(file_link(f"praesentation/bild/{scene.id}.png"))
        said = html_text(t("Bild der Szene {n}", n=number(place)))
        picture = f'<img class="sr-szene-bild" loading="lazy" src="{address}" alt="{said}">'
        open_ = html_text(t("Live-Ansicht öffnen"))
        live = f'<a href="{html_text(view.link)}" target="_blank">{open_}</a>'
        origin = html_text(t("Quelle: {quelle}", quelle=view.source)) if view.source else ""
        body = f'<p class="sr-fact">{origin}</p><p class="sr-fact">{live}</p>'
    text = f'<p class="sr-text">{html_text(scene.text)}</p>' if scene.text else ""
    return f'<article class="sr-szene">{picture}<div><h2>{head}</h2>{text}{body}</div></article>'


def _tools(scene: Scene, place: int, total: int, change: Changer) -> None:
    with st.container(horizontal=True, key=f"szene_knoepfe_{scene.id}"):
        _button(t("Nach oben"), "hoch", scene, change, partial(moved, id_=scene.id, by=-1), place)
        last = total - 1 - place
        _button(t("Nach unten"), "runter", scene, change, partial(moved, id_=scene.id, by=1), last)
        st.button(t("Bearbeiten"), key=f"szene_texte_{scene.id}", on_click=_toggle, args=[scene.id])
        copy = partial(duplicated, id_=scene.id, new_id=new_id())
        _button(t("Verdoppeln"), "doppelt", scene, change, copy)
        _button(t("Löschen"), "weg", scene, change, partial(without, id_=scene.id))


def _button(
    label: str, name: str, scene: Scene, change: Changer, make: Change, room: int = 1
) -> None:
    """A button; disabled where there is no ``room`` for what it does."""
    key = f"szene_{name}_{scene.id}"
    st.button(label, key=key, on_click=change, args=[make], disabled=room < 1)


def _toggle(id_: str) -> None:
    st.session_state[_OPEN] = "" if st.session_state.get(_OPEN) == id_ else id_


def _texts(scene: Scene, change: Changer) -> None:
    """Title, text and note; each is taken over when it is left."""
    fields: Mapping[str, tuple[str, str, int]] = {
        "title": (t(_TITLE), scene.title, 160),
        "text": (t(_TEXT), scene.text, 600),
        "note": (t(_NOTE), scene.note, 4000),
    }
    for name, (label, words, longest) in fields.items():
        key = f"szene_{name}_wort_{scene.id}_{current()}"

        def take(name: str = name, key: str = key) -> None:
            typed = str(st.session_state[key])
            change(lambda draft: reworded(draft, scene.id, name, typed))

        draw = st.text_input if name == "title" else st.text_area
        draw(label, words, key=key, max_chars=longest, on_change=take)
