"""Statements in the project's own strict form: declarations as TOML, values as long CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from sozialraum.domain.indicators import Indicator, Source, TableForm
from sozialraum.domain.mapping import TableMapping
from sozialraum.domain.observations import LONG_COLUMNS
from sozialraum.domain.status import Status

if TYPE_CHECKING:
    from sozialraum.importers.mapped_table import Read

SOURCES_FILE = "data/quellen.toml"
_JOINT = "gemeinsam"
_PIECE = 50_000


def to_own_form(read: Read, mapping: TableMapping) -> dict[str, bytes]:
    """Files of a table by their path below a home folder (or below the folder of an import).

    ``data/statistik/<id>.toml`` and ``.csv`` hold the statements, ``data/indikatoren/<id>.toml``
    the new indicators, ``data/quellen.toml`` **only** the new sources. Same statements, same bytes.
    """
    joint = bool((read.frame["joint"] != "").any())
    files = {
        f"data/statistik/{mapping.id}.toml": _table(mapping, joint=joint),
        f"data/statistik/{mapping.id}.csv": _rows(read.frame, joint=joint),
    }
    files |= {f"data/indikatoren/{entry.id}.toml": _entry(entry) for entry in mapping.indicators}
    if mapping.sources:
        files[SOURCES_FILE] = "\n".join(_source(entry) for entry in mapping.sources)
    return {path: text.encode("utf-8") for path, text in files.items()}


def toml_value(value: Any) -> str:
    """One value of TOML: text, number, yes or no, list or inline table."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{toml_value(str(k))} = {toml_value(v)}" for k, v in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(entry) for entry in value)}]"
    # JSON escapes are those of TOML; only DEL has to be added
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml(content: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {toml_value(value)}\n" for key, value in content.items())


def _entry(entry: Indicator) -> str:
    content = entry.model_dump(by_alias=True, exclude_defaults=True, mode="json")
    return _toml(content)


def _source(entry: Source) -> str:
    content = entry.model_dump(by_alias=True, exclude_defaults=True, mode="json")
    return f"[{toml_value(content.pop('id'))}]\n{_toml(content)}"


def _table(mapping: TableMapping, *, joint: bool) -> str:
    content: dict[str, Any] = {
        "id": mapping.id,
        "titel": mapping.title,
        "datei": f"{mapping.id}.csv",
        "form": TableForm.LONG.value,
    }
    if mapping.edition:
        content["gebietsstand"] = mapping.edition
    if mapping.source:
        content["quelle"] = mapping.source
    content["guete"] = mapping.quality.value
    if joint:
        content["gemeinsam"] = _JOINT
    if mapping.invented:
        content["erfunden"] = True
    return _toml(content)


def _rows(frame: pd.DataFrame, *, joint: bool) -> str:
    """The long CSV, sorted by indicator, level, area and date; made in pieces, to spare memory."""
    ordered = frame.sort_values(["indicator", "level", "code", "period", "row"], kind="stable")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerow([*LONG_COLUMNS, _JOINT] if joint else LONG_COLUMNS)
    for start in range(0, len(ordered), _PIECE):
        columns = _columns(ordered.iloc[start : start + _PIECE])
        if not joint:
            del columns[_JOINT]
        writer.writerows(zip(*columns.values(), strict=True))
    return stream.getvalue()


def _columns(part: pd.DataFrame) -> dict[str, list[str]]:
    """Texts of the long columns in their order."""
    texts = {
        "indikator": "indicator", "ebene": "level", "gebiet": "code", "stichtag": "period",
        "wert": "value", "zaehler": "numerator", "nenner": "denominator", "zeichen": "status",
        "quelle": "source", "guete": "quality", "vorrang": "preferred", "wortlaut": "wording",
        "hinweis": "note", _JOINT: "joint",
    }  # fmt: skip
    columns = {name: part[texts[name]].tolist() for name in (*LONG_COLUMNS, _JOINT)}
    for name in ("wert", "zaehler", "nenner"):
        columns[name] = [_number(value) for value in columns[name]]
    columns["zeichen"] = ["" if word == Status.OK.value else word for word in columns["zeichen"]]
    columns["vorrang"] = ["ja" if first else "" for first in columns["vorrang"]]
    return columns


def _number(value: float) -> str:
    """Decimal comma, no exponent, no digit lost; empty where there is no number."""
    if math.isnan(value):
        return ""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return (format(Decimal(text), "f") if "e" in text else text).replace(".", ",")
