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
from sozialraum.language import Language, current, n_, t
from sozialraum.render.confidentiality import rule_words
from sozialraum.web.spoken import said_now

Model = TypeVar("Model", Indicator, Source)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_DIRECTIONS = {
    Direction.NEUTRAL: n_("weder noch"),
    Direction.BURDEN: n_("hohe Werte stehen für mehr Bedarf"),
    Direction.RELIEF: n_("hohe Werte stehen für weniger Bedarf"),
}
ROLES = {
    Role.PUBLIC: n_("alle"),
    Role.COORDINATION: n_("Koordination"),
    Role.PLANNING: n_("Planung"),
    Role.ADMINISTRATION: n_("Verwaltung"),
}


def identifier(name: str, separator: str = "_") -> str:
    """An id made of a name: ``Menschen über 80`` -> ``menschen_ueber_80``."""
    plain = name.casefold().translate(_UMLAUTS)
    return re.sub(r"[^a-z0-9]+", separator, plain).strip(separator)[:60]


def new_indicator(
    key: str, proposed: Indicator | None, mapping: TableMapping | None, catalog: Catalog
) -> Indicator | None:
    """The form for an indicator; None until it is complete and sent."""
    topics = _topics(catalog)
    with st.form(f"{key}_indikator"):
        name = st.text_input(t("Name"), proposed.name if proposed else "")
        short = st.text_input(t("Kurzname"), proposed.short if proposed else "")
        topic = st.selectbox(
            t("Thema"), list(topics), index=0 if topics else None, accept_new_options=True,
            format_func=said_now(lambda topic: topics.get(topic, topic)),
        )  # fmt: skip
        kind = st.selectbox(t("Art"), list(Kind), format_func=said_now(lambda k: k.label),
                            index=list(Kind).index(proposed.kind) if proposed else 0)  # fmt: skip
        unit = st.text_input(t("Einheit"), proposed.unit if proposed else "")
        decimals = st.segmented_control(t("Nachkommastellen"), [0, 1, 2, 3, 4],
                                        default=proposed.decimals if proposed else 0)  # fmt: skip
        direction = st.selectbox(
            t("Richtung"), list(_DIRECTIONS), format_func=said_now(lambda d: t(_DIRECTIONS[d]))
        )
        definition = st.text_area(t("Definition: was genau gezählt wird"),
                                  proposed.definition if proposed else "")  # fmt: skip
        caveat = st.text_area(t("Hinweis (freiwillig)"))
        rules = [PUBLISHED, *catalog.confidentiality.rules]
        rule = st.selectbox(
            t("Geheimhaltung"), rules, format_func=said_now(lambda r: _rule(catalog, r))
        )
        roles = st.multiselect(t("Sichtbar für"), list(ROLES), default=[Role.PUBLIC],
                               format_func=said_now(lambda role: t(ROLES[role])))  # fmt: skip
        if not st.form_submit_button(t("Indikator anlegen"), type="primary"):
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
    needed = ((t("Name"), name), (t("Thema"), topic), (t("Definition"), definition))
    missing = [word for word, text in needed if not str(text or "").strip()]
    if given["id"] in catalog.indicators:
        st.error(
            t(
                "Den Indikator „{id}“ gibt es schon. Bitte einen anderen Kurznamen.",
                id=given["id"],
            )
        )
        return None
    return None if _told(missing) else _built(Indicator, given)


def new_source(key: str, file: str) -> Source | None:
    """The form for a source; None until it is complete and sent."""
    with st.form(f"{key}_quelle"):
        publisher = st.text_input(t("Herausgeber"))
        title = st.text_input(t("Titel"), file.rpartition(".")[0])
        licence = st.text_input(
            t("Lizenz"), placeholder=t("dl-de/by-2-0, CC BY 4.0, nicht angegeben")
        )
        url = st.text_input(t("Adresse (freiwillig)"), placeholder="https://")
        retrieved = st.date_input(t("Abgerufen oder erhalten am"), "today", format=_date_form())
        quality = st.selectbox(t("Güte"), list(Quality), format_func=said_now(lambda q: q.label))
        if not st.form_submit_button(t("Quelle anlegen"), type="primary"):
            return None
    given = {
        "id": identifier(f"{publisher} {title}", "-"), "publisher": publisher.strip(),
        "title": title.strip(), "licence": licence.strip(), "url": url.strip(),
        "retrieved": retrieved.isoformat() if retrieved else "", "quality": quality,
    }  # fmt: skip
    fields = ((t("Herausgeber"), publisher), (t("Titel"), title), (t("Lizenz"), licence))
    return (
        None
        if _told([word for word, text in fields if not text.strip()])
        else _built(Source, given)
    )


def _topics(catalog: Catalog) -> dict[str, str]:
    """Topics as they are stored, in German, and as they are said."""
    german = catalog.german.indicators
    said = {german[id_].topic: entry.topic for id_, entry in catalog.indicators.items()}
    return dict(sorted(said.items()))


def _date_form() -> str:
    return "DD.MM.YYYY" if current() is Language.GERMAN else "DD/MM/YYYY"


def _rule(catalog: Catalog, rule: str) -> str:
    if rule == PUBLISHED:
        return t("schon veröffentlicht: wird gezeigt, wie sie ist")
    return rule_words(catalog.confidentiality.rules[rule])


def _told(missing: list[str]) -> bool:
    if missing:
        st.error(t("Bitte noch ausfüllen: {missing}.", missing=", ".join(missing)))
    return bool(missing)


def _built(model: type[Model], given: Mapping[str, object]) -> Model | None:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        for problem in translate(error, model, ""):
            st.error(f"{problem.what} {problem.fix}")
        return None
