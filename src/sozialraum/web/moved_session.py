"""A browser that goes on after its server ended: say what did not come along.

Widgets, the address and uploads come along (:mod:`sozialraum.web.upload_spool`). What only the
session held in memory does not: own data, own lists of places, scenarios kept by name.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sozialraum.language import n_, t

MOVED = n_(
    "Die Verbindung zum Server war unterbrochen. Ihre Auswahl ist wieder da; eigene Daten und "
    "gemerkte Szenarien dieser Sitzung laden Sie bitte noch einmal."
)
_TOLD = "_verbindung_neu"


def tell_if_moved() -> None:
    """Say it at the first run of a session whose browser had another one before."""
    context = get_script_run_ctx()
    if context is None or _TOLD in st.session_state:
        return
    st.session_state[_TOLD] = True
    if had_another_session(st.context.headers, context.session_id):
        st.warning(t(MOVED))


def had_another_session(headers: Mapping[str, str], session_id: str) -> bool:
    """True where the browser asked for an earlier session and got this one.

    It names the earlier one in the third place of the protocols of the websocket.
    """
    given = {name.lower(): text for name, text in headers.items()}
    words = [word.strip() for word in given.get("sec-websocket-protocol", "").split(",")]
    return len(words) > 2 and words[2] not in {"", session_id}
