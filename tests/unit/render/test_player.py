from __future__ import annotations

import re

from sozialraum.catalog.scene_file import as_dict, read_scenes
from sozialraum.domain.scenes import Presentation, Scene, SceneView
from sozialraum.language import Language, speaking
from sozialraum.render.player import Slide, player

EVIL = "</script><script>alert(1)</script><!-- \" ' & "
SCENES = (
    Scene(id="a", page="karte", title="Erste", text=EVIL, note="Nur für mich"),
    Scene(id="b", page="karte", title="Zweite"),
)


def _html() -> str:
    views = [
        SceneView(SCENES[0], source="Amt", quality="amtliche Quelle", example=True),
        SceneView(SCENES[1], problem="Der Indikator fehlt."),
    ]
    slides = [Slide(views[0], "<svg></svg>", "<svg></svg>"), Slide(views[1], "")]
    scenes = as_dict(Presentation(title="Probe", scenes=SCENES))
    return player("Probe", slides, scenes, ["Amt <1> · Lizenz: frei · Szene 1"]).html


def test_a_text_ends_no_element_and_runs_nothing() -> None:
    html = _html()
    assert html.count("<script") == html.count("</script>") == 2
    assert "alert(1)</script>" not in html


def test_nothing_is_fetched_and_the_letters_are_inside_once() -> None:
    html = _html()
    assert not re.search(r"""(src|href)=["']?(?!data:)""", html.replace("src:url(data:", ""))
    assert html.count("@font-face") == 3
    assert "default-src &#x27;none&#x27;" in html or "default-src 'none'" in html
    assert "unsafe" not in html


def test_source_example_mark_and_problem_stand_in_their_scene() -> None:
    html = _html()
    first, second, _ = re.findall(r"<section.*?</section>", html, re.DOTALL)
    assert "Quelle: Amt (amtliche Quelle)" in first
    assert "Beispieldaten (erfunden)" in first
    assert "Der Indikator fehlt." in second
    assert "Beispieldaten" not in second


def test_the_file_can_be_opened_as_scene_file() -> None:
    assert read_scenes(_html().encode()).presentation.scenes == SCENES


def test_it_speaks_the_language() -> None:
    with speaking(Language.ENGLISH):
        html = _html()
    assert '<html lang="en">' in html
    assert "Scene 1 of 2" in html


def test_all_sources_stand_on_a_last_page_that_counts_as_no_scene() -> None:
    html = _html()
    first, second, last = re.findall(r"<section.*?</section>", html, re.DOTALL)
    assert "<h1>Quellen und Lizenzen</h1>" in last
    assert "<li>Amt &lt;1&gt; · Lizenz: frei · Szene 1</li>" in last
    assert "Danach: Zweite" in first
    assert "Danach: Quellen und Lizenzen" in second
    assert "2/2" in second
    assert html.count('class="schmal"') == 1
