"""Rules of confidentiality in words."""

from __future__ import annotations

from sozialraum.domain.confidentiality import Rule
from sozialraum.language import n_, t
from sozialraum.render.formats import enumeration, number


def rule_words(rule: Rule) -> str:
    """What a rule hides, in one line: ``Anzahlen von 1 bis 4 sind geheim``."""
    if rule.rounding:
        return t("gerundet auf Vielfache von {rounding}", rounding=rule.rounding)
    parts = []
    if rule.minimum:
        first = 0 if rule.protect_zero else 1
        parts.append(t("Anzahlen von {first} bis {last}", first=first, last=rule.minimum - 1))
    if rule.complement:
        parts.append(t("Anzahlen, die nur so wenige nicht erfassen"))
    if rule.dominance:
        words = (
            n_("Werte, an denen der größte Beitrag mehr als {percent} % hat")
            if rule.dominance.contributors == 1
            else n_("Werte, an denen die zwei größten mehr als {percent} % hat")
        )
        parts.append(t(words, percent=number(rule.dominance.percent)))
    if rule.p_percent:
        parts.append(
            t(
                "Werte, die einen Beitrag auf {percent} % genau verraten",
                percent=number(rule.p_percent),
            )
        )
    return t("geheim: {parts}", parts=enumeration(parts))
