"""People read English where English is spoken; what is stored is German, byte for byte."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from delivered_tables import csv_table, toy_file
from sozialraum.catalog import load_catalog
from sozialraum.domain.imports import ImportPlan
from sozialraum.domain.mapping import Correction
from sozialraum.errors import GeometryRefused, PublicationRefused, UnreadableInput
from sozialraum.geometry.shapes_reading import read_shapes
from sozialraum.importers.formats import read_table
from sozialraum.importers.hours import parse_hours, read_week
from sozialraum.importers.mapped_table import statements
from sozialraum.importers.proposal import propose
from sozialraum.importers.service_words import Remarks, read_modes
from sozialraum.language import Language, speaking
from sozialraum.publish import imports as taking
from sozialraum.publish import shape_imports
from sozialraum.publish.imports import imports, plan_import, take_over
from sozialraum.publish.shape_imports import take_over_shapes
from sozialraum.publish.shape_plan import plan_shapes
from toy_home import change
from toy_imports import delivery, everything, of_dogs
from toy_shapes import districts, geojson, playgrounds, point_mapping


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _handle: None)


@pytest.fixture
def english() -> Iterator[None]:
    with speaking(Language.ENGLISH):
        yield


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("content", "what", "fix"),
    [
        (
            "Gebiet;Wert\nHörde;1\n".encode() + "Süd;2\n".encode("cp1252"),
            "Line 3: the file mixes UTF-8 and other characters.",
            "Check the umlauts. Save as “CSV UTF-8” in Excel.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
            "This is an old Excel file (.xls).",
            "Save as “Excel workbook (.xlsx)” in Excel.",
        ),
        (
            b"%PDF-1.7",
            "This is a PDF file.",
            "Type the table or ask for it to be delivered. "
            "Save as CSV (UTF-8) or as an Excel file (.xlsx).",
        ),
        (b"", "The file is empty.", "Choose a file with a header row and data."),
    ],
)
def test_refusals_of_files(content: bytes, what: str, fix: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_table(content, "a.csv")
    assert (caught.value.what, caught.value.fix) == (what, fix)


@pytest.mark.usefixtures("english")
def test_the_question_about_an_unknown_sign(toy: Path) -> None:
    raw = csv_table("Gebiet;Wert 2024", "001;5", "002;abc", "003;.", "004;7")
    proposal = propose(raw, load_catalog(toy), "a.csv", ())
    asked = {question.column: question for question in proposal.questions}
    assert asked["abc"].text == "What does “abc” mean (1×, first in line 3)?"
    assert asked["."].text == "“.” (1×): are these values suppressed or unknown?"
    assert dict(asked["."].choices)["geheim"] != "geheim"


@pytest.mark.usefixtures("english")
def test_keys_without_area_and_cells_without_number(toy: Path) -> None:
    raw = csv_table("Gebiet;Wert", "001;5", "Atlantis;7", "003;1.2.3")
    read = statements(raw, of_dogs(), load_catalog(toy))
    said = {problem.key: problem.what for problem in read.problems}
    assert said["Line 3"].startswith("“Atlantis” belongs to no area of the level")
    assert said["Line 4"] == "Column “Wert”: “1.2.3” is not a number here (written the German way)."


@pytest.mark.usefixtures("english")
def test_shapes_without_a_declared_system(published: Path) -> None:
    plan = plan_shapes(published, geojson(districts(), crs=""), "a.geojson")
    said = " ".join([*(question.text for question in plan.questions), *map(_text, plan.faults)])
    assert "The coordinate system is not stated" in said
    assert not set("äöüß„") & set(said)


def _text(fault: Any) -> str:
    return str(fault.text)


@pytest.mark.usefixtures("english")
def test_the_process_that_reads_geopackages_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id);"
            "CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);"
            "INSERT INTO gpkg_geometry_columns VALUES ('eins', 'geom', 1);"
            "CREATE TABLE eins (fid INTEGER, geom BLOB); INSERT INTO eins VALUES (0, 'x');"
        )
    connection.close()
    said = []
    for layer in ("{zwei}", "eins"):
        with pytest.raises(GeometryRefused) as caught:
            read_shapes(path.read_bytes(), "a.gpkg", layer)
        (problem,) = caught.value.problems
        said.append((problem.key, problem.what, problem.fix))
    assert said == [
        ("{zwei}", "The file has no layer “{zwei}”.", "There are: eins."),
        (
            "eins, feature 1",
            "The geometry of feature 1 cannot be read.",
            "Save again as GeoPackage in the GIS.",
        ),
    ]


@pytest.mark.usefixtures("english")
def test_german_files_are_read_whatever_is_spoken() -> None:
    assert len(read_week("Mo-Mi 09:00-12:00").slots) == 3
    assert len(parse_hours("montags und mittwochs 9 bis 12 Uhr").slots) == 2
    remarks = Remarks()
    assert read_modes("aufsuchend", remarks) and not remarks.found


# -- what is stored -----------------------------------------------------------------------------


def _both(published: Path, folder: Path, act: Callable[[Path], object]) -> list[dict[str, bytes]]:
    """All files after ``act`` on two copies of a home folder, in German and in English.

    The moment at which a release was made is left out.
    """
    found = []
    for language in Language:
        home = folder / language.value / "home"
        shutil.copytree(published, home, symlinks=True)
        with speaking(language):
            act(home)
        files = everything(home)
        for path in [path for path in files if path.endswith("/manifest.json")]:
            said = json.loads(files[path])
            del said["created"]
            files[path] = json.dumps(said).encode()
        found.append(files)
    return found


def _same(german: dict[str, bytes], english: dict[str, bytes]) -> None:
    assert german.keys() == english.keys()
    assert [path for path in german if german[path] != english[path]] == []


@pytest.fixture
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (taking, shape_imports):
        monkeypatch.setattr(module, "now", lambda: "2026-03-01T12:00:00")


@pytest.mark.usefixtures("_at_noon")
def test_an_import_in_english_stores_the_same_bytes(published: Path, tmp_path: Path) -> None:
    wrong = Correction(key="003", column="Wert", expected="7", corrected="8", reason="Druckfehler")
    mapping = of_dogs(
        corrections=(wrong,), excluded={"999": "anderes Amt"}, signs={"?": "unbekannt"}
    )
    areas = ("001", "002", "003", "004", "011", "999")
    content = delivery("geheim", "x", 7, "-", "?", 9, areas=areas)
    german, english = _both(
        published,
        tmp_path,
        lambda home: take_over(home, content, "hunde.csv", mapping, who="amt"),
    )
    _same(german, english)
    (own,) = (text.decode() for path, text in english.items() if path.endswith("import_000001.csv"))
    assert "Zeichen der Quelle: „x“ (Angabe nicht sinnvoll)" in own
    assert "berichtigt, in der Quelle „7“: Druckfehler" in own
    (entry,) = imports(tmp_path / "en" / "home")
    assert entry.words == "Hunde: 5 Werte neu."


@pytest.mark.usefixtures("_at_noon")
def test_a_layer_taken_over_in_english_stores_the_same_bytes(
    published: Path, tmp_path: Path
) -> None:
    content, mapping = geojson(playgrounds()), point_mapping()
    _same(
        *_both(
            published,
            tmp_path,
            lambda home: take_over_shapes(home, content, "a.geojson", mapping, who="amt"),
        )
    )
    (entry,) = imports(tmp_path / "en" / "home")
    assert "neu" in entry.words


def test_a_proposal_in_english_is_the_same_mapping(published: Path) -> None:
    plans: dict[Language, ImportPlan] = {}
    for language in Language:
        with speaking(language):
            plans[language] = plan_import(published, toy_file(), "Kinder 2024.csv")
    german, english = plans[Language.GERMAN], plans[Language.ENGLISH]
    assert (german.mapping, german.drafts) == (english.mapping, english.drafts)
    assert [question.topic for question in german.questions] == [
        question.topic for question in english.questions
    ]
    assert any("was found here: " in note for note in english.notes)


@pytest.mark.usefixtures("english")
def test_a_release_that_is_refused_says_why_in_english(published: Path) -> None:
    change(published, "data/statistik/atlas_2024.csv", "\n001;", "\n777;")
    with pytest.raises(PublicationRefused) as caught:
        take_over(published, delivery(1), "hunde.csv", of_dogs(), who="amt")
    assert caught.value.what.startswith("“hunde.csv” was not imported: the release cannot be")
    assert any("belongs to no area" in problem.what for problem in caught.value.problems)
