"""Style of the pages: calm, flat, one accent colour. The map's own style lives in static/engine."""

from __future__ import annotations

from pathlib import Path

PAGE_STYLE = Path(__file__).with_name("page.css")
