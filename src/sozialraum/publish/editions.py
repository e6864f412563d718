"""Tables on the borders of another time: read with its areas, converted, and told in the report."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sozialraum.analysis.crosswalk import Converted, Measure, convert
from sozialraum.catalog import Catalog
from sozialraum.domain.editions import Boundaries
from sozialraum.domain.indicators import Indicator, Kind
from sozialraum.join import JoinReport
from sozialraum.privacy.ratios import factor
from sozialraum.render.edition_words import account


def to_today(
    rows: pd.DataFrame,
    boundaries: Boundaries,
    catalog: Catalog,
    new: tuple[Indicator, ...] = (),
) -> Converted:
    """Statements of one level with codes of the edition in ``area``, converted to those of today.

    ``new`` are indicators that the catalogue does not know yet.
    """
    level = boundaries.edition.level
    indicators = {**catalog.indicators, **{entry.id: entry for entry in new}}

    def measure(indicator: str, source: str) -> Measure:
        entry = indicators[indicator]
        rule = catalog.confidentiality.rule(entry.confidentiality, source)
        times = 1.0 if entry.kind is Kind.MEAN else factor(entry)
        return Measure(entry.kind.additive, times, rule is not None)

    today = {area.code: area.name for area in catalog.areas(level)}
    citation = catalog.source(boundaries.edition.source).citation
    return convert(rows, boundaries, today, measure, citation)


def reported(report: JoinReport, boundaries: Boundaries, converted: Converted) -> JoinReport:
    """The report with sentences on what the conversion did."""
    said = account(boundaries, converted.counts, converted.lost)
    return replace(report, notes=(*report.notes, *said))
