"""Area sheets: published values only, nothing unknown is 0, and what is missing is said."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from sozialraum.domain.access import Role
from sozialraum.domain.exhibits import Exhibit
from sozialraum.domain.period import Period
from sozialraum.domain.profiles import AreaProfile, ProfileValue
from sozialraum.domain.status import Status
from sozialraum.errors import UnknownEntry
from sozialraum.publish import build_release
from sozialraum.service import Monitor
from sozialraum.service.profile_ground import Ground
from sozialraum.service.profiles import area_profile
from sozialraum.storage.release import ReleaseStore
from sozialraum.web.live import live
from toy_home import change, make_home

ANYBODY: frozenset[Role] = frozenset()
AGE = """
name = "Anteil {name}"
kurzname = "{name}"
thema = "Alter"
art = "anteil"
einheit = "%"
nachkommastellen = 1
ebenen = ["unterbezirk", "stadtbezirk"]
definition = "Anteil an der Bevölkerung."
quelle = "stadt"
"""
EXTRA = """einwohner;unterbezirk;001;2020;90;;;;;;
einwohner;unterbezirk;001;2021;95;;;;;;
einwohner;unterbezirk;001;2022;;unbekannt;;;;etwa hundert;
einwohner;unterbezirk;001;2023;99;;;;;;
einwohner;unterbezirk;003;2023;70;;;;;;
einwohner;unterbezirk;003;2025;;unbekannt;;;;viele;
einwohner;unterbezirk;004;2023;;unbekannt;;;;wenige;
einwohner;unterbezirk;013;2023;;unbekannt;atlas;zweitquelle;;kaum jemand;
einwohner;stadt;05913;2023;590000;;;;;;
einwohner;stadtbezirk;02;2023;8000;geschaetzt;;;;;
anteil_unter_6;unterbezirk;001;2024;6,5;;;;;;
anteil_unter_18;unterbezirk;001;2024;18;;;;;;
anteil_6_bis_unter_18;unterbezirk;001;2024;11,5;;;;;;
anteil_ab_80;unterbezirk;001;2024;4;;;;;;
anteil_ab_80;unterbezirk;001;2025;4,1;;;;;;
haeuser;stadtbezirk;02;2024;7;;;;;;
"""
HOUSES = """
name = "Häuser"
kurzname = "Häuser"
thema = "Bevölkerung"
art = "anzahl"
einheit = "Häuser"
ebenen = ["unterbezirk", "stadtbezirk"]
definition = "Häuser im Register."
quelle = "atlas"
auf_karte = false
"""
ATLAS_2023 = """
titel = "Atlas 2023"
datei = "atlas_2023.csv"
form = "breit"
ebene = "unterbezirk"
schluessel = "schluessel"
stichtag = "2023"
quelle = "atlas"
spalten = { kinder = "kinder_sgb2" }
"""
MORE_PLACES = """a5;Frühere Stelle;51,515;7,425;gebaeude;2010;Verein;2020
a6;Heutige Stelle;51,5149;7,425;quartier;2010;Verein;2050
a7;Über die Grenze;51,5049;7,4151;gebaeude;2010;;
"""


def write(home: Path, file: str, text: str) -> None:
    (home / file).write_text(text.lstrip("\n"), encoding="utf-8")


def enrich(home: Path) -> Path:
    """More dates, age groups, a list of houses, places that have closed."""
    for name in ("unter_6", "unter_18", "6_bis_unter_18", "ab_80"):
        write(home, f"data/indikatoren/anteil_{name}.toml", AGE.format(name=name))
    write(home, "data/indikatoren/haeuser.toml", HOUSES)
    write(home, "data/statistik/atlas_2023.toml", ATLAS_2023)
    write(home, "data/statistik/atlas_2023.csv", "schluessel;kinder\n001;11,5\n002;14\n004;1\n")
    with (home / "data/statistik/reihen.csv").open("a", encoding="utf-8") as file:
        file.write(EXTRA)
    places = (home / "data/orte/angebote.csv").read_text(encoding="utf-8").splitlines()
    ended = [f"{line};" for line in places[1:]]
    lines = [f"{places[0]};bis", *ended, MORE_PLACES]
    (home / "data/orte/angebote.csv").write_text("\n".join(lines), encoding="utf-8")
    change(home, "data/layer/angebote.toml", "von_spalte", 'bis_spalte = "bis"\nvon_spalte')
    return home


@pytest.fixture(scope="module")
def monitor(tmp_path_factory: pytest.TempPathFactory) -> Monitor:
    home = enrich(make_home(tmp_path_factory.mktemp("steckbrief") / "toy"))
    return Monitor(build_release(home, home / "var"))


@pytest.fixture
def plain(published: Path) -> Monitor:
    return Monitor(ReleaseStore(published, published / "var").current())


def value(profile: AreaProfile, indicator: str) -> ProfileValue:
    return next(v for v in profile.values if v.indicator.id == indicator)


def gaps(profile: AreaProfile) -> str:
    return "\n".join(f"{gap.subject}: {gap.reason}" for gap in profile.gaps)


def exhibit(profile: AreaProfile, id_: str) -> Exhibit:
    return next(e for e in profile.exhibits if e.id == id_)


# -- key figures -------------------------------------------------------------------------------


def test_a_value_with_rank_median_district_and_city(plain: Monitor) -> None:
    found = value(area_profile(plain, "unterbezirk", "001", ANYBODY), "einwohner")
    assert (found.value, found.period.code, found.status) == (100, "2024", Status.OK)
    assert (found.rank, found.ranked, found.position, found.median) == (2, 2, 0.0, 150)
    assert (found.district, found.city) == (55000, 600000)
    assert found.source.id == "stadt"
    assert found.quality == "amtliche Quelle"
    assert found.note == ""


def test_a_joint_value_counts_once_and_is_named(plain: Monitor) -> None:
    profile = area_profile(plain, "unterbezirk", "001", ANYBODY)
    found = value(profile, "kinder_sgb2")
    assert (found.rank, found.ranked, found.median) == (1, 3, 8.1)
    assert found.position == pytest.approx(2 / 3)
    assert found.joint_with == ("City-West",)
    assert found.district is None
    assert found.city is None
    assert "Nur als gemeinsamer Wert mit City-West veröffentlicht: Kinderarmut." in gaps(profile)


def test_secret_zero_and_unknown_are_three_different_things(plain: Monitor) -> None:
    secret = area_profile(plain, "unterbezirk", "003", ANYBODY)
    found = value(secret, "kinder_sgb2")
    assert (found.value, found.status, found.rank, found.ranked) == (None, Status.SECRET, None, 3)
    assert "Status „geheim“: Kinderarmut." in gaps(secret)
    zero = value(area_profile(plain, "unterbezirk", "004", ANYBODY), "kinder_sgb2")
    assert (zero.value, zero.rank, zero.position) == (0, 3, 0)
    unknown = area_profile(plain, "unterbezirk", "013", ANYBODY)
    assert unknown.values == ()
    assert "2 Kennzahlen: Für dieses Gebiet nicht veröffentlicht, nur für andere" in gaps(unknown)
    assert "ist keine Kennzahl veröffentlicht" in unknown.sentence
    assert unknown.sentence.endswith("Nicht veröffentlicht heißt unbekannt, nicht null.")
    assert unknown.exhibits == ()


def test_words_without_a_number_do_not_hide_an_older_value(monitor: Monitor) -> None:
    found = value(area_profile(monitor, "unterbezirk", "003", ANYBODY), "einwohner")
    assert (found.value, found.period.code) == (70, "2023")
    vague = area_profile(monitor, "unterbezirk", "004", ANYBODY)
    assert "Einwohner" not in {v.indicator.short for v in vague.values}
    assert "Veröffentlicht ohne Zahl: Einwohner (2023, „wenige“)." in gaps(vague)
    words = area_profile(monitor, "unterbezirk", "013", ANYBODY)
    assert not words.values
    assert {source.id for source in words.sources} == {"stadt", "atlas"}


def test_a_single_published_value_has_no_rank(monitor: Monitor) -> None:
    found = value(area_profile(monitor, "stadt", "05913", ANYBODY), "einwohner")
    assert (found.value, found.rank, found.position, found.median) == (600000, None, None, None)
    assert (found.district, found.city) == (None, None)


def test_the_level_says_what_is_not_published_there(plain: Monitor) -> None:
    profile = area_profile(plain, "stadtbezirk", "01", ANYBODY)
    assert [v.indicator.id for v in profile.values] == ["einwohner"]
    assert "1 Kennzahl: Auf der Ebene Stadtbezirk nicht veröffentlicht: Kinderarmut." in gaps(
        profile
    )
    assert profile.sentence.startswith(
        "Stadtbezirk Mitte: 1 Kennzahl, Einwohner: 55.000\xa0Personen (2024). "
    )
    assert (
        "Die veröffentlichten Werte der Unterbezirke im Gebiet reichen von "
        "0,0\xa0% (Große Heide) bis 12,5\xa0% (City-West)"
    ) in profile.sentence
    assert "Für 1 der 4 Unterbezirke ist keiner veröffentlicht." in profile.sentence


def test_a_sum_of_parts_only_where_every_part_is_published(monitor: Monitor) -> None:
    profile = area_profile(monitor, "sozialraum", "011", ANYBODY)
    found = value(profile, "einwohner")
    assert (found.value, found.period.code, found.rank, found.ranked) == (300, "2024", None, 0)
    assert found.note == "Summe der 2 Unterbezirke"
    assert found.quality == "amtliche Quelle"
    assert (found.district, found.city) == (55000, 600000)
    assert "kinder_sgb2" not in {v.indicator.id for v in profile.values}
    assert "Summe der 2 Unterbezirke: Einwohner." in gaps(profile)
    assert "(Summe der 2 Unterbezirke)" in profile.sentence


def test_a_sum_never_takes_in_a_value_that_reaches_beyond_the_area(toy: Path) -> None:
    change(toy, "data/statistik/atlas_2024.toml", 'kinder = "kinder_sgb2"', 'kinder = "einwohner"')
    change(toy, "data/statistik/atlas_2024.csv", "003;Nordmarkt-Süd;;geheim", "003;x;b;40")
    change(toy, "data/statistik/atlas_2024.csv", "011;Hörde;;", "011;Hörde;b;40")
    change(toy, "data/statistik/atlas_2024.toml", '"2024"', '"2030"')
    change(toy, "geo/gliederung.csv", "Nordmarkt;nein", "Nordmarkt;ja")
    monitor = Monitor(build_release(toy, toy / "var"))
    assert area_profile(monitor, "sozialraum", "012", ANYBODY).values == ()
    city = value(area_profile(monitor, "sozialraum", "011", ANYBODY), "einwohner")
    assert (city.value, city.period.code) == (12.5, "2030")


def test_areas_with_the_same_ground_share_what_was_published(monitor: Monitor) -> None:
    found = value(area_profile(monitor, "sozialraum", "021", ANYBODY), "einwohner")
    assert (found.value, found.status, found.period.code) == (8000, Status.ESTIMATED, "2023")
    assert found.note == "Wert für Stadtbezirk Süd, dasselbe Gebiet"
    assert (found.rank, found.ranked, found.median) == (None, 0, None)
    assert found.city == 590000
    houses = value(area_profile(monitor, "sozialraum", "021", ANYBODY), "haeuser")
    assert houses.value == 7


def test_an_inferred_outline_has_no_twin_and_no_sum(toy: Path) -> None:
    row = "einwohner;aktionsraum;012;2024;5;;;;;;\n"
    change(
        toy, "data/indikatoren/einwohner.toml", '["unterbezirk"', '["aktionsraum", "unterbezirk"'
    )
    with (toy / "data/statistik/reihen.csv").open("a", encoding="utf-8") as file:
        file.write(row + "einwohner;unterbezirk;003;2024;2;;;;;;\n")
        file.write("einwohner;unterbezirk;004;2024;3;;;;;;\n")
    monitor = Monitor(build_release(toy, toy / "var"))
    inferred = area_profile(monitor, "sozialraum", "012", ANYBODY)
    assert inferred.values == ()
    assert not inferred.certain
    assert "Umriss des Gebiets: Ganz oder teilweise aus der Lage abgeleitet" in gaps(inferred)
    assert value(area_profile(monitor, "aktionsraum", "012", ANYBODY), "einwohner").note == ""
    atom = area_profile(monitor, "unterbezirk", "004", ANYBODY)
    assert "Zuordnung zum Sozialraum: " in gaps(atom)
    change(toy, "geo/gliederung.csv", "Nordmarkt;nein", "Nordmarkt;ja")
    published = Monitor(build_release(toy, toy / "var"))
    assert value(area_profile(published, "sozialraum", "012", ANYBODY), "einwohner").value == 5


def test_a_value_of_an_inferred_outline_is_nobody_elses(toy: Path) -> None:
    with (toy / "data/statistik/reihen.csv").open("a", encoding="utf-8") as file:
        file.write("einwohner;sozialraum;012;2024;5;;;;;;\n")
    monitor = Monitor(build_release(toy, toy / "var"))
    assert value(area_profile(monitor, "sozialraum", "012", ANYBODY), "einwohner").value == 5
    assert area_profile(monitor, "aktionsraum", "012", ANYBODY).values == ()


def test_figures_that_the_map_does_not_offer(monitor: Monitor) -> None:
    assert value(area_profile(monitor, "stadtbezirk", "02", ANYBODY), "haeuser").value == 7
    topics = [
        v.indicator.topic for v in area_profile(monitor, "unterbezirk", "001", ANYBODY).values
    ]
    assert topics == sorted(topics)


# -- charts ------------------------------------------------------------------------------------


def test_a_course_joins_nothing_over_a_gap(monitor: Monitor) -> None:
    shown = exhibit(area_profile(monitor, "unterbezirk", "001", ANYBODY), "verlauf-einwohner")
    assert shown.chart is not None
    own, city = shown.chart.series
    assert [m.period.code for m in own.marks] == ["2020", "2021", "2023", "2024"]
    assert own.segments == ((0, 1), (2, 3))
    assert [m.value for m in city.marks] == [590000, 600000]
    assert shown.page == "steckbrief"
    assert shown.title == "Einwohnerinnen und Einwohner: City-Ost"


def test_a_course_never_joins_a_joint_value_with_one_for_the_area_alone(monitor: Monitor) -> None:
    profile = area_profile(monitor, "unterbezirk", "001", ANYBODY)
    assert profile.exhibits[0].id == "verlauf-kinder-sgb2"
    shown = profile.exhibits[0]
    assert shown.chart is not None
    assert [m.period.code for m in shown.chart.series[0].marks] == ["2023", "2024"]
    assert shown.chart.series[0].segments == ()
    assert shown.sentence.endswith("Der Wert 2024 gilt gemeinsam mit City-West.")
    assert "nicht vergleichbar" in shown.notes[0]
    alone = exhibit(area_profile(monitor, "unterbezirk", "004", ANYBODY), "verlauf-kinder-sgb2")
    assert alone.chart is not None
    assert alone.chart.series[0].segments == ((0, 1),)


def test_the_age_structure_names_what_is_missing_and_makes_nothing_up(monitor: Monitor) -> None:
    shown = exhibit(area_profile(monitor, "unterbezirk", "001", ANYBODY), "altersaufbau")
    assert shown.chart is not None
    labels = [(bar.label, bar.value) for bar in shown.chart.bars]
    assert labels == [("unter_6", 6.5), ("6_bis_unter_18", 11.5), ("ab_80", 4.0)]
    assert shown.reference == "2024"
    assert any("18 bis unter 80 Jahre" in note for note in shown.notes)
    assert "anteil_unter_18" not in {bar.id for bar in shown.chart.bars}
    assert len(shown.table.rows) == 3


def test_the_bars_of_the_parts_have_every_unterbezirk(plain: Monitor) -> None:
    shown = exhibit(area_profile(plain, "stadtbezirk", "02", ANYBODY), "teile-kinder-sgb2")
    assert shown.chart is not None
    assert [(bar.id, bar.value) for bar in shown.chart.bars] == [
        ("012", 8.1),
        ("011", None),
        ("013", None),
    ]
    assert {bar.status for bar in shown.chart.bars[1:]} == {Status.UNKNOWN}
    assert [row[0] for row in shown.table.rows] == ["Hörde", "Phoenix", 'Am `${x}` <b>"Rand"</b>']


# -- places ------------------------------------------------------------------------------------


def test_places_inside_are_counted_and_the_nearest_are_measured(monitor: Monitor) -> None:
    from pyproj import Transformer

    profile = area_profile(monitor, "unterbezirk", "001", ANYBODY)
    assert dict(profile.places_inside) == {"angebote": 2}
    inside = [place for place in profile.places if place.inside]
    assert [(place.id, place.distance_m) for place in inside] == [("a1", 0), ("a2", 0)]
    assert inside[1].precision == "Straße, ohne Hausnummer"
    near = [place for place in profile.places if not place.inside]
    assert [place.id for place in near] == ["a7", "a6", "a4"]  # a3 has no place, a5 has closed
    to_metres = Transformer.from_crs(4326, 25832, always_xy=True).transform
    centre = monitor.release.areas("unterbezirk").geometry["001"].representative_point()
    away = math.dist((centre.x, centre.y), to_metres(7.4151, 51.5049))
    assert near[0].distance_m == 50 * round(away / 50)
    assert any("Luftlinien" in note for note in profile.notes)


def test_places_that_have_closed_or_lie_only_roughly_there_are_marked(monitor: Monitor) -> None:
    profile = area_profile(monitor, "unterbezirk", "013", ANYBODY)
    assert dict(profile.places_inside) == {"angebote": 2}
    assert {place.id: place.category for place in profile.places if place.inside} == {
        "a5": "früher, bis 2020",
        "a6": "",
    }
    assert "Nicht mehr in Betrieb: 1 der gezählten Orte." in profile.notes
    assert "Angebote mit ungenauer Lage (1): " in gaps(profile)
    assert "Heutige Stelle" in gaps(profile)


def test_unknown_languages_and_places_of_the_stadtbezirk_are_gaps(toy: Path) -> None:
    path = toy / "data/orte/angebote.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    words = ("Türkisch;", ";", ";Mitte | Süd", ";")
    filled = [f"{row};{word}" for row, word in zip(rows, words, strict=True)]
    path.write_text("\n".join([f"{head};sprachen;stadtbezirk", *filled]), encoding="utf-8")
    with (toy / "data/layer/angebote.toml").open("a", encoding="utf-8") as file:
        for column in ("sprachen", "stadtbezirk"):
            file.write(f'\n[[popup]]\nfeld = "{column}"\ntitel = "{column}"\n')
    monitor = Monitor(build_release(toy, toy / "var"))
    said = gaps(area_profile(monitor, "unterbezirk", "001", ANYBODY))
    assert "Angebote ohne bekannte Sprachen: 1 von 2 im Gebiet. Das heißt nicht „nur" in said
    assert "Angebote im Stadtbezirk Mitte ohne Lage (1)" in said
    assert "Ohne Ort. Sie könnten in diesem Gebiet liegen." in said
    assert "Sie könnten" not in gaps(area_profile(monitor, "stadtbezirk", "02", ANYBODY))
    assert "Angebote ohne Lage (1)" in gaps(area_profile(monitor, "stadt", "05913", ANYBODY))


# -- the sheet as a whole ----------------------------------------------------------------------


def test_a_sheet_is_made_once_and_cannot_be_changed(plain: Monitor) -> None:
    profile = area_profile(plain, "unterbezirk", "001", ANYBODY)
    assert area_profile(plain, "unterbezirk", "001", ANYBODY) is profile
    with pytest.raises(TypeError):
        profile.places_inside["angebote"] = 0  # type: ignore[index]
    assert (profile.area_km2, profile.release) == (0.772, plain.release.id)
    assert profile.lineage == ("Sozialraum City", "Stadtbezirk Mitte")


def test_what_a_role_may_not_see_is_on_no_sheet(toy: Path) -> None:
    change(
        toy,
        "data/indikatoren/einwohner.toml",
        'art = "anzahl"',
        'art = "anzahl"\nrollen = ["planung"]',
    )
    monitor = Monitor(build_release(toy, toy / "var"))
    hidden = area_profile(monitor, "unterbezirk", "001", ANYBODY)
    assert [v.indicator.id for v in hidden.values] == ["kinder_sgb2"]
    assert "Einwohner" not in hidden.sentence + gaps(hidden)
    seen = area_profile(monitor, "unterbezirk", "001", frozenset({Role.PLANNING}))
    assert [v.indicator.id for v in seen.values] == ["einwohner", "kinder_sgb2"]


def test_figures_beside_the_map_have_their_roles_too(toy: Path) -> None:
    enrich(toy)
    change(toy, "data/indikatoren/haeuser.toml", "auf_karte", 'rollen = ["planung"]\nauf_karte')
    monitor = Monitor(build_release(toy, toy / "var"))
    hidden = area_profile(monitor, "stadtbezirk", "02", ANYBODY)
    assert "haeuser" not in {v.indicator.id for v in hidden.values}
    seen = area_profile(monitor, "stadtbezirk", "02", frozenset({Role.PLANNING}))
    assert value(seen, "haeuser").value == 7


def test_invented_data_are_named(toy: Path) -> None:
    change(
        toy, "data/statistik/atlas_2024.toml", 'form = "breit"', 'form = "breit"\nerfunden = true'
    )
    monitor = Monitor(build_release(toy, toy / "var"))
    profile = area_profile(monitor, "unterbezirk", "012", ANYBODY)
    assert value(profile, "kinder_sgb2").note == "Beispieldaten (erfunden)"
    district = area_profile(monitor, "stadtbezirk", "02", ANYBODY)
    assert exhibit(district, "teile-kinder-sgb2").example


def test_areas_that_do_not_exist(plain: Monitor) -> None:
    with pytest.raises(UnknownEntry):
        area_profile(plain, "unterbezirk", "999", ANYBODY)
    with pytest.raises(UnknownEntry):
        area_profile(plain, "kreis", "001", ANYBODY)


# -- the real city -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def city() -> Monitor:
    return live().monitor


@pytest.fixture(scope="module")
def sheets(city: Monitor) -> dict[tuple[str, str], AreaProfile]:
    return {
        (level, area.code): area_profile(city, level, area.code, ANYBODY)
        for level in city.catalog.levels
        for area in city.catalog.areas(level)
    }


Sheets = dict[tuple[str, str], AreaProfile]


def values(sheets: Sheets) -> Iterator[tuple[AreaProfile, ProfileValue]]:
    return ((profile, found) for profile in sheets.values() for found in profile.values)


def test_every_area_of_every_level_has_a_sheet(city: Monitor, sheets: Sheets) -> None:
    assert len(sheets) == sum(level.expected for level in city.catalog.levels.values()) == 297
    for profile in sheets.values():
        assert profile.sentence.endswith(".")
        assert profile.values or profile.gaps
        ids = [shown.id for shown in profile.exhibits]
        assert len(ids) == len(set(ids))
        for shown in profile.exhibits:
            assert shown.table.rows
            assert shown.sources
            assert shown.sentence
        assert profile.release == city.release.id


def test_values_are_the_newest_ones_of_the_table(city: Monitor, sheets: Sheets) -> None:
    table = city.release.observations
    rows = table[table["preferred"] & (table["status"] != "unbekannt")]
    rows = rows.assign(end=[Period(code).sort_key for code in rows["period"]]).sort_values("end")
    newest = rows.groupby(["indicator", "level", "area"]).last()
    checked = 0
    for profile, found in values(sheets):
        if found.note:
            continue
        row = newest.loc[(found.indicator.id, profile.level, profile.code)]
        assert (found.period.code, found.status.value) == (row["period"], row["status"])
        assert found.value == row["value"] or (found.value is None and math.isnan(row["value"]))
        checked += 1
    assert checked > 4000
    on_map = {indicator.id for indicator in city.indicators(ANYBODY)}
    told = {(v.indicator.id, p.level, p.code) for p, v in values(sheets) if not v.note}
    assert {key for key in newest.index if key[0] in on_map} <= told


def test_values_beside_are_published_at_the_same_date(city: Monitor, sheets: Sheets) -> None:
    table = city.release.observations
    published = table[table["preferred"]].set_index(["indicator", "level", "area", "period"])
    known = published["value"].to_dict()
    stadt = city.catalog.areas("stadt")[0].code
    compared = 0
    for profile, found in values(sheets):
        date = found.period.code
        parents = city.catalog.area(profile.level, profile.code).parents
        above = known.get((found.indicator.id, "stadtbezirk", parents.get("stadtbezirk"), date))
        whole = known.get((found.indicator.id, "stadt", stadt, date))
        if profile.level == "stadt":
            whole = None
        assert found.district == (None if pd.isna(above) else above)
        assert found.city == (None if pd.isna(whole) else whole)
        compared += found.city is not None
    assert compared > 50


def test_ranks_count_joint_values_once(city: Monitor, sheets: Sheets) -> None:
    table = city.release.observations
    for profile, found in values(sheets):
        if found.rank is None:
            assert found.position is None
            continue
        rows = (
            table[
                (table["indicator"] == found.indicator.id)
                & (table["level"] == profile.level)
                & (table["period"] == found.period.code)
                & table["preferred"]
                & table["value"].notna()
            ]
            if (profile.code in {"001", "054", "02", "05", "270"})
            else None
        )
        assert 1 <= found.rank <= found.ranked
        assert found.position is not None
        assert found.position + found.rank / found.ranked <= 1 + 1e-9
        if rows is not None:
            units = rows.assign(unit=rows["joint"].where(rows["joint"] != "", rows["area"]))
            once = units.drop_duplicates("unit")["value"]
            assert found.ranked == len(once)
            assert found.rank == 1 + int((once > found.value).sum())
            assert found.position == pytest.approx(float((once < found.value).mean()))
            assert found.median == pytest.approx(float(once.median()))


def test_every_source_is_named_once(sheets: Sheets) -> None:
    for profile in sheets.values():
        named = [source.id for source in profile.sources]
        assert len(named) == len(set(named))
        used = {v.source.id for v in profile.values}
        used |= {source.id for shown in profile.exhibits for source in shown.sources}
        assert used <= set(named)


def test_every_map_indicator_is_told_or_missing_once(city: Monitor, sheets: Sheets) -> None:
    names = {indicator.short for indicator in city.indicators(ANYBODY)}
    for profile in sheets.values():
        have = {v.indicator.short for v in profile.values}
        missing = {
            name
            for gap in profile.gaps
            for name in names
            if "eröffentlicht" in gap.reason and name.removesuffix(".") in gap.reason
        }
        assert names <= have | missing


def test_lines_join_no_missing_year(sheets: Sheets) -> None:
    for profile in sheets.values():
        for shown in profile.exhibits:
            for series in shown.chart.series if shown.chart else ():
                for run in series.segments:
                    years = [series.marks[position].period.year for position in run]
                    assert all(b - a <= 1 for a, b in pairwise(years))


def test_sums_add_up_over_the_whole_area(city: Monitor, sheets: Sheets) -> None:
    sums = [(p, v) for p, v in values(sheets) if v.note.startswith("Summe")]
    assert ("sozialraum", "104", 7615) in {(p.level, p.code, v.value) for p, v in sums}
    # 122 and 093 contain split Bezirke: the one whole Bezirk inside is not the sum
    assert not {"122", "093"} & {p.code for p, v in sums if v.indicator.id == "einwohner"}
    assert all(p.certain and v.indicator.kind.additive for p, v in sums)
    ground = Ground(city)
    assert ground.parts("sozialraum", "104", "bezirk") == ("72", "75")
    assert ground.parts("sozialraum", "122", "bezirk") == ()
    assert len(ground.parts("stadt", "05913", "unterbezirk")) == 170


def test_what_stands_out(sheets: Sheets) -> None:
    said = sheets["unterbezirk", "054"].sentence
    assert "Besonders hoch (höchstes Zehntel der Unterbezirke): " in said
    assert "Kinder mit SGB II: 63,8\xa0% (2024, Rang 1 von 145)" in said
    assert said.endswith("sagen nichts über Ursachen.")
    words = " ".join(profile.sentence.casefold() for profile in sheets.values())
    for word in ("brennpunkt", "problemviertel", "schlecht", "abgehängt", "sozial schwach", "!"):
        assert word not in words
    # 13 of 62 Bezirke have a number of residents: the first of these stands out of nothing
    said_of = [profile.sentence for (level, _), profile in sheets.items() if level == "bezirk"]
    assert not any("Zehntel" in sentence for sentence in said_of)
    assert all(profile.sentence.count(". ") <= 4 for profile in sheets.values())


def test_similar_areas(city: Monitor, sheets: Sheets) -> None:
    similar = sheets["unterbezirk", "054"].similar
    assert len(similar.areas) == 3
    assert similar.period == Period("2024")
    assert len(similar.basis) >= 20
    assert all(len(area.nearest) == 3 for area in similar.areas)
    distances = [area.distance for area in similar.areas]
    assert distances == sorted(distances)
    joint = sheets["unterbezirk", "002"]
    assert value(joint, "kinder_sgb2").joint_with == ("City-Ost",)
    assert "001" not in {area.code for area in joint.similar.areas}
    assert sheets["stadt", "05913"].similar.reason
    for level in ("bezirk", "sozialraum", "aktionsraum"):
        assert all(p.similar.reason for (of, _), p in sheets.items() if of == level)


def test_the_city_sheet_is_chosen_not_dumped(city: Monitor, sheets: Sheets) -> None:
    profile = sheets["stadt", "05913"]
    shown = {v.indicator.id for v in profile.values}
    figures = {f.indicator for f in city.catalog.start.figures if f.level == "stadt"}
    assert figures <= shown
    assert len(profile.values) < 60
    assert "technologiezentrum_gruendungsjahr" not in shown
    assert any("weitere Angaben" in note for note in profile.notes)


def test_places_agree_with_the_points_of_the_layers(city: Monitor, sheets: Sheets) -> None:
    for layer in ("angebote", "haltestellen"):
        points = city.release.layer_points(layer)
        atoms = points["area"].value_counts()
        for area in city.catalog.areas("unterbezirk"):
            profile = sheets["unterbezirk", area.code]
            assert profile.places_inside[layer] == atoms.get(area.code, 0)
        total = sum(sheets["stadtbezirk", a.code].places_inside[layer]
                    for a in city.catalog.areas("stadtbezirk"))  # fmt: skip
        assert (
            total == sheets["stadt", "05913"].places_inside[layer] == (points["area"] != "").sum()
        )
    for profile in sheets.values():
        inside = [place for place in profile.places if place.inside]
        near = [place.distance_m for place in profile.places if not place.inside]
        assert len(inside) <= 40
        assert len(near) == (0 if profile.level == "stadt" else 5)
        assert near == sorted(near)
        assert all(distance % 50 == 0 and distance > 0 for distance in near)
        assert "haltestellen" not in {place.layer for place in profile.places}


def test_tables_of_exhibits_are_complete(sheets: Sheets) -> None:
    frame = pd.DataFrame(
        [(len(s.table.columns), len(row)) for p in sheets.values() for s in p.exhibits
         for row in s.table.rows], columns=["columns", "cells"],
    )  # fmt: skip
    assert (frame["columns"] == frame["cells"]).all()
