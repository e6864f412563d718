"""Keys of areas as they occur in files, resolved to our codes; ambiguity is never guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from sozialraum.catalog.sheet import clean
from sozialraum.domain.areas import Area, Level
from sozialraum.join import KeyMatch
from sozialraum.language import n_, t

_NOT_WORD = re.compile(r"[\W_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_CODE_AND_NAME = re.compile(r"(?P<code>\d+)\s*[-–:,/]?\s+(?P<name>\D.*)")
_NAME_AND_CODE = re.compile(r"(?P<name>\D.*?)\s*\(\s*(?P<code>\d+)\s*\)")
_TOTALS = re.compile(
    r"(insgesamt|gesamt|summe|total|zusammen|gesamtergebnis|gesamtsumme|alle|durchschnitt|mittelwert)"
    r"( .*)?|stadt|gesamtstadt|stadtgebiet|.* (insgesamt|gesamt)"
)
OWN = n_("eigene Schlüssel")
_OR = n_(" oder ")
"""Between the suggestions of a report, in every language: pages take them apart there."""
TOTALS_LEFT_OUT = n_("Summenzeilen gehören nicht zu den Gebieten und werden nicht gezählt.")
SUGGESTED = 500
"""Keys without area for which the nearest area is looked for; more are no misspellings."""


def word(text: str) -> str:
    """A name in the form in which names are compared: case, umlauts, ß and hyphens do not count."""
    return _NOT_WORD.sub(" ", clean(text).casefold().translate(_UMLAUTS)).strip()


def is_total(key: str) -> bool:
    """True for words that label a row of sums, such as „Insgesamt“."""
    return bool(_TOTALS.fullmatch(word(key)))


@dataclass(frozen=True)
class KeyResolver:
    """Resolves keys of one level. Build it once per level with :meth:`of`.

    ``numberings`` maps the name of a numbering to {digits without leading zeros: code}; the own
    codes are one of them. ``names`` maps a comparable name or alias to all codes that bear it.
    """

    level: Level
    labels: Mapping[str, str]
    numberings: Mapping[str, Mapping[str, str]]
    names: Mapping[str, frozenset[str]]
    aliases: Mapping[str, str]

    @classmethod
    def of(cls, level: Level, areas: Sequence[Area]) -> KeyResolver:
        """The resolver for the areas of a level."""
        names: dict[str, set[str]] = defaultdict(set)
        for area in areas:
            names[word(area.name)].add(area.code)
        aliases = {word(alias): alias for alias in level.aliases}
        for alias, code in level.aliases.items():
            names[word(alias)].add(code)
        numberings = {OWN: {_bare(area.code): area.code for area in areas}}
        for numbering in level.numberings:
            numberings[numbering.name] = {_bare(k): c for k, c in numbering.codes.items()}
        return cls(
            level=level,
            labels={area.code: f"{area.code} {area.name}" for area in areas},
            numberings=numberings,
            names={name: frozenset(codes) for name, codes in names.items()},
            aliases=aliases,
        )

    def resolve(self, keys: Sequence[str], *, suggest: bool = True) -> KeyMatch:
        """Codes for the keys of one column, decided on the whole column at once.

        Keys of digits are read in the numberings to which **all** of them belong (keys that belong
        to none are set aside). Own codes win where every key is written exactly as one; where
        several numberings fit and mean different areas, those keys stay without area. ``suggest``
        looks for the nearest area of the first :data:`SUGGESTED` keys that find none.
        """
        cleaned = [clean(key) for key in keys]
        digits = {key for key in cleaned if key.isascii() and key.isdigit()}
        state = _Findings()
        by_number = self._numbers(digits, state)
        near: dict[str, str] = {}

        def nearest(key: str) -> str:
            if suggest and key not in near and len(near) < SUGGESTED:
                near[key] = self.nearest(key)
            return near.get(key, "")

        codes, suggestions = [], []
        for key in cleaned:
            code = by_number.get(key, "") if key in digits else self._other(key, state)
            codes.append(code)
            suggestions.append("" if code else state.hints.get(key) or nearest(key))
        totals = frozenset(
            position
            for position, key in enumerate(cleaned)
            if not codes[position] and is_total(key)
        )
        if totals:
            state.notes.append(t(TOTALS_LEFT_OUT))
        return KeyMatch(
            keys=tuple(cleaned),
            codes=tuple(codes),
            suggestions=tuple(
                "" if position in totals else hint for position, hint in enumerate(suggestions)
            ),
            used_aliases=frozenset(state.used),
            notes=tuple(dict.fromkeys(state.notes)),
            totals=totals,
        )

    def readings(self, key: str) -> frozenset[str]:
        """All codes that a key can mean: by name, or by its digits in any of the numberings."""
        text = clean(key)
        if text.isascii() and text.isdigit():
            bare = _bare(text)
            return frozenset(n[bare] for n in self.numberings.values() if bare in n)
        return self.names.get(word(text), frozenset())

    def explains(self, pairs: Iterable[tuple[str, str]]) -> bool:
        """True where one numbering gives every key of digits its code (pairs of key and code)."""
        listed = [(_bare(clean(key)), code) for key, code in pairs]
        return any(all(n.get(k) == code for k, code in listed) for n in self.numberings.values())

    def nearest(self, key: str) -> str:
        """``code name`` of the area whose name or code is most alike, or empty text."""
        if key.isdigit():
            near = get_close_matches(key, self.labels, n=1, cutoff=0.6)
            return self.labels[near[0]] if near else ""
        near = get_close_matches(word(key), self.names, n=1, cutoff=0.6)
        return self.labels[min(self.names[near[0]])] if near else ""

    def _numbers(self, digits: set[str], state: _Findings) -> dict[str, str]:
        known = {k for k in digits if any(_bare(k) in codes for codes in self.numberings.values())}
        fitting = {
            name: {key: codes[_bare(key)] for key in known}
            for name, codes in self.numberings.items()
            if all(_bare(key) in codes for key in known)
        }
        meanings = {tuple(sorted(mapping.items())) for mapping in fitting.values()}
        exact = {key: key for key in known if key in self.labels}
        if known and len(exact) == len(known):
            if len(meanings) > 1:
                others = [n for n, mapping in fitting.items() if mapping != exact]
                state.notes.append(self._own_won(others))
            return exact
        if len(meanings) == 1:
            (name, mapping), *_ = fitting.items()
            if name != OWN:
                state.notes.append(t("Die Schlüssel sind als „{name}“ gelesen.", name=t(name)))
            return mapping
        return self._ambiguous(known, fitting or self.numberings, state)

    def _ambiguous(
        self,
        known: set[str],
        numberings: Mapping[str, Mapping[str, str]],
        state: _Findings,
    ) -> dict[str, str]:
        """Keys that mean the same area in every numbering that has them; hints for the others."""
        resolved = {}
        for key in known:
            readings = {
                name: codes.get(key) or codes.get(_bare(key)) for name, codes in numberings.items()
            }
            meant = {code for code in readings.values() if code}
            if len(meant) == 1:
                resolved[key] = meant.pop()
            else:
                state.hints[key] = _OR.join(self.labels[code] for code in sorted(meant))
        if state.hints:
            state.notes.append(
                t(
                    "Die Schlüssel der Ebene „{name}“ sind mehrdeutig: sie passen zu "
                    "verschiedenen Zählungen ({numberings}). Bitte Namen oder die "
                    "vollständigen Schlüssel mit führenden Nullen ({code_form}) verwenden.",
                    name=self.level.name,
                    numberings=", ".join(map(t, numberings)),
                    code_form=self.level.code_form,
                )
            )
        return resolved

    def _own_won(self, others: Sequence[str]) -> str:
        return t(
            "Die Schlüssel sind als eigene Schlüssel der Ebene „{name}“ gelesen; "
            "nach „{others}“ hätten sie eine andere Bedeutung.",
            name=self.level.name,
            others=", ".join(map(t, others)),
        )

    def _other(self, key: str, state: _Findings) -> str:
        """The code for a name, an alias, or a code with a name."""
        if key in self.labels:
            return key
        name = word(key)
        if name in self.names:
            return self._named(key, name, state)
        match = _CODE_AND_NAME.fullmatch(key) or _NAME_AND_CODE.fullmatch(key)
        return self._labelled(key, match["code"], word(match["name"]), state) if match else ""

    def _named(self, key: str, name: str, state: _Findings) -> str:
        codes = self.names[name]
        if len(codes) > 1:
            state.hints[key] = _OR.join(self.labels[code] for code in sorted(codes))
            state.notes.append(
                t("Der Name „{key}“ kommt mehrfach vor; bitte den Schlüssel angeben.", key=key)
            )
            return ""
        if name in self.aliases:
            state.used.add(self.aliases[name])
        return next(iter(codes))

    def _labelled(self, key: str, number: str, name: str, state: _Findings) -> str:
        """„053 Nordmarkt-West“: code and name must not contradict each other."""
        by_name = self.names.get(name, frozenset())
        by_code = {
            codes[_bare(number)] for codes in self.numberings.values() if _bare(number) in codes
        }
        both = by_name & by_code
        if len(both) == 1:
            if name in self.aliases:
                state.used.add(self.aliases[name])
            return next(iter(both))
        if not by_name and number in self.labels and len(by_code) == 1:
            state.notes.append(
                t(
                    "„{key}“ ist nach seinem Schlüssel zugeordnet: {area}.",
                    key=key,
                    area=self.labels[number],
                )
            )
            return number
        candidates = sorted(by_name | by_code)
        state.hints[key] = _OR.join(self.labels[code] for code in candidates)
        if candidates:
            state.notes.append(t("In „{key}“ passen Schlüssel und Name nicht zusammen.", key=key))
        return ""


@dataclass
class _Findings:
    used: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    hints: dict[str, str] = field(default_factory=dict)


def _bare(code: str) -> str:
    """Digits without leading zeros (``000`` -> ``0``); other codes as they are."""
    return code.lstrip("0") or "0" if code.isdigit() else code


def suggested(text: str) -> str:
    """The suggestions of a report for a sentence: „001 City-Ost oder 002 City-West“."""
    return text.replace(_OR, t(_OR))
