from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pymupdf
import pytest

from sozialraum.domain.gap_report import CAUTION, GapReport, ReportMap, Stage, UsedSource
from sozialraum.domain.gaps import AreaDemand, AreaReach, Location, Proposal
from sozialraum.domain.indicators import Source
from sozialraum.domain.period import Period
from sozialraum.errors import SozialraumError
from sozialraum.export.gap_report import gap_report_pdf, gap_report_xlsx
from sozialraum.render.gap_report import (
    answer,
    cards,
    gains,
    proof,
    ranked,
    signed,
    sums,
    unknown_words,
)
from sozialraum.service.gap_report import gap_report, read_count, read_scenario, report_file
from sozialraum.web.live import live

DAY = date(2025, 11, 21)
HOSTILE = (
    "#panic(1) $x$ *fett* _k_ `code` <script>alert(1)</script> \\ \\n @ref // /* ~ -- ' \" [x]"
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="250">'
    '<path d="M0 0L300 200" stroke="#0f6f83"/></svg>'
)
NOBODY = frozenset[Any]()


def source(n: int = 1, **changes: Any) -> Source:
    fields = {
        "id": f"quelle-{n}",
        "publisher": f"Stadt {n}",
        "title": f"Atlas {n}",
        "licence": "dl-de/zero-2-0",
        "quality": "amtlich",
    }
    return Source(**fields | changes)


def demanded(code: str, count: float | None, estimate: str = "", name: str = "") -> AreaDemand:
    known = count is not None
    return AreaDemand(
        "bezirk", code, name or f"Bezirk {code}", count, Period("2024") if known else None,
        source() if known else None, estimate, "gezählt" if known else "nicht veröffentlicht",
    )  # fmt: skip


def reach(area: AreaDemand, reached: float) -> AreaReach:
    if area.count is None:
        return AreaReach(area.level, area.code, area.name, None, None, None)
    share = reached / area.count if area.count else None
    return AreaReach(area.level, area.code, area.name, area.count, reached, share)


def stage(title: str, demands: list[AreaDemand], reached: list[float]) -> Stage:
    areas = tuple(reach(a, r) for a, r in zip(demands, reached, strict=True))
    total = sum(area.demand or 0.0 for area in areas)
    return Stage(title, total, sum(area.reached or 0.0 for area in areas), areas)


def report(**changes: Any) -> GapReport:
    demands = changes.pop("demands", None) or [
        demanded("1", 1000.0),
        demanded("2", 3000.0),
        demanded("3", None),
        demanded("4", 0.0),
    ]
    reached = [250.0] * len(demands) if len(demands) != 4 else [260.0, 900.0, 0.0, 0.0]
    fields: dict[str, Any] = {
        "title": "Kinder",
        "question": (("Zielgruppe", "Kinder"), ("Sprache", "Rumänisch")),
        "stages": (stage("Heute", demands, reached),),
        "demands": tuple(demands),
        "minutes": 10.0,
        "assumptions": {"Weg": "Luftlinie mal 1,3.", "Reichweite": "750 m Weg."},
        "sources": (UsedSource(source(), "Zahl der Menschen", "2024"),),
        "release": "abc123",
        "counted": ("Haus A",),
        "undecided": ("Haus B",),
        "unplaced": ("Haus C",),
        "reached_at_most": 2000.0,
        "level_names": {"bezirk": "Bezirk"},
        "map": ReportMap(SVG, "Anteil", (("unter 20", SVG),), "Umrisse: Stadt"),
    }
    return GapReport(**fields | changes)


def with_places(optimal: bool = True) -> GapReport:
    base = report()
    after = stage("Mit 2 neuen Orten", list(base.demands), [260.0, 2400.0, 0.0, 0.0])
    places = (
        Proposal("Schule Süd", 51.5, 7.4, 1200.0),
        Proposal("Kirche Nord", 51.6, 7.5, 300.0),
    )
    found = Location(places, (1160.0, 2360.0, 2660.0), optimal, "Verfahren X.", 0.1, considered=500)
    return replace(base, stages=(base.today, after), location=found)


def text_of(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        return " ".join(" ".join(page.get_text() for page in document).split())


def pages_of(pdf: bytes) -> int:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        return len(document)


def book_of(body: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(body))


# -- words -------------------------------------------------------------------------------------


def test_the_answer_adds_up_and_names_what_is_undecided() -> None:
    said = answer(report())
    assert "4.000" in said and "1.160 (29,0\u00a0%)" in said and "2.840 nicht" in said
    assert "Bei 1 Angeboten" not in said
    assert "zählte es mit, wären 2.000 erreicht" in said


def test_printed_persons_add_up_although_they_are_rounded() -> None:
    demands = [demanded("1", 10.0)]
    half = report(demands=demands, stages=(Stage("Heute", 10.0, 2.5, (reach(demands[0], 2.5),)),))
    values = {title: value for title, value, _ in cards(half)}
    printed = int(values["zu Fuß erreicht"]) + int(values["nicht erreicht"])
    assert printed == int(values["Menschen der Zielgruppe"])


def test_without_any_known_area_there_is_no_number_but_a_reason() -> None:
    nobody = report(demands=[demanded("1", None)])
    assert "lässt sich deshalb nicht sagen" in answer(nobody)
    assert cards(nobody)[0][1] == "unbekannt"
    assert not any(value == "0" for _, value, _ in cards(nobody))


def test_unknown_areas_are_named_and_never_ranked() -> None:
    found = report()
    assert "Bezirk 3" in unknown_words(found)
    assert "Bezirk 4" not in unknown_words(found)
    assert [found.today.areas[at].code for at in ranked(found.today.areas)] == ["2", "1", "4"]


@pytest.mark.parametrize(
    ("persons", "text"), [(12.4, "+12"), (-1234.0, "−1.234"), (0.3, "±0"), (0.0, "±0")]
)
def test_differences_carry_their_sign(persons: float, text: str) -> None:
    assert signed(persons) == text


def test_a_choice_that_is_not_proven_says_so() -> None:
    proven, greedy = with_places().location, with_places(optimal=False).location
    assert proven is not None and greedy is not None
    assert "bewiesen: ja" in proof(proven)
    assert "bewiesen: nein" in proof(greedy)
    assert (gains(proven), sums(proven)) == ([1200, 300], [1200, 1500])


# -- PDF ---------------------------------------------------------------------------------------


def test_the_pdf_says_question_answer_sources_and_caution() -> None:
    said = text_of(gap_report_pdf(with_places(), made_on=DAY))
    for words in (
        CAUTION, "Rumänisch", "Schule Süd", "+1.200", "Mit 2 neuen Orten", "Haus B", "Haus C",
        "Luftlinie mal 1,3.", "Stadt 1: Atlas 1", "Stand 2024", "dl-de/zero-2-0", "21.11.2025",
        "abc123", "Bezirk 3", "bewiesen: ja",
    ):  # fmt: skip
        assert words in said, words


def test_the_pdf_is_the_same_for_the_same_report() -> None:
    assert gap_report_pdf(report(), made_on=DAY) == gap_report_pdf(report(), made_on=DAY)


def test_hostile_texts_are_printed_letter_by_letter() -> None:
    demands = [demanded("1", 10.0, name=HOSTILE)]
    hostile = report(
        title=HOSTILE,
        question=((HOSTILE, HOSTILE),),
        demands=demands,
        assumptions={HOSTILE: HOSTILE},
        undecided=(HOSTILE[:70],),
        sources=(UsedSource(source(title=HOSTILE), HOSTILE, HOSTILE),),
        notices=(HOSTILE,),
        changes=(HOSTILE,),
    )
    said = text_of(gap_report_pdf(hostile, made_on=DAY)).replace("- ", "").replace(" ", "")
    assert said.count("#panic(1)$x$*fett*_k_`code`") >= 5
    assert "<script>alert(1)</script>" in said


@pytest.mark.parametrize("many", [0, 1, 8, 170])
def test_any_amount_of_text_stays_on_two_pages(many: int) -> None:
    demands = [demanded(str(n), 100.0 + n, name=f"Gebiet {n} " + "lang " * 12) for n in range(many)]
    base = with_places()
    full = replace(
        report(demands=demands or [demanded("1", None)]),
        assumptions={f"Annahme {n}": "Ein langer Satz. " * 60 for n in range(min(many, 20))},
        undecided=tuple(f"Angebot mit langem Namen {n}" for n in range(many)),
        unplaced=tuple(f"Ort {n}" for n in range(many)),
        sources=tuple(
            UsedSource(source(n, title="Titel " * 20), "Zahl der Menschen") for n in range(many)
        ),
        location=base.location,
    )
    assert pages_of(gap_report_pdf(full, made_on=DAY)) <= 2


def test_a_broken_picture_is_refused_in_german() -> None:
    with pytest.raises(SozialraumError, match="PDF"):
        gap_report_pdf(report(map=ReportMap("kein Bild", "Karte", (), "")), made_on=DAY)


# -- XLSX --------------------------------------------------------------------------------------


def test_the_workbook_has_true_numbers_and_empty_cells_for_the_unknown() -> None:
    file = gap_report_xlsx(with_places(), made_on=DAY)
    book = book_of(file.body)
    assert book.sheetnames == [
        "Antwort", "Gebiete", "Neue Orte", "Angebote", "Quellen", "Quelle und Lesehilfe",
    ]  # fmt: skip
    rows = list(book["Gebiete"].values)
    head = list(rows[0])
    unknown = dict(zip(head, next(row for row in rows if row[1] == "3"), strict=True))
    assert unknown["Menschen der Zielgruppe"] is None and unknown["davon erreicht"] is None
    assert unknown["Status"] == "unbekannt"
    known = dict(zip(head, rows[2], strict=True))
    assert known["davon erreicht"] == 900 and known["davon nicht erreicht"] == 2100
    assert known["davon erreicht: Mit 2 neuen Orten"] == 2400
    zero = dict(zip(head, next(row for row in rows if row[1] == "4"), strict=True))
    assert zero["Menschen der Zielgruppe"] == 0 and zero["Anteil erreicht in %"] is None


def test_the_workbook_says_caution_and_all_assumptions() -> None:
    guide = book_of(gap_report_xlsx(report(), made_on=DAY).body)["Quelle und Lesehilfe"]
    said = {str(row[0]): str(row[1]) for row in guide.values}
    assert said["Vorbehalt"] == CAUTION
    assert said["Annahme: Weg"] == "Luftlinie mal 1,3."
    assert said["Datenstand"] == "abc123" and said["Export vom"] == "21.11.2025"


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    evil = replace(report(), undecided=("=1+1",), question=(("=a", "@b"),), changes=("+c",))
    for sheet in book_of(gap_report_xlsx(evil).body):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "@"))


def test_without_known_areas_the_workbook_has_no_zero() -> None:
    nobody = report(demands=[demanded("1", None)])
    assert list(book_of(gap_report_xlsx(nobody).body)["Antwort"].values)[1][1:] == (None,) * 5


# -- from an address ---------------------------------------------------------------------------


def test_the_report_of_the_real_release_adds_up_before_and_after() -> None:
    found = gap_report(live().monitor, NOBODY, {"zielgruppe": "alle", "anzahl": "2"})
    assert len(found.unknown) == 3 and len(found.demands) == 62
    for each in found.stages:
        known = [a for a in each.areas if a.demand is not None]
        assert sum(a.demand or 0 for a in known) == pytest.approx(each.demand)
        assert sum(a.reached or 0 for a in known) == pytest.approx(each.reached)
    assert found.location is not None
    after = found.stages[-1].reached - found.today.reached
    assert after == pytest.approx(sum(p.adds for p in found.location.proposals))
    assert found.location.proposals and after > 0
    assert found.map is not None and "<svg" in found.map.svg


def test_a_scenario_is_compared_with_today() -> None:
    query = {"zielgruppe": "alle", "szenario": "weg_A001"}
    found = gap_report(live().monitor, NOBODY, query)
    assert [each.title for each in found.stages] == ["Heute", "Im Szenario"]
    assert found.stages[1].reached <= found.today.reached
    assert found.changes[0].startswith("geschlossen: Ökumenische")


def test_unknown_wishes_are_named_and_survived() -> None:
    query = {"zielgruppe": "<x>", "anzahl": "9", "orte": "mond", "szenario": "kaputt"}
    found = gap_report(live().monitor, NOBODY, query)
    assert len(found.notices) == 4
    assert found.location is None and len(found.stages) == 1


def test_a_target_group_without_any_count_gets_a_report_without_numbers() -> None:
    found = gap_report(live().monitor, NOBODY, {"zielgruppe": "kinder_sgb2", "anzahl": "2"})
    assert not found.answerable
    assert found.map is None and found.location is None


@pytest.mark.parametrize(("kind", "magic"), [("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_files_have_names_and_contents_of_their_kind(kind: str, magic: bytes) -> None:
    file = report_file(live().monitor, NOBODY, {"zielgruppe": "eu2", "sprache": "ro"}, kind)
    assert file.name.startswith("luecken-") and file.name.endswith(f".{kind}")
    assert file.body.startswith(magic)


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(SozialraumError, match="pdf und xlsx"):
        report_file(live().monitor, NOBODY, {}, "exe")


def test_numbers_and_scenarios_of_an_address() -> None:
    notices: list[str] = []
    assert [read_count(text, notices) for text in ("", "0", "5")] == [0, 0, 5]
    assert read_scenario("", notices) == () and not notices
    assert read_count("-1", notices) == 0 and read_scenario("x", notices) == ()
    assert len(notices) == 2
