"""Charts as SVG and pictures as PNG, without a browser (vl-convert).

vl-convert keeps one JavaScript engine per process; calls from several threads wait for each other.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

FONTS = Path(__file__).resolve().parents[3] / "static" / "schrift"
_VERSION = "6.4"
_LOCK = Lock()


def chart_svg(spec: dict[str, Any]) -> str:
    """A Vega-Lite specification with inline data as SVG text. Nothing is ever fetched."""
    with _LOCK:
        svg: str = _converter().vegalite_to_svg(
            json.dumps(spec, allow_nan=False), vl_version=_VERSION, allowed_base_urls=[]
        )
    return svg


def svg_png(svg: str, scale: float = 2) -> bytes:
    """An SVG as PNG with ``scale`` pixels per unit."""
    with _LOCK:
        png: bytes = _converter().svg_to_png(svg, scale=scale)
    return png


@lru_cache(maxsize=1)
def _converter() -> Any:
    """The module, with our fonts where the checkout has them. Called under the lock."""
    import vl_convert

    if FONTS.is_dir():
        vl_convert.register_font_directory(str(FONTS))
    return vl_convert
