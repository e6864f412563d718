"""Tables by their columns: a title and what stands in the cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sozialraum.domain.exhibits import Cell, Column, TableData
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.library import (
    IndicatorEntry,
    JoinEntry,
    LayerEntry,
    LevelEntry,
    ListEntry,
    Said,
    SourceUse,
)
from sozialraum.render.library import amount, decimals_of, is_year, precision_words

Line = TypeVar("Line")


@dataclass(frozen=True)
class Field(Generic[Line]):
    """A column with the text of its cells; ``count`` columns hold whole numbers."""

    title: str
    text: Callable[[Line], str] | None = None
    count: Callable[[Line], int | None] | None = None

    @property
    def column(self) -> Column:
        """The column as files and twins know it."""
        return Column(self.title, numeric=self.count is not None)

    def cell(self, line: Line) -> Cell:
        """Text or number; None where nothing is known."""
        if self.count is None:
            return self.text(line) if self.text else ""
        number = self.count(line)
        return None if number is None else float(number)


def table(lines: Sequence[Line], fields: Sequence[Field[Line]]) -> TableData:
    """One row per line, one column per field."""
    return TableData(
        tuple(field.column for field in fields),
        tuple(tuple(field.cell(line) for field in fields) for line in lines),
    )


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)


INDICATORS: Sequence[Field[IndicatorEntry]] = (
    Field("Kennung", lambda e: e.indicator.id),
    Field("Name", lambda e: e.indicator.name),
    Field("Kurzname", lambda e: e.indicator.short),
    Field("Thema", lambda e: e.indicator.topic),
    Field("Art", lambda e: e.indicator.kind.label),
    Field("Einheit", lambda e: e.indicator.unit),
    Field("Definition", lambda e: e.indicator.definition),
    Field("Zähler", lambda e: e.indicator.numerator),
    Field("Nenner", lambda e: e.indicator.denominator),
    Field("Hinweis", lambda e: e.indicator.caveat),
    Field("Raumebenen", lambda e: ", ".join(e.levels)),
    Field("Stichtage", count=lambda e: len(e.periods)),
    Field("neuester Stichtag", lambda e: e.periods[-1].label if e.periods else ""),
    Field("Angaben", count=lambda e: e.statements),
    Field("Güte", lambda e: ", ".join(e.qualities)),
    Field("Register", lambda e: e.indicator.from_register),
    Field("auf der Karte", lambda e: "ja" if e.indicator.on_map else "nein"),
    Field(
        "nicht vergleichbar",
        lambda e: " ".join(f"{', '.join(b.periods)}: {b.reason}" for b in e.indicator.breaks),
    ),
    Field("Quelle", lambda e: e.source.citation),
    Field("Lizenz", lambda e: e.source.licence),
)
SOURCES: Sequence[Field[SourceUse]] = (
    Field("Kennung", lambda u: u.source.id),
    Field("Herausgeber", lambda u: u.source.publisher),
    Field("Titel", lambda u: u.source.title),
    Field("Adresse", lambda u: u.source.url),
    Field("Lizenz", lambda u: u.source.licence),
    Field("Adresse der Lizenz", lambda u: u.source.licence_url),
    Field("abgerufen", lambda u: u.source.retrieved),
    Field("Güte", lambda u: u.source.quality.label),
    Field("Hinweis", lambda u: u.source.note),
    Field("Angaben", count=lambda u: u.statements),
    Field("beruht außerdem darauf", lambda u: ", ".join(u.others)),
)
LAYERS: Sequence[Field[LayerEntry | ListEntry]] = (
    Field("Art", lambda e: "Karten-Ebene" if isinstance(e, LayerEntry) else "Verzeichnis"),
    Field("Kennung", lambda e: e.id),
    Field("Name", lambda e: e.title),
    Field("Beschreibung", lambda e: e.description),
    Field("Orte, Umrisse oder Einträge", count=lambda e: e.number),
    Field(
        "Genauigkeit der Orte",
        lambda e: precision_words(e) if isinstance(e, LayerEntry) else "",
    ),
    Field("Hinweis", lambda e: e.caveat),
    Field("Quelle", lambda e: e.source.citation),
    Field("Lizenz", lambda e: e.source.licence),
)
JOINS: Sequence[Field[JoinEntry]] = (
    Field("Tabelle", lambda e: e.title),
    Field("Raumebene", lambda e: e.level.name),
    Field("Zeilen", count=lambda e: e.rows),
    Field("zugeordnet", count=lambda e: e.matched),
    Field("ohne Gebiet", count=lambda e: len(e.unmatched)),
    Field("doppelt", count=lambda e: len(e.duplicates)),
    Field("ausgenommen", count=lambda e: len(e.excluded)),
    Field("Gebiete der Ebene", count=lambda e: e.areas),
    Field("Gebiete ohne Angabe", count=lambda e: len(e.missing)),
    Field("Zeilen ohne Gebiet", lambda e: _joined(e.unmatched)),
    Field("doppelte Zeilen", lambda e: _joined(e.duplicates)),
    Field("ausgenommene Zeilen", lambda e: _joined(e.excluded)),
    Field("Namen der Gebiete ohne Angabe", lambda e: _joined(e.missing)),
    Field("nicht gebrauchte Aliasnamen", lambda e: _joined(e.unused_aliases)),
    Field("nicht gebrauchte Ausnahmen", lambda e: _joined(e.unused_exclusions)),
    Field("Gebietsstand", lambda e: _joined(e.editions)),
    Field("Hinweise", lambda e: _joined(e.notes)),
)
LEVELS: Sequence[Field[LevelEntry]] = (
    Field("Raumebene", lambda e: e.level.name),
    Field("Gebiete", count=lambda e: e.areas),
    Field("Gebietsstand", lambda e: e.level.edition),
    Field("gültig von", lambda e: e.level.valid_from),
    Field("gültig bis", lambda e: e.level.valid_to),
    Field("Beschreibung", lambda e: e.level.description.replace("\n", " ")),
    Field("Quelle", lambda e: e.source.citation),
    Field("Lizenz", lambda e: e.source.licence),
)


def statements(said: Sequence[Said], indicator: Indicator) -> TableData:
    """One row per statement. ``Wert`` is the number, ``Angabe`` the same with unit and sign.

    Numerator and denominator follow in the files where they are published.
    """
    digits = max((decimals_of(s.statement.value, indicator.decimals) for s in said), default=0)
    above = max((decimals_of(s.numerator, 0) for s in said), default=0)
    below = max((decimals_of(s.denominator, 0) for s in said), default=0)
    columns = (
        *(Column(title) for title in ("Raumebene", "Schlüssel", "Gebiet", "Stichtag")),
        Column("Wert", numeric=True, decimals=digits, grouped=not is_year(indicator)),
        *(
            Column(title)
            for title in ("Angabe", "Status", "Vorrang", "Güte", "Wortlaut", "Hinweis")
        ),
        *(Column(title) for title in ("gemeinsam veröffentlicht mit", "Quelle")),
        *(Column(title, export_only=True) for title in ("Adresse", "Lizenz")),
        Column("Zähler", numeric=True, decimals=above, export_only=True),
        Column("Nenner", numeric=True, decimals=below, export_only=True),
    )
    return TableData(columns, tuple(_statement(entry, indicator) for entry in said))


def _statement(said: Said, indicator: Indicator) -> tuple[Cell, ...]:
    statement = said.statement
    return (
        said.level.name,
        said.area.code,
        said.area.name,
        statement.period.label,
        statement.value,
        amount(statement, indicator),
        statement.status.label,
        "ja" if statement.preferred else "nein",
        statement.quality,
        statement.wording,
        statement.note,
        ", ".join(said.joint_with),
        statement.source.citation,
        statement.source.url,
        statement.source.licence,
        said.numerator,
        said.denominator,
    )
