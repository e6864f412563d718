"""Files as departments deliver them, for the invented city and for the real areas."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.catalog import Catalog
from sozialraum.importers.formats import read_table
from sozialraum.importers.raw import RawTable


def csv_table(*lines: str, name: str = "tabelle.csv") -> RawTable:
    """A table from the lines of a CSV file."""
    return read_table(("\r\n".join(lines) + "\r\n").encode("utf-8"), name)


TOY_NAMES = ("City-Ost", "City-Wset", "Nordmarkt Sued", "Grosse Haide", "HÖRDE", "Fönix")
"""Of 001, 002, 003, 004, 011, 012: misspelt are the second, fourth and sixth."""


def toy_file(year: int = 2024, *, first: int = 100, names: Sequence[str] = TOY_NAMES) -> bytes:
    """cp1252, title lines, two heading rows, signs, misspelt names, a total row, notes under it."""
    people = [first, 1200, 300, 400, 1500, 600]
    share = [".", "12,5", "-", "(3,4)", "/", "0,0"]
    total = f"{sum(people):,}".replace(",", ".")
    shown = [f"{number:,}".replace(",", ".") for number in people]
    new = ["1,5", "x", "x", "2,5", "3,5", "4,5"]
    rows = [";".join(row) for row in zip(names, shown, share, new, strict=True)]
    lines = (
        "Kinderarmut in den Unterbezirken;;;",
        f"Stichtag: 31.12.{year};;;",
        ";;;",
        "Unterbezirk;Einwohner;Kinderarmut;Ganz Neues",
        ";Anzahl;in %;in %",
        *rows,
        f"Insgesamt;{total};7,7;x",
        "Quelle: Stadt Musterstadt, Statistik; eigene Berechnung",
        "x = Angabe nicht sinnvoll; . = geheim zu halten;;",
    )
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def city_file(catalog: Catalog, year: int = 2024) -> bytes:
    """All Unterbezirke of the real city with lost zeros, three misspelt names, signs and a total."""
    areas = catalog.areas("unterbezirk")
    rows, people = [], 0
    for n, area in enumerate(areas):
        name = {"053": "Nordmarkt-Wset", "001": "City Ostt", "041": "Hafn"}.get(
            area.code, area.name
        )
        people += 800 + 37 * n
        shown = f"{800 + 37 * n:,}".replace(",", ".")
        share = {3: ".", 5: "x", 7: "-", 9: "(12,3)", 11: "/"}.get(n, f"{n % 60},{n % 10}")
        rows.append(f"{int(area.code)};{name};{share};{n % 20},5;{shown};")
    total = f"{people:,}".replace(",", ".")
    lines = (
        "Soziale Lage in den Unterbezirken;;;;;",
        f"Stichtag: 31.12.{year};;;;;",
        "Gebiet;;Existenzsicherung;;Bevölkerung;Bemerkung",
        "Nr.;Name;Kinder mit SGB II in %;Arbeitslose in %;Einwohnerinnen und Einwohner (Hauptwohnung);",
        *rows,
        f";Stadt Dortmund;23,4;9,9;{total};",
        "Quelle: Stadt Dortmund, Dortmunder Statistik; eigene Berechnung",
        "Zeichen: . = geheim; x = Angabe nicht sinnvoll;;;;;",
    )
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def named_file(catalog: Catalog) -> bytes:
    """Names alone say which Unterbezirk is meant, three of them are misspelt."""
    wrong = {"053": "Nordmarkt-Wset", "001": "City Ostt", "041": "Hafn"}
    rows = [
        f"{wrong.get(area.code, area.name)};{n % 30},5"
        for n, area in enumerate(catalog.areas("unterbezirk"))
    ]
    lines = ("Stand: 31.12.2024;", "Unterbezirk;Arbeitslose (%)", *rows)
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")
