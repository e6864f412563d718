from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from servers.declared import Source, source
from servers.local import Reply
from sozialraum.catalog import survey
from sozialraum.catalog.connectors import connector_problems, read_connectors
from sozialraum.cli import fetch as command
from sozialraum.cli.output import Output
from sozialraum.domain.connectors import TargetKind
from sozialraum.domain.mapping import TableMapping
from sozialraum.errors import UnknownEntry
from sozialraum.publish.fetching import outlines_source
from sozialraum.service.connectors import connector_entries

ROOT = Path(__file__).resolve().parents[3]
__all__ = ["source"]


def run(home: Path, *given: str, as_json: bool = True) -> int:
    parser = ArgumentParser()
    command.arguments(parser)
    options = parser.parse_args(given)
    return command.fetch(Namespace(**vars(options), home=home), Output(as_json))


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.mark.loopback
def test_one_source_as_json(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(source.home, "orte", "--dry-run") == 0
    found = printed(capsys)
    assert found["ok"] and found["results"][0]["status"] == "geprüft"
    source.reply = Reply(status=404)
    assert run(source.home, "orte") == 1
    found = printed(capsys)
    assert not found["ok"] and "Fehler 404" in found["results"][0]["words"]


@pytest.mark.loopback
def test_words_for_people(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(source.home, "--due", as_json=False) == 0
    assert capsys.readouterr().out.startswith("Orte der Stadt: übernommen. Angebote: 4 Orte")
    assert run(source.home, "--due", as_json=False) == 0
    assert capsys.readouterr().out == "Keine Quelle ist fällig.\n"
    assert run(source.home, "--list", as_json=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "orte: Orte der Stadt (Karten-Ebene, täglich)"
    today = datetime.now(UTC).strftime("%d.%m.%Y")
    assert lines[1] == f"  übernommen am {today}. Angebote: 4 Orte, vorher 4."


@pytest.mark.loopback
def test_a_broken_declaration_is_listed(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    source.declare("kaputt", zugang='art = "telefon"')
    assert run(source.home, "--list") == 1
    found = printed(capsys)
    assert [entry["id"] for entry in found["sources"]] == ["orte"]
    assert found["problems"][0]["file"] == "data/abruf/kaputt.toml"


@pytest.mark.parametrize("given", [(), ("orte", "--due"), ("--due", "--list")])
def test_wrong_use(toy: Path, given: tuple[str, ...]) -> None:
    with pytest.raises(UnknownEntry, match="Genau eine Angabe"):
        run(toy, *given)


@pytest.mark.loopback
def test_geo_update_fetches_the_declared_outlines(
    source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    options = Namespace(home=source.home, dry_run=True, force=False)
    with pytest.raises(UnknownEntry, match="0 Quellen"):
        command.geo_update(options, Output(True))
    source.declare("umrisse", ziel='art = "umrisse"')
    assert outlines_source(source.home) == "umrisse"
    assert command.geo_update(options, Output(True)) == 1
    assert "umrisse" in printed(capsys)["results"][0]["source"]


@pytest.mark.loopback
def test_entries_for_a_page(source: Source) -> None:
    def entries() -> Any:
        return connector_entries(survey(source.home).catalog, source.home / "var")

    (entry,) = entries()
    assert (entry.status, entry.last, entry.checked) == ("noch nicht abgerufen", "", True)
    assert (entry.origin, entry.citation) == (source.server.host, "Stadt Musterstadt: Statistik")
    source.fetch()
    source.reply = Reply(status=500)
    source.fetch()
    (entry,) = entries()
    assert (entry.status, entry.count) == ("abgelehnt", 4)
    assert entry.good and "Fehler 500" in entry.words


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('art = "datei"', 'art = "telefon"', "zugang.art"),
        ('art = "datei"', 'art = "datei"\nkennwort = "x"', "zugang.kennwort"),
        ('art = "datei"', 'art = "datei"\ngroesse_mb = "viel"', "zugang.groesse_mb"),
        ('zeitplan = "taeglich"', 'zeitplan = "stündlich"', "zeitplan"),
        ('geprueft = "2026-01-01"', 'geprueft = "bald"', "geprueft"),
        ('art = "ebene"', 'art = "karte"', "ziel.art"),
        ("[zugang]", "[zugänge]", "Zeile 6, Spalte 5"),
        ("[zugang]", "[weg]", "zugang"),
        ('titel = "Orte', 'id = "anders"\ntitel = "Orte', "id"),
    ],
)
@pytest.mark.loopback
def test_faults_of_a_declaration(source: Source, old: str, new: str, key: str) -> None:
    path = source.home / "data/abruf/orte.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    declared = read_connectors(source.home)
    assert (declared.broken, declared.entries) == ({"orte"}, {})
    assert [problem.key for problem in declared.problems] == [key]


@pytest.mark.loopback
def test_references_of_a_declaration(source: Source) -> None:
    source.declare(ziel='art = "ebene"\nid = "angebot"')
    path = source.home / "data/abruf/orte.toml"
    path.write_text(path.read_text("utf-8").replace('"stadt"', '"statd"'), encoding="utf-8")
    found = connector_problems(read_connectors(source.home), survey(source.home).catalog)
    assert [(p.key, "stadt" in p.fix or "angebote" in p.fix) for p in found] == [
        ("quelle", True),
        ("ziel.id", True),
    ]


def test_the_embedded_declarations_are_right_and_claim_nothing() -> None:
    declared = read_connectors(ROOT)
    assert declared.problems == [] and len(declared.entries) >= 7
    catalog = survey(ROOT).catalog
    mappings = ROOT / "data/abruf/zuordnungen"
    for entry in declared.entries.values():
        assert entry.checked == "", "nobody has looked at a fetched result"
        assert entry.note
        address = getattr(entry.access, "address", "")
        assert address == "" or address.startswith("https://")
        if entry.target.kind is TargetKind.TABLE:
            text = (mappings / f"{entry.target.id}.json").read_bytes()
            mapping = TableMapping.model_validate_json(text)
            assert mapping.titles == entry.expected.columns
            assert {c.indicator for c in mapping.columns if c.indicator} <= set(catalog.indicators)
    assert outlines_source(ROOT) == "dortmund_unterbezirke"
    assert all(asdict(entry)["words"] == "" for entry in connector_entries(catalog, ROOT / "fehlt"))
