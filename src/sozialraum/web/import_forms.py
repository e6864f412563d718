"""Forms of the import: a new indicator, a new source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

import streamlit as st
from pydantic import ValidationError

from sozialraum.catalog import Catalog
from sozialraum.catalog.messages import translate
from sozialraum.domain.access import Role
from sozialraum.domain.confidentiality import PUBLISHED
from sozialraum.domain.indicators import Direction, Indicator, Kind, Quality, Source
from sozialraum.domain.mapping import TableMapping
from sozialraum.render.confidentiality import rule_words

Model = TypeVar("Model", Indicator, Source)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_DIRECTIONS = {
    Direction.NEUTRAL: "weder noch",
    Direction.BURDEN: "hohe Werte stehen für mehr Bedarf",
    Direction.RELIEF: "hohe Werte stehen für weniger Bedarf",
}
ROLES = {
    Role.PUBLIC: "alle",
    Role.COORDINATION: "Koordination",
    Role.PLANNING: "Planung",
    Role.ADMINISTRATION: "Verwaltung",
}


def identifier(name: str, separator: str = "_") -> str:
    """An id made of a name: ``Menschen über 80`` -> ``menschen_ueber_80``."""
    plain = name.casefold().translate(_UMLAUTS)
    return re.sub(r"[^a-z0-9]+", separator, plain).strip(separator)[:60]


def new_indicator(
    key: str, proposed: Indicator | None, mapping: TableMapping | None, catalog: Catalog
) -> Indicator | None:
    """The form for an indicator; None until it is complete and sent."""
    topics = sorted({indicator.topic for indicator in catalog.indicators.values()})
    with st.form(f"{key}_indikator"):
        name = st.text_input("Name", proposed.name if proposed else "")
        short = st.text_input("Kurzname", proposed.short if proposed else "")
        topic = st.selectbox("Thema", topics, index=0 if topics else None, accept_new_options=True)
        kind = st.selectbox("Art", list(Kind), format_func=lambda k: k.label,
                            index=list(Kind).index(proposed.kind) if proposed else 0)  # fmt: skip
        unit = st.text_input("Einheit", proposed.unit if proposed else "")
        decimals = st.segmented_control("Nachkommastellen", [0, 1, 2, 3, 4],
                                        default=proposed.decimals if proposed else 0)  # fmt: skip
        direction = st.selectbox("Richtung", list(_DIRECTIONS), format_func=_DIRECTIONS.__getitem__)
        definition = st.text_area("Definition: was genau gezählt wird",
                                  proposed.definition if proposed else "")  # fmt: skip
        caveat = st.text_area("Hinweis (freiwillig)")
        rules = [PUBLISHED, *catalog.confidentiality.rules]
        rule = st.selectbox("Geheimhaltung", rules, format_func=lambda r: _rule(catalog, r))
        roles = st.multiselect("Sichtbar für", list(ROLES), default=[Role.PUBLIC],
                               format_func=ROLES.__getitem__)  # fmt: skip
        if not st.form_submit_button("Indikator anlegen", type="primary"):
            return None
    level = mapping.level if mapping else ""
    levels = proposed.levels if proposed else (level or next(iter(catalog.levels)),)
    given = {
        "id": identifier(short or name), "name": name.strip(), "short": (short or name).strip(),
        "topic": str(topic or "").strip(), "kind": kind, "unit": unit.strip(),
        "decimals": decimals or 0, "direction": direction, "definition": definition.strip(),
        "caveat": caveat.strip(), "levels": levels, "confidentiality": rule,
        "roles": tuple(roles) or (Role.ADMINISTRATION,),
        "source": mapping.source if mapping else "",
    }  # fmt: skip
    missing = [word for word, text in (("Name", name), ("Thema", topic), ("Definition", definition))
               if not str(text or "").strip()]  # fmt: skip
    if given["id"] in catalog.indicators:
        st.error(f"Den Indikator „{given['id']}“ gibt es schon. Bitte einen anderen Kurznamen.")
        return None
    return None if _told(missing) else _built(Indicator, given)


def new_source(key: str, file: str) -> Source | None:
    """The form for a source; None until it is complete and sent."""
    with st.form(f"{key}_quelle"):
        publisher = st.text_input("Herausgeber")
        title = st.text_input("Titel", file.rpartition(".")[0])
        licence = st.text_input("Lizenz", placeholder="dl-de/by-2-0, CC BY 4.0, nicht angegeben")
        url = st.text_input("Adresse (freiwillig)", placeholder="https://")
        retrieved = st.date_input("Abgerufen oder erhalten am", "today", format="DD.MM.YYYY")
        quality = st.selectbox("Güte", list(Quality), format_func=lambda q: q.label)
        if not st.form_submit_button("Quelle anlegen", type="primary"):
            return None
    given = {
        "id": identifier(f"{publisher} {title}", "-"), "publisher": publisher.strip(),
        "title": title.strip(), "licence": licence.strip(), "url": url.strip(),
        "retrieved": retrieved.isoformat() if retrieved else "", "quality": quality,
    }  # fmt: skip
    fields = (("Herausgeber", publisher), ("Titel", title), ("Lizenz", licence))
    return (
        None
        if _told([word for word, text in fields if not text.strip()])
        else _built(Source, given)
    )


def _rule(catalog: Catalog, rule: str) -> str:
    if rule == PUBLISHED:
        return "schon veröffentlicht: wird gezeigt, wie sie ist"
    return rule_words(catalog.confidentiality.rules[rule])


def _told(missing: list[str]) -> bool:
    if missing:
        st.error(f"Bitte noch ausfüllen: {', '.join(missing)}.")
    return bool(missing)


def _built(model: type[Model], given: Mapping[str, object]) -> Model | None:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        for problem in translate(error, model, ""):
            st.error(f"{problem.what} {problem.fix}")
        return None
