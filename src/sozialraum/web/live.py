"""The live release, shared by all sessions and swapped when a new one is published.

There is one monitor per content and language. The German one of what everybody may see is made
with the release, the same in other languages right after it, in the background, and every other
one when somebody first asks for it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from threading import Lock, Thread

from sozialraum.catalog import Catalog
from sozialraum.catalog.public_part import PUBLIC, visible_part
from sozialraum.catalog.translation import translated
from sozialraum.domain.access import Role
from sozialraum.errors import SozialraumError
from sozialraum.language import Language, current, speaking
from sozialraum.publish import ensure_release, home_folder
from sozialraum.service import Monitor
from sozialraum.service.exhibits import page_exhibits
from sozialraum.service.visible import visible_release
from sozialraum.storage.release import Release, ReleaseStore
from sozialraum.web.assets import Asset, MapAssets, map_assets

_Content = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Live:
    """A monitor on one release, with what the browser fetches of it."""

    monitor: Monitor
    assets: MapAssets


class _Served:
    """The live release as each kind of visitor may see it, in the language that he speaks.

    Who may see the same shares one monitor. Everybody else has another one that holds nothing
    else, so that no search, suggestion, count or cache of it can speak of what is hidden.
    """

    def __init__(self, whole: Release, part: Release) -> None:
        self.id = whole.id
        self._whole = whole
        self._lock = Lock()
        self._public = _content(part.catalog)
        self._releases = {self._public: part}
        self._by_content: dict[tuple[_Content, Language], Live] = {}
        self._by_roles: dict[tuple[frozenset[Role], Language], Live] = {}
        self._files: dict[_Content, dict[str, Asset]] = {}
        self.live(PUBLIC, Language.GERMAN)

    def live(self, held: frozenset[Role], language: Language) -> Live:
        """What these roles may see, in this language."""
        found = self._by_roles.get((held, language))
        if found is None:
            with self._lock:
                found = self._by_roles.setdefault((held, language), self._for(held, language))
        return found

    def _for(self, held: frozenset[Role], language: Language) -> Live:
        catalog = visible_part(self._whole.catalog, held)
        content = _content(catalog)
        if (content, language) not in self._by_content:
            if content not in self._releases:
                self._releases[content] = visible_release(self._whole, catalog)
            self._by_content[content, language] = self._made(content, language)
        return self._by_content[content, language]

    def _made(self, content: _Content, language: Language) -> Live:
        """A new monitor. The files of all languages lie together: who fetches one speaks none."""
        release = self._releases[content]
        if language is not Language.GERMAN:
            release = release.with_catalog(translated(release.catalog, language))
        with speaking(language):
            monitor = Monitor(release)
            assets = map_assets(monitor)
        files = self._files.setdefault(content, {})
        files.update(assets.files)
        if content == self._public:
            Thread(target=_warm, args=(monitor, language), daemon=True).start()
        return Live(monitor, replace(assets, files=files))


def _content(catalog: Catalog) -> _Content:
    """What tells one visible part of a catalogue from another."""
    parts = (catalog.indicators, catalog.layers, catalog.lists, catalog.targets)
    return tuple(frozenset(part) for part in parts)


class _Holder:
    """Keeps the last good release; a reader never waits for a publication."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._served: _Served | None = None

    def get(self, held: frozenset[Role]) -> Live:
        store = ReleaseStore(home_folder())
        served = self._served
        if served is None or served.id != store.current_id():
            with self._lock:
                served = self._served
                if served is None or store.current_id() != served.id:
                    served = self._served = _serve(store, first=served is None)
        return served.live(held, current())


def _serve(store: ReleaseStore, *, first: bool) -> _Served:
    whole = _built(store) if first else store.current()
    return _Served(whole, store.public(whole.id))


def _built(store: ReleaseStore) -> Release:
    """The release of today's files; the last good one, with a word on the console, if they err."""
    try:
        return ensure_release(store.home, progress=_report)
    except SozialraumError as error:
        if not store.current_id():
            raise
        _report(f"{error}\nGezeigt wird der letzte gültige Datenstand.")
        return store.current()


def _warm(monitor: Monitor, language: Language) -> None:
    """Compute what most visitors see first, so that nobody waits for it."""
    with speaking(language):
        monitor.warm()
        for page in monitor.catalog.pages:
            page_exhibits(monitor, page)


def _report(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


_HOLDER = _Holder()


def live(held: frozenset[Role] = PUBLIC) -> Live:
    """The live release as far as these roles may see it, in the current language.

    The first call builds it if ``geo/`` or ``data/`` changed.
    """
    return _HOLDER.get(held)
