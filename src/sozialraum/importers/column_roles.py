"""What each column of a table holds, proposed from its heading and from its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.domain.indicators import Quality
from sozialraum.domain.mapping import ColumnRole
from sozialraum.domain.status import Status
from sozialraum.importers.addresses import LATITUDES, LONGITUDES
from sozialraum.importers.cell_values import Distinct
from sozialraum.importers.date_form import readable
from sozialraum.importers.headings import Heading
from sozialraum.importers.indicator_words import IndicatorWords
from sozialraum.importers.key_column import (
    KeyFinding,
    find_key,
    find_key_of_levels,
    level_words,
)
from sozialraum.importers.keys import word
from sozialraum.importers.row_areas import AreaBook
from sozialraum.importers.signs import known
from sozialraum.language import t

_HEADINGS: dict[ColumnRole, frozenset[str]] = {
    ColumnRole.PERIOD: frozenset(
        {
            "stichtag", "jahr", "datum", "stand", "periode", "zeitraum", "berichtsjahr", "zeit",
            "date", "year", "period", "monat", "berichtsmonat", "quartal", "zeitpunkt",
            "kalenderjahr",
        }
    ),
    ColumnRole.LEVEL: frozenset(
        {"ebene", "raumebene", "gebietsebene", "gebietsart", "area level", "level"}
    ),
    ColumnRole.INDICATOR: frozenset(
        {"indikator", "merkmal", "kennzahl", "variable", "indicator", "kennziffer", "kategorie"}
    ),
    ColumnRole.NUMERATOR: frozenset({"zaehler", "numerator"}),
    ColumnRole.DENOMINATOR: frozenset(
        {"nenner", "denominator", "bezugsgroesse", "grundgesamtheit", "basis"}
    ),
    ColumnRole.SIGN: frozenset({"zeichen", "wertzeichen", "vermerk"}),
    ColumnRole.NOTE: frozenset(
        {
            "hinweis", "hinweise", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen",
            "fussnote", "fussnoten", "note", "kommentar",
        }
    ),
    ColumnRole.SOURCE: frozenset({"quelle", "source"}),
    ColumnRole.QUALITY: frozenset({"guete"}),
    ColumnRole.PREFERRED: frozenset({"vorrang"}),
    ColumnRole.WORDING: frozenset({"wortlaut"}),
    ColumnRole.JOINT: frozenset({"gemeinsam"}),
    ColumnRole.LATITUDE: frozenset(LATITUDES),
    ColumnRole.LONGITUDE: frozenset(LONGITUDES),
}  # fmt: skip
_VALUES = {"wert", "werte", "value", "messwert", "zahlenwert"}
_HALF = 0.5
_MANY = 5_000


@dataclass
class Roles:
    """Role per position; ``key`` is what was found out about keys, ``notes`` German sentences."""

    roles: dict[int, ColumnRole]
    key: KeyFinding
    notes: list[str] = field(default_factory=list)


def find_roles(
    headings: Sequence[Heading],
    columns: Mapping[int, pd.Series],
    cells: Mapping[int, Distinct],
    catalog: Catalog,
    book: AreaBook,
) -> Roles:
    """Propose the roles of all columns; what is not taken over is named in the notes."""
    words = IndicatorWords.of(catalog)
    roles = _by_heading(headings, cells, catalog, book, words)
    open_ = {n: column for n, column in columns.items() if n not in roles}
    left = [heading for heading in headings if heading.position in open_]
    level = next((n for n, role in roles.items() if role is ColumnRole.LEVEL), None)
    if level is None:
        key = find_key(open_, left, book)
    else:
        known_levels = level_words(cells[level].texts.tolist(), book.levels)
        ids = columns[level].map(lambda text: known_levels.get(text, "")).astype("str")
        key = find_key_of_levels(open_, left, ids, book)
    found = Roles(roles, key)
    for position, role in ((key.key, ColumnRole.KEY), (key.name, ColumnRole.NAME)):
        if position is not None:
            roles[position] = role
    _values(found, left, cells, words)
    return found


def _by_heading(
    headings: Sequence[Heading],
    cells: Mapping[int, Distinct],
    catalog: Catalog,
    book: AreaBook,
    words: IndicatorWords,
) -> dict[int, ColumnRole]:
    """Roles that the heading names and the cells confirm; each but the parts of values once."""
    checks: dict[ColumnRole, Callable[[str], bool]] = {
        ColumnRole.PERIOD: readable,
        ColumnRole.SIGN: lambda text: known(text) is not None or text in set(Status),
        ColumnRole.SOURCE: lambda text: text in catalog.sources,
        ColumnRole.QUALITY: lambda text: text in set(Quality),
        ColumnRole.PREFERRED: lambda text: text in {"ja", "nein"},
    }  # fmt: skip
    roles: dict[int, ColumnRole] = {}
    for heading in headings:
        names = {word(heading.title), word(heading.parts[-1] if heading.parts else "")}
        texts = [text for text in cells[heading.position].texts.tolist() if text][:_MANY]
        for role, known_names in _HEADINGS.items():
            if role in roles.values() or not names & known_names:
                continue
            check = checks.get(role)
            hits = sum(map(check, texts)) if check else len(texts)
            if role is ColumnRole.LEVEL and texts:
                hits = len(texts) if level_words(texts, book.levels) else 0
            if hits >= _HALF * len(texts):
                roles[heading.position] = role
                break
        if heading.position not in roles and ColumnRole.INDICATOR not in roles.values():
            named = sum(1 for text in texts if words.exact(text) and not text.isdigit())
            if texts and named >= _HALF * len(texts):
                roles[heading.position] = ColumnRole.INDICATOR
    return roles


def _values(
    found: Roles, headings: Sequence[Heading], cells: Mapping[int, Distinct], words: IndicatorWords
) -> None:
    """Columns of numbers are values, unless they are codes of other areas; the rest is ignored."""
    areas = {
        candidate.position
        for candidate in found.key.candidates
        if not candidate.digits or candidate.share > 0.95
    }
    numeric = []
    for heading in headings:
        n = heading.position
        if n in found.roles:
            continue
        found.roles[n] = ColumnRole.IGNORED
        texts = cells[n].texts
        filled = int(cells[n].counts[(texts != "").to_numpy(dtype=bool)].sum())
        if not filled:
            found.notes.append(
                t("Die Spalte „{title}“ ist leer und wird nicht übernommen.", title=heading.title)
            )
        elif n in areas:
            found.notes.append(
                t(
                    "Die Spalte „{title}“ nennt andere Gebiete und wird nicht übernommen.",
                    title=heading.title,
                )
            )
        elif _is_value(heading, cells[n], filled, words):
            numeric.append(heading)
        else:
            found.notes.append(
                t(
                    "Die Spalte „{title}“ enthält keine Zahlen und wird nicht übernommen.",
                    title=heading.title,
                )
            )
    _choose(found, numeric, cells)


def _choose(found: Roles, numeric: Sequence[Heading], cells: Mapping[int, Distinct]) -> None:
    """Mark the value columns; of several with the same heading and cells only the first."""
    if ColumnRole.INDICATOR in found.roles.values():
        named = [h for h in numeric if word(h.parts[-1] if h.parts else "") in _VALUES]
        for heading in set(numeric) - set(named) if named else ():
            found.notes.append(
                t("Die Spalte „{title}“ wird nicht übernommen.", title=heading.title)
            )
        numeric = named or numeric
    seen: dict[tuple[str, ...], Heading] = {}
    for heading in numeric:
        first = seen.setdefault(heading.parts, heading)
        if first is not heading and _same(cells[first.position], cells[heading.position]):
            found.notes.append(
                t(
                    "Die Spalte „{title}“ wiederholt „{first}“.",
                    title=heading.title,
                    first=first.title,
                )
            )
            continue
        found.roles[heading.position] = ColumnRole.VALUE


def _same(one: Distinct, other: Distinct) -> bool:
    return bool(np.array_equal(one.codes, other.codes) and one.texts.equals(other.texts))


def _is_value(heading: Heading, cells: Distinct, filled: int, words: IndicatorWords) -> bool:
    """Numbers and signs in at least half of the filled cells; signs alone under a known name."""
    numeric = cells.cells.numeric
    numbers = int(cells.counts[numeric].sum())
    texts, rest = cells.texts, np.flatnonzero(~numeric).tolist()
    signs = [n for n in rest if texts.iat[n] and known(texts.iat[n]) is not None]
    both = numbers + int(cells.counts[signs].sum())
    if numbers:
        return both >= _HALF * filled
    return both == filled and bool(words.of_heading(heading))
