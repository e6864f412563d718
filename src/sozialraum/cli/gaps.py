"""The command ``gaps``: who is reached, who is not, and where the next places would be."""

from __future__ import annotations

import ctypes
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sozialraum.cli.commands import live_release
from sozialraum.cli.output import Output
from sozialraum.domain.gaps import DETOUR, SPEED, ServiceFilter, Walk
from sozialraum.errors import UnknownEntry, UnreadableInput

if TYPE_CHECKING:
    from sozialraum.analysis.network import Network
    from sozialraum.domain.access import Role
    from sozialraum.domain.gaps import AreaReach, Coverage, Location
    from sozialraum.service.monitor import Monitor

MOST_MINUTES = 120
_LINE = "{:<44} {:>12} {:>12} {:>9}"


def arguments(parser: ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("--target", metavar="ID", required=True, help="Zielgruppe, zum Beispiel alle")
    add("--minutes", metavar="N", type=float, required=True, help="Gehzeit in Minuten")
    add("--language", metavar="L", default="", help="Sprache (Kürzel wie ro oder Name)")
    add("--topic", metavar="T", default="", help="Thema der Angebote")
    add("--step", metavar="S", type=int, default=0, help="Schritt 1 bis 9")
    add("--mode", metavar="M", default="", help="offene_tuer, termin, aufsuchend oder mobil")
    add("--weekday", metavar="TAG", default="", help="mo, di, mi, do, fr, sa oder so")
    add("--time", metavar="HH:MM", default="", help="Uhrzeit, zum Beispiel 17:00")
    add("--estimate", metavar="ID", default="", help="unbekannte Gebiete hiernach schätzen")
    add("--detour", metavar="F", type=float, default=DETOUR, help="Umwegfaktor (1,3 als 1.3)")
    add("--speed", metavar="V", type=float, default=SPEED, help="Gehtempo in km/h (4.5)")
    add("--network", action="store_true", help="Wege im Fußwegenetz statt Luftlinie")
    add("--new-sites", metavar="K", type=int, default=0, help="1 bis 5 neue Orte vorschlagen")
    add("--candidates", metavar="ID", default="zellen", help="mögliche Orte (zellen)")
    add("--equity", action="store_true", help="den am schlechtesten versorgten Sozialraum heben")


def gaps(options: Namespace, output: Output) -> int:
    """Print coverage and, where asked for, new places."""
    from sozialraum.domain.access import Role
    from sozialraum.service import Monitor
    from sozialraum.service.gaps import coverage, propose

    walk, count = _walk(options), _count(options)
    monitor = Monitor(live_release(options, output))
    held = frozenset(Role)
    wanted = _filter(options, monitor, held)
    further: dict[str, Any] = {"estimate": options.estimate, "network": _network(options)}
    found = coverage(monitor, options.target, walk, wanted, held, **further)
    places = None
    if count:
        with _own_output():
            places = propose(
                monitor, options.target, walk, wanted, held,
                candidates=options.candidates, count=count, equity=options.equity,
                progress=lambda done, of: output.progress(f"Neue Orte: Schritt {done} von {of}"),
                **further,
            )  # fmt: skip
    if output.json:
        output.document(document(found, places))
    else:
        _print(output, found, places)
    return 0


@contextmanager
def _own_output() -> Iterator[None]:
    """Send what others write to the standard output to standard error.

    HiGHS has a leftover ``printf`` for a rare case; it would spoil the one JSON document. C keeps
    such text in a buffer of its own, which must be emptied before the output is ours again.
    """
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)


def document(found: Coverage, places: Location | None) -> dict[str, Any]:
    """The JSON document; ``areas`` are those with a known demand, the others are listed apart."""
    proposals = places.proposals if places else ()
    content: dict[str, Any] = {
        "assumptions": places.assumptions if places else found.assumptions,
        "demand": found.demand,
        "reached": found.reached,
        "unreached": found.unreached,
        "reached_at_most": found.reached_at_most,
        "unknown_areas": [
            {"level": area.level, "code": area.code, "name": area.name, "note": area.note}
            for area in found.unknown_areas
        ],
        "areas": [_area(area) for area in _known(found)],
        "services": list(found.services),
        "undecided": list(found.undecided),
        "proposals": [
            {"name": p.name, "lat": p.latitude, "lon": p.longitude, "adds": p.adds}
            for p in proposals
        ],
    }
    if places is None:
        return content
    told = {"curve": list(places.curve), "optimal": places.optimal, "method": places.method}
    return content | told | {"note": places.note}


def _known(found: Coverage) -> list[AreaReach]:
    return [area for area in found.areas if area.demand is not None]


def _area(area: AreaReach) -> dict[str, Any]:
    return {
        "level": area.level,
        "code": area.code,
        "name": area.name,
        "demand": area.demand,
        "reached": area.reached,
        "share": area.share,
    }


# -- the options -------------------------------------------------------------------------------


def _walk(options: Namespace) -> Walk:
    from sozialraum.analysis.reach import checked

    walk = Walk(options.minutes, options.detour, options.speed, options.network)
    try:
        checked(walk)
    except UnreadableInput as error:
        raise UnknownEntry(error.what, error.fix) from None
    if walk.minutes > MOST_MINUTES:
        what = f"Gerechnet wird mit höchstens {MOST_MINUTES} Minuten Gehzeit."
        raise UnknownEntry(what, "Eine kürzere Gehzeit angeben.")
    return walk


def _filter(options: Namespace, monitor: Monitor, held: frozenset[Role]) -> ServiceFilter:
    """The filter; what does not exist is wrong use, also a topic that no service has."""
    from sozialraum.catalog.catalog import suggestion
    from sozialraum.service.directory_match import folded, language_of, time_of
    from sozialraum.service.gaps import services_of

    if options.topic:
        topics = {topic for service in services_of(monitor, held) for topic in service.topics}
        if folded(options.topic) not in {folded(topic) for topic in topics}:
            fix = suggestion(options.topic, dict.fromkeys(sorted(topics), ""))
            raise UnknownEntry(f"Das Thema „{options.topic}“ gibt es nicht.", fix)
    try:
        time_of(options.time)
    except UnreadableInput as error:
        raise UnknownEntry(error.what, error.fix) from None
    return ServiceFilter(
        language=language_of(options.language) if options.language else "",
        topic=options.topic,
        step=options.step,
        mode=options.mode,
        weekday=options.weekday,
        time=options.time,
    )


def _count(options: Namespace) -> int:
    from sozialraum.service.gap_places import MOST_PLACES

    count = int(options.new_sites)
    if options.equity and not count:
        raise UnknownEntry("--equity gehört zu --new-sites.", "Aufruf mit --new-sites K.")
    if not 0 <= count <= MOST_PLACES:
        fix = f"Eine Anzahl bis {MOST_PLACES} angeben."
        raise UnknownEntry(f"{count} neue Orte lassen sich nicht vorschlagen.", fix)
    return count


def _network(options: Namespace) -> Network | None:
    from sozialraum.publish import home_folder
    from sozialraum.storage.networks import load_network
    from sozialraum.storage.release import ReleaseStore

    return load_network(ReleaseStore(home_folder(options.home)).var) if options.network else None


# -- for people --------------------------------------------------------------------------------


def _print(output: Output, found: Coverage, places: Location | None) -> None:
    from sozialraum.render.formats import number

    output.text(_LINE.format("Gebiet", "Menschen", "erreicht", "Anteil"))
    for area in _known(found):
        output.text(_row(f"{area.code} {area.name}", area.demand, area.reached, area.share))
    share = found.reached / found.demand if found.demand else None
    output.text(_row("Zusammen", found.demand, found.reached, share))
    output.text(f"Nicht erreicht: {_rest(found)}")
    if found.undecided:
        at_most = number(found.reached_at_most or 0.0)
        output.text(f"Höchstens erreicht, mit unentschiedenen Angeboten: {at_most}")
    if found.unknown_areas:
        names = ", ".join(f"{area.code} {area.name}" for area in found.unknown_areas)
        output.text(f"Anzahl unbekannt, in keiner Summe: {names}")
    if places:
        _print_places(output, places)
    output.text("")
    for title, text in (places or found).assumptions.items():
        output.text(f"{title}: {text}")


def _print_places(output: Output, places: Location) -> None:
    from sozialraum.render.formats import number, plain

    output.text("")
    output.text("Neue Orte")
    for rank, place in enumerate(places.proposals, start=1):
        point = f"{plain(place.latitude, 5)} / {plain(place.longitude, 5)}"
        output.text(f"  {rank}. {place.name} ({point}): {number(place.adds)} Menschen mehr")
    for line in (places.note, places.method):
        if line:
            output.text(line)


def _rest(found: Coverage) -> str:
    """Unreached people so that the printed numbers add up."""
    from sozialraum.render.formats import number

    return number(round(found.demand) - round(found.reached))


def _row(name: str, demand: float | None, reached: float | None, share: float | None) -> str:
    from sozialraum.render.formats import number

    words = [number(value) if value is not None else "unbekannt" for value in (demand, reached)]
    part = "entfällt" if share is None else f"{number(100 * share, 1)} %"
    return _LINE.format(name[:44], *words, part)
