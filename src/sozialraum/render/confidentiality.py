"""Rules of confidentiality in German words."""

from __future__ import annotations

from sozialraum.domain.confidentiality import Rule
from sozialraum.render.formats import enumeration, number


def rule_words(rule: Rule) -> str:
    """What a rule hides, in one line: ``Anzahlen von 1 bis 4 sind geheim``."""
    if rule.rounding:
        return f"gerundet auf Vielfache von {rule.rounding}"
    parts = []
    if rule.minimum:
        first = 0 if rule.protect_zero else 1
        parts.append(f"Anzahlen von {first} bis {rule.minimum - 1}")
    if rule.complement:
        parts.append("Anzahlen, die nur so wenige nicht erfassen")
    if rule.dominance:
        most = "der größte Beitrag" if rule.dominance.contributors == 1 else "die zwei größten"
        parts.append(f"Werte, an denen {most} mehr als {number(rule.dominance.percent)} % hat")
    if rule.p_percent:
        parts.append(f"Werte, die einen Beitrag auf {number(rule.p_percent)} % genau verraten")
    return f"geheim: {enumeration(parts)}"
