"""Which language is spoken: the address decides, the session keeps it, a switch changes it.

``sprache=en`` in the address asks for English. German is the default and leaves no parameter, so
the switch asks for it with ``sprache=de``, which is taken out again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, time
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sozialraum.language import Language, asked_of, current, speaking, t
from sozialraum.render.escape import html_text
from sozialraum.render.links import LANGUAGE, language_in

_KEPT, _SAID = "_sprache", "_sprache_zuletzt"
_NAMES = {Language.GERMAN: "Deutsch", Language.ENGLISH: "English"}


class _Run(threading.local):
    """The run that goes on in a thread and its language, so that it is looked up once per run."""

    run: object = None
    language = Language.GERMAN


_RUN = _Run()


def listen() -> None:
    """Let pages and fragments speak the language of their session."""
    asked_of(_of_run)


def follow() -> None:
    """Speak the language of the session, and let the address say so: first thing of a page run."""
    listen()
    language = current()
    wanted = "" if language is Language.GERMAN else language.value
    given = st.query_params.get(LANGUAGE, "")
    if wanted and given != wanted:
        st.query_params[LANGUAGE] = wanted
    elif language_in({LANGUAGE: given}) and not wanted:
        del st.query_params[LANGUAGE]
    if st.session_state.get(_SAID, language) != language:
        _say_again()
    st.session_state[_SAID] = language


def _say_again() -> None:
    """Send the values of all widgets once more after the language changed.

    Streamlit's lists keep the label of what was chosen, not its id; in the other language it would
    be an unknown one. Buttons and files cannot be set, and dictionaries are components.
    """
    for key, value in st.session_state.to_dict().items():
        if isinstance(value, str | int | float | list | tuple | date | time | Enum) and (
            not isinstance(value, bool)
        ):
            st.session_state[key] = value


def said_now(say: Callable[[Any], str]) -> Callable[[Any], str]:
    """``say`` for the labels of a list: in the language of this run, whenever it is asked.

    Streamlit asks again in the next run, when the language may be another one.
    """
    language = current()

    def said(option: Any) -> str:
        with speaking(language):
            return say(option)

    return said


def switch() -> None:
    """``Deutsch | English`` below the menu; ``page.js`` keeps the rest of the address."""
    with st.sidebar.container(key="sprachen", gap=None):
        st.html(switch_html())


def switch_html() -> str:
    """The switch; the language that is spoken is no link. It tells the page which one that is."""
    spoken = current()
    words = " <span aria-hidden='true'>|</span> ".join(
        _word(language, name, chosen=language is spoken) for language, name in _NAMES.items()
    )
    label = html_text(t("Sprache der Seite"))
    return f'<nav class="sr-sprachen" aria-label="{label}" data-sr-spricht="{spoken}">{words}</nav>'


def _word(language: Language, name: str, *, chosen: bool) -> str:
    if chosen:
        return f'<span lang="{language}" aria-current="true">{name}</span>'
    address = f'href="?{LANGUAGE}={language}" data-sr-sprache="{language}"'
    return f'<a lang="{language}" hreflang="{language}" {address}>{name}</a>'


def _of_run() -> Language:
    """The language of the run in this thread; German where no page runs."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return Language.GERMAN
    if context.cursors is not _RUN.run:
        _RUN.language, _RUN.run = _asked_or_kept(), context.cursors
    return _RUN.language


def _asked_or_kept() -> Language:
    asked = language_in(st.query_params.to_dict())
    if asked is not None:
        st.session_state[_KEPT] = asked.value
    return Language(st.session_state.get(_KEPT, Language.GERMAN))


class RequestLanguage:
    """ASGI middleware: own routes and the start page speak the language of their address."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, requests of a page or a file in their language."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
        with speaking(language_in(query) or Language.GERMAN):
            await self._app(scope, receive, send)


def language_of_address(address: str) -> Language:
    """The language that an address asks for, German where it asks for none."""
    return (
        language_in(dict(parse_qsl(address.partition("#")[0].partition("?")[2]))) or Language.GERMAN
    )
