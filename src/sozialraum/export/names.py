"""File names that speak and are safe everywhere, and text cells that never start a formula."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

LONGEST = 80
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def file_name(*parts: str, suffix: str) -> str:
    """``("Kinder SGB II", "2024")`` -> ``kinder-sgb-ii-2024.csv``; ASCII, at most 80 signs."""
    text = "-".join(parts).translate(_UMLAUTS)
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:LONGEST].strip("-")
    return f"{slug or 'sozialraum'}.{suffix}"


def content_disposition(name: str) -> str:
    """Header value that makes the browser save the answer under ``name``."""
    return f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"


def safe_cell(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula (apostrophe where needed)."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
