"""The first line of every page: who is looking, at which release, and whether they may.

Pages can be reached without the entry script, so a check there would protect nothing. Each page
asks here, on every run.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from sozialraum.domain.access import Role, may_see
from sozialraum.errors import SozialraumError
from sozialraum.web.identity import held_by_server
from sozialraum.web.live import Live, live


@dataclass(frozen=True)
class Visit:
    """What a page needs to know about this run."""

    live: Live
    held: frozenset[Role]


def enter(*required: Role) -> Visit:
    """Admit the visitor or stop the page with a German message.

    ``required`` are the roles of which one is needed; none means that everybody may see the page.
    """
    held = held_by_server()
    if required and not may_see(required, held):
        st.error("Diese Seite ist nur für berechtigte Personen. Bitte melden Sie sich an.")
        st.stop()
    try:
        return Visit(live(), held)
    except SozialraumError as error:
        st.error("Es gibt noch keinen gültigen Datenstand.")
        st.code(str(error), language=None)
        st.stop()
