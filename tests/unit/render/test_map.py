"""The folium side: constant, small, and local or refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import streamlit_folium

from sozialraum.render.map import (
    BaseMap,
    EngineAssets,
    ForeignLinkError,
    assert_local,
    base_map,
    bundle,
    links,
    view_group,
)

STATIC = Path(__file__).parents[3] / "static"
ENGINE = EngineAssets(("../../sozialraum/motor/a.js",), ("../../sozialraum/motor/a.css",))
PACKAGE = "../../sozialraum/geometrie/0123456789abcdef.json"


def scripts(view: dict[str, object], package: str = PACKAGE) -> tuple[str, str]:
    folium_map = base_map(package, ENGINE)
    base = streamlit_folium._get_map_string(folium_map)
    return base, streamlit_folium._get_feature_group_string(view_group(view), folium_map)


def test_the_base_map_stays_the_same_whatever_is_shown() -> None:
    assert scripts({"indicator": "a"})[0] == scripts({"indicator": "b"})[0]


def test_another_package_is_another_map() -> None:
    texts = [scripts({}, f"../../sozialraum/geometrie/{name}.json")[0] for name in ("a_1", "a_2")]
    keys = {streamlit_folium.generate_js_hash(text, "karte") for text in texts}
    assert len(keys) == 2


def test_views_that_differ_only_after_an_underscore_differ() -> None:
    assert scripts({"indicator": "anteil_2023"})[1] != scripts({"indicator": "anteil_2024"})[1]


def test_nothing_is_added_to_the_page() -> None:
    folium_map = base_map(PACKAGE, ENGINE)
    folium_map.get_root().render()
    assert streamlit_folium._get_header(folium_map) == ""
    assert streamlit_folium._get_html(folium_map) == ""
    assert list(links(folium_map)) == [
        "../../sozialraum/motor/a.js",
        "../../sozialraum/motor/a.css",
    ]


@pytest.mark.parametrize(
    "link",
    [
        "https://cdn.example/x.js",
        "//cdn.example/x.js",
        "/x.js",
        "data:text/javascript,1",
        "javascript:1",
        "../..//cdn.example/x.js",
        "..\\x.js",
        "",
        "\thttps://cdn.example/x.js",
    ],
)
def test_a_link_that_is_not_local_is_refused(link: str) -> None:
    with pytest.raises(ForeignLinkError, match="Fremdes"):
        base_map(PACKAGE, EngineAssets((link,), ()))
    with pytest.raises(ForeignLinkError):
        base_map(link, ENGINE)


def test_links_of_children_are_checked_too() -> None:
    folium_map = BaseMap(PACKAGE, ENGINE)
    child = view_group({})
    child.default_js = [("fremd", "https://cdn.example/x.js")]
    child.add_to(folium_map)
    with pytest.raises(ForeignLinkError, match=r"cdn\.example"):
        assert_local(folium_map)


def test_a_view_of_170_areas_and_two_periods_is_small() -> None:
    period = {
        "code": "2024",
        "label": "2024",
        "values": [123] * 170,
        "classes": "0" * 170,
        "counts": [34] * 5,
        "joint": [[i, i + 1] for i in range(0, 42, 2)],
        "sentence": "x" * 120,
    }
    base, group = scripts({"periods": [period, period], "classes": [["unter 10", "#eef3fa"]] * 5})
    assert len(json.dumps({"script": base, "feature_group": group})) <= 3500


def test_the_bundle_is_named_by_its_content(tmp_path: Path) -> None:
    assets, files = bundle(STATIC)
    assert {f"../../sozialraum/{path}" for path in files} == {*assets.scripts, *assets.styles}
    assert all(b"sozialraum" in content.lower() or b".sr-" in content for content in files.values())
    assert bundle(STATIC) == (assets, files)


def test_vendored_files_are_the_published_ones() -> None:
    import hashlib

    lines = (STATIC / "vendor" / "CHECKSUMS.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    listed = {row[1]: row[0] for row in rows}
    found = {
        path.relative_to(STATIC / "vendor").as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file() and path.name != "CHECKSUMS.txt"
    }
    assert listed == found
