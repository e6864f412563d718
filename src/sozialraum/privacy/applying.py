"""The pattern meets the rows: what is hidden, rounded or recomputed in the observations."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.catalog import Catalog
from sozialraum.domain.confidentiality import Confidentiality
from sozialraum.domain.indicators import Kind
from sozialraum.domain.status import Status
from sozialraum.privacy import ratios
from sozialraum.privacy.cells import State
from sozialraum.privacy.collecting import LARGEST, SECOND, WITHHELD
from sozialraum.privacy.primary import rounded
from sozialraum.privacy.statements import rules_of
from sozialraum.privacy.system import Flags, Floats, System

NUMBERS = ("value", "numerator", "denominator")
TEXTS = ("wording", "note")
_BY_PATTERN = "nach Regel oder zum Schutz anderer Werte gesperrt"
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d]+")
_WORDS = ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"]


@dataclass(frozen=True)
class Applied:
    """The rows that may be published, and what was done to them.

    ``hidden`` counts hidden rows by reason, ``by_indicator`` by indicator; ``rounded`` counts rows
    that were rounded, ``texts`` rows that lost a text because it contained a hidden number.
    """

    observations: pd.DataFrame
    hidden: dict[str, int]
    by_indicator: dict[str, int]
    rounded: int
    texts: int


def apply(
    observations: pd.DataFrame, catalog: Catalog, declared: Confidentiality, system: System,
    hidden: Flags,
) -> Applied:  # fmt: skip
    """A new frame of the same index and columns; ``hidden`` are flags of variables.

    Hidden rows have no numbers and no texts and the status ``geheim``; rows without a rule stay as
    they are. Contributions (``largest``) of rows with a rule are never published.
    """
    return _Sheet(observations, catalog, declared).result(system, hidden)


class _Sheet:
    def __init__(self, frame: pd.DataFrame, catalog: Catalog, declared: Confidentiality) -> None:
        self.frame = frame
        self.catalog = catalog
        self.names = frame["indicator"].tolist()
        self.rules = rules_of(frame, catalog, declared)
        self.ruled = np.array([rule is not None for rule in self.rules], dtype="bool")
        valued = frame["status"].map(lambda word: Status(word).has_value)
        self.valued = valued.to_numpy("bool")
        self.numbers = {c: frame[c].to_numpy("float64", copy=True) for c in NUMBERS}
        self.texts = {c: frame[c].to_numpy("object", copy=True) for c in TEXTS}

    def result(self, system: System, hidden: Flags) -> Applied:
        gone = self._gone(system, hidden)
        rows = np.flatnonzero(gone != "")
        secrets = self._secrets(rows)
        for column in NUMBERS:
            self.numbers[column][rows] = math.nan
            self.numbers[column][self.ruled & ~self.valued] = math.nan
        for column in TEXTS:
            self.texts[column][rows] = ""
        rounded_rows = self._round()
        self._recompute(system)
        silenced = self._silence(secrets)
        status = self.frame["status"].to_numpy("object", copy=True)
        status[rows] = Status.SECRET.value
        columns = {**self.numbers, **self.texts, "status": status}
        columns |= {
            name: self.frame[name].mask(self.ruled).to_numpy()
            for name in (LARGEST, SECOND)
            if name in self.frame
        }
        index, types = self.frame.index, self.frame.dtypes
        new = {n: pd.Series(v, index=index).astype(types[n]) for n, v in columns.items()}
        reasons, indicators = Counter(gone[rows]), Counter(self.names[row] for row in rows)
        return Applied(
            self.frame.assign(**new), dict(sorted(reasons.items())),
            dict(sorted(indicators.items())), rounded_rows, silenced,
        )  # fmt: skip

    def _gone(self, system: System, hidden: Flags) -> npt.NDArray[np.object_]:
        """The reason why a row is hidden, empty for the others."""
        reasons = np.full(len(self.frame), "", dtype="object")
        table = system.table
        for cell, variable in zip(table.cells, system.variable.tolist(), strict=True):
            if hidden[variable] and cell.state is not State.PUBLIC:
                reasons[list(cell.rows)] = _BY_PATTERN
        places = system.places()
        for ratio in table.ratios:
            found = [places.get(key) for key in ratio.parts]
            if any(variable is not None and hidden[variable] for variable in found):
                reasons[list(ratio.rows)] = _BY_PATTERN
        for row, reason in table.always.items():
            reasons[row] = reason
        secret = (self.frame["status"] == Status.SECRET.value).to_numpy("bool")
        reasons[self.ruled & secret & (reasons == "")] = WITHHELD
        self._together(reasons)
        reasons[~self.ruled | ~(self.valued | secret)] = ""
        return reasons

    def _together(self, reasons: npt.NDArray[np.object_]) -> None:
        """Areas that were published as one value are hidden as one."""
        joint = np.flatnonzero(self.frame["joint"].to_numpy("object") != "")
        named = ["indicator", "level", "period", "table", "joint"]
        for rows in self.frame.iloc[joint].groupby(named, sort=False).indices.values():
            hit = [reason for reason in reasons[joint[rows]] if reason]
            if hit:
                reasons[joint[rows]] = hit[0]

    def _secrets(self, rows: npt.NDArray[np.int64]) -> set[float]:
        """All numbers that nobody may read any more."""
        every = np.concatenate([self.numbers[column][rows] for column in NUMBERS])
        return set(every[~np.isnan(every) & (every != 0)].tolist())

    def _round(self) -> int:
        """Multiples of the base instead of counts; texts go, because they may say the count."""
        done = 0
        for row, rule in enumerate(self.rules):
            if rule is None or not rule.rounding:
                continue
            counted = self.catalog.indicator(self.names[row]).kind is Kind.COUNT
            for column in ("value",) if counted else ("numerator", "denominator"):
                number = self.numbers[column][row]
                if not math.isnan(number):
                    self.numbers[column][row] = rounded(number, rule.rounding)
            if not math.isnan(self.numbers["value"][row]):
                done += 1
                self.texts["wording"][row] = ""
                self.texts["note"][row] = f"Auf Vielfache von {rule.rounding} gerundet."
        return done

    def _recompute(self, system: System) -> None:
        """Shares and rates of what is published, never of anything else."""
        published = self.published(system)
        places = system.places()
        for ratio in system.table.ratios:
            for row in ratio.rows:
                if math.isnan(self.numbers["value"][row]):
                    continue
                counts = [self.numbers[name][row] for name in ("numerator", "denominator")]
                for n, key in enumerate(ratio.parts):
                    if math.isnan(counts[n]) and key in places:
                        counts[n] = published[places[key]]
                indicator = self.catalog.indicator(self.names[row])
                value = ratios.quotient(counts[0], counts[1], indicator)
                if not math.isnan(value):
                    self.numbers["value"][row] = value

    def published(self, system: System) -> Floats:
        """What the rows say about every variable, rounded or not, NaN where they say nothing."""
        found = np.full(len(system.value), math.nan)
        for cell, variable in zip(system.table.cells, system.variable.tolist(), strict=True):
            for row, column in cell.told:
                if not cell.implied and not math.isnan(self.numbers[column][row]):
                    found[variable] = self.numbers[column][row]
        return found

    def _silence(self, secrets: set[float]) -> int:
        """Texts of rows with a rule must not say what another row hides."""
        done = 0
        for row in np.flatnonzero(self.ruled):
            for column in TEXTS:
                if said(str(self.texts[column][row])) & secrets:
                    self.texts[column][row] = ""
                    done += 1
        return done


def said(text: str) -> set[float]:
    """The numbers in a text, in figures (German or English) and in words from zwei to zwölf."""
    found = set()
    for token in _TOKEN.findall(text):
        if token.casefold() in _WORDS:
            found.add(float(_WORDS.index(token.casefold()) + 2))
        elif token[0].isdecimal():
            forms = (token.replace(".", "").replace(",", "."), token.replace(",", ""))
            found |= {float(form) for form in forms if form.count(".") <= 1}
    return found
