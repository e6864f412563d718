"""Look of the pages: calm, flat, one accent colour. The map's own style lives in static/engine."""

from __future__ import annotations

from pathlib import Path

TITLE = "Sozialraum-Monitor"
SIDEBAR_WIDTH = 236
_IMAGES = Path(__file__).resolve().parents[3] / "static" / "marke"
WORDMARK = str(_IMAGES / "schriftzug.svg")
MARK = str(_IMAGES / "zeichen.svg")
PAGE_STYLE = Path(__file__).with_name("page.css")
