"""The files of a new home: declarations, hierarchy, one indicator, a start view, next steps."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sozialraum.domain.areas import Level
from sozialraum.domain.period import Period
from sozialraum.publish.new_home_levels import ATOM, CITY, CITY_CODE, SOURCE, Unit
from sozialraum.publish.new_home_readme import readme
from sozialraum.render.formats import number

LICENCE = "unbekannt, bitte eintragen"
AREA = "flaeche_km2"
"""Id of the one indicator that outlines alone can tell."""
_DECIMALS = 4
"""Of square kilometres in the tables: 100 m²."""
_EMPTY_GROUND = {
    "attribution": "", "scale": 100_000, "water": [], "green": [], "rivers": [], "roads": [],
    "rail": [], "places": [],
}  # fmt: skip
_WAYS = (
    (
        "Ich sehe mir ein Gebiet an",
        "Wert, Rang, Lage und Quellen für jedes Gebiet, auch als PDF.",
        ("Gebietssteckbrief", "steckbrief", f'ebene = "{ATOM}"'),
    ),
    (
        "Ich bringe Daten ein",
        "Eine Tabelle mit einer Spalte für die Gebiete genügt.",
        ("Daten und Methoden", "daten", ""),
    ),
    (
        "Ich trage vor",
        "Jede Ansicht hat einen Link, eine Tabelle und ein Bild zum Herunterladen.",
        ("Fläche auf der Karte", "karte", f'indikator = "{AREA}"'),
    ),
)
"""Title, text and link (title, page, view) for the groups of users."""


@dataclass(frozen=True)
class Plan:
    """Everything that the files say.

    ``units`` are sorted by code, ``sizes`` their areas in km² in the plane of the system
    ``metres`` (EPSG code), which are larger than on the ellipsoid by ``distortion`` per cent;
    ``levels`` run from fine to coarse; ``file`` is the name of the delivered file.
    """

    city: str
    edition: str
    file: str
    units: tuple[Unit, ...]
    sizes: tuple[float, ...]
    levels: tuple[Level, ...]
    metres: int
    distortion: float


def home_files(plan: Plan, outlines: bytes, manifest: bytes) -> dict[str, bytes]:
    """Content by path below the home folder. The same plan gives the same bytes."""
    texts = {f"geo/{level.id}.toml": _level(plan, level) for level in plan.levels}
    texts |= {
        "geo/gliederung.csv": _hierarchy(plan),
        "geo/orientierung.json": json.dumps(_EMPTY_GROUND) + "\n",
        "data/quellen.toml": _sources(plan),
        f"data/indikatoren/{AREA}.toml": _indicator(plan),
        f"data/statistik/{AREA}.toml": _table(),
        f"data/statistik/{AREA}.csv": _values(plan),
        "data/start.toml": _start(plan),
        "LIESMICH.md": readme(plan.city, plan.file, plan.edition, plan.levels),
    }
    contents = {name: text.encode("utf-8") for name, text in texts.items()}
    return contents | {"geo/umrisse.topojson": outlines, "geo/manifest.json": manifest}


# -- geo/ --------------------------------------------------------------------------------------


def _level(plan: Plan, level: Level) -> str:
    lines = [
        "# Beim Anlegen des Ordners aus der Datei der Umrisse gebildet. Name, Mehrzahl und",
        "# Gebietsstand bitte prüfen.",
        f"id = {_text(level.id)}",
        f"name = {_text(level.name)}",
        f"mehrzahl = {_text(level.plural)}",
        f"reihenfolge = {level.order}",
        f"gebietsstand = {_text(level.edition)}",
        f"gueltig_von = {_text(level.valid_from)}",
        f"spalte = {_text(level.column)}",
        f"namensspalte = {_text(level.name_column)}",
        f"schluesselform = {_text(level.code_form)}",
        *([f"uebergeordnet = {_text(level.parent)}"] if level.parent else []),
        f"anzahl = {level.expected}",
        f"quelle = {_text(level.source)}",
        f"beschreibung = {_text(_described(plan, level))}",
    ]
    if level.aliases:
        lines += ["", "[aliasnamen]"]
        lines += [f"{_text(alias)} = {_text(code)}" for alias, code in level.aliases.items()]
    return "\n".join(lines) + "\n"


def _described(plan: Plan, level: Level) -> str:
    if level.id == ATOM:
        return f"Die feinste Raumebene aus {plan.file}; alle anderen sind aus ihr gebildet."
    if level.id == CITY:
        return f"{plan.city}: alle Gebiete zusammen. Der Schlüssel {CITY_CODE} ist ein Platzhalter."
    return f"Aus den Gebieten gebildet, wie {plan.file} sie zuordnet."


def _hierarchy(plan: Plan) -> str:
    columns = [column for level in plan.levels for column in (level.column, level.name_column)]
    rows = []
    for unit, size in zip(plan.units, plan.sizes, strict=True):
        cells = [cell for level in plan.levels for cell in _area(plan, unit, level)]
        rows.append([*cells, _decimal(size)])
    return _csv([*columns, "flaeche_km2"], rows)


def _area(plan: Plan, unit: Unit, level: Level) -> tuple[str, str]:
    """Code and name of the area of a level that a unit lies in."""
    if level.id == ATOM:
        return unit.code, unit.name
    return (CITY_CODE, plan.city) if level.id == CITY else unit.parents[level.id]


# -- data/ -------------------------------------------------------------------------------------


def _sources(plan: Plan) -> str:
    note = f"Datei {plan.file}, daraus wurde dieser Ordner angelegt. Herausgeber und Lizenz fehlen."
    return "\n".join(
        [
            "# Bitte Herausgeber, Titel und Lizenz der Umrisse eintragen:",
            "# Sie stehen unter jeder Karte und in jedem Export.",
            "",
            f"[{SOURCE}]",
            'herausgeber = "Herausgeber unbekannt, bitte eintragen"',
            f"titel = {_text(f'Umrisse von {plan.city}')}",
            f"lizenz = {_text(LICENCE)}",
            'guete = "zweitquelle"',
            f"hinweis = {_text(note)}",
            "",
        ]
    )


def _indicator(plan: Plan) -> str:
    definition = (
        f"Fläche des gelieferten Umrisses, gerechnet in der Ebene von EPSG:{plan.metres} vor der "
        "Vereinfachung der Grenzen. Gröbere Ebenen sind Summen ihrer Gebiete."
    )
    way = "größer" if plan.distortion > 0 else "kleiner"
    caveat = (
        f"Keine Katasterfläche. In der Ebene sind die Flächen hier um "
        f"{number(abs(plan.distortion), 2)} % {way} als auf dem Ellipsoid. Der Stichtag ist der "
        "eingetragene Gebietsstand."
    )
    return "\n".join(
        [
            f"id = {_text(AREA)}",
            'name = "Fläche nach den Umrissen"',
            'kurzname = "Fläche"',
            'thema = "Raum und Gliederung"',
            'art = "anzahl"',
            'einheit = "km²"',
            "nachkommastellen = 2",
            f"ebenen = [{', '.join(_text(level.id) for level in plan.levels)}]",
            f"definition = {_text(definition)}",
            f"hinweis = {_text(caveat)}",
            f"quelle = {_text(SOURCE)}",
            "",
        ]
    )


def _table() -> str:
    return "\n".join(
        [
            f"id = {_text(AREA)}",
            'titel = "Fläche der Gebiete aus den Umrissen"',
            f"datei = {_text(AREA + '.csv')}",
            'form = "lang"',
            f"quelle = {_text(SOURCE)}",
            'guete = "zweitquelle"',
            "",
        ]
    )


def _values(plan: Plan) -> str:
    rows: list[list[str]] = []
    for level in plan.levels:
        sums: dict[str, float] = defaultdict(float)
        for unit, size in zip(plan.units, plan.sizes, strict=True):
            sums[_area(plan, unit, level)[0]] += size
        sums.pop("", None)
        rows += [[AREA, level.id, code, plan.edition, _decimal(sums[code])] for code in sums]
    return _csv(["indikator", "ebene", "gebiet", "stichtag", "wert"], sorted(rows))


def _start(plan: Plan) -> str:
    introduction = (
        f"{number(len(plan.units))} Gebiete, Gebietsstand {Period(plan.edition).label}. Bisher "
        "enthalten: die Fläche der Gebiete. Weitere Zahlen lassen sich unter „Daten und Methoden“ "
        "einlesen."
    )
    lines = [
        "# Was ein neuer Besucher sieht. Kennungen: data/indikatoren, data/layer und geo/.",
        'titel = "Sozialraum-Monitor"',
        f"stadt = {_text(plan.city)}",
        f"einleitung = {_text(introduction)}",
        "",
        "[karte]",
        f"indikator = {_text(AREA)}",
        f"ebene = {_text(ATOM)}",
        "",
        "[[kennzahlen]]",
        f"indikator = {_text(AREA)}",
        f"ebene = {_text(CITY)}",
        f"gebiet = {_text(CITY_CODE)}",
    ]
    for title, text, (link, page, view) in _WAYS:
        lines += ["", "[[wege]]", f"titel = {_text(title)}", f"text = {_text(text)}"]
        lines += ["", "[[wege.links]]", f"titel = {_text(link)}", f"seite = {_text(page)}"]
        lines.append(f"ansicht = {{ {view} }}" if view else "ansicht = {}")
    return "\n".join(lines) + "\n"


# -- forms -------------------------------------------------------------------------------------


def _text(value: str) -> str:
    """A basic string of TOML: JSON's escapes are a part of TOML's, DEL aside."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _decimal(value: float) -> str:
    return f"{value:.{_DECIMALS}f}".replace(".", ",")


def _csv(header: list[str], rows: Iterable[list[str]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()
