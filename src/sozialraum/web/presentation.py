"""Präsentation: the scenes of the visitor, how they are played, saved and opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from sozialraum.domain.scenes import Presentation
from sozialraum.errors import SozialraumError
from sozialraum.language import current, n_, t
from sozialraum.render.escape import html_text, markdown_text
from sozialraum.render.formats import number
from sozialraum.render.links import file_link
from sozialraum.render.page_top import link_buttons, page_top, section_top
from sozialraum.web.collect import new_id, owner_of
from sozialraum.web.guard import Visit
from sozialraum.web.presentation_brought import NOTES, open_file, template
from sozialraum.web.presentation_edit import titled, told_in
from sozialraum.web.presentation_pictures import DRAWN, slides
from sozialraum.web.presentation_routes import HANDOUT, PLAYER, SAVED, SCENES, SLIDES
from sozialraum.web.presentation_scenes import Change, scene_list
from sozialraum.web.presentation_store import DRAFTS, key_of

_BEFORE = "praesentation_vorher"
_TITLE = "praesentation_titel"
_INTRODUCTION = n_(
    "Karten und Diagramme in eine Reihe bringen und vorführen: mit Pfeiltasten oder Fernbedienung, "
    "auch auf einem Rechner ohne Internet."
)
_EMPTY = n_(
    "Noch keine Szene. Auf jeder Seite mit Karten oder Diagrammen steht die Schaltfläche „Zur "
    "Präsentation“; ein Klick legt die Ansicht hier ab. Oder mit einer vorbereiteten Präsentation "
    "beginnen:"
)
_KEPT = n_(
    "Die Szenen liegen auf dem Server, bis er neu startet oder zwölf Stunden vergehen, und gehören "
    "zu diesem Browser. Was bleiben soll, als Datei speichern."
)
_NO_COOKIE = n_(
    "Dieser Browser nimmt kein Cookie an. Die Szenen enden deshalb mit dieser Seite und lassen "
    "sich nicht abspielen. Cookies für diese Adresse zulassen und die Seite neu laden."
)


@st.fragment
def show(visit: Visit) -> None:
    """The page."""
    st.html(page_top(t("Präsentation"), t(_INTRODUCTION)))
    presentation = _in_own_language(visit)
    if not key_of(st.context.cookies.to_dict()):
        st.warning(t(_NO_COOKIE))
    for note in st.session_state.get(NOTES, ()):
        st.warning(markdown_text(note))
    _undo(visit)
    if presentation.scenes:
        _head(visit, presentation)
        _draw(visit, presentation)
        scene_list(visit, presentation, _changer(visit))
        st.caption(t(_KEPT))
    else:
        st.html(f'<p class="sr-text">{html_text(t(_EMPTY))}</p>')
    st.html(section_top(t("Vorbereitete Präsentationen"), ""))
    _stories(visit)
    open_file(visit, partial(_replace, visit))
    if presentation.scenes:
        template(visit)


def _in_own_language(visit: Visit) -> Presentation:
    """The presentation; what is unchanged of a prepared one follows the language."""
    before = DRAFTS.get(owner_of(visit))
    stories = visit.live.monitor.catalog.stories.values()
    after = told_in(before, stories, current())
    if after != before:
        DRAFTS.put(owner_of(visit), after)
    return after


# -- changes -----------------------------------------------------------------------------------


def _changer(visit: Visit) -> Callable[[Change], None]:
    def change(make: Change) -> None:
        """Put the changed presentation in place of the last one; what is too large is refused."""
        owner = owner_of(visit)
        before = DRAFTS.get(owner)
        after = make(before)
        st.session_state[NOTES] = ()
        try:
            DRAFTS.put(owner, after)
        except SozialraumError as error:
            st.session_state[NOTES] = (str(error),)
            return
        if len(after.scenes) < len(before.scenes):
            st.session_state[_BEFORE] = before
        elif after != before:
            st.session_state.pop(_BEFORE, None)

    return change


def _undo(visit: Visit) -> None:
    """One step back after a deletion or after another presentation was opened."""
    before = st.session_state.get(_BEFORE)
    if before is None or not before.scenes:
        return

    def take_back() -> None:
        st.session_state.pop(_BEFORE, None)
        st.session_state[NOTES] = ()
        DRAFTS.put(owner_of(visit), before)

    st.button(t("Rückgängig machen"), key="praesentation_zurueck", on_click=take_back)


def _replace(visit: Visit, new: Presentation, notes: tuple[str, ...]) -> None:
    """Another presentation in place of this one, which can be taken back."""
    owner = owner_of(visit)
    before = DRAFTS.get(owner)
    try:
        DRAFTS.put(owner, new)
    except SozialraumError as error:
        st.session_state[NOTES] = (str(error),)
        return
    st.session_state[_BEFORE] = before
    st.session_state[NOTES] = notes


# -- the presentation --------------------------------------------------------------------------


def _head(visit: Visit, presentation: Presentation) -> None:
    """Title, play, save."""
    if st.session_state.get(_TITLE) != presentation.title:
        st.session_state[_TITLE] = presentation.title

    def rename() -> None:
        title = str(st.session_state[_TITLE])
        DRAFTS.put(owner_of(visit), titled(DRAFTS.get(owner_of(visit)), title))

    with st.container(horizontal=True, vertical_alignment="bottom", key="praesentation_kopf"):
        st.text_input(
            t("Titel der Präsentation"),
            key=_TITLE,
            max_chars=160,
            on_change=rename,
            placeholder=t("ohne Titel"),
        )
        played = html_text(file_link(f"praesentation/{PLAYER}"))
        words = html_text(t("Abspielen"))
        st.html(
            f'<a class="sr-button sr-primary" target="_blank" href="{played}">{words}</a>',
            width="content",
        )
    files = [
        (t("Für einen anderen Rechner speichern (HTML)"), file_link(f"praesentation/{SAVED}")),
        (t("Szenen speichern (JSON)"), file_link(f"praesentation/{SCENES}")),
        (t("PowerPoint (PPTX)"), file_link(f"praesentation/{SLIDES}")),
        (t("Handzettel (PDF)"), file_link(f"praesentation/{HANDOUT}")),
    ]
    st.html(link_buttons(files, t("Dateien dieser Präsentation")))


def _draw(visit: Visit, presentation: Presentation) -> None:
    """Draw the pictures that are not there yet; a few seconds, once."""
    monitor, held = visit.live.monitor, visit.held
    lacking = tuple(s for s in presentation.scenes if not DRAWN.has(monitor, held, s))
    if not lacking:
        return
    words = t("Bilder der Szenen werden gezeichnet …")
    bar = st.progress(0.0, words)

    def told(done: int, of: int) -> None:
        bar.progress(done / of, words)

    slides(monitor, held, lacking, told)
    bar.empty()


def _stories(visit: Visit) -> None:
    """The presentations that come with the data, as far as the visitor may see them."""
    stories = visit.live.monitor.catalog.stories.values()
    with st.container(horizontal=True, key="praesentation_vorlagen"):
        for story in stories:
            told = story.presentation

            def take(new: Presentation = told) -> None:
                fresh = tuple(s.model_copy(update={"id": new_id()}) for s in new.scenes)
                _replace(visit, new.model_copy(update={"scenes": fresh}), ())

            with st.container(border=True, key=f"vorlage_{story.id}"):
                counted = t("{n} Szenen", n=number(len(told.scenes)))
                st.html(
                    f'<h2 class="sr-vorlage">{html_text(told.title)}</h2>'
                    f'<p class="sr-text">{html_text(story.description)}</p>'
                    f'<p class="sr-fact">{html_text(counted)}</p>'
                )
                st.button(
                    t("„{titel}“ öffnen", titel=told.title),
                    key=f"vorlage_oeffnen_{story.id}",
                    on_click=take,
                )
