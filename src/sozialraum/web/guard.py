"""The first line of every page: who is looking, at which release, and whether they may.

Pages can be reached without the entry script, so a check there would protect nothing. Each page
asks here, on every run.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sozialraum.domain.access import Role, Visitor, may_see
from sozialraum.errors import SozialraumError
from sozialraum.language import t
from sozialraum.web import login_page, spoken
from sozialraum.web.identity import visitor_of_run
from sozialraum.web.live import Live, live


class Visit:
    """What a page needs to know about this run: the release and who looks at it.

    A fragment runs without its page, with the visit of the page's last run. So the first question
    of every run looks the visitor up again; where it is another one by now (signed out, idle for
    too long, other roles), the page starts anew.
    """

    def __init__(self, release: Live, entered: Visitor) -> None:
        self._live = release
        self._entered = entered
        self._asked_in: object = _this_run()

    @property
    def live(self) -> Live:
        """The release as far as the visitor may see it."""
        self._ask_again()
        return self._live

    @property
    def visitor(self) -> Visitor:
        """Who looks at the page."""
        self._ask_again()
        return self._entered

    @property
    def held(self) -> frozenset[Role]:
        """The roles of the visitor."""
        return self.visitor.held

    def _ask_again(self) -> None:
        run = _this_run()
        if run is None or run is self._asked_in:
            return
        if _rights(visitor_of_run()) != _rights(self._entered):
            st.rerun()
        self._asked_in = run


def enter(*required: Role) -> Visit:
    """Admit the visitor or stop the page with a sentence.

    ``required`` are the roles of which one is needed; none means that everybody may see the page.
    """
    spoken.follow()
    spoken.switch()
    visitor = visitor_of_run()
    login_page.account(visitor)
    if required and not may_see(required, visitor.held):
        login_page.refused(visitor, required)
        st.stop()
    login_page.notices(visitor)
    try:
        return Visit(live(visitor.held), visitor)
    except SozialraumError as error:
        st.error(t("Es gibt noch keinen gültigen Datenstand."))
        st.code(str(error), language=None)
        st.stop()


def _rights(visitor: Visitor) -> tuple[object, ...]:
    return visitor.subject, visitor.held, visitor.districts


def _this_run() -> object:
    """Something that is another object in every run; Streamlit makes its cursors anew each time."""
    context = get_script_run_ctx()
    return context.cursors if context else None
