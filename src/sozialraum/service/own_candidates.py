"""A visitor's own list of possible places for the search, read row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sozialraum.errors import Problem, UnreadableInput
from sozialraum.importers.delivered import read_delivered
from sozialraum.importers.service_place import check_coordinate
from sozialraum.language import t
from sozialraum.publish.shapes import bounds
from sozialraum.service.gap_candidates import Candidate
from sozialraum.service.monitor import Monitor

MOST = 1_000
"""Longer lists are refused: the search stays quick."""
_NAMES = ("name", "bezeichnung", "titel", "ort")
_LATITUDES = ("breite", "breitengrad", "lat", "latitude")
_LONGITUDES = ("laenge", "länge", "laengengrad", "längengrad", "lon", "lng", "longitude")


@dataclass(frozen=True)
class OwnCandidates:
    """Places of a file; faulty rows are left out and named. ``key`` is the hash of the file."""

    name: str
    key: str
    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...]


def own_candidates(monitor: Monitor, content: bytes, name: str) -> OwnCandidates:
    """Read a CSV with the columns name, breite, laenge (WGS84 degrees, comma or point).

    Raises :class:`UnreadableInput` where the file as a whole cannot be used.
    """
    delivered = read_delivered(content)
    columns = {str(c).casefold(): str(c) for c in delivered.frame.columns}
    title, latitude, longitude = (
        _column(columns, names) for names in (_NAMES, _LATITUDES, _LONGITUDES)
    )
    box = bounds(monitor.atoms)
    found: list[Candidate] = []
    problems: list[Problem] = []
    for line, row in zip(delivered.rows, delivered.frame.to_dict("records"), strict=True):
        texts = str(row[latitude]), str(row[longitude])
        try:
            lat, lon = (float(text.replace(",", ".")) for text in texts)
        except ValueError:
            what = t("„{text}“ ist keine Koordinate.", text=" / ".join(texts))
            problems.append(
                _problem(name, line, what, t("In Grad schreiben, etwa 51,52 und 7,46."))
            )
            continue
        if wrong := check_coordinate(lat, lon, box):
            problems.append(_problem(name, line, *wrong))
            continue
        label = str(row[title]).strip() or t("Zeile {line}", line=line)
        found.append(Candidate(f"eigen-{line}", label, lat, lon))
    if not found:
        raise UnreadableInput(
            t("Die Datei enthält keinen verwendbaren Ort."),
            str(problems[0].fix)
            if problems
            else t("Mindestens eine Zeile mit Koordinate eintragen."),
        )
    if len(found) > MOST:
        what = t("Die Liste hat {n} Orte; möglich sind {most}.", n=len(found), most=MOST)
        raise UnreadableInput(what, t("Die Liste kürzen oder teilen."))
    return OwnCandidates(name, hashlib.sha256(content).hexdigest(), tuple(found), tuple(problems))


def _column(columns: Mapping[str, str], names: tuple[str, ...]) -> str:
    for name in names:
        if name in columns:
            return columns[name]
    raise UnreadableInput(
        t("Die Spalte „{column}“ fehlt.", column=names[0]),
        t("Gebraucht werden die Spalten name, breite und laenge."),
    )


def _problem(name: str, line: int, what: str, fix: str) -> Problem:
    return Problem(name, t("Zeile {line}", line=line), what, fix)
