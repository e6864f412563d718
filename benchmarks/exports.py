"""Files that leave the house: time of a sheet, of twelve sheets, memory over many exports."""

from __future__ import annotations

import time
import urllib.request
from statistics import median
from typing import Any

import psutil

AREAS = ("054", "061", "001", "111", "532")
WARM_UP = 30
EXPORTS = 200


def measure(address: str, pid: int) -> dict[str, Any]:
    """Seconds per file, and growth of the server over ``EXPORTS`` files after a warm-up."""
    sheet = [_seconds(f"{address}/{_sheet('unterbezirk', code)}") for code in AREAS]
    city = _seconds(f"{address}/{_sheet('stadt', '05913')}")
    twelve = _seconds(f"{address}/sozialraum/export/steckbriefe.pdf?ebene=stadtbezirk")
    for number in range(WARM_UP):
        _seconds(f"{address}/{_mixed(number)}")
    before = _memory(pid)
    for number in range(EXPORTS):
        _seconds(f"{address}/{_mixed(number)}")
    return {
        "sheet_s": round(median(sheet), 2),
        "first_sheet_s": round(sheet[0], 2),
        "sheet_of_the_city_s": round(city, 2),
        "twelve_sheets_s": round(twelve, 1),
        "growth_over_200_exports_mb": round(_memory(pid) - before, 1),
        "server_mb": round(_memory(pid)),
    }


def _sheet(level: str, code: str) -> str:
    return f"sozialraum/export/steckbrief.pdf?ebene={level}&gebiet={code}"


def _mixed(number: int) -> str:
    """Sheets of different areas, charts and maps as pictures, tables: none twice in a row."""
    code = f"{(number * 7) % 9 + 1:02d}"
    kinds = (
        _sheet("stadtbezirk", code),
        f"sozialraum/export/steckbrief.xlsx?ebene=stadtbezirk&gebiet={code}",
        "sozialraum/export/zuwanderung/eu2-stadt.png",
        "sozialraum/export/zuwanderung/eu2-stadt.svg",
        f"sozialraum/export/karte.png?indikator=kinder_sgb2&klassen={number % 6 + 3}",
        f"sozialraum/export/karte.xlsx?indikator=kinder_sgb2&klassen={number % 6 + 3}",
        "sozialraum/export/daten/indikatoren.xlsx",
    )
    return kinds[number % len(kinds)]


def _seconds(address: str) -> float:
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=120) as answer:
        assert answer.status == 200
        answer.read()
    return time.perf_counter() - began


def _memory(pid: int) -> float:
    """Resident memory of the server and its children in MB."""
    process = psutil.Process(pid)
    return sum(p.memory_info().rss for p in [process, *process.children(recursive=True)]) / 1e6
