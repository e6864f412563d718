"""Own list of possible places: held in the session only, never stored, never in the address."""

from __future__ import annotations

import streamlit as st

from sozialraum.errors import SozialraumError
from sozialraum.language import t
from sozialraum.render.escape import markdown_text
from sozialraum.render.list_import import problem_table
from sozialraum.service.own_candidates import OwnCandidates, own_candidates
from sozialraum.web.drawing import draw_again
from sozialraum.web.guard import Visit
from sozialraum.web.upload_spool import tell_if_lost

_HELD = "angebote_eigene_orte"
_BOX = "angebote_eigene_liste"


def held_candidates() -> OwnCandidates | None:
    """The list of this session, None without one."""
    found = st.session_state.get(_HELD)
    return found if isinstance(found, OwnCandidates) else None


def candidates_box(visit: Visit) -> OwnCandidates | None:
    """Popover that takes a list or gives it back; the list in use."""
    held = held_candidates()
    label = t("Eigene Liste: {n} Orte", n=len(held.candidates)) if held else t("Eigene Liste")
    box = st.popover(label, key=_BOX, on_change="rerun")
    if box.open:
        with box:
            _draw(visit, held)
    return held_candidates()


def _draw(visit: Visit, held: OwnCandidates | None) -> None:
    st.caption(
        t(
            "CSV mit den Spalten name, breite und laenge (Grad, WGS84), zum Beispiel "
            "Schulen, Jugendzentren, Kirchen oder städtische Einrichtungen. Gilt nur "
            "in dieser Sitzung und steht nicht im Link."
        )
    )
    if held:
        st.button(t("Zurücknehmen"), on_click=st.session_state.pop, args=(_HELD, None))
        if held.problems:
            st.warning(t("{n} fehlerhafte Zeilen bleiben weg.", n=len(held.problems)))
            st.html(problem_table(held.problems[:50]))
        return
    given = st.file_uploader(t("CSV-Datei mit Orten"), type=["csv"], key=f"{_BOX}_datei")
    tell_if_lost(f"{_BOX}_datei")
    if given is None:
        return
    try:
        st.session_state[_HELD] = own_candidates(visit.live.monitor, given.getvalue(), given.name)
    except SozialraumError as error:
        st.error(markdown_text(str(error)))
    else:
        draw_again()
