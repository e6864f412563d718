"""The table of observations: one row per published statement.

Columns of the observation frame (no index):

===========  ========  ============================================================
column       type      meaning
===========  ========  ============================================================
indicator    string    id of the indicator
level        string    id of the level
area         string    code of the area on that level
period       string    code of the reference date
value        float64   value in the unit of the indicator, NaN where the status has none
numerator    float64   NaN where not published
denominator  float64   NaN where not published
status       string    a :class:`~sozialraum.domain.status.Status`
source       string    id of the source
quality      string    a :class:`~sozialraum.domain.indicators.Quality`
joint        string    id of the group of areas that was published as one value, or empty
preferred    bool      the statement that maps, ranks and charts use
wording      string    words of the source, or empty
note         string    remark, or empty
table        string    id of the table the row came from
===========  ========  ============================================================

Several statements about one area, period and indicator may stand side by side (conflicting
publications); exactly one of them is preferred.
"""

from __future__ import annotations

OBSERVATION_COLUMNS = (
    "indicator",
    "level",
    "area",
    "period",
    "value",
    "numerator",
    "denominator",
    "status",
    "source",
    "quality",
    "joint",
    "preferred",
    "wording",
    "note",
    "table",
)

LONG_COLUMNS = (
    "indikator",
    "ebene",
    "gebiet",
    "stichtag",
    "wert",
    "zaehler",
    "nenner",
    "zeichen",
    "quelle",
    "guete",
    "vorrang",
    "wortlaut",
    "hinweis",
)
"""Columns of a long table, in German as in the files. ``wert`` with decimal comma; ``zeichen`` is a
status word or empty (= ok); ``vorrang`` is ``ja`` for the preferred one of several statements."""
