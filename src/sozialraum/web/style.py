"""Look of the pages: calm, flat, one accent colour. The map's own style lives in static/engine."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sozialraum.language import n_

TITLE = n_("Sozialraum-Monitor")
SIDEBAR_WIDTH = 236
_IMAGES = Path(__file__).resolve().parents[3] / "static" / "marke"
WORDMARK = str(_IMAGES / "schriftzug.svg")
MARK = str(_IMAGES / "zeichen.svg")
_SHEETS = ("page.css", "exhibits.css", "data.css")


@lru_cache(maxsize=1)
def page_style() -> str:
    """The style sheets of all pages as one element."""
    texts = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _SHEETS)
    return f"<style>{''.join(texts)}</style>"
