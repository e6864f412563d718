"""What people bring to the page: a file of scenes, and a template for the slides."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from sozialraum.catalog.scene_file import LARGEST_PLAYER, read_scenes
from sozialraum.domain.scenes import MOST_SCENES, Presentation
from sozialraum.errors import SozialraumError
from sozialraum.language import t
from sozialraum.web.audit import note_upload
from sozialraum.web.collect import owner_of
from sozialraum.web.guard import Visit
from sozialraum.web.presentation_store import TEMPLATES
from sozialraum.web.upload_spool import tell_if_lost

NOTES = "praesentation_hinweise"
"""Sentences on the last file or change, in the session."""
_FILE, _TEMPLATE = "praesentation_datei", "praesentation_vorlage"
_LARGEST_TEMPLATE = 20
"""Megabytes."""
Replace = Callable[[Presentation, tuple[str, ...]], None]


def open_file(visit: Visit, replace: Replace) -> None:
    """Open saved scenes; a file that cannot be read changes nothing."""

    def take() -> None:
        file = st.session_state.get(_FILE)
        if file is None:
            return
        note_upload(visit.visitor.subject, file)
        try:
            found = read_scenes(file.getvalue())
        except SozialraumError as error:
            st.session_state[NOTES] = (str(error),)
            return
        if not found.presentation.scenes:
            kept = t("In der Datei ist keine lesbare Szene; die bisherigen bleiben.")
            st.session_state[NOTES] = (*found.notes, kept)
            return
        replace(found.presentation, found.notes)

    st.file_uploader(
        t("Gespeicherte Szenen öffnen (JSON oder HTML, höchstens {n} Szenen)", n=MOST_SCENES),
        type=["json", "html"],
        key=_FILE,
        on_change=take,
        max_upload_size=LARGEST_PLAYER // 1_000_000,
    )
    tell_if_lost(_FILE)


def template(visit: Visit) -> None:
    """A PowerPoint file of the visitor's own for the slides; without one they have our look.

    A file that does not do is refused at once, with what is wrong.
    """

    def take() -> None:
        file = st.session_state.get(_TEMPLATE)
        TEMPLATES.drop(owner_of(visit))
        if file is None:
            return
        note_upload(visit.visitor.subject, file)
        from sozialraum.export.slides_template import open_deck

        try:
            open_deck(file.getvalue())
        except SozialraumError as error:
            st.session_state[NOTES] = (str(error),)
            return
        st.session_state[NOTES] = ()
        TEMPLATES.keep(owner_of(visit), file.getvalue())

    st.file_uploader(
        t("Eigene Vorlage für PowerPoint (PPTX)"),
        type=["pptx", "potx"],
        key=_TEMPLATE,
        on_change=take,
        max_upload_size=_LARGEST_TEMPLATE,
    )
    tell_if_lost(_TEMPLATE)
