"""The area sheet (Gebietssteckbrief): everything published about one area, against its peers.

All figures are published values; nothing is averaged, interpolated or estimated. Counts are summed
only where every part of an area is published, and then say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial
from types import MappingProxyType

from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.indicators import Source
from sozialraum.domain.profiles import AreaProfile
from sozialraum.language import t
from sozialraum.render.formats import number
from sozialraum.service.monitor import Monitor
from sozialraum.service.profile_ages import ages
from sozialraum.service.profile_courses import courses
from sozialraum.service.profile_ground import Ground, Spot
from sozialraum.service.profile_parts import parts, parts_exhibit, range_sentence
from sozialraum.service.profile_peers import peers, similarity
from sozialraum.service.profile_places import PlaceIndex, Places
from sozialraum.service.profile_values import Figures, figures
from sozialraum.service.profile_words import gaps, sentence
from sozialraum.service.visible import MONITORS

SHEETS = 1024


def area_profile(monitor: Monitor, level: str, code: str, held: frozenset[Role]) -> AreaProfile:
    """The sheet of an area for somebody who holds ``held``; computed once, immutable.

    An area without data gets gaps instead of values. Raises
    :class:`~sozialraum.errors.UnknownEntry` for a level or code that does not exist.
    """
    monitor.catalog.area(level, code)
    return _workshop(monitor).sheet((level, code), held)


@lru_cache(maxsize=MONITORS)
def _workshop(monitor: Monitor) -> _Workshop:
    return _Workshop(monitor)


class _Workshop:
    """Makes the sheets of one monitor and keeps what they share."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor, self.catalog = monitor, monitor.catalog
        self.ground = Ground(monitor)
        self.places = PlaceIndex(self.ground)
        self.sheet = lru_cache(maxsize=SHEETS)(self._sheet)
        self.peers = lru_cache(maxsize=None)(partial(peers, self.ground))
        self.sizes = lru_cache(maxsize=None)(self._sizes)

    def _sheet(self, spot: Spot, held: frozenset[Role]) -> AreaProfile:
        level, code = spot
        area, ground = self.catalog.area(level, code), self.ground
        found = figures(ground, spot, held)
        inside = parts(ground, spot, held)
        shown = [
            *courses(ground, spot, found.told, held),
            ages(ground, spot, found.told),
            parts_exhibit(ground, spot, inside) if inside else None,
        ]
        exhibits = tuple(exhibit for exhibit in shown if exhibit)
        near = self.places.around(spot, self.monitor.layers(held))
        spread = range_sentence(ground, inside) if inside else ""
        return AreaProfile(
            level=level,
            level_name=self.catalog.level(level).name,
            code=code,
            name=area.name,
            lineage=self.monitor.lineage(level, code),
            certain=area.certain,
            area_km2=self.sizes(level).get(code),
            sentence=sentence(ground, spot, found, spread),
            values=found.values,
            similar=similarity(ground, self.peers(level, held), code),
            exhibits=exhibits,
            places_inside=near.counts,
            places=near.places,
            gaps=(*gaps(ground, spot, found), *near.gaps),
            sources=self._sources(level, found, exhibits, near),
            release=self.monitor.release.id,
            notes=(*_left_out(found), *near.notes),
            layer_names=MappingProxyType({x.id: x.name for x in self.monitor.layers(held)}),
            district_level=self._district_level(),
        )

    def _district_level(self) -> str:
        district = self.catalog.district
        return self.catalog.level(district).name if district else ""

    def _sizes(self, level: str) -> dict[str, float]:
        """Code -> km² of the original outlines, where known."""
        sizes = self.monitor.release.areas(level)["area_km2"].dropna()
        return {str(code): float(size) for code, size in sizes.items()}

    def _sources(
        self, level: str, found: Figures, exhibits: Iterable[Exhibit], near: Places
    ) -> tuple[Source, ...]:
        """Every source of the sheet once, in the order of its parts."""
        used = [
            *(source for v in found.values for source in (v.source, *v.further_sources)),
            *(told.newest.source for told in found.vague),
            *(source for exhibit in exhibits for source in exhibit.sources),
            *(self.catalog.source(layer.source) for layer in near.layers),
            self.catalog.source(self.catalog.level(level).source),
        ]
        return tuple({source.id: source for source in used}.values())


def _left_out(found: Figures) -> list[str]:
    if not found.left_out:
        return []
    return [
        t(
            "{n} weitere Angaben über dieses Gebiet stehen nicht hier, "
            "sondern unter „Daten und Methoden“.",
            n=number(found.left_out),
        )
    ]
