"""Which of Streamlit's own scripts our pages will need: run early, while the server still thinks.

Streamlit loads the code of an element when the first one appears. On a cold start that is a chain
of small requests at the worst moment, and React holds back late parts by another 300 ms.
"""

from __future__ import annotations

from functools import lru_cache

from sozialraum.web.package_files import package_folder

ELEMENTS = ("ComponentInstance",)
"""Scripts of the elements that the pages with a map consist of."""


@lru_cache(maxsize=1)
def element_scripts() -> tuple[str, ...]:
    """Paths below the base path; fewer where Streamlit names its files differently."""
    folder = package_folder("streamlit") / "static" / "static" / "js"
    found = [path.name for name in ELEMENTS for path in sorted(folder.glob(f"{name}.*.js"))]
    return tuple(f"static/js/{name}" for name in found)
