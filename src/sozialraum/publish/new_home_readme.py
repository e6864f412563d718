"""The text that lies in a new home: how to start, what to check, what to bring in."""

from __future__ import annotations

from collections.abc import Sequence

from sozialraum.domain.areas import Level
from sozialraum.domain.period import Period
from sozialraum.publish.new_home_levels import ATOM, CITY, CITY_CODE
from sozialraum.render.formats import number

_MORE = (
    ("Gewässer, Straßen, Grün, Orte auf der Karte", "`geo/orientierung.json`",
     "`sozialraum geo orientation --from DATEI`"),
    ("Adressen je 100-m-Zelle (für die Lückenanalyse)", "`geo/adressen_100m.csv`",
     "`sozialraum geo addresses --from DATEI --source QUELLE`"),
    ("Fußwegenetz", "`var/netz`", "`sozialraum network build --from DATEI`"),
    ("Verzeichnis der Angebote", "`data/listen/angebote.toml`, `data/orte/angebote.csv`",
     "`sozialraum list angebote --import DATEI`"),
    ("Zeichen auf der Karte", "`data/layer/*.toml`, `data/orte/*.csv`", "`sozialraum publish`"),
    ("Zielgruppen", "`data/zielgruppen/*.toml`", "`sozialraum publish`"),
    ("Themenseiten", "`data/seiten/zuwanderung.toml` (auch `problemimmobilien`, "
     "`stadtentwicklung`)", "`sozialraum publish`"),
    ("Methodentexte", "`data/methoden/*.md`", "`sozialraum publish`"),
    ("Neue Umrisse", "`geo/umrisse.topojson`", "`sozialraum geo build --from DATEI --key SPALTE`"),
)  # fmt: skip
"""Content, file and command."""


def readme(city: str, file: str, edition: str, levels: Sequence[Level]) -> str:
    """German Markdown; ``file`` is what the folder was made from."""
    named = ", ".join(
        f"{level.plural if level.expected > 1 else level.name} ({number(level.expected)})"
        for level in levels
    )
    more = "\n".join(f"| {' | '.join(row)} |" for row in _MORE)
    return f"""# Sozialraum-Monitor für {city}

Angelegt aus `{file}`, Gebietsstand {Period(edition).label}. Raumebenen: {named}.

## Starten

In diesem Ordner:

    sozialraum publish
    sozialraum serve

Das Dashboard steht dann unter http://127.0.0.1:8501.

## Zuerst prüfen

1. `data/quellen.toml`: Herausgeber, Titel und Lizenz der Umrisse eintragen. Sie stehen unter jeder
   Karte und in jedem Export; bis dahin steht dort „bitte eintragen“.
2. `geo/*.toml`: Name, Mehrzahl, `gebietsstand` und `gueltig_von` jeder Raumebene.
3. `geo/{CITY}.toml`: Der Schlüssel `{CITY_CODE}` der Stadt ist ein Platzhalter. Der amtliche gehört
   dort unter `[[zaehlungen]]`, zum Beispiel `schluessel = {{ "12345" = "{CITY_CODE}" }}`.
4. `data/start.toml`: Titel, Einleitung, erste Karte und Einstiege.

Nach jeder Änderung: `sozialraum check`, dann `sozialraum publish`.

## Zahlen einbringen

Auf der Seite „Daten und Methoden“ eine Tabelle einlesen, oder auf der Kommandozeile:

    sozialraum join DATEI --level {ATOM}        # probeweise: was passt, was nicht?
    sozialraum import DATEI --new KENNUNG --level {ATOM}

Eine Tabelle braucht eine Spalte mit dem Schlüssel oder dem Namen der Gebiete.

## Was noch dazukommen kann

| Inhalt | Datei | Befehl |
|---|---|---|
{more}

Seiten ohne Inhalt stehen nicht im Menü oder sagen, was fehlt.
"""
