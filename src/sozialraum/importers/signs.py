"""Signs that stand where a number is expected: why there is none, never a guess and never a zero.

The meanings are those of the German official statistics (PITFALLS 21); a mapping may say otherwise.
A dot is „unbekannt oder geheim“ there, so a person decides which of the two it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sozialraum.domain.imports import Question
from sozialraum.domain.status import Status
from sozialraum.importers.keys import word
from sozialraum.language import n_, t

ASKED = 8
"""Unknown words in value columns that are asked for, at most."""
LISTED = 500
"""Signs and words of a table that are listed, at most."""
_SHOWN = 10


@dataclass(frozen=True)
class Meaning:
    """A status word and what the sign says in German. ``ok`` means exactly nothing: the value 0."""

    status: str
    text: str


@dataclass(frozen=True)
class SignFound:
    """A sign as it stands in the file, how often, what it is read as, and the first lines.

    ``status`` is empty where nobody knows; ``legend`` are the words of the file about it.
    """

    sign: str
    count: int
    status: str
    meaning: str
    lines: tuple[int, ...] = ()
    legend: str = ""

    @property
    def words(self) -> str:
        """What it is read as, for people: „geheim (unter der Veröffentlichungsgrenze)“."""
        label = "0" if self.status == "ok" else _label(self.status)
        return label if label == self.meaning else f"{label} ({self.meaning})"


_NOTHING = Meaning("ok", n_("genau null (nichts vorhanden)"))
_SECRET = Meaning(Status.SECRET.value, n_("geheim zu halten oder unbekannt"))
_BELOW = Meaning(Status.SECRET.value, n_("unter der Veröffentlichungsgrenze"))
_UNKNOWN = Meaning(Status.UNKNOWN.value, n_("keine Angabe"))
_MEANINGS = {
    "-": _NOTHING,
    ".": _SECRET,
    "x": Meaning(Status.NOT_APPLICABLE.value, n_("Angabe nicht sinnvoll")),
    "…": Meaning(Status.LATER.value, n_("Angabe fällt später an")),
    "/": Meaning(Status.UNKNOWN.value, n_("nicht sicher genug, deshalb nicht gedruckt")),
    "()": Meaning(Status.UNKNOWN.value, n_("nicht sicher genug, deshalb nicht gedruckt")),
    "*": _BELOW,
    "<": _BELOW,
    "0": Meaning("ok", n_("weniger als die Hälfte der kleinsten Einheit oder null")),
}
_NO_ANSWER = {
    "ka", "k a", "keine angabe", "keine angaben", "nv", "n v", "nicht verfügbar",
    "nicht verfuegbar", "n a", "na", "nan", "null", "none", "nicht bekannt",
}  # fmt: skip
_WORDS = {status.value: status for status in Status} | {
    word(status.german): status for status in Status
}
_FORMS = (
    (re.compile(r"[-−–—]{1,3}"), "-"),
    (re.compile(r"[.•·]"), "."),
    (re.compile(r"[xX×]"), "x"),
    (re.compile(r"…|\.{2,4}"), "…"),
    (re.compile(r"/"), "/"),
    (re.compile(r"\(\s*\)"), "()"),
    (re.compile(r"\*{1,3}"), "*"),
    (re.compile(r"(?:<|unter)\s*[0-9]+"), "<"),
)


def known(sign: str) -> Meaning | None:
    """What a sign means in official tables, None where it is none of them."""
    for pattern, name in _FORMS:
        if pattern.fullmatch(sign):
            return _MEANINGS[name]
    if sign.casefold() in {"#nv", "#n/a", "#na"} or word(sign) in _NO_ANSWER:
        return _UNKNOWN
    status = _WORDS.get(sign.casefold()) or _WORDS.get(word(sign))
    if status is None or status.has_value:
        return None
    return Meaning(status.value, status.german)


def status_of(sign: str, chosen: Mapping[str, str]) -> str:
    """The status word of a sign, ``ok`` for exactly nothing; empty where nobody knows.

    ``chosen`` are the signs of the mapping; they come before the usual meanings.
    """
    if sign in chosen:
        return chosen[sign]
    meaning = known(sign)
    return meaning.status if meaning else ""


def note(sign: str, status: str) -> str:
    """The remark that keeps the sign of the source beside its status: it is stored, so German."""
    meaning = known(sign)
    if meaning and meaning.status == status and meaning is not _SECRET:
        return f"Zeichen der Quelle: „{sign}“ ({meaning.text})"
    return f"Zeichen der Quelle: „{sign}“"


def signs_found(
    counted: Mapping[str, int],
    lines: Mapping[str, Sequence[int]],
    chosen: Mapping[str, str],
    legends: Iterable[str] = (),
) -> tuple[SignFound, ...]:
    """All texts of value columns that are no numbers, the most frequent first.

    ``counted`` and ``lines`` say how often and where each stands, ``legends`` are the sentences
    under the table.
    """
    told = _legend(legends)
    found = []
    listed = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    for sign, count in listed[:LISTED]:
        status = status_of(sign, chosen)
        meaning = known(sign)
        usual = meaning or _NOTHING
        text = t(usual.text) if usual.status == status else _label(status)
        legend = told.get(sign, "")
        found.append(SignFound(sign, count, status, text, tuple(lines[sign][:_SHOWN]), legend))
    return tuple(found)


def settled(entry: SignFound) -> str:
    """The status that needs no question: the usual one; for the dot what the legend says."""
    if known(entry.sign) is not _SECRET:
        return entry.status
    legend = word(entry.legend)
    secret = any(part in legend for part in ("geheim", "gesperrt", "datenschutz"))
    unknown = any(part in legend for part in ("unbekannt", "kein nachweis", "liegt nicht vor"))
    if secret == unknown:
        return ""
    return (Status.SECRET if secret else Status.UNKNOWN).value


def proposed(found: Sequence[SignFound]) -> dict[str, str]:
    """Status words for the signs of a table, also where a person has yet to agree."""
    signs = {entry.sign: settled(entry) or entry.status for entry in found}
    return {sign: status for sign, status in signs.items() if status}


def questions(found: Sequence[SignFound], chosen: Mapping[str, str]) -> tuple[Question, ...]:
    """What a person has to decide about the signs that ``chosen`` leaves open.

    The sign stands in ``column`` of the question; the first choice is the proposal.
    """
    asked: list[Question] = []
    for entry in found:
        sign, times = entry.sign, t("{count}-mal", count=entry.count)
        if sign in chosen or settled(entry) or len(asked) == ASKED:
            continue
        if known(sign) is _SECRET:
            text = t(
                "„{sign}“ steht {times}: Sind diese Werte geheim oder unbekannt?",
                sign=sign,
                times=times,
            )
            words: tuple[Status, ...] = (Status.SECRET, Status.UNKNOWN)
        else:
            text = t(
                "Was bedeutet „{sign}“ ({times}, zuerst Zeile {line})?",
                sign=sign,
                times=times,
                line=entry.lines[0],
            )
            words = (Status.UNKNOWN, Status.SECRET, Status.NOT_APPLICABLE, Status.LATER)
        choices = tuple((status.value, status.label) for status in words)
        asked.append(Question("zeichen", text, sign, choices))
    return tuple(asked)


def _label(status: str) -> str:
    return Status(status).label if status in set(Status) else t("unbekanntes Zeichen")


_LEGEND = re.compile(
    r"(?P<sign>\.\.\.|[-−–—.•·xX×…/*0])\s*[=:]\s*(?P<text>[^;=]+?)(?=$|;|,\s\S+\s*=)"
)


def _legend(sentences: Iterable[str]) -> dict[str, str]:
    """Signs that the words under a table explain: ``. = geheim; x = nicht sinnvoll``."""
    return {
        match["sign"]: match["text"].strip()
        for sentence in sentences
        for match in _LEGEND.finditer(sentence)
    }
