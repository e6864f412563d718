"""A presentation in the browser: collect, reload, play without a network, keys, screens."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sozialraum.catalog import load_catalog
from sozialraum.domain.scenes import Story

pytestmark = pytest.mark.browser
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"
STORIES = tuple(sorted(p.stem for p in Path("data/praesentationen").glob("*.json")))
SIZES = ((1440, 900), (1920, 1080), (390, 844))
INSIDE = """() => {
  const now = document.querySelector('.szene.jetzt');
  const texts = [...now.querySelectorAll('h1, header p, figure svg, figure text, .quelle')];
  const wide = document.documentElement.clientWidth, high = document.documentElement.clientHeight;
  return texts.filter((one) => {
    const box = one.getBoundingClientRect();
    const below = wide > 600 && box.bottom > high + 1;
    return box.width && (box.left < -1 || box.top < -1 || box.right > wide + 1 || below);
  }).map((one) => one.textContent.slice(0, 60));
}"""
COVERED = """() => {
  const now = document.querySelector('.szene.jetzt');
  const [head, picture, foot] = ['header', 'figure', 'footer'].map((name) =>
    now.querySelector(name).getBoundingClientRect());
  return head.bottom > picture.top + 1 || picture.bottom > foot.top + 1;
}"""

LAST_LINE_IN_SIGHT = """() => {
  const last = [...document.querySelectorAll('.szene.jetzt li')].pop().getBoundingClientRect();
  return last.right <= innerWidth + 1 && last.bottom <= innerHeight + 1;
}"""


@pytest.fixture(scope="module")
def stories() -> dict[str, Story]:
    return dict(load_catalog(Path.cwd()).stories)


@pytest.fixture(scope="module")
def saved(
    dashboard: str, browser: Any, stories: dict[str, Story], tmp_path_factory: Any
) -> dict[str, Path]:
    """The file for another computer of each story, saved by the page."""
    folder = tmp_path_factory.mktemp("gespeichert")
    context = browser.new_context(accept_downloads=True, locale="de-DE")
    page = context.new_page()
    files = {}
    for name, story in stories.items():
        page.goto(f"{dashboard}/praesentation")
        title = story.presentation.title
        page.get_by_role("button", name=f"„{title}“ öffnen").click()
        page.locator(".sr-szene").nth(len(story.presentation.scenes) - 1).wait_for(timeout=60_000)
        page.locator("h2", has_text=f"1. {story.presentation.scenes[0].title}").wait_for()
        with page.expect_download(timeout=60_000) as download:
            page.get_by_role("link", name="Für einen anderen Rechner speichern").click()
        files[name] = folder / f"{name}.html"
        download.value.save_as(files[name])
    context.close()
    return files


def _offline(browser: Any, file: Path, width: int, height: int) -> tuple[Any, list[str]]:
    """The file opened from the disk; every request but that of the file itself is refused."""
    context = browser.new_context(viewport={"width": width, "height": height})
    asked: list[str] = []

    def refuse(route: Any) -> None:
        if route.request.url.split("#")[0] == file.as_uri():
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    context.route("**/*", refuse)
    page = context.new_page()
    page.on("pageerror", lambda error: asked.append(str(error)))
    page.on("console", lambda said: asked.append(said.text) if said.type == "error" else None)
    page.goto(file.as_uri())
    page.wait_for_selector("body.bereit")
    return page, asked


def _title(page: Any) -> str:
    return str(page.locator(".szene.jetzt h1").inner_text())


@pytest.mark.parametrize("name", STORIES)
def test_a_story_plays_through_without_a_network(
    browser: Any, saved: dict[str, Path], stories: dict[str, Story], name: str
) -> None:
    scenes = stories[name].presentation.scenes
    for width, height in SIZES:
        page, asked = _offline(browser, saved[name], width, height)
        for scene in scenes:
            assert _title(page) == scene.title
            assert page.locator(".szene.jetzt .quelle").inner_text().startswith("Quelle: ")
            pictures = page.locator(".szene.jetzt figure svg").all()
            assert [picture.is_visible() for picture in pictures] == [width > 600, width <= 600]
            assert page.evaluate(INSIDE) == [], (scene.id, width)
            assert not page.evaluate(COVERED), (scene.id, width)
            page.keyboard.press("PageDown")
        assert _title(page) == "Quellen und Lizenzen"
        assert page.locator(".szene.jetzt li").count() >= 4
        assert page.evaluate(LAST_LINE_IN_SIGHT) == (name != "wo_beratung_fehlt" and width > 600)
        for _ in range(40 if width < 600 else 4):
            page.keyboard.press("PageDown")
        assert page.evaluate(LAST_LINE_IN_SIGHT)
        assert page.evaluate("[...document.fonts].some((one) => one.status === 'loaded')")
        assert asked == []
        page.context.close()


def test_keys_black_screen_jump_and_tap(
    browser: Any, saved: dict[str, Path], stories: dict[str, Story]
) -> None:
    titles = [scene.title for scene in stories[STORIES[0]].presentation.scenes]
    titles.append("Quellen und Lizenzen")
    page, _ = _offline(browser, saved[STORIES[0]], 1440, 900)
    for key, place in (
        ("ArrowRight", 1), ("PageDown", 2), ("Space", 3), ("PageUp", 2), ("ArrowLeft", 1),
        ("End", -1), ("PageUp", -2), ("End", -1), ("ArrowRight", -1), ("Home", 0), ("ArrowLeft", 0),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert _title(page) == titles[place], key
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    assert _title(page) == titles[3]
    assert titles[3] in page.locator("#ansage").inner_text()
    page.keyboard.press("b")
    assert not page.locator("h1", has_text=titles[3]).is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    page.keyboard.press(".")
    assert page.locator("h1", has_text=titles[3]).is_visible()
    page.mouse.click(1300, 450)
    assert _title(page) == titles[4]
    page.mouse.click(60, 450)
    assert _title(page) == titles[3]
    page.context.close()


def test_the_speaker_sees_notes_in_a_second_window_that_turns_along(
    browser: Any, saved: dict[str, Path], stories: dict[str, Story]
) -> None:
    scenes = stories[STORIES[0]].presentation.scenes
    page, _ = _offline(browser, saved[STORIES[0]], 1440, 900)
    assert not page.locator(".szene.jetzt .notiz").is_visible()
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    notes = opened.value
    notes.wait_for_selector("body.notizen.bereit")
    assert notes.locator(".szene.jetzt .notiz").inner_text() == scenes[0].note
    notes.keyboard.press("ArrowRight")
    page.locator(".szene.jetzt h1", has_text=scenes[1].title).wait_for()
    page.keyboard.press("ArrowRight")
    notes.locator(".szene.jetzt h1", has_text=scenes[2].title).wait_for()
    page.context.close()


def test_axe_finds_nothing_serious(browser: Any, saved: dict[str, Path]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, _ = _offline(browser, saved[STORIES[0]], 1440, 900)
    page.evaluate(Axe().axe_script)
    for _ in range(3):
        result = page.evaluate("axe.run()")
        assert [(v["id"], v["nodes"][0]["target"]) for v in result["violations"]] == []
        page.keyboard.press("ArrowRight")
    page.context.close()


def test_one_click_collects_and_a_reload_keeps_the_scenes(
    dashboard: str, open_tab: Callable[..., Any]
) -> None:
    tab = open_tab(1440, 900)
    page = tab.page
    page.goto(f"{dashboard}/karte?indikator=kinder_sgb2&stichtag=2018")
    page.get_by_role("button", name="Zur Präsentation").click()
    page.get_by_text("Szene 1 hinzugefügt.").wait_for()
    page.goto(f"{dashboard}/zuwanderung?abschnitt=entwicklung")
    page.get_by_role("button", name="Zur Präsentation").first.click()
    page.get_by_text("Szene 2 hinzugefügt.").wait_for()
    page.goto(f"{dashboard}/praesentation")
    page.locator(".sr-szene").nth(1).wait_for()
    page.reload()
    page.locator(".sr-szene").nth(1).wait_for()
    picture = page.locator("img.sr-szene-bild").first
    picture.evaluate("(one) => one.complete || new Promise((done) => (one.onload = done))")
    assert picture.evaluate("(one) => one.naturalWidth") > 300
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Abspielen").click()
    played = opened.value
    played.wait_for_selector("body.bereit")
    began = time.monotonic()
    played.keyboard.press("ArrowRight")
    assert played.locator(".szene.jetzt footer").inner_text().endswith("2/2")
    assert time.monotonic() - began < 5
    answer = page.context.request.get(played.url.split("#")[0])
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    other = open_tab(1440, 900).page
    assert other.context.request.get(played.url.split("#")[0]).status == 404
    assert tab.foreign == []
