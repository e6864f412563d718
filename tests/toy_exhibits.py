"""Invented exhibits for tests of charts, tables and files."""

from __future__ import annotations

from dataclasses import replace

from sozialraum.analysis.courses import segments
from sozialraum.domain.exhibits import (
    Bar,
    Chart,
    ChartKind,
    Column,
    Exhibit,
    Mark,
    NumberFormat,
    Series,
    TableData,
)
from sozialraum.domain.indicators import Quality, Source
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.render.formats import number

OFFICE = Source(
    id="amt",
    publisher="Stadt Musterstadt",
    title="Statistik",
    url="https://example.org/statistik",
    licence="dl-de/zero-2-0",
    quality=Quality.OFFICIAL,
)
PRESS = Source(
    id="zeitung",
    publisher="Übermittlung & Söhne",
    title="Bericht „Größe“",
    url="javascript:alert(1)",
    licence="keine Lizenz angegeben",
    quality=Quality.SECONDARY,
)


def mark(code: str, value: float, status: Status = Status.OK, **changes: str) -> Mark:
    suffix = f" ({status.label})" if status is not Status.OK else ""
    given = {"quality": Quality.OFFICIAL.label, "wording": ""} | changes
    text = f"{number(value)} Personen{suffix}"
    return Mark(Period(code), value, text, status, OFFICE, given["quality"], given["wording"])


def series(name: str, *marks: Mark, others: tuple[Mark, ...] = ()) -> Series:
    runs = segments([m.period for m in marks])
    return Series(name.casefold(), name, tuple(marks), runs, others)


CITY = series(
    "Musterstadt",
    mark("2006-12-31", 573, wording="von 573 Ende 2006"),
    mark("2016", 6800),
    mark("2017", 8000),
    mark("2018", 9039, Status.UNCERTAIN),
    others=(mark("2018", 9500, quality=Quality.SECONDARY.label),),
)
NORTH = series("Große Heide", mark("2016", 4000), mark("2017", 4750), mark("2020", 5000))
TABLE = TableData(
    columns=(
        Column("Angabe"),
        Column("Gebiet"),
        Column("Stichtag"),
        Column("Wert", numeric=True, decimals=1, by_row=True),
        Column("Einheit", export_only=True),
        Column("Status", export_only=True),
        Column("Vorrang"),
        Column("Wortlaut"),
        Column("Quelle"),
        Column("Güte"),
        Column("Anmerkung"),
        Column("Definition", export_only=True),
        Column("Adresse der Quelle", export_only=True),
    ),
    rows=(
        ("Einwohner", "Mitte", "2018", 9039.0, "Personen", "unsicher", "ja", "rund <9.000>",
         OFFICE.citation, "amtliche Quelle", "", "Personen mit Wohnung.", OFFICE.url),
        ("Einwohner", "Mitte", "2018", 9500.0, "Personen", "veröffentlicht", "weitere Angabe", "",
         PRESS.citation, "aus zweiter Hand", "=HYPERLINK(1)", "Personen mit Wohnung.", PRESS.url),
        ("Quote", "Mitte", "2019", None, "%", "geheim", "", "",
         OFFICE.citation, "amtliche Quelle", "", "Anteil.", OFFICE.url),
        ("Quote", "Mitte", "2020", 0.0, "%", "veröffentlicht", "", "",
         OFFICE.citation, "amtliche Quelle", "", "Anteil.", OFFICE.url),
        ("Gründung", "Mitte", "1983", 1983.0, "", "veröffentlicht", "", "(*1983)",
         OFFICE.citation, "amtliche Quelle", "", "Jahr der Gründung.", OFFICE.url),
    ),
    formats=(
        NumberFormat(), NumberFormat(), NumberFormat(1), NumberFormat(1),
        NumberFormat(grouped=False),
    ),
)  # fmt: skip

COURSE = Exhibit(
    page="musterseite",
    id="verlauf",
    title="Einwohnerinnen & Einwohner in Größe",
    reference="2006 bis 2020",
    sentence="Musterstadt: 573 Personen (31.12.2006) bis 9.039 Personen (unsicher, 2018).",
    table=TABLE,
    chart=Chart(ChartKind.COURSE, "Personen", 0, (CITY, NORTH)),
    sources=(OFFICE, PRESS),
    notes=("Nur einzelne Jahre.",),
    reading="Gelesen wird von links nach rechts.",
)
SINGLE = replace(COURSE, id="einzeln", chart=Chart(ChartKind.COURSE, "Personen", 0, (CITY,)))
BARS = replace(
    COURSE,
    id="balken",
    reference="2018",
    chart=Chart(
        ChartKind.BARS,
        "%",
        1,
        bars=(
            Bar("02", "Süd", 12.5, "12,5 %", Status.OK, source=OFFICE, wording="jede Achte"),
            Bar("01", "Mitte", 4.0, "4,0 % (geschätzt)", Status.ESTIMATED, True, OFFICE),
            Bar("04", "Heide", 0.0, "0,0 %", Status.OK, source=OFFICE),
            Bar("03", "Nord", None, "geheim", Status.SECRET, source=OFFICE),
            Bar("05", "West", None, "unbekannt", Status.UNKNOWN),
        ),
    ),
)
STATEMENTS = replace(COURSE, id="angaben", chart=None)
