"""How a delivered table is read: what its columns mean. Made once, offered again next year.

A mapping is data: it is stored as JSON beside the import and can be given to the command line.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from sozialraum.domain.indicators import Indicator, Quality, Source, TableForm
from sozialraum.language import n_, t

_MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ColumnRole(StrEnum):
    """What a column of a delivered table holds."""

    KEY = "schluessel"
    NAME = "name"
    VALUE = "wert"
    NUMERATOR = "zaehler"
    DENOMINATOR = "nenner"
    PERIOD = "stichtag"
    INDICATOR = "indikator"
    LEVEL = "ebene"
    SIGN = "zeichen"
    NOTE = "hinweis"
    SOURCE = "quelle"
    QUALITY = "guete"
    PREFERRED = "vorrang"
    WORDING = "wortlaut"
    JOINT = "gemeinsam"
    LATITUDE = "breite"
    LONGITUDE = "laenge"
    IGNORED = "ohne"

    @property
    def label(self) -> str:
        """German words for the interface."""
        return t(_LABELS[self])


_LABELS = {
    ColumnRole.KEY: n_("Schlüssel oder Name des Gebiets"),
    ColumnRole.NAME: n_("Name des Gebiets (zur Kontrolle)"),
    ColumnRole.VALUE: n_("Wert"),
    ColumnRole.NUMERATOR: n_("Zähler"),
    ColumnRole.DENOMINATOR: n_("Nenner (Bezugsgröße)"),
    ColumnRole.PERIOD: n_("Stichtag"),
    ColumnRole.INDICATOR: n_("Indikator"),
    ColumnRole.LEVEL: n_("Raumebene"),
    ColumnRole.SIGN: n_("Zeichen"),
    ColumnRole.NOTE: n_("Hinweis"),
    ColumnRole.SOURCE: n_("Quelle (Kennung)"),
    ColumnRole.QUALITY: n_("Güte der Quelle"),
    ColumnRole.PREFERRED: n_("Vorrang (ja oder nein)"),
    ColumnRole.WORDING: n_("Wortlaut der Quelle"),
    ColumnRole.JOINT: n_("Gruppe gemeinsam veröffentlichter Gebiete"),
    ColumnRole.LATITUDE: n_("Breite (WGS84)"),
    ColumnRole.LONGITUDE: n_("Länge (WGS84)"),
    ColumnRole.IGNORED: n_("nicht übernehmen"),
}


class NumberForm(StrEnum):
    """How numbers are written in a column."""

    GERMAN = "deutsch"
    ENGLISH = "englisch"

    @property
    def label(self) -> str:
        """An example, for the interface."""
        return {
            NumberForm.GERMAN: t("1.234,5 (deutsch)"),
            NumberForm.ENGLISH: t("1,234.5 (englisch)"),
        }[self]


class DateForm(StrEnum):
    """How dates are written in a column."""

    ISO = "JJJJ-MM-TT"
    GERMAN = "TT.MM.JJJJ"
    AMERICAN = "MM/TT/JJJJ"
    BRITISH = "TT/MM/JJJJ"
    YEAR = "JJJJ"


class MappedColumn(BaseModel):
    """One column: its heading (header rows joined by `` / ``), role and form.

    ``indicator`` and ``period`` belong to value columns of wide tables; both may be empty: then the
    table or another column says them. ``scale`` is what a written number is multiplied by (0.01
    never occurs by itself: only somebody who says so turns shares of 1 into percent).
    """

    model_config = _MODEL

    title: str = Field(alias="ueberschrift")
    role: ColumnRole = Field(alias="rolle")
    indicator: str = Field(default="", alias="indikator")
    period: str = Field(default="", alias="stichtag")
    number_form: NumberForm = Field(default=NumberForm.GERMAN, alias="zahlenform")
    date_form: DateForm = Field(default=DateForm.ISO, alias="datumsform")
    scale: float = Field(default=1.0, alias="faktor", gt=0)


class Correction(BaseModel):
    """A known fault of the source, mended here until the source mends it itself.

    ``key`` is the key as delivered, ``column`` the heading, ``expected`` the faulty text that must
    stand there, ``corrected`` the text to read instead. Where something else stands there, the
    import is refused: the source has changed.
    """

    model_config = _MODEL

    key: str = Field(alias="schluessel")
    column: str = Field(alias="spalte")
    period: str = Field(
        default="", alias="stichtag", description="only rows of this reference date"
    )
    expected: str = Field(alias="erwartet")
    corrected: str = Field(alias="berichtigt")
    reason: str = Field(alias="grund", min_length=1)


class TableMapping(BaseModel):
    """Everything that turns one delivered table into statements.

    ``id`` names the mapping and the table that comes of it; that of a table with one reference date
    ends with it, so that next year's table stands beside this year's. ``header_rows`` are the
    positions of the heading rows among the rows of the file that hold text (0 = first). ``level``
    is needed unless a column holds it; ``period`` unless a column (or the value columns) say it.
    ``signs`` maps a sign to a status word; ``ok`` means exactly nothing (0). ``level_words`` and
    ``indicator_words`` map the words of a column to ids of the catalogue, empty where such rows are
    left out on purpose. ``accepted`` maps a key as delivered to the code that somebody confirmed,
    ``excluded`` one to the reason why it is left out. ``indicators`` and ``sources`` are those that
    come new with this table. ``edition`` is the Gebietsstand of the keys, empty for that of the
    level.
    """

    model_config = _MODEL

    id: str = Field(pattern="^[a-z0-9_]+$")
    title: str = Field(alias="titel", min_length=1)
    form: TableForm = Field(alias="form")
    sheet: str = Field(default="", alias="blatt")
    header_rows: tuple[int, ...] = Field(alias="kopfzeilen", min_length=1)
    level: str = Field(default="", alias="ebene")
    period: str = Field(default="", alias="stichtag")
    indicator: str = Field(default="", alias="indikator")
    source: str = Field(default="", alias="quelle")
    quality: Quality = Field(default=Quality.OFFICIAL, alias="guete")
    edition: str = Field(default="", alias="gebietsstand")
    columns: tuple[MappedColumn, ...] = Field(alias="spalten", min_length=1)
    signs: dict[str, str] = Field(default_factory=dict, alias="zeichen")
    level_words: dict[str, str] = Field(default_factory=dict, alias="ebenenwoerter")
    indicator_words: dict[str, str] = Field(default_factory=dict, alias="indikatorwoerter")
    accepted: dict[str, str] = Field(default_factory=dict, alias="bestaetigt")
    excluded: dict[str, str] = Field(default_factory=dict, alias="ausgenommen")
    corrections: tuple[Correction, ...] = Field(default=(), alias="berichtigungen")
    indicators: tuple[Indicator, ...] = Field(default=(), alias="neue_indikatoren")
    sources: tuple[Source, ...] = Field(default=(), alias="neue_quellen")
    invented: bool = Field(default=False, alias="erfunden")

    def column(self, role: ColumnRole) -> MappedColumn | None:
        """The first column with a role, None where no column has it."""
        return next((column for column in self.columns if column.role is role), None)

    def of_role(self, role: ColumnRole) -> tuple[MappedColumn, ...]:
        """All columns with a role, in the order of the file."""
        return tuple(column for column in self.columns if column.role is role)

    @property
    def titles(self) -> tuple[str, ...]:
        """Headings in the order of the file: by them next year's file finds its mapping."""
        return tuple(column.title for column in self.columns)
