"""What people see of the login: a line in the menu, a notice, a page that says what is missing."""

from __future__ import annotations

import streamlit as st

from sozialraum.domain.access import Role, Visitor
from sozialraum.language import n_, t
from sozialraum.render.escape import html_text, markdown_text
from sozialraum.render.links import page_link
from sozialraum.render.page_top import link_buttons
from sozialraum.web.identity import NO_LOGIN, end_sign_in, note_once
from sozialraum.web.login_setup import Mode, login_setup
from sozialraum.web.roles_file import current_roles

OUTCOME = "anmeldung"
"""Address parameter in which the routes of the login say how it ended."""
SIGNED_OUT, FAILED, CANCELLED, UNREACHABLE = "beendet", "fehlgeschlagen", "abgebrochen", "gestoert"
_ROLES = {
    Role.COORDINATION: n_("Koordination"),
    Role.PLANNING: n_("Planung"),
    Role.ADMINISTRATION: n_("Verwaltung"),
}
_PUBLIC_DATA = n_("Gezeigt wird der öffentliche Datenstand.")
_OUTCOMES = {
    SIGNED_OUT: n_("Sie sind abgemeldet."),
    FAILED: n_("Die Anmeldung ist fehlgeschlagen."),
    CANCELLED: n_("Die Anmeldung wurde abgebrochen."),
    UNREACHABLE: n_("Der Anmeldedienst ist zurzeit nicht erreichbar."),
}


def account(visitor: Visitor) -> None:
    """Sign in, or who is signed in and sign out, below the menu; nothing without a login."""
    mode = login_setup().mode
    if mode is Mode.OFF:
        return
    with st.sidebar.container(key="konto", gap=None):
        if visitor.signed_in:
            st.html(_who(visitor))
            st.button(t("Abmelden"), key="konto_abmelden", type="tertiary", on_click=_sign_out)
        elif mode is Mode.READY:
            st.button(t("Anmelden"), key="konto_anmelden", type="tertiary", on_click=st.login)
        else:
            st.html(f'<p class="sr-where">{html_text(t(NO_LOGIN))}</p>')


def notices(visitor: Visitor) -> None:
    """Why somebody sees less than expected, and how the last sign-in or sign-out ended."""
    mode = login_setup().mode
    if mode is Mode.OFF:
        return
    ended = _OUTCOMES.get(st.query_params.get(OUTCOME, ""), "")
    outcome = f"{t(ended)} {t(_PUBLIC_DATA)}" if ended else ""
    if OUTCOME in st.query_params:
        del st.query_params[OUTCOME]
    if mode is Mode.BROKEN:
        return
    text = visitor.notice if visitor.signed_in else outcome or visitor.notice
    if not text:
        return
    with st.container(key="hinweis_anmeldung", horizontal=True, vertical_alignment="center"):
        st.info(_with_contact(text) if visitor.signed_in else text)
        if not visitor.signed_in:
            st.button(t("Erneut anmelden"), key="hinweis_anmelden", on_click=st.login)


def refused(visitor: Visitor, required: tuple[Role, ...]) -> None:
    """Instead of a page: which role it needs, what the visitor has, whom to ask, where to go."""
    note_once(visitor.subject, "rolle")
    required_labels = _labels(frozenset(required) | {Role.ADMINISTRATION})
    sentences = [
        t(
            "Sie ist für diese Rollen freigegeben: {roles}.",
            roles=required_labels,
        )
    ]
    if visitor.signed_in:
        sentences.append(
            t("Ihr Konto hat die Rolle: {roles}.", roles=_labels(visitor.held) or t("keine"))
        )
    sentences.append(_whom_to_ask())
    title = t("Diese Seite ist nicht öffentlich")
    st.html(f"<h1>{html_text(title)}</h1>" + "".join(map(_paragraph, sentences)))
    if visitor.notice:
        st.info(markdown_text(visitor.notice))
    with st.container(horizontal=True, vertical_alignment="center"):
        if login_setup().mode is Mode.READY:
            words = t("Mit einem anderen Konto anmelden") if visitor.signed_in else t("Anmelden")
            st.button(words, type="primary", key="seite_anmelden", on_click=st.login)
        st.html(link_buttons([(t("Zum Überblick"), page_link(""))], t("Weiter")))


def _sign_out() -> None:
    """End the sign-in on the server first: the cookie is worth nothing from now on."""
    end_sign_in(st.user.to_dict())
    st.logout()


def _who(visitor: Visitor) -> str:
    roles = _labels(visitor.held) or t("keine Rolle")
    said, name = t("Angemeldet als"), visitor.name or t("unbenannt")
    return (
        f'<p class="sr-where">{html_text(said)} <b>{html_text(name)}</b><br>{html_text(roles)}</p>'
    )


def _paragraph(sentence: str) -> str:
    return f'<p class="sr-text">{html_text(sentence)}</p>'


def _labels(roles: frozenset[Role]) -> str:
    """The roles beyond the public one, in words."""
    return ", ".join(t(word) for role, word in _ROLES.items() if role in roles)


def _whom_to_ask() -> str:
    contact = current_roles().contact
    if contact:
        return t("Rollen vergibt: {contact}", contact=contact)
    return t("Rollen vergibt, wer diesen Monitor betreibt.")


def _with_contact(text: str) -> str:
    return f"{text} {_whom_to_ask()}"
