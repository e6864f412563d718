"""What really travels to the component, word for word."""

from __future__ import annotations

import streamlit_folium

from sozialraum.language import Language, speaking
from sozialraum.render.map import EngineAssets, base_map, view_group

ENGINE = EngineAssets(("../../sozialraum/motor/a.js",), ("../../sozialraum/motor/a.css",))
PACKAGE = "../../sozialraum/geometrie/0123456789abcdef.json"


def test_the_two_scripts() -> None:
    folium_map = base_map(PACKAGE, ENGINE)
    assert streamlit_folium._get_map_string(folium_map) == (
        'var map_div = SozialraumMap.create("map_div",'
        '"../../sozialraum/geometrie/0123456789abcdef.json");\nvar drawnItems = [];'
    )
    group = view_group({"title": "`${1}` {{'x'}} <b> Süd", "values": [1, None]})
    assert streamlit_folium._get_feature_group_string(group, folium_map) == (
        "var feature_group_feature_group_0 = L.featureGroup();SozialraumMap.show("
        '{"language":"de","title":"\\u0060\\u0024\\u007b1\\u007d\\u0060 '
        "\\u007b\\u007b\\u0027x\\u0027\\u007d\\u007d "
        '\\u003cb\\u003e Süd","values":[1,null]});'
        "\nmap_div.addLayer(feature_group_feature_group_0);\n"
        "window.feature_group = window.feature_group || [];\n"
        "window.feature_group.push(feature_group_feature_group_0);\n"
    )


def test_the_language_goes_with_every_view_unless_it_names_one() -> None:
    with speaking(Language.ENGLISH):
        assert view_group({}).view_literal == '{"language":"en"}'
        assert view_group({"language": "de"}).view_literal == '{"language":"de"}'
