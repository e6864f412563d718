from __future__ import annotations

from pathlib import Path

import pytest

from secret_home import found_in, make_secret_home
from sozialraum.catalog import Catalog, load_catalog, survey
from sozialraum.catalog.public_part import public_part
from sozialraum.catalog.translation import texts_of, translated
from sozialraum.domain.access import Role
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.language import Language, speaking
from sozialraum.publish import build_release, check
from sozialraum.storage.release import ReleaseStore
from sozialraum.web import live as live_module
from sozialraum.web.live import Live

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Kinder unter 15 Jahren mit SGB-II-Leistungen"
msgstr "Children under 15 receiving SGB II benefits"

msgid "Unterbezirke"
msgstr "Sub-districts"

msgid "Angebote"
msgstr "Services"

msgctxt "einheit"
msgid "Personen"
msgstr "persons"

msgid "Prüfsumme der Quelle"
msgstr "Check sum of the source"

msgctxt "vorhaben"
msgid "Fläche"
msgstr "Site"

msgctxt "vorhaben"
msgid "Wohnen"
msgstr "Housing"
"""
METHOD = "# Klassen\n\nWie geteilt wird.\n"
ENGLISH_METHOD = "# Classes\n\nHow values are divided.\n"
QUERY = LayerQuery("kinder_sgb2", "unterbezirk", "2024", Scheme.NATURAL)


def bring(home: Path, po: str = PO) -> Path:
    for name, text in {
        "data/sprachen/en.po": po,
        "data/methoden/klassen.md": METHOD,
        "data/methoden/en/klassen.md": ENGLISH_METHOD,
    }.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    return home


def english(catalog: Catalog) -> Catalog:
    return translated(catalog, Language.ENGLISH)


def test_texts_are_said_in_english_and_german_stays_as_it_is(toy: Path) -> None:
    catalog = load_catalog(bring(toy))
    spoken = english(catalog)
    assert translated(catalog, Language.GERMAN) is catalog
    assert spoken.indicator("kinder_sgb2").name == "Children under 15 receiving SGB II benefits"
    assert spoken.indicator("kinder_sgb2").short == "Kinderarmut"
    assert spoken.level("unterbezirk").plural == "Sub-districts"
    assert spoken.indicator("einwohner").unit == "persons"
    assert spoken.table("atlas_2024").excluded == {"Insgesamt": "Check sum of the source"}
    assert spoken.methods["klassen"].title == "Classes"
    assert catalog.indicator("kinder_sgb2").name.startswith("Kinder unter 15")
    assert spoken.areas("unterbezirk") is catalog.areas("unterbezirk")
    assert spoken.german is catalog
    assert english(spoken) is spoken


def test_without_translations_a_city_speaks_german_only(toy: Path) -> None:
    catalog = load_catalog(toy)
    assert english(catalog) is catalog


def test_words_of_rows_are_said_one_by_one_and_rows_stay_as_they_are(toy: Path) -> None:
    catalog = load_catalog(bring(toy))
    spoken = english(catalog)
    records = spoken.records("vorhaben")
    assert records.said("Fläche") == "Site"
    assert records.said("Wohnen | Grün") == "Housing | Grün"
    assert catalog.records("vorhaben").said("Fläche") == "Fläche"
    assert records.columns[2].values == ("Fläche", "Gebäude")


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (PO.replace('msgid "Angebote"', 'msgid "Angebote'), "Zeile 10"),
        (PO.replace('msgid "Angebote"', 'msid "Angebote"'), "Zeile 10"),
        (PO.replace('msgstr "Services"\n', ""), "Zeile"),
        (PO.replace('msgstr "Services"', 'msgstr "Serv"ices"'), "Zeile 11"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(toy: Path, content: str, where: str) -> None:
    problems = survey(bring(toy, content)).problems
    assert [p.file for p in problems] == ["data/sprachen/en.po"]
    assert problems[0].key.startswith(where)


def test_a_file_that_is_no_utf_8_is_refused_with_its_line(toy: Path) -> None:
    bring(toy)
    (toy / "data/sprachen/en.po").write_bytes(PO.encode("cp1252"))
    (problem,) = survey(toy).problems
    assert problem.key == "Zeile 17"
    assert "UTF-8" in problem.what


def test_a_language_that_nobody_speaks_is_refused(toy: Path) -> None:
    bring(toy)
    (toy / "data/sprachen/fr.po").write_text(PO, encoding="utf-8")
    assert [p.file for p in survey(toy).problems] == ["data/sprachen/fr.po"]


def test_what_nobody_says_any_more_is_noted_and_published_all_the_same(toy: Path) -> None:
    gone = '\nmsgid "Früherer Name"\nmsgstr "Former name"\n'
    word = '\nmsgctxt "vorhaben"\nmsgid "Halde"\nmsgstr "Heap"\n'
    found = check(bring(toy, PO + gone + word))
    assert found.ok
    assert [(n.key, n.what) for n in found.notices] == [
        ("", "Kein deutscher Text lautet „Früherer Name“."),
        ("vorhaben", "Kein deutscher Text lautet „Halde“."),
    ]


def test_the_public_part_translates_nothing_restricted(tmp_path: Path) -> None:
    home = make_secret_home(tmp_path / "stadt")
    secret = load_catalog(home)
    hidden = texts_of(secret)[""] - texts_of(public_part(secret))[""]
    assert found_in("\n".join(hidden).encode()), "nothing restricted to be found"
    added = "".join(f'\nmsgid "{text}"\nmsgstr "EN {text}"\n' for text in sorted(hidden))
    words = '\nmsgctxt "bernstein"\nmsgid "Bernsteinvorgang"\nmsgstr "Bernsteinvorgang"\n'
    catalog = load_catalog(bring(home, PO + added + words))
    part = public_part(catalog).translations[Language.ENGLISH]
    assert not found_in(repr(part).encode())
    assert not hidden & part.texts[""].keys()
    assert part.texts[""]["Unterbezirke"] == "Sub-districts"
    assert part.texts["vorhaben"] == catalog.translations[Language.ENGLISH].texts["vorhaben"]


@pytest.fixture
def served(toy: Path, monkeypatch: pytest.MonkeyPatch) -> live_module._Holder:
    bring(toy)
    build_release(toy, toy / "var")
    monkeypatch.setenv("SOZIALRAUM_HOME", str(toy))
    return live_module._Holder()


def lives(served: live_module._Holder) -> tuple[Live, Live]:
    german = served.get(frozenset({Role.PUBLIC}))
    with speaking(Language.ENGLISH):
        return german, served.get(frozenset({Role.PUBLIC}))


def test_each_language_has_one_monitor_with_the_same_numbers(served: live_module._Holder) -> None:
    german, spoken = lives(served)
    assert lives(served) == (german, spoken)
    here, there = german.monitor.map_view(QUERY), spoken.monitor.map_view(QUERY)
    assert there.indicator.name == "Children under 15 receiving SGB II benefits"
    assert here.indicator.name == "Kinder unter 15 Jahren mit SGB-II-Leistungen"
    assert here.codes == there.codes
    assert [period.values for period in here.periods] == [period.values for period in there.periods]
    assert german.monitor.release._observations is spoken.monitor.release._observations


def test_a_file_of_the_map_is_found_in_whatever_language(served: live_module._Holder) -> None:
    german, spoken = lives(served)
    assert german.assets.package_url != spoken.assets.package_url
    for path in (*german.assets.first, *spoken.assets.first):
        assert path in german.assets.files


def test_a_release_keeps_its_translations(toy: Path) -> None:
    build_release(bring(toy), toy / "var")
    catalog = ReleaseStore(toy).current().catalog
    assert english(catalog).methods["klassen"].text == "How values are divided."
    assert english(catalog).layer("angebote").name == "Services"
