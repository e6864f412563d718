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
from sozialraum.language import n_, t
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
        return Column(t(self.title), numeric=self.count is not None)

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
    Field(n_("Kennung"), lambda e: e.indicator.id),
    Field(n_("Name"), lambda e: e.indicator.name),
    Field(n_("Kurzname"), lambda e: e.indicator.short),
    Field(n_("Thema"), lambda e: e.indicator.topic),
    Field(n_("Art"), lambda e: e.indicator.kind.label),
    Field(n_("Einheit"), lambda e: e.indicator.unit),
    Field(n_("Definition"), lambda e: e.indicator.definition),
    Field(n_("Zähler"), lambda e: e.indicator.numerator),
    Field(n_("Nenner"), lambda e: e.indicator.denominator),
    Field(n_("Hinweis"), lambda e: e.indicator.caveat),
    Field(n_("Raumebenen"), lambda e: ", ".join(e.levels)),
    Field(n_("Stichtage"), count=lambda e: len(e.periods)),
    Field(n_("neuester Stichtag"), lambda e: e.periods[-1].label if e.periods else ""),
    Field(n_("Angaben"), count=lambda e: e.statements),
    Field(n_("Güte"), lambda e: ", ".join(e.qualities)),
    Field(n_("Register"), lambda e: e.indicator.from_register),
    Field(n_("auf der Karte"), lambda e: t("ja") if e.indicator.on_map else t("nein")),
    Field(
        n_("nicht vergleichbar"),
        lambda e: " ".join(f"{', '.join(b.periods)}: {b.reason}" for b in e.indicator.breaks),
    ),
    Field(n_("Quelle"), lambda e: e.source.citation),
    Field(n_("Lizenz"), lambda e: e.source.licence),
)
SOURCES: Sequence[Field[SourceUse]] = (
    Field(n_("Kennung"), lambda u: u.source.id),
    Field(n_("Herausgeber"), lambda u: u.source.publisher),
    Field(n_("Titel"), lambda u: u.source.title),
    Field(n_("Adresse"), lambda u: u.source.url),
    Field(n_("Lizenz"), lambda u: u.source.licence),
    Field(n_("Adresse der Lizenz"), lambda u: u.source.licence_url),
    Field(n_("abgerufen"), lambda u: u.source.retrieved),
    Field(n_("Güte"), lambda u: u.source.quality.label),
    Field(n_("Hinweis"), lambda u: u.source.note),
    Field(n_("Angaben"), count=lambda u: u.statements),
    Field(n_("beruht außerdem darauf"), lambda u: ", ".join(u.others)),
)
LAYERS: Sequence[Field[LayerEntry | ListEntry]] = (
    Field(
        n_("Art"), lambda e: t("Karten-Ebene") if isinstance(e, LayerEntry) else t("Verzeichnis")
    ),
    Field(n_("Kennung"), lambda e: e.id),
    Field(n_("Name"), lambda e: e.title),
    Field(n_("Beschreibung"), lambda e: e.description),
    Field(n_("Orte, Umrisse oder Einträge"), count=lambda e: e.number),
    Field(
        n_("Genauigkeit der Orte"),
        lambda e: precision_words(e) if isinstance(e, LayerEntry) else "",
    ),
    Field(n_("Hinweis"), lambda e: e.caveat),
    Field(n_("Quelle"), lambda e: e.source.citation),
    Field(n_("Lizenz"), lambda e: e.source.licence),
)
JOINS: Sequence[Field[JoinEntry]] = (
    Field(n_("Tabelle"), lambda e: e.title),
    Field(n_("Raumebene"), lambda e: e.level.name),
    Field(n_("Zeilen"), count=lambda e: e.rows),
    Field(n_("zugeordnet"), count=lambda e: e.matched),
    Field(n_("ohne Gebiet"), count=lambda e: len(e.unmatched)),
    Field(n_("doppelt"), count=lambda e: len(e.duplicates)),
    Field(n_("ausgenommen"), count=lambda e: len(e.excluded)),
    Field(n_("Gebiete der Ebene"), count=lambda e: e.areas),
    Field(n_("Gebiete ohne Angabe"), count=lambda e: len(e.missing)),
    Field(n_("Zeilen ohne Gebiet"), lambda e: _joined(e.unmatched)),
    Field(n_("doppelte Zeilen"), lambda e: _joined(e.duplicates)),
    Field(n_("ausgenommene Zeilen"), lambda e: _joined(e.excluded)),
    Field(n_("Namen der Gebiete ohne Angabe"), lambda e: _joined(e.missing)),
    Field(n_("nicht gebrauchte Aliasnamen"), lambda e: _joined(e.unused_aliases)),
    Field(n_("nicht gebrauchte Ausnahmen"), lambda e: _joined(e.unused_exclusions)),
    Field(n_("Gebietsstand"), lambda e: _joined(e.editions)),
    Field(n_("Hinweise"), lambda e: _joined(e.notes)),
)
LEVELS: Sequence[Field[LevelEntry]] = (
    Field(n_("Raumebene"), lambda e: e.level.name),
    Field(n_("Gebiete"), count=lambda e: e.areas),
    Field(n_("Gebietsstand"), lambda e: e.level.edition),
    Field(n_("gültig von"), lambda e: e.level.valid_from),
    Field(n_("gültig bis"), lambda e: e.level.valid_to),
    Field(n_("Beschreibung"), lambda e: e.level.description.replace("\n", " ")),
    Field(n_("Quelle"), lambda e: e.source.citation),
    Field(n_("Lizenz"), lambda e: e.source.licence),
)


def statements(said: Sequence[Said], indicator: Indicator) -> TableData:
    """One row per statement. ``Wert`` is the number, ``Angabe`` the same with unit and sign.

    Numerator and denominator follow in the files where they are published.
    """
    digits = max((decimals_of(s.statement.value, indicator.decimals) for s in said), default=0)
    above = max((decimals_of(s.numerator, 0) for s in said), default=0)
    below = max((decimals_of(s.denominator, 0) for s in said), default=0)
    columns = (
        *(Column(title) for title in (t("Raumebene"), t("Schlüssel"), t("Gebiet"), t("Stichtag"))),
        Column(t("Wert"), numeric=True, decimals=digits, grouped=not is_year(indicator)),
        *(
            Column(title)
            for title in (
                t("Angabe"),
                t("Status"),
                t("Vorrang"),
                t("Güte"),
                t("Wortlaut"),
                t("Hinweis"),
            )
        ),
        *(Column(title) for title in (t("gemeinsam veröffentlicht mit"), t("Quelle"))),
        *(Column(title, export_only=True) for title in (t("Adresse"), t("Lizenz"))),
        Column(t("Zähler"), numeric=True, decimals=above, export_only=True),
        Column(t("Nenner"), numeric=True, decimals=below, export_only=True),
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
        t("ja") if statement.preferred else t("nein"),
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
