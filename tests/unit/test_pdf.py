from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import psutil
import pymupdf
import pytest

from sozialraum.domain.exhibits import Bar, Chart, ChartKind, Exhibit, TableData
from sozialraum.domain.indicators import Indicator, Source
from sozialraum.domain.period import Period
from sozialraum.domain.profiles import (
    AreaProfile,
    DataGap,
    NearPlace,
    ProfileValue,
    SimilarArea,
    Similarity,
)
from sozialraum.domain.records import Record, RecordList
from sozialraum.domain.status import Status
from sozialraum.errors import SozialraumError
from sozialraum.export.pdf import ProfilePictures, profile_pdf, profiles_pdf
from sozialraum.export.record_sheet import record_pdf

DAY = date(2025, 11, 21)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200">'
    '<path d="M0 0L300 200" stroke="#0f6f83"/><text x="9" y="90">Größe im Bild</text></svg>'
)
HOSTILE = (
    "#panic(1) $x$ *fett* _k_ `code` <script>alert(1)</script> \\ \\n @ref // /* ~ -- ' \" [x]"
)
STRANGE = "שלום Straße 😀 العربية ÄÖÜß"
PAGE = (595.3, 841.9)


def source(n: int = 1, **changes: Any) -> Source:
    fields = {
        "id": f"quelle-{n}",
        "publisher": f"Stadt {n}",
        "title": f"Statistikatlas {n}",
        "licence": "dl-de/zero-2-0",
        "retrieved": "2025-01-31",
        "quality": "amtlich",
    }
    return Source(**fields | changes)


def indicator(n: int = 1, **changes: Any) -> Indicator:
    fields = {
        "id": f"zahl_{n}",
        "name": f"Kennzahl Nummer {n}",
        "short": f"Kennzahl {n}",
        "topic": "Arbeit",
        "kind": "anteil",
        "unit": "%",
        "decimals": 1,
        "levels": ("unterbezirk",),
        "definition": "Anteil.",
        "source": "quelle-1",
    }
    return Indicator(**fields | changes)


def figure(n: int = 1, **changes: Any) -> ProfileValue:
    fields = {
        "indicator": indicator(n),
        "period": Period("2024"),
        "value": 23.4,
        "status": Status.OK,
        "rank": 4,
        "ranked": 145,
        "position": 0.9,
        "median": 10.0,
        "district": 17.5,
        "city": 11.1,
        "source": source(),
        "quality": "amtliche Quelle",
    }
    return ProfileValue(**fields | changes)


def exhibit(title: str = "Arbeitslose", *sources: Source) -> Exhibit:
    bar = Bar("a", "Unter 18", 17.0, "17,0 %", Status.OK)
    return Exhibit(
        page="steckbrief",
        id=title.lower(),
        title=title,
        reference="2018 bis 2024",
        sentence="Der Wert stieg von 20,7 % auf 23,4 %.",
        table=TableData((), ()),
        chart=Chart(ChartKind.BARS, "%", 1, bars=(bar,)),
        sources=sources or (source(),),
    )


def area(**changes: Any) -> AreaProfile:
    fields = {
        "level": "unterbezirk",
        "level_name": "Unterbezirk",
        "code": "061",
        "name": "Borsigplatz",
        "lineage": ("Stadtbezirk Innenstadt-Nord",),
        "certain": True,
        "area_km2": 0.5,
        "sentence": "Besonders hoch: Kinder mit SGB II.",
        "values": (figure(1), figure(2, indicator=indicator(2, topic="Wohnen"))),
        "similar": Similarity(
            (SimilarArea("053", "Nordmarkt-Ost", 0.4, ("Arbeitslose", "Miete")),),
            ("Arbeitslose", "Miete"),
            period=Period("2024"),
        ),
        "exhibits": (exhibit(),),
        "places_inside": {"angebote": 4, "flaechen": 0},
        "places": (
            NearPlace("angebote", "A1", "Stadtteilbüro", "Beratung", True, 0, "hausgenau"),
            NearPlace("angebote", "A2", "Haus der Vielfalt", "", False, 1250, "ohne Angabe"),
        ),
        "gaps": (DataGap("8 Kennzahlen", "Für dieses Gebiet nicht veröffentlicht."),),
        "sources": (source(), source(9, title="Quelle der Umrisse")),
        "release": "16d3aa8b3950f013",
        "notes": ("Unter den gezählten Orten: 1 ehemaliger.",),
    }
    return AreaProfile(**fields | changes)


def pictures(**changes: Any) -> ProfilePictures:
    fields = {
        "map_svg": SVG,
        "locator_svg": SVG,
        "charts": (("Arbeitslose", SVG),),
        "map_title": "Kinder mit SGB II, 2024",
        "map_legend": (("unter 10", SVG), ("unbekannt", SVG)),
        "map_sources": (source(5, title="Quelle der Karte"),),
        "map_note": "Hintergrund: © OpenStreetMap-Mitwirkende (ODbL)",
        "layers": {"angebote": ("Angebote", source(6, title="Quelle der Orte"))},
    }
    return ProfilePictures(**fields | changes)


def read(pdf: bytes) -> pymupdf.Document:
    return pymupdf.open(stream=pdf, filetype="pdf")


def words(page: pymupdf.Page) -> str:
    """Text of a page as one line; hyphens at line ends and invisible signs are taken out."""
    joined = re.sub("\u00ad\n?|-\n", "", page.get_text()).replace("\u00a0", " ")
    return " ".join(joined.split())


def closed(text: str) -> str:
    """Without blanks, so that a break in a line does not matter."""
    return "".join(text.split())


def sheet(profile: AreaProfile | None = None, shown: ProfilePictures | None = None) -> list[str]:
    document = read(profile_pdf(profile or area(), shown or pictures(), made_on=DAY))
    return [words(page) for page in document]


def assert_inside(document: pymupdf.Document) -> None:
    """Nothing leaves the page, nothing runs into the foot, no two lines lie on each other."""
    for page in document:
        assert page.rect.width == pytest.approx(PAGE[0], abs=1)
        assert page.rect.height == pytest.approx(PAGE[1], abs=1)
        lines = [
            (line["bbox"], "".join(span["text"] for span in line["spans"]).strip())
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
        ]
        lines = [(box, text) for box, text in lines if text]
        feet = [box for box, text in lines if text.startswith(("Quellen:", "Export vom"))]
        assert feet, "the foot is missing"
        for (left, top, right, bottom), text in lines:
            assert left > 40 and right < PAGE[0] - 40 and top > 20 and bottom < PAGE[1] - 15, text
        body = [(box, text) for box, text in lines if box[1] < feet[0][1] - 1]
        for box, text in body:
            assert box[3] < feet[0][1] + 2, f"in the foot: {text}"
        assert not _overlaps(body)


def _overlaps(lines: list[tuple[tuple[float, ...], str]]) -> list[tuple[str, str]]:
    """Pairs of texts whose middles lie within each other's line."""
    found = []
    for i, (a, first) in enumerate(lines):
        for b, second in lines[i + 1 :]:
            wide = min(a[2], b[2]) - max(a[0], b[0])
            high = min(a[3], b[3]) - max(a[1], b[1])
            if wide > 2 and high > 0.62 * min(a[3] - a[1], b[3] - b[1]):
                found.append((first, second))
    return found


# -- the area sheet ------------------------------------------------------------------------


def test_two_pages_say_everything_that_is_known() -> None:
    first, second = sheet()

    for text in ("Borsigplatz", "Unterbezirk 061 · Stadtbezirk Innenstadt-Nord", "0,50 km²"):
        assert text in first
    for text in ("Kennzahl 1", "23,4", "17,5", "11,1", "4 von 145", "Wohnen"):
        assert text in first
    for text in ("Besonders hoch", "Kinder mit SGB II, 2024", "unter 10", "OpenStreetMap"):
        assert text in first
    for text in ("Arbeitslose", "Nordmarkt-Ost", "ähnlich bei Arbeitslose und Miete"):
        assert text in second
    for text in ("Stadtteilbüro", "Haus der Vielfalt", "etwa 1.250 m", "Angebote", "8 Kennzahlen"):
        assert text in second
    for text in ("16d3aa8b3950f013", "1 ehemaliger", "nicht veröffentlicht, nicht null"):
        assert text in second
    for text in ("Stadt 1: Statistikatlas 1", "dl-de/zero-2-0", "2025-01-31", "amtliche Quelle"):
        assert text in second


def test_every_page_has_source_licence_day_and_number() -> None:
    for n, text in enumerate(sheet(), start=1):
        assert "Quellen: Stadt 1" in text
        assert "Lizenzen: dl-de/zero-2-0" in text
        assert "Export vom 21.11.2025" in text
        assert f"Seite {n} von 2" in text


def test_every_number_on_the_sheet_names_a_listed_source() -> None:
    first, second = sheet()

    assert first.count("[1]") >= 2
    for title in ("Statistikatlas 1", "Quelle der Karte", "Quelle der Orte", "Quelle der Umrisse"):
        assert title in second


def test_statuses_are_words_and_zero_is_a_number() -> None:
    values = (
        figure(1, value=0.0, rank=145, position=0.0),
        figure(2, value=None, status=Status.UNKNOWN, rank=None, position=None),
        figure(3, value=None, status=Status.SECRET, rank=None, position=None, city=None),
        figure(4, value=None, status=Status.NOT_APPLICABLE, rank=None, position=None),
        figure(5, status=Status.UNCERTAIN, quality="aus zweiter Hand"),
    )
    first, _ = sheet(area(values=values))

    for text in ("0,0", "unbekannt", "geheim", "nicht sinnvoll", "145 von 145"):
        assert text in first
    assert "~°" in first and "° aus zweiter Hand" in first and "~ unsicher" in first
    assert "– kein Vergleichswert veröffentlicht" in first


def test_joint_values_and_remarks_stand_below_the_table_once() -> None:
    values = tuple(figure(n, joint_with=("City-West",)) for n in (1, 2, 3))
    values += (figure(4, note="Summe der Unterbezirke"),)
    first, _ = sheet(area(values=values))

    assert first.count("gemeinsam mit City-West") == 1
    assert first.count("a)") == 4
    assert "b) Summe der Unterbezirke" in first


def test_columns_without_any_value_are_left_out() -> None:
    alone = figure(1, district=None, city=None, rank=None, position=None)
    first, _ = sheet(area(values=(alone,), lineage=(), level_name="Stadt"))

    assert "Rang" not in first
    assert "Stadtbezirk" not in first


def test_years_have_no_thousands_separator() -> None:
    year = indicator(1, kind="index", unit="Jahr", decimals=0)
    first, _ = sheet(area(values=(figure(1, indicator=year, value=1983.0),)))

    assert "1983" in first and "1.983" not in first


def test_more_figures_than_fit_are_counted_and_every_topic_is_there() -> None:
    topics = ("Arbeit", "Bildung", "Wohnen", "Zuwanderung")
    values = tuple(
        figure(n, indicator=indicator(n, topic=topics[n // 50]), source=source(n % 30))
        for n in range(200)
    )
    document = read(profile_pdf(area(values=values), pictures(), made_on=DAY))
    first = words(document[0])
    shown = len(re.findall(r"Kennzahl \d", first))

    assert len(document) == 2
    assert f"{200 - shown} weitere Kennzahlen in der Tabelle (XLSX)" in first
    assert 20 < shown < 60
    assert all(topic in first for topic in topics)
    assert_inside(document)


def test_foremost_figures_stay_when_room_is_short() -> None:
    values = tuple(figure(n) for n in range(150))
    first, _ = sheet(area(values=values), pictures(foremost=("zahl_140",)))

    assert "Kennzahl 140" in first
    assert "Kennzahl 139" not in first


def test_an_area_without_data_says_what_is_missing() -> None:
    empty = area(
        values=(),
        exhibits=(),
        sentence="Für dieses Gebiet ist keine Kennzahl veröffentlicht.",
        similar=Similarity((), (), "Für den Vergleich braucht es 4 Kennzahlen."),
        places_inside={},
        places=(),
        sources=(),
        area_km2=None,
        certain=False,
    )
    document = read(
        profile_pdf(empty, ProfilePictures(map_svg="", locator_svg="", charts=()), made_on=DAY)
    )
    first, second = (words(page) for page in document)

    assert len(document) == 2
    assert "ist keine Kennzahl veröffentlicht" in first
    assert "8 Kennzahlen" in first and "Fläche unbekannt" in first
    assert "aus der Lage abgeleitet" in first and "gibt es keine Karte" in first
    assert "weder eine Zeitreihe noch eine Altersstruktur" in second
    assert "Für den Vergleich braucht es 4 Kennzahlen." in second
    assert "keine Anlaufstelle" in second
    assert_inside(document)


def test_example_data_are_named() -> None:
    invented = replace(exhibit(), example=True)
    _, second = sheet(area(exhibits=(invented,)))

    assert "Beispieldaten (erfunden)" in second


def test_a_chart_of_many_sources_counts_them() -> None:
    many = exhibit("Arbeitslose", *(source(n) for n in range(20, 27)))
    _, second = sheet(area(exhibits=(many, exhibit("Miete"), exhibit("Alter"))))

    assert "7 Quellen, je Wert in der Tabelle (XLSX)" in second
    assert "2 weitere Darstellungen in der Tabelle (XLSX)" in second


@pytest.mark.parametrize("text", [HOSTILE, STRANGE, "a\x00b\x1fc\u202ed\ud800e"])
def test_texts_are_printed_and_never_run(text: str) -> None:
    profile = area(
        name=text,
        lineage=(text,),
        sentence=text,
        gaps=(DataGap(text, text),),
        notes=(text,),
        values=(figure(1, indicator=indicator(1, short=text, topic=text, unit=text)),),
        sources=(source(8, publisher=text, title=text, licence=text),),
    )
    document = read(profile_pdf(profile, pictures(map_title=text), made_on=DAY))
    printed = closed("".join(page.get_text() for page in document))

    assert len(document) == 2
    if text == HOSTILE:
        assert printed.count(closed("<script>alert(1)</script>")) >= 4
        assert closed("#panic(1) $x$ *fett* _k_ `code`") in printed
    else:
        assert "\x00" not in printed
        assert closed("Straße") in printed or text != STRANGE


@pytest.mark.parametrize(
    "long",
    [
        "W" * 300,
        "Straße der " * 60,
        "Donaudampfschifffahrtsgesellschaft" * 9,
        "ß" * 1500,
        "a b " * 500,
    ],
    ids=["one-word", "sentence", "compound", "very-long", "short-words"],
)
def test_long_texts_stay_on_two_pages_and_inside_them(long: str) -> None:
    place = NearPlace("angebote", "A", long, long, True, 0, "hausgenau")
    sources = tuple(source(n, title=long, publisher=long, licence=long) for n in range(3))
    profile = area(
        name=long[:300],
        level_name=long[:60],
        lineage=(long[:300], long[:300]),
        sentence=long,
        gaps=(DataGap(long, long),) * 30,
        notes=(long,) * 9,
        similar=Similarity((SimilarArea("1", long, 1, (long, long)),) * 3, (long,) * 20),
        places=(place, replace(place, inside=False, distance_m=900)) * 20,
        places_inside={long[:80]: 9, "angebote": 12, "b": 3, "c": 4, "d": 5},
        values=tuple(
            figure(n, joint_with=(long,) * 9, note=long, source=sources[n % 3]) for n in range(40)
        ),
        exhibits=tuple(exhibit(f"{n} {long}", *sources) for n in range(6)),
        sources=sources,
    )
    shown = pictures(
        map_title=long[:200],
        map_note=long[:300],
        charts=tuple((f"{n} {long}", SVG) for n in range(4)),
        map_legend=((long[:40], SVG),) * 9,
    )
    document = read(profile_pdf(profile, shown, made_on=DAY))

    assert len(document) == 2
    assert_inside(document)


def test_a_name_of_three_hundred_signs_is_printed_in_full() -> None:
    name = "Kirchhörde/Löttringhausen/" * 11 + "Lücklemberg"
    document = read(profile_pdf(area(name=name), pictures(), made_on=DAY))

    assert closed(name) in closed(document[0].get_text())
    assert_inside(document)


def test_pictures_are_vectors_with_text() -> None:
    document = read(profile_pdf(area(), pictures(), made_on=DAY))

    assert not document.get_page_images(0) and not document.get_page_images(1)
    assert "Größe im Bild" in document[0].get_text()


def test_the_file_is_accessible() -> None:
    pdf = profile_pdf(area(), pictures(), made_on=DAY)
    document = read(pdf)
    catalog = document.xref_object(document.pdf_catalog())

    assert "/Lang (de" in catalog and "/Marked true" in catalog
    assert "pdfuaid" in document.get_xml_metadata()
    assert document.metadata["title"] == "Gebietssteckbrief Unterbezirk Borsigplatz"
    assert document.metadata["author"] == "Sozialraum-Monitor"
    assert document.get_toc()[0][1] == "Borsigplatz"
    assert "Lage von Borsigplatz" in _strings(document)


def _strings(document: pymupdf.Document) -> str:
    alternatives = []
    for xref in range(1, document.xref_length()):
        kind, value = document.xref_get_key(xref, "Alt")
        alternatives += [value] if kind == "string" else []
        kind, value = document.xref_get_key(xref, "A")
    return "\n".join(alternatives)


def test_same_input_same_bytes() -> None:
    assert profile_pdf(area(), pictures(), made_on=DAY) == profile_pdf(
        area(), pictures(), made_on=DAY
    )


def test_a_broken_picture_is_told_in_german() -> None:
    with pytest.raises(SozialraumError, match="PDF lässt sich nicht setzen") as caught:
        profile_pdf(area(), pictures(map_svg="<svg><broken"), made_on=DAY)
    assert "XLSX" in caught.value.fix


# -- several sheets ------------------------------------------------------------------------


def test_several_sheets_have_a_table_of_contents_and_progress() -> None:
    names = ("Eving", "Hörde", "Mengede")
    told: list[tuple[int, int]] = []
    pdf = profiles_pdf(
        ((area(name=name), pictures()) for name in names),
        title="Steckbriefe der Stadtbezirke",
        made_on=DAY,
        progress=lambda done, total: told.append((done, total)),
        total=3,
    )
    document = read(pdf)
    contents = words(document[0])

    assert len(document) == 7
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert "Steckbriefe der Stadtbezirke" in contents and "3 Gebiete" in contents
    positions = [contents.index(name) for name in names]
    assert all(a < b for a, b in pairwise(positions))
    assert "Seite 7 von 7" in words(document[6])
    assert [entry[1:] for entry in document.get_toc() if entry[0] == 1][-1] == ["Mengede", 6]
    assert_inside(document)


def test_a_sheet_looks_the_same_alone_and_among_others() -> None:
    alone = sheet()
    together = read(profiles_pdf([(area(), pictures())], title="Alle", made_on=DAY))

    assert [words(page).rpartition("Seite")[0] for page in together][1:] == [
        text.rpartition("Seite")[0] for text in alone
    ]


def test_length_of_a_list_is_known_to_the_progress() -> None:
    told: list[tuple[int, int]] = []
    profiles_pdf(
        [(area(), pictures())] * 2,
        title="Alle",
        made_on=DAY,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]


# -- the project sheet ---------------------------------------------------------------------


def a_list(**changes: Any) -> RecordList:
    columns = [
        {"feld": "id", "titel": "Nummer"},
        {"feld": "name", "titel": "Name"},
        {"feld": "status", "titel": "Stand", "typ": "wahl", "werte": ["fertig", "offen"]},
        {"feld": "hektar", "titel": "Fläche", "typ": "mehrere"},
        {"feld": "kosten", "titel": "Kosten", "typ": "zahl", "einheit": "Mio. €"},
        {"feld": "beginn", "titel": "Beginn", "typ": "datum"},
        {"feld": "ab", "titel": "Nutzung ab", "typ": "jahr"},
        {"feld": "geplant", "titel": "Fertig geplant", "typ": "jahr"},
        {"feld": "quelle_titel", "titel": "Quelle", "typ": "mehrere"},
        {"feld": "quelle_adresse", "titel": "Adresse", "typ": "adresse"},
        {"feld": "text", "titel": "Beschreibung"},
    ]
    declared = {
        "id": "flaechen",
        "titel": "Flächen des Strukturwandels",
        "einzahl": "Fläche",
        "beschreibung": "Flächen.",
        "quelle": "quelle-1",
        "spalten": columns,
        "steckbrief": [
            {"titel": "Überblick", "felder": ["text", "status", "beginn", "kosten"]},
            {"titel": "Größe", "felder": ["hektar"]},
            {"titel": "Herkunft", "felder": ["quelle_titel", "quelle_adresse"]},
        ],
        "zeitleiste": {"nutzung_ab": "ab", "fertig_geplant": "geplant", "phase": "status"},
        "hinweis": "Ein Punkt steht für eine ganze Fläche.",
    }
    return RecordList.model_validate(declared | changes)


def a_record(**cells: str) -> Record:
    known = {
        "id": "S12",
        "name": "PHOENIX See",
        "hektar": "96 ha (Wikipedia) | „etwa 100 ha“",
        "kosten": "230",
        "beginn": "2006-04",
        "ab": "1841",
        "geplant": "2030",
        "quelle_titel": "Wikipedia | Stadt Dortmund",
        "quelle_adresse": "https://example.org/a/b | https://example.org/c",
    }
    return Record(
        cells.get("id", "S12"), cells.get("name", "PHOENIX See"), known | cells, 51.49, 7.51
    )


def project(
    record: Record | None = None, declared: RecordList | None = None, **changes: Any
) -> pymupdf.Document:
    fields = {"state": "2025: fertig", "locator_svg": SVG, "sources": (source(),), "made_on": DAY}
    return read(record_pdf(record or a_record(), declared or a_list(), **fields | changes))


def test_one_page_with_all_published_values() -> None:
    document = project()
    text = words(document[0])

    assert len(document) == 1
    for part in ("PHOENIX See", "Fläche S12 · Flächen des Strukturwandels", "2025: fertig"):
        assert part in text
    for part in ("96 ha (Wikipedia)", "„etwa 100 ha“", "230 Mio. €", "April 2006"):
        assert part in text
    for part in ("1841 2030", "Nutzung ab", "Fertig geplant", "hohler Punkt: geplant"):
        assert part in text
    for part in ("Wikipedia", "Stadt Dortmund", "https://example.org/a/b", "51,49000° Nord"):
        assert part in text
    assert "Ohne Angabe: Beschreibung und Stand." in text
    assert "Ein Punkt steht für eine ganze Fläche." in text
    assert "Stadt 1: Statistikatlas 1" in text and "Lizenz: dl-de/zero-2-0" in text
    assert "Export vom 21.11.2025" in text and "Seite 1 von 1" in text
    assert_inside(document)


def test_an_entry_without_place_years_and_sheet() -> None:
    bare = Record("X", "Ohne alles", {"id": "X", "name": "Ohne alles"})
    document = project(bare, a_list(steckbrief=[], zeitleiste={}), locator_svg="", state="")
    text = words(document[0])

    assert len(document) == 1
    assert "Es ist kein Ort veröffentlicht." in text
    assert "Zeitlicher Ablauf" not in text
    assert "Ohne Angabe: Stand, Fläche, Kosten" in text


def test_confidential_lists_say_so() -> None:
    document = project(declared=a_list(vertraulich=True))

    assert "Vertraulich" in words(document[0])
    assert "Vertraulich" not in words(project()[0])


@pytest.mark.parametrize(
    "make",
    [
        lambda: "W" * 5000,
        lambda: HOSTILE * 60,
        lambda: " | ".join(f"Angabe {n} mit einigen Worten" for n in range(200)),
        lambda: "Straße " * 900,
    ],
    ids=["one-word", "hostile", "many", "long"],
)
def test_too_much_is_cut_visibly_and_stays_on_one_page(make: Callable[[], str]) -> None:
    text = make()
    cells = dict.fromkeys(("text", "hektar", "quelle_titel", "quelle_adresse"), text)
    document = project(
        a_record(name=text[:300], **cells), a_list(hinweis=text), sources=(source(title=text),) * 3
    )
    printed = words(document[0])

    assert len(document) == 1
    assert "…" in printed or "weitere in der Tabelle (XLSX)" in printed
    assert_inside(document)


def test_hostile_cells_are_printed_as_they_are() -> None:
    document = project(a_record(text=HOSTILE, name=HOSTILE))

    assert closed(document[0].get_text()).count(closed("<script>alert(1)</script>")) >= 2


def test_project_sheets_are_reproducible_and_accessible() -> None:
    fields: dict[str, Any] = {"state": "", "locator_svg": SVG, "sources": (), "made_on": DAY}
    pdf = record_pdf(a_record(), a_list(), **fields)

    assert pdf == record_pdf(a_record(), a_list(), **fields)
    assert "pdfuaid" in read(pdf).get_xml_metadata()


# -- memory --------------------------------------------------------------------------------


def test_typst_forgets_a_document_when_it_is_done() -> None:
    values = tuple(figure(n) for n in range(60))

    def used(n: int) -> float:
        profile_pdf(area(values=values, name=f"Gebiet {n}"), pictures(), made_on=DAY)
        return psutil.Process().memory_info().rss / 1e6

    start = [used(n) for n in range(3)][-1]
    assert max(used(n) for n in range(3, 12)) - start < 40
