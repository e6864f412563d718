"""State of the map page and its form in the address. Pure: no Streamlit in here.

The address carries ``indikator``, ``ebene``, ``stichtag``, ``einteilung`` (classification),
``klassen`` (number of classes), ``grenzen`` (own limits, ``;``), ``gebiet`` and ``ebenen``
(overlays in drawing order, each with an optional opacity in percent: ``angebote:80,haltestellen``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sozialraum.classification import MAX_CLASSES, parse_limits
from sozialraum.domain.access import Role
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.errors import UnknownEntry, UnreadableInput
from sozialraum.language import t

if TYPE_CHECKING:
    from sozialraum.service import Monitor

FULL = 100
PARAMETERS = (
    "indikator",
    "ebene",
    "stichtag",
    "einteilung",
    "klassen",
    "grenzen",
    "gebiet",
    "ebenen",
)


@dataclass(frozen=True)
class MapState:
    """Everything that the map page shows. ``layers`` are (id, opacity in percent), bottom first."""

    indicator: str
    level: str
    period: str
    scheme: Scheme
    k: int
    breaks: tuple[float, ...]
    area: str
    layers: tuple[tuple[str, int], ...]

    @property
    def query(self) -> LayerQuery:
        """The part that concerns the statistics."""
        own = self.breaks if self.scheme is Scheme.OWN else ()
        return LayerQuery(self.indicator, self.level, self.period, self.scheme, self.k, own)

    def parameters(self) -> dict[str, str]:
        """The state as address parameters; a link with them restores the view."""
        given = {
            "indikator": self.indicator,
            "ebene": self.level,
            "stichtag": self.period,
            "einteilung": self.scheme.value,
            "klassen": str(self.k) if self.scheme is not Scheme.OWN else "",
            "grenzen": limits_text(self.breaks) if self.scheme is Scheme.OWN else "",
            "gebiet": self.area,
            "ebenen": ",".join(layer_text(*layer) for layer in self.layers) or "keine",
        }
        return {name: text for name, text in given.items() if text}


def limits_text(limits: tuple[float, ...]) -> str:
    """Own limits as people type them, up to six decimals: ``10; 20; 32,5``."""
    texts = (f"{limit:.6f}".rstrip("0").rstrip(".") for limit in limits)
    return "; ".join(text.replace(".", ",") for text in texts)


@dataclass(frozen=True)
class Resolved:
    """A state that can be shown, and German notices for what was asked but does not exist."""

    state: MapState
    notices: tuple[str, ...]


def resolve(monitor: Monitor, given: Mapping[str, str], held: frozenset[Role]) -> Resolved:
    """The nearest valid state for address parameters.

    Missing parameters take the start view of the catalogue; unknown values fall back with a
    notice that names them. Raises :class:`UnknownEntry` only where no indicator has values.
    """
    notices: list[str] = []
    offered = {indicator.id for indicator in monitor.indicators(held)}
    first = monitor.first_indicator(held)
    if not first:
        what = t("Es ist noch kein Wert veröffentlicht.")
        raise UnknownEntry(what, t("Eine Tabelle einlesen und veröffentlichen."))
    indicator = _choice(given.get("indikator"), offered, first, t("Der Indikator"), notices)
    levels = monitor.levels(indicator)
    fallback = monitor.best_level(indicator)
    level = _level(monitor, given.get("ebene"), levels, fallback, notices)
    codes = [period.code for period in monitor.periods(indicator, level)]
    best = monitor.best_period(indicator, level).code
    period = _choice(given.get("stichtag"), codes, best, t("Der Stichtag"), notices)
    defaults = monitor.catalog.indicator(indicator).map
    own = defaults.breaks
    if given.get("einteilung") == Scheme.OWN.value and not own:
        own = monitor.natural_limits(
            LayerQuery(indicator, level, period, Scheme.NATURAL, defaults.k)
        )
    scheme, breaks, k = _classes(given, defaults.scheme, own, defaults.k, notices)
    area_codes = {area.code for area in monitor.catalog.areas(level)}
    area = _choice(given.get("gebiet"), area_codes, "", t("Das Gebiet"), notices)
    layers = _layers(monitor, given.get("ebenen"), held, notices)
    state = MapState(indicator, level, period, scheme, k, breaks, area, layers)
    return Resolved(state, tuple(notices))


def _choice(
    wanted: str | None,
    known: set[str] | list[str],
    fallback: str,
    what: str,
    notices: list[str],
) -> str:
    if not wanted or wanted in known:
        return wanted or fallback
    instead = t(" Gezeigt wird die Voreinstellung.") if fallback else ""
    notices.append(
        t(
            "{what} „{wanted}“ ist hier nicht bekannt.{instead}",
            what=what,
            wanted=wanted[:60],
            instead=instead,
        )
    )
    return fallback


def _level(
    monitor: Monitor,
    wanted: str | None,
    levels: tuple[str, ...],
    fallback: str,
    notices: list[str],
) -> str:
    if wanted and wanted not in levels and wanted in monitor.catalog.levels:
        plural = monitor.catalog.level(wanted).plural
        shown = monitor.catalog.level(fallback).plural
        notices.append(
            t(
                "Für {plural} ist dieser Indikator nicht veröffentlicht; Anteile werden "
                "nicht gemittelt. Gezeigt werden {shown}.",
                plural=plural,
                shown=shown,
            )
        )
        return fallback
    return _choice(wanted, list(levels), fallback, t("Die Raumebene"), notices)


def _classes(
    given: Mapping[str, str],
    scheme: str,
    breaks: tuple[float, ...],
    k: int,
    notices: list[str],
) -> tuple[Scheme, tuple[float, ...], int]:
    known = [entry.value for entry in Scheme]
    chosen = Scheme(
        _choice(given.get("einteilung"), known, scheme, t("Die Klasseneinteilung"), notices)
    )
    wanted = given.get("klassen", "")
    if 2 <= _whole(wanted, 0) <= MAX_CLASSES:
        k = _whole(wanted, k)
    elif wanted:
        notices.append(
            t("„{wanted}“ Klassen sind nicht möglich. Gezeigt werden {k}.", wanted=wanted[:20], k=k)
        )
    if given.get("grenzen"):
        try:
            breaks = parse_limits(given["grenzen"])
        except UnreadableInput as error:
            notices.append(str(error))
    if chosen is Scheme.OWN and not 1 <= len(breaks) < MAX_CLASSES:
        if given.get("einteilung") == Scheme.OWN.value and given.get("grenzen"):
            notices.append(t("Möglich sind 1 bis {n} eigene Grenzen.", n=MAX_CLASSES - 1))
        chosen = Scheme(scheme) if Scheme(scheme) is not Scheme.OWN else Scheme.NATURAL
    return chosen, breaks, k


def _layers(
    monitor: Monitor, text: str | None, held: frozenset[Role], notices: list[str]
) -> tuple[tuple[str, int], ...]:
    known = {layer.id for layer in monitor.layers(held)}
    if text is None:
        return tuple((id_, FULL) for id_ in monitor.catalog.start.map.layers if id_ in known)
    chosen = opacities(text)
    notices += [
        t("Die Ebene „{id}“ ist hier nicht bekannt.", id=id_[:60]) for id_ in chosen.keys() - known
    ]
    return tuple((id_, opacity) for id_, opacity in chosen.items() if id_ in known)


def opacities(text: str) -> dict[str, int]:
    """``angebote:80,haltestellen`` -> overlay id to opacity in percent, in drawing order."""
    pairs = (part.strip().partition(":") for part in text.split(","))
    return {id_: _opacity(opacity) for id_, _, opacity in pairs if id_ not in {"", "keine"}}


def _opacity(text: str) -> int:
    return min(FULL, max(10, _whole(text, FULL)))


def _whole(text: str, fallback: int) -> int:
    """A whole number of few digits; int() itself refuses thousands of them."""
    return int(text[:9]) if text.isdecimal() else fallback


def layer_text(id_: str, opacity: int) -> str:
    """One overlay as in the address; full opacity goes without saying."""
    return id_ if opacity == FULL else f"{id_}:{opacity}"
