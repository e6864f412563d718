"""State of a page in its address: session, address and widgets always say the same.

A page names its parameters; every parameter may have a widget with the key ``<page>_<name>``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from sozialraum.language import t
from sozialraum.render.links import LANGUAGE, language_in, own_parameters, spelled

REMEMBERED = 7
"""Written addresses that a quick click may still bring along."""


@dataclass(frozen=True)
class Address:
    """The parameters of a page, or of one part of it that reruns alone."""

    page: str
    names: tuple[str, ...]

    def key(self, name: str) -> str:
        """Key of the widget of a parameter."""
        return f"{self.page}_{name}"

    def read(self) -> tuple[dict[str, str], bool]:
        """What to show in this run, and whether it comes from a new address.

        A new address wins (deep link, back button), then the widgets, then the last state. Who
        clicks faster than the browser takes over an address sends an older one along; then the
        click counts.
        """
        asked = own_parameters(st.query_params.to_dict())
        given = {name: text for name, text in asked.items() if name in self.names}
        last = dict(st.session_state.get(self._state, {}))
        session = {name: st.session_state.get(self.key(name)) for name in self.names}
        chosen = {name: str(value) for name, value in session.items() if value is not None}
        if given and is_new(given, st.session_state.get(self._written, ()), last, chosen):
            return given, True
        return last | chosen, False

    def remember(self, parameters: Mapping[str, str]) -> None:
        """Write the state to the session and, where it differs, to the address.

        Parameters of other parts of the page stay as they are.
        """
        kept = {name: text for name, text in parameters.items() if text}
        st.session_state[self._state] = kept
        st.session_state[self._written] = trail(st.session_state.get(self._written, ()), kept)
        address, names = st.query_params.to_dict(), spelled(dict.fromkeys(self.names, ""))
        if {name: text for name, text in address.items() if name in names} != spelled(kept):
            names |= {} if language_in(address) else {LANGUAGE: ""}
            others = {name: text for name, text in address.items() if name not in names}
            st.query_params.from_dict(others | spelled(kept))

    def seed(self, parameters: Mapping[str, object]) -> None:
        """Set the widgets before they are drawn; what is right stays untouched."""
        for name, value in parameters.items():
            if st.session_state.get(self.key(name)) != value:
                st.session_state[self.key(name)] = value

    @property
    def _state(self) -> str:
        return f"{self.page}_{self.names[0]}_zustand"

    @property
    def _written(self) -> str:
        return f"{self.page}_{self.names[0]}_adresse"


def is_new(
    given: Mapping[str, str],
    written: Sequence[Mapping[str, str]],
    last: Mapping[str, str],
    chosen: Mapping[str, str],
) -> bool:
    """True where an address asks for something, false where it only lags behind.

    ``written`` are the addresses that we wrote, the newest last, ``last`` the last state,
    ``chosen`` what the widgets say.
    """
    if not written or given == written[-1]:
        return not written
    clicked = any(value != last.get(name, "") for name, value in chosen.items())
    return not (clicked and given in written)


def trail(
    written: Sequence[Mapping[str, str]], kept: Mapping[str, str]
) -> tuple[Mapping[str, str], ...]:
    """The last addresses with the newest one."""
    return tuple(written) if written and written[-1] == kept else (*written[-REMEMBERED:], kept)


def choice(
    wanted: str, known: Mapping[str, str], fallback: str, what: str, notices: list[str]
) -> str:
    """``wanted`` if it is known, else the fallback with a German notice that names it.

    ``known`` maps ids to names, ``what`` is the noun with its article (``Der Abschnitt``).
    """
    if not wanted or wanted in known:
        return wanted or fallback
    shown = t(" Gezeigt wird „{known}“.", known=known[fallback]) if fallback in known else ""
    notices.append(
        t(
            "{what} „{wanted}“ ist hier nicht bekannt.{shown}",
            what=what,
            wanted=wanted[:60],
            shown=shown,
        )
    )
    return fallback
