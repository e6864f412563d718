"""What an import changes against the live release, as numbers and in plain German."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.domain.access import Role
from sozialraum.domain.imports import Change, Changes
from sozialraum.domain.indicators import Indicator
from sozialraum.domain.period import Period
from sozialraum.domain.status import Status
from sozialraum.language import n_, t
from sozialraum.publish.precedence import SAME_STATEMENT
from sozialraum.render.formats import number, quantity

_DELIVERY = ["indicator", "level", "period", "source"]
_PUBLISHED = "veroeffentlicht"


def compare(live: pd.DataFrame, delivered: pd.DataFrame) -> Changes:
    """The changes by ``delivered`` against ``live``.

    Both have the columns of :mod:`sozialraum.domain.observations` as far as they identify a
    statement (indicator, level, area, period, source) with ``value`` (NaN = none), ``status`` and
    ``preferred``. Of several delivered statements the preferred one is compared with the live
    preferred one. Gone are statements of the same source, indicator, level and reference date
    without successor.
    """
    keys = list(SAME_STATEMENT)
    order = delivered.sort_values("preferred", ascending=False, kind="stable")
    new = order.drop_duplicates(keys)[[*keys, "value", "status"]]
    old = live.loc[live["preferred"], [*keys, "value", "status"]]
    both = new.merge(old, on=keys, how="left", suffixes=("_new", "_old"))
    known = both["status_old"].notna()
    value_new, value_old = both["value_new"], both["value_old"]
    same = (value_new == value_old) | (value_new.isna() & value_old.isna())
    same &= both["status_new"] == both["status_old"]
    changed = both[known & ~same]
    return Changes(
        added=int((~known).sum()),
        unchanged=int((known & same).sum()),
        changed=tuple(sorted(_changes(changed), key=_size)),
        gone=tuple(_gone(live, delivered)),
    )


def _changes(frame: pd.DataFrame) -> Iterator[Change]:
    values = _values(frame["value_old"]), _values(frame["value_new"])
    states = frame["status_old"].tolist(), frame["status_new"].tolist()
    for place, before, after, old, new in zip(_places(frame), *values, *states, strict=True):
        yield Change(*place, before, after, old, new)


def _gone(live: pd.DataFrame, new: pd.DataFrame) -> Iterator[Change]:
    """Statements that nobody repeats although their source delivered anew."""
    delivered = new[_DELIVERY].drop_duplicates()
    old = live.merge(delivered, on=_DELIVERY)
    found = old.merge(new[list(SAME_STATEMENT)].drop_duplicates(), how="left", indicator=True)
    left = found[found["_merge"] == "left_only"].sort_values(list(SAME_STATEMENT))
    states = left["status"].tolist()
    for place, value, status in zip(_places(left), _values(left["value"]), states, strict=True):
        yield Change(*place, value, None, status, "")


def _places(frame: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    """Indicator, level, area and period of every row."""
    indicator, level, area, period = (frame[name].tolist() for name in SAME_STATEMENT)
    return zip(indicator, level, area, period, strict=True)


def _values(column: pd.Series[float]) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in column.tolist()]


def _size(change: Change) -> tuple[bool, float, str, str, str, str]:
    """Largest first; what no share expresses last; then by name, so that the order is stable."""
    share = change.relative
    place = (change.indicator, change.level, change.area, change.period)
    return share is None, -abs(share or 0.0), *place


def words(
    changes: Changes, catalog: Catalog, delivered: Sequence[str], new: Sequence[Indicator] = ()
) -> str:
    """The changes in one line.

    ``delivered`` are the ids of the indicators, ``new`` those that the catalogue does not know yet.
    """
    known = {**catalog.indicators, **{indicator.id: indicator for indicator in new}}
    told = [
        _count(changes.added, n_("1 Wert neu"), n_("{count} Werte neu")),
        _count(len(changes.changed), n_("1 Wert geändert"), n_("{count} Werte geändert")),
        _largest(changes.changed, catalog),
        _count(len(changes.gone), n_("1 Wert entfallen"), n_("{count} Werte entfallen")),
        _count(changes.unchanged, n_("1 Wert unverändert"), n_("{count} Werte unverändert")),
    ]
    first = known[delivered[0]] if len(delivered) == 1 else None
    one = first.short if first is not None and Role.PUBLIC in first.roles else ""
    count = len(delivered)
    subject = one or (
        t("1 Indikator") if count == 1 else t("{count} Indikatoren", count=number(count))
    )
    found = ", ".join(part for part in told if part) or t("keine Werte")
    return f"{subject}: {found}."


def _count(count: int, one: str, many: str) -> str:
    if not count:
        return ""
    return t(one) if count == 1 else t(many, count=number(count))


def _largest(changed: Sequence[Change], catalog: Catalog) -> str:
    """The largest change; only where its values are for everybody."""
    first = next(iter(changed), None)
    if first is None or first.relative is None:
        return ""
    indicator = catalog.indicators.get(first.indicator)
    if indicator is None or not _for_everybody(indicator):
        return ""
    name = catalog.area(first.level, first.area).name
    before = quantity(first.before, indicator).removesuffix(f"\u00a0{indicator.unit}")
    after = quantity(first.after, indicator, Status(first.after_status))
    place = f"{name} {Period(first.period).label}"
    return t(
        "größte Änderung {place} von {before} auf {after}", place=place, before=before, after=after
    )


def _for_everybody(indicator: Indicator) -> bool:
    return Role.PUBLIC in indicator.roles and indicator.confidentiality == _PUBLISHED
