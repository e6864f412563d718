"""``geo/gebietsstaende/``: the editions of the levels and their crosswalks, checked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from sozialraum.catalog.catalog import Catalog, quoted, suggestion
from sozialraum.catalog.declarations import read_folder
from sozialraum.catalog.sheet import Row, Sheet, read_sheet
from sozialraum.domain.areas import Level
from sozialraum.domain.editions import Boundaries, Edition, Part
from sozialraum.domain.indicators import Table
from sozialraum.domain.period import Period
from sozialraum.errors import Problem, UnknownEntry, UnreadableInput

FOLDER = "geo/gebietsstaende"
HEADER = ("alt", "neu", "anteil")
ROUNDING = 0.001
"""How far the shares of an old area may be off 1; they are scaled to exactly 1 when read."""
_SHARE = re.compile(r"[01](,[0-9]+)?")

Editions = Mapping[tuple[str, str], Boundaries]


def read_editions(home: Path, catalog: Catalog) -> tuple[Editions, list[Problem]]:
    """Boundaries by level and edition, and what is wrong with them.

    Only editions without a problem are returned. A home folder without the folder has none.
    """
    declared = read_folder(home, FOLDER, Edition)
    problems = list(declared.problems)
    found: dict[tuple[str, str], Boundaries] = {}
    for edition in declared.entries.values():
        file = declared.files[edition.id]
        wrong = list(_wrong(edition, catalog, file))
        parts: tuple[Part, ...] = ()
        bridged = False
        if not wrong:
            parts, bridged, wrong = _parts(home, edition, catalog)
        problems += wrong
        if not wrong:
            found[edition.level, edition.edition] = Boundaries(edition, parts, bridged)
    for path in sorted((home / FOLDER).glob("*.csv")):
        if path.stem not in declared.files:
            what = f"Zu dieser Umrechnung fehlt „{path.stem}.toml“."
            problems.append(Problem(f"{FOLDER}/{path.name}", "", what, "Gebietsstand anlegen."))
    return MappingProxyType(found), problems


def boundaries_of(catalog: Catalog, level: str, edition: str) -> Boundaries | None:
    """The boundaries of an edition of a level; None for those of today.

    Raises :class:`UnknownEntry` where the level has no such edition.
    """
    today = catalog.level(level)
    if edition in {"", today.edition}:
        return None
    if (level, edition) in catalog.editions:
        return catalog.editions[level, edition]
    names = [today.edition, *(name for of, name in catalog.editions if of == level)]
    what = f"Für die Ebene „{today.name}“ ist der Gebietsstand „{edition}“ nicht angelegt."
    raise UnknownEntry(
        what, f"{FOLDER}/{level}_{edition}.toml anlegen; vorhanden: {quoted(names)}."
    )


def foreign_edition(catalog: Catalog, table: Table, level: str, area: str) -> str:
    """Edition of the borders that a published statement speaks of, empty for those of today.

    Converted values and those of unchanged areas speak of the areas of today.
    """
    found = catalog.editions.get((level, table.edition)) if table.edition else None
    return "" if found is None or found.bridged or area in found.same else found.edition.edition


def at_edition(catalog: Catalog, edition: str) -> Catalog:
    """The catalogue with the areas that its levels had at ``edition``, to read keys of that time.

    Levels without that edition stay. Raises :class:`UnknownEntry` where no level has it.
    """
    past = {level: b for (level, name), b in catalog.editions.items() if name == edition}
    known = any(level.edition == edition for level in catalog.levels.values())
    if edition and not past and not known:
        names = sorted({name for _, name in catalog.editions})
        what = f"Den Gebietsstand „{edition}“ gibt es nicht."
        raise UnknownEntry(what, suggestion(edition, dict.fromkeys(names, "")))
    if not past:
        return catalog
    levels: dict[str, Level] = {
        id_: past[id_].level(level) if id_ in past else level
        for id_, level in catalog.levels.items()
    }
    areas = dict(catalog.areas_by_level) | {id_: b.old_areas for id_, b in past.items()}
    return replace(catalog, levels=MappingProxyType(levels), areas_by_level=MappingProxyType(areas))


def _wrong(edition: Edition, catalog: Catalog, file: str) -> Iterator[Problem]:
    """What is wrong with the declaration itself."""
    wanted = f"{edition.level}_{edition.edition}"
    if edition.id != wanted:
        what = f"Ebene und Gebietsstand ergeben „{wanted}“, nicht den Namen der Datei."
        yield Problem(file, "gebietsstand", what, f"Datei in {wanted}.toml umbenennen.")
    if edition.level not in catalog.levels:
        names = dict.fromkeys(catalog.levels, "")
        what = f"Die Ebene „{edition.level}“ ist nicht angelegt."
        yield Problem(file, "ebene", what, suggestion(edition.level, names))
        return
    if edition.edition == catalog.levels[edition.level].edition:
        what = f"„{edition.edition}“ ist der heutige Gebietsstand der Ebene."
        yield Problem(file, "gebietsstand", what, "Nur frühere Gebietsstände hier anlegen.")
    if edition.source not in catalog.sources:
        what = f"Die Quelle „{edition.source}“ ist nicht angelegt."
        yield Problem(
            file, "quelle", what, suggestion(edition.source, dict.fromkeys(catalog.sources, ""))
        )
    yield from _validity(edition, file)
    present = {area.code for area in catalog.areas_by_level.get(edition.level, ())}
    for code, count in Counter(edition.unchanged).items():
        if code not in edition.areas or code not in present:
            when = "heute" if code in edition.areas else "in „gebiete“"
            what = f"Das unveränderte Gebiet „{code}“ gibt es {when} nicht."
            yield Problem(file, "unveraendert", what, "Schlüssel berichtigen oder entfernen.")
        if count > 1:
            what = f"„{code}“ steht mehrfach in „unveraendert“."
            yield Problem(file, "unveraendert", what, "Eine Angabe entfernen.")


def _validity(edition: Edition, file: str) -> Iterator[Problem]:
    periods = []
    for key, code in (("gueltig_von", edition.valid_from), ("gueltig_bis", edition.valid_to)):
        try:
            periods += [Period(code)] if code else []
        except UnreadableInput as error:
            yield Problem(file, key, error.what, error.fix)
    if len(periods) == 2 and periods[1] < periods[0]:
        yield Problem(file, "gueltig_bis", "Das Ende liegt vor dem Anfang.", "Angaben tauschen.")


def _parts(
    home: Path, edition: Edition, catalog: Catalog
) -> tuple[tuple[Part, ...], bool, list[Problem]]:
    """All parts, whether they are a complete crosswalk, and the problems of the file."""
    kept = tuple(Part(code, code, 1.0) for code in sorted(edition.unchanged))
    path = home / FOLDER / f"{edition.id}.csv"
    present = {area.code for area in catalog.areas(edition.level)}
    everything = set(edition.unchanged) == set(edition.areas) == present
    if not path.is_file():
        return kept, everything, []
    file = f"{FOLDER}/{path.name}"
    sheet, problems = read_sheet(path, file)
    if sheet is None or sheet.header != HEADER:
        fix = f"Die Kopfzeile heißt: {';'.join(HEADER)}"
        return (), False, problems or [Problem(file, "Zeile 1", "Die Spalten fehlen.", fix)]
    if edition.weighting is None:
        fix = "gewichtung = „flaeche“ oder „adressen“ ergänzen."
        what = "Es fehlt, wonach die Anteile gewichtet sind."
        problems.append(Problem(f"{FOLDER}/{edition.id}.toml", "gewichtung", what, fix))
    shares, wrong = _shares(sheet, edition, catalog)
    problems += wrong
    problems += _sums(shares, edition, present, file) if not problems else []
    totals: dict[str, float] = defaultdict(float)
    for (old, _), share in shares.items():
        totals[old] += share
    listed = tuple(
        Part(old, new, share / totals[old]) for (old, new), share in sorted(shares.items()) if share
    )
    return kept + listed, True, problems


def _shares(
    sheet: Sheet, edition: Edition, catalog: Catalog
) -> tuple[dict[tuple[str, str], float], list[Problem]]:
    """Share by old and new code, of the rows that can be read."""
    areas = catalog.areas(edition.level)
    names = ("alt", edition.areas), ("neu", {area.code: area.name for area in areas})
    shares: dict[tuple[str, str], float] = {}
    problems = []

    def cite(row: Row, what: str, fix: str) -> None:
        problems.append(Problem(sheet.file, f"Zeile {row.line}", what, fix))

    for row in sheet.rows:
        before = len(problems)
        for column, known in names:
            code = row.get(column)
            if code not in known:
                when = "im Gebietsstand" if column == "alt" else "heute"
                cite(row, f"Das Gebiet „{code}“ gibt es {when} nicht.", suggestion(code, known))
            elif code in edition.unchanged:
                fix = "Hier oder in „unveraendert“ entfernen."
                cite(row, f"„{code}“ ist als unverändert angegeben.", fix)
        text, key = row.get("anteil"), (row.get("alt"), row.get("neu"))
        share = float(text.replace(",", ".")) if _SHARE.fullmatch(text) else 2.0
        if share > 1:
            cite(row, f"„{text}“ ist kein Anteil.", "Zahl von 0 bis 1 mit Dezimalkomma schreiben.")
        if key in shares:
            cite(row, f"Das Paar „{key[0]}“ und „{key[1]}“ kommt doppelt vor.", "Eine entfernen.")
        if len(problems) == before:
            shares[key] = share
    return shares, problems


def _sums(
    shares: Mapping[tuple[str, str], float], edition: Edition, present: set[str], file: str
) -> Iterator[Problem]:
    """Old areas that are not shared out completely, and areas of today that nothing feeds."""
    totals: dict[str, float] = defaultdict(float)
    fed = set(edition.unchanged)
    for (old, new), share in shares.items():
        totals[old] += share
        fed |= {new} if share else set()
    for code in sorted(set(edition.areas) - set(edition.unchanged)):
        if code not in totals:
            what = f"Das frühere Gebiet „{code}“ fehlt."
            yield Problem(file, code, what, "Anteile ergänzen oder in „unveraendert“ nennen.")
        elif abs(totals[code] - 1) > ROUNDING:
            total = f"{totals[code]:.4f}".replace(".", ",")
            what = f"Die Anteile von „{code}“ ergeben {total} statt 1."
            yield Problem(file, code, what, "Alle Teile des Gebiets nennen und Anteile prüfen.")
    for code in sorted(present - fed):
        what = f"Dem heutigen Gebiet „{code}“ ist kein früheres zugeordnet."
        yield Problem(file, code, what, "Anteile ergänzen oder in „unveraendert“ nennen.")
