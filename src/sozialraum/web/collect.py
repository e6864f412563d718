"""One click puts what a page shows into the presentation of the visitor."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import streamlit as st

from sozialraum.domain.scenes import Scene
from sozialraum.errors import SozialraumError
from sozialraum.language import t
from sozialraum.render.escape import markdown_text
from sozialraum.render.links import page_link
from sozialraum.web.guard import Visit
from sozialraum.web.presentation_store import DRAFTS, Owner, key_of, new_key

TITLE_LENGTH, TEXT_LENGTH = 160, 600
_OWN_KEY = "praesentation_schluessel"


def owner_of(visit: Visit) -> Owner:
    """Whose presentation this session works on; without a cookie it ends with the session."""
    key = key_of(st.context.cookies.to_dict())
    if not key:
        key = str(st.session_state.setdefault(_OWN_KEY, new_key()))
    return Owner(visit.visitor.subject, key)


def collect_button(
    visit: Visit,
    *,
    page: str,
    part: str,
    query: Mapping[str, str],
    title: str,
    text: str,
    key: str,
) -> None:
    """A quiet button that appends a scene; then a message with its number and the way to it.

    ``page`` is the page that shows the view, ``part`` the map or chart of it (empty where it has
    one only), ``query`` its address. ``title`` and ``text`` can be changed later; too long ones
    are cut at a sentence or a word.
    """
    if not st.button(t("Zur Präsentation"), key=f"sammeln_{key}", type="tertiary"):
        return
    try:
        scene = Scene(
            id=new_id(),
            page=page,
            part=part,
            query={name: value for name, value in query.items() if value},
            title=shortened(title, TITLE_LENGTH),
            text=shortened(text, TEXT_LENGTH),
        )
        number = DRAFTS.add(owner_of(visit), scene)
    except SozialraumError as error:
        st.toast(markdown_text(str(error)))
    except ValueError:
        st.toast(t("Diese Ansicht lässt sich nicht als Szene merken: Ihre Adresse ist zu lang."))
    else:
        link = f"[{t('Präsentation öffnen')}]({page_link('praesentation')})"
        st.toast(f"{t('Szene {n} hinzugefügt.', n=number)} {link}")


def new_id() -> str:
    """An id for a new scene."""
    return f"s{secrets.token_hex(5)}"


def shortened(text: str, length: int) -> str:
    """``text`` of at most ``length`` characters: whole sentences, else whole words with „…“."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    end = text.rfind(". ", 0, length)
    if end > 0:
        return text[: end + 1]
    return f"{text[: length - 1].rpartition(' ')[0] or text[: length - 1]}…"
