"""Who holds which role: ``rollen.toml``, read again whenever it changes.

The file lies in the folder of the releases, or where ``SOZIALRAUM_ROLLEN`` says. Whatever in it is
not understood gives nobody a role.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from sozialraum.domain.access import Role
from sozialraum.language import n_, t
from sozialraum.storage.home import var_folder
from sozialraum.web.audit import tell_operator
from sozialraum.web.sessions import Limits

FILE = "rollen.toml"
_SECTIONS = {"personen": "Eintrag {} unter [personen]", "gruppen": "Eintrag {} unter [gruppen]"}
_TOP = {*_SECTIONS, "gruppen_merkmal", "leerlauf_minuten", "hoechstens_stunden", "auskunft"}
_ENTRY = {"rollen", "stadtbezirke", "gesperrt"}
_LONGEST = {"leerlauf_minuten": 24 * 60, "hoechstens_stunden": 30 * 24}
_DISTRICT = re.compile("[0-9]{1,3}")
_ONLY_PUBLIC = n_("Gezeigt wird der öffentliche Datenstand.")


@dataclass(frozen=True)
class Grant:
    """What the file gives somebody; ``notice`` says in German why it is only the public role."""

    roles: frozenset[Role] = frozenset({Role.PUBLIC})
    districts: frozenset[str] = frozenset()
    notice: str = ""


@dataclass(frozen=True)
class Entry:
    """One person or group; a ``faulty`` entry gives nothing."""

    roles: frozenset[Role] = frozenset()
    districts: frozenset[str] = frozenset()
    blocked: bool = False
    faulty: bool = False


@dataclass(frozen=True)
class RolesFile:
    """A file of roles. ``contact`` tells people whom to ask; ``readable`` is false for no file."""

    persons: Mapping[str, Entry] = field(default_factory=dict)
    groups: Mapping[str, Entry] = field(default_factory=dict)
    claim: str = ""
    limits: Limits = field(default_factory=Limits)
    contact: str = ""
    readable: bool = True
    problems: tuple[str, ...] = ()

    def grant(self, subject: str, claims: Mapping[str, Any]) -> Grant:
        """The roles of somebody: the own entry where there is one, else those of the groups.

        ``claims`` is what the identity provider said at the sign-in. A block or an error in any
        entry that counts leaves the public role only.
        """
        if not self.readable:
            return Grant(notice=_limited(t("Die Rollen lassen sich gerade nicht prüfen.")))
        own = self.persons.get(subject)
        entries = [own] if own else [self.groups[g] for g in self._named(claims)]
        if any(entry.blocked for entry in entries):
            return Grant(notice=_limited(t("Ihr Konto ist gesperrt.")))
        if any(entry.faulty for entry in entries):
            return Grant(notice=_limited(t("Die Eintragung Ihrer Rolle ist fehlerhaft.")))
        roles = frozenset(role for entry in entries for role in entry.roles) | {Role.PUBLIC}
        districts = frozenset(code for entry in entries for code in entry.districts)
        if roles == {Role.PUBLIC}:
            return Grant(notice=_limited(t("Für Ihr Konto ist keine Rolle eingetragen.")))
        return Grant(roles, districts)

    def _named(self, claims: Mapping[str, Any]) -> list[str]:
        said = claims.get(self.claim) if self.claim else None
        values = said if isinstance(said, list) else [said]
        return [value for value in values if isinstance(value, str) and value in self.groups]


def _limited(why: str) -> str:
    return f"{why} {t(_ONLY_PUBLIC)}"


def roles_path() -> Path:
    """Where the file is looked for."""
    named = os.environ.get("SOZIALRAUM_ROLLEN")
    return Path(named) if named else var_folder() / FILE


def current_roles() -> RolesFile:
    """The file as it is now; a missing or unreadable one gives nobody a role. Never raises."""
    return _HOLDER.get(roles_path())


def read_roles(text: str) -> RolesFile:
    """Understand the text of a file. Problems are German and name entries by their position."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return _refused(f"{FILE} ist kein gültiges TOML.")
    problems = _top_problems(content)
    if problems:
        return _refused(*problems)
    limits = Limits(
        idle=content.get("leerlauf_minuten", Limits().idle / 60) * 60.0,
        total=content.get("hoechstens_stunden", Limits().total / 3600) * 3600.0,
    )
    found: list[str] = []
    persons, groups = (_entries(content, section, found) for section in _SECTIONS)
    return RolesFile(
        persons=persons,
        groups=groups,
        claim=content.get("gruppen_merkmal", ""),
        limits=limits,
        contact=content.get("auskunft", ""),
        problems=tuple(found),
    )


class _Holder:
    """Keeps the file that was read last; a look at size and time says whether it still holds."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: tuple[object, ...] = ()
        self._roles = RolesFile(readable=False)

    def get(self, path: Path) -> RolesFile:
        try:
            state = path.stat()
            seen = (path, state.st_mtime_ns, state.st_size, state.st_ino)
            with self._lock:
                if seen == self._seen:
                    return self._roles
            roles = read_roles(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return _told(_refused(f"Es gibt keine Datei {FILE}; niemand hat eine Rolle."))
        except (OSError, ValueError):
            return _told(_refused(f"{FILE} lässt sich nicht lesen; niemand hat eine Rolle."))
        with self._lock:
            self._seen, self._roles = seen, _told(roles)
        return roles


_HOLDER = _Holder()


def _told(roles: RolesFile) -> RolesFile:
    for problem in roles.problems:
        tell_operator(problem)
    return roles


def _refused(*problems: str) -> RolesFile:
    return RolesFile(readable=False, problems=problems)


def _top_problems(content: Mapping[str, Any]) -> list[str]:
    """What keeps the whole file from being used."""
    problems = [f"{FILE}: unbekannte Angabe „{key}“." for key in content if key not in _TOP]
    for key in ("gruppen_merkmal", "auskunft"):
        if not isinstance(content.get(key, ""), str):
            problems.append(f"{FILE}: „{key}“ muss ein Text sein.")
    for key, longest in _LONGEST.items():
        value = content.get(key, 1)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not 0 < value <= longest
        ):
            problems.append(f"{FILE}: „{key}“ muss eine Zahl über 0 und bis {longest} sein.")
    for key in _SECTIONS:
        if not isinstance(content.get(key, {}), dict):
            problems.append(f"{FILE}: „{key}“ muss ein Abschnitt sein.")
    if content.get("gruppen") and not content.get("gruppen_merkmal"):
        problems.append(f"{FILE}: zu [gruppen] fehlt „gruppen_merkmal“.")
    return problems


def _entries(content: Mapping[str, Any], section: str, found: list[str]) -> dict[str, Entry]:
    entries = {}
    for number, (name, given) in enumerate(content.get(section, {}).items(), start=1):
        problem = _entry_problem(given)
        if problem:
            place = _SECTIONS[section].format(number)
            found.append(f"{FILE}, {place}: {problem} Der Eintrag gibt keine Rolle.")
            entries[name] = Entry(faulty=True)
            continue
        entries[name] = Entry(
            roles=frozenset(Role(word) for word in given.get("rollen", [])),
            districts=frozenset(given.get("stadtbezirke", [])),
            blocked=given.get("gesperrt", False),
        )
    return entries


def _entry_problem(given: object) -> str:
    """What is wrong with an entry; nothing of its content, which may name a person."""
    if not isinstance(given, dict) or set(given) - _ENTRY:
        return f"Erlaubt sind nur {', '.join(sorted(_ENTRY))}."
    words = given.get("rollen", [])
    if not isinstance(words, list) or any(word not in list(Role) for word in words):
        return f"Rollen sind {', '.join(Role)}."
    codes = given.get("stadtbezirke", [])
    texts = isinstance(codes, list) and all(isinstance(code, str) for code in codes)
    if not texts or not all(_DISTRICT.fullmatch(code) for code in codes):
        return "Stadtbezirke sind Schlüssel in Anführungszeichen, zum Beispiel „02“."
    return (
        "" if isinstance(given.get("gesperrt", False), bool) else "„gesperrt“ ist true oder false."
    )
