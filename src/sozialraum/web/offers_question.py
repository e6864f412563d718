"""The question of the gap parts as controls: who, how far on foot, which services count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from sozialraum.analysis.network import Network
from sozialraum.domain.gaps import Demand
from sozialraum.errors import SozialraumError
from sozialraum.language import n_, t
from sozialraum.publish import home_folder
from sozialraum.render.escape import markdown_text
from sozialraum.render.formats import number
from sozialraum.service.demand import demand
from sozialraum.service.gap_question import (
    DETOURS,
    MINUTES,
    NETWORK,
    SPEEDS,
    GapQuestion,
    Offered,
    offered,
    read_question,
)
from sozialraum.storage.networks import load_network
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.address import Address
from sozialraum.web.guard import Visit
from sozialraum.web.offers_own import OwnData, own_box, own_data, own_lines
from sozialraum.web.spoken import said_now

_FILTERS = ("sprache", "thema", "schritt", "zugang", "tag", "uhrzeit")
_LEAVE_UNKNOWN = n_("unbekannt lassen")
_NO_NETWORK = n_(
    "Gerechnet wird mit der Luftlinie mal Umwegfaktor. Ein Fußwegenetz lässt sich erstellen mit: "
    "`sozialraum network build --from DATEI`"
)


@dataclass(frozen=True)
class Asked:
    """The question as it is set now; ``network`` is the built one or None, ``title`` the group."""

    question: GapQuestion
    network: Network | None
    title: str
    proxy: str
    """Name of the estimate's indicator, empty without one."""
    own: OwnData
    """Own data of the session, empty where the part takes none."""

    @property
    def target(self) -> str | Demand:
        """The own target group, else the id of the chosen one."""
        return self.own.target or self.question.target

    @property
    def estimate(self) -> str:
        """Id of the estimate; an own target group is not estimated."""
        return "" if self.own.target else self.question.estimate

    def people(self, visit: Visit) -> Demand:
        """The demand that the question is about."""
        if self.own.target:
            return self.own.target
        return demand(
            visit.live.monitor, self.question.target, estimate=self.estimate, grid=self.own.grid
        )


def ask(
    visit: Visit, address: Address, given: Mapping[str, str], *, takes_own: bool = False
) -> Asked:
    """Draw the controls, with a notice for what of the address is not known.

    ``takes_own`` says whether the part answers with own data of the visitor; if not, it says so.
    """
    monitor = visit.live.monitor
    notices: list[str] = []
    network = built_network(notices)
    question = read_question(monitor, visit.held, given, notices, network=network is not None)
    for notice in notices:
        st.warning(markdown_text(notice))
    known = offered(monitor, visit.held)
    held = own_data(visit)
    own = held if takes_own else OwnData()
    with st.container(key="angebote_frage", horizontal=True, vertical_alignment="bottom"):
        if not own.target:
            _who(address, question, known)
        _minutes(address, question)
        _services(address, question, known)
        _assumptions(address, question, network)
        if takes_own:
            own_box(visit, own)
    if held.files and not takes_own:
        st.caption(t("Eigene Daten gelten in diesem Bereich nicht."))
    own_lines(visit, own)
    if own.target:
        return Asked(question, network, own.target.title, "", own)
    proxies = {proxy.id: proxy.name for proxy in known.targets[question.target].estimates}
    title = known.targets[question.target].title
    return Asked(question, network, title, proxies.get(question.estimate, ""), own)


def built_network(notices: list[str]) -> Network | None:
    """The walking network of this home folder; a damaged one is named and left out."""
    try:
        return load_network(ReleaseStore(home_folder()).var)
    except SozialraumError as error:
        notices.append(str(error))
        return None


def _who(address: Address, question: GapQuestion, known: Offered) -> None:
    address.seed({"zielgruppe": question.target})
    st.selectbox(
        t("Zielgruppe"),
        list(known.targets),
        format_func=lambda id_: known.targets[id_].title,
        key=address.key("zielgruppe"),
    )
    proxies = {proxy.id: proxy.name for proxy in known.targets[question.target].estimates}
    if not proxies:
        return
    address.seed({"schaetzung": question.estimate})
    st.selectbox(
        t("Gebiete ohne Zahl"),
        ["", *proxies],
        format_func=said_now(
            lambda id_: (
                t("Schätzung über {proxy}", proxy=proxies[id_]) if id_ else t(_LEAVE_UNKNOWN)
            )
        ),
        key=address.key("schaetzung"),
    )


def _minutes(address: Address, question: GapQuestion) -> None:
    address.seed({"minuten": int(question.walk.minutes)})
    st.segmented_control(t("Gehminuten"), list(MINUTES), key=address.key("minuten"), required=True)


def _services(address: Address, question: GapQuestion, known: Offered) -> None:
    """Filters; the button says how many are set. Sent only while the popover is open."""
    chosen = question.parameters()
    active = sum(bool(chosen[name]) for name in _FILTERS)
    label = t("Angebote: {n} Filter", n=active) if active else t("Angebote: alle")
    box = st.popover(label, key="angebote_filter_wahl", on_change="rerun")
    if not box.open:
        return
    offers: dict[str, tuple[str, Mapping[str, str]]] = {
        "sprache": (t("Sprache"), known.languages),
        "thema": (t("Thema"), known.topics),
        "schritt": (t("Schritt"), known.steps),
        "zugang": (t("Zugang"), known.modes),
        "tag": (t("Wochentag"), known.days),
        "uhrzeit": (t("Uhrzeit"), _times(chosen["uhrzeit"])),
    }
    with box:
        for name, (title, values) in offers.items():
            names = dict(values)
            names.setdefault(chosen[name], chosen[name])
            address.seed({name: chosen[name]})
            st.selectbox(title, list(names), format_func=names.__getitem__, key=address.key(name))


def _times(chosen: str) -> dict[str, str]:
    usual = [f"{hour:02}:{minute:02}" for hour in range(7, 22) for minute in (0, 30)]
    return {"": t("alle")} | {
        text: t("{time} Uhr", time=text) for text in sorted({*usual, chosen} - {""})
    }


def _assumptions(address: Address, question: GapQuestion, network: Network | None) -> None:
    walk = question.walk
    box = st.popover(t("Annahmen"), key="angebote_annahmen", on_change="rerun")
    if not box.open:
        return
    with box:
        if network is not None:
            address.seed({"netz": NETWORK if walk.network else ""})
            st.segmented_control(
                t("Weg"),
                ["", NETWORK],
                format_func={"": t("Luftlinie mal Umweg"), NETWORK: t("Fußwegenetz")}.__getitem__,
                key=address.key("netz"),
                required=True,
            )
        else:
            st.caption(t(_NO_NETWORK))
        if not walk.network:
            _slider(
                address, "umweg", t("Umwegfaktor"), _steps(DETOURS, 0.1, walk.detour), walk.detour
            )
        _slider(
            address, "tempo", t("Gehtempo in km/h"), _steps(SPEEDS, 0.5, walk.speed), walk.speed
        )


def _slider(
    address: Address, name: str, title: str, values: Sequence[float], chosen: float
) -> None:
    address.seed({name: chosen})
    st.select_slider(
        title,
        list(values),
        format_func=said_now(lambda value: number(value, 1 if value == round(value, 1) else 2)),
        key=address.key(name),
    )


def _steps(limits: Sequence[float], step: float, chosen: float) -> list[float]:
    """All multiples of a step within the limits, and what the address asked for."""
    count = round((limits[1] - limits[0]) / step)
    return sorted({*(round(limits[0] + n * step, 2) for n in range(count + 1)), chosen})
