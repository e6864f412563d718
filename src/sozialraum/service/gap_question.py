"""The question of the gap analysis as it stands in an address: who, how far, which services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sozialraum.domain.access import Role
from sozialraum.domain.directory import STEPS
from sozialraum.domain.gaps import DETOUR, SPEED, ServiceFilter, Walk
from sozialraum.domain.languages import language_code, language_name
from sozialraum.domain.services import ReachMode, Weekday
from sozialraum.domain.targets import Target
from sozialraum.errors import SozialraumError
from sozialraum.language import t
from sozialraum.render.formats import in_full
from sozialraum.service.demand import targets
from sozialraum.service.directory import choices, directory
from sozialraum.service.directory_match import time_of
from sozialraum.service.monitor import Monitor

MINUTES = (5, 10, 15, 20, 30)
MINUTES_USUAL = 10
DETOURS = (1.0, 2.0)
"""Smallest and largest factor from the straight line to the way."""
SPEEDS = (2.0, 6.0)
"""Smallest and largest walking speed, km/h."""
NETWORK = "ja"
"""Value of ``netz`` that asks for the walking network."""
PARAMETERS = (
    "zielgruppe", "schaetzung", "minuten", "umweg", "tempo", "netz", "sprache", "thema", "schritt",
    "zugang", "tag", "uhrzeit",
)  # fmt: skip


@dataclass(frozen=True)
class GapQuestion:
    """Target group with its estimate (empty: none), the way, and the services that count."""

    target: str
    estimate: str
    walk: Walk
    wanted: ServiceFilter

    def parameters(self) -> dict[str, str]:
        """As address parameters; a link with them asks the same question."""
        wanted = self.wanted
        return {
            "zielgruppe": self.target,
            "schaetzung": self.estimate,
            "minuten": str(int(self.walk.minutes)),
            "umweg": str(self.walk.detour),
            "tempo": str(self.walk.speed),
            "netz": NETWORK if self.walk.network else "",
            "sprache": wanted.language,
            "thema": wanted.topic,
            "schritt": str(wanted.step) if wanted.step else "",
            "zugang": wanted.mode,
            "tag": wanted.weekday,
            "uhrzeit": wanted.time,
        }


@dataclass(frozen=True)
class Offered:
    """What can be chosen: id to name, each beginning with the empty choice."""

    targets: Mapping[str, Target]
    languages: Mapping[str, str]
    topics: Mapping[str, str]
    steps: Mapping[str, str]
    modes: Mapping[str, str]
    days: Mapping[str, str]


def offered(monitor: Monitor, held: frozenset[Role]) -> Offered:
    """Choices of the question for a visitor; languages are those that the directory names."""
    found = choices(directory(monitor, held))
    return Offered(
        targets={target.id: target for target in targets(monitor, held)},
        languages={"": t("alle")} | dict(found.get("sprache", ())),
        topics={"": t("alle")} | dict(found.get("thema", ())),
        steps={"": t("alle")}
        | {str(n): f"{n}: {name}" for n, name in enumerate(map(t, STEPS), start=1)},
        modes={"": t("alle")} | {mode.value: mode.label for mode in ReachMode},
        days={"": t("alle")} | {day.value: day.label for day in Weekday},
    )


def read_question(
    monitor: Monitor,
    held: frozenset[Role],
    given: Mapping[str, str],
    notices: list[str],
    *,
    network: bool = False,
) -> GapQuestion:
    """The nearest question that can be asked; what is unknown falls back with a German notice.

    ``network`` says whether a walking network is built.
    """
    known = offered(monitor, held)
    names = {id_: target.title for id_, target in known.targets.items()}
    first = next(iter(names), "")
    target = _choice(given.get("zielgruppe", ""), names, first, t("Die Zielgruppe"), notices)
    group = known.targets.get(target)
    proxies = {proxy.id: proxy.name for proxy in group.estimates} if group else {}
    elsewhere = {proxy.id for other in known.targets.values() for proxy in other.estimates}
    asked = given.get("schaetzung", "")
    if asked in elsewhere and asked not in proxies:
        asked = ""  # belongs to the target group that was chosen before
    estimate = _choice(asked, proxies, "", t("Die Schätzung"), notices)
    wanted = _wanted(known, given, notices)
    return GapQuestion(target, estimate, _walk(given, notices, network), wanted)


def _walk(given: Mapping[str, str], notices: list[str], network: bool) -> Walk:
    minutes = {str(m): t("{n} Minuten", n=m) for m in MINUTES}
    chosen = _choice(
        given.get("minuten", ""), minutes, str(MINUTES_USUAL), t("Die Gehzeit"), notices
    )
    asked = given.get("netz", "") == NETWORK
    if asked and not network:
        notices.append(t("Es ist kein Fußwegenetz erstellt. Gerechnet wird mit der Luftlinie."))
    return Walk(
        minutes=float(chosen),
        detour=_within(given.get("umweg", ""), DETOURS, DETOUR, t("Der Umwegfaktor"), notices),
        speed=_within(given.get("tempo", ""), SPEEDS, SPEED, t("Das Gehtempo"), notices),
        network=asked and network,
    )


def _wanted(known: Offered, given: Mapping[str, str], notices: list[str]) -> ServiceFilter:
    language = given.get("sprache", "")
    code = language_code(language)
    languages = dict(known.languages) | ({code: language_name(code)} if code else {})
    step = _choice(given.get("schritt", ""), known.steps, "", t("Der Schritt"), notices)
    return ServiceFilter(
        language=_choice(code or language, languages, "", t("Die Sprache"), notices),
        topic=_choice(given.get("thema", ""), known.topics, "", t("Das Thema"), notices),
        step=int(step or 0),
        mode=_choice(given.get("zugang", ""), known.modes, "", t("Der Zugang"), notices),
        weekday=_choice(given.get("tag", ""), known.days, "", t("Der Wochentag"), notices),
        time=_time(given.get("uhrzeit", ""), notices),
    )


def _time(text: str, notices: list[str]) -> str:
    try:
        at = time_of(text[:20])
    except SozialraumError as error:
        notices.append(str(error))
        return ""
    return at.strftime("%H:%M") if at else ""


def _within(
    text: str, limits: Sequence[float], usual: float, what: str, notices: list[str]
) -> float:
    """A number between two limits, with decimal point or comma."""
    if not text:
        return usual
    try:
        value = float(text[:12].replace(",", "."))
    except ValueError:
        value = float("nan")
    if limits[0] <= value <= limits[1]:
        return round(value, 2)
    low, high, kept = (in_full(v, 1) for v in (*limits, usual))
    notices.append(
        t(
            "{what} „{value}“ liegt nicht zwischen {low} und {high}. Gerechnet wird mit {kept}.",
            what=what,
            value=text[:20],
            low=low,
            high=high,
            kept=kept,
        )
    )
    return usual


def _choice(
    wanted: str, known: Mapping[str, str], fallback: str, what: str, notices: list[str]
) -> str:
    if not wanted or wanted in known:
        return wanted or fallback
    shown = (
        t(" Gezeigt wird „{choice}“.", choice=known[fallback])
        if fallback in known and fallback
        else ""
    )
    notices.append(
        t(
            "{what} „{wanted}“ ist hier nicht bekannt.{shown}",
            what=what,
            wanted=wanted[:60],
            shown=shown,
        )
    )
    return fallback
