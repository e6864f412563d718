"""The picture of the invented city, sign by sign (``static_map_toy.svg``).

After a wanted change: look at the new picture, then write it with
``python tests/golden/test_static_map.py``.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

GOLDEN = Path(__file__).with_name("static_map_toy.svg")


def picture(home: Path) -> str:
    from sozialraum.domain.queries import LayerQuery, Scheme
    from sozialraum.render.static_map import MapPicture, PictureLayer, map_svg
    from sozialraum.service import Monitor
    from sozialraum.storage.release import ReleaseStore

    release = ReleaseStore(home).current()
    view = Monitor(release).map_view(
        LayerQuery("kinder_sgb2", "unterbezirk", "2024", Scheme.EQUAL, 2)
    )
    shown = MapPicture(
        width=800,
        selected="012",
        borders=release.areas("stadtbezirk"),
        borders_name="Stadtbezirke",
        layers=[PictureLayer("Angebote", "kreis", "#0f6f83", [(7.405, 51.505)], without_place=1)],
        place="Musterstadt",
        exported=date(2025, 3, 1),
    )
    svg = map_svg(view, release.areas("unterbezirk"), picture=shown)
    return svg.replace("><", ">\n<")


def test_the_toy_city_is_drawn_as_before(published: Path) -> None:
    assert picture(published) == GOLDEN.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from sozialraum.publish import build_release
    from toy_home import make_home

    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder) / "toy")
        build_release(home, home / "var")
        GOLDEN.write_text(picture(home), encoding="utf-8")
