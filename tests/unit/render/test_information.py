"""Pages about the monitor itself."""

import re

from sozialraum.domain.start import Operator
from sozialraum.language import Language, speaking
from sozialraum.render.accessibility_statement import accessibility_statement
from sozialraum.render.plain_language import plain_language

LINKS = {page: page for page in ("karte", "steckbrief", "angebote")}


def test_leichte_sprache_has_short_sentences_and_divided_words() -> None:
    for language in Language:
        with speaking(language):
            page = plain_language("Dortmund", LINKS)
        sentences = [re.sub("<.*?>", "", line) for line in re.findall("<p>(.*?)</p>", page)]
        assert len(sentences) > 20
        assert all(len(sentence.split()) <= 12 for sentence in sentences)
    german = re.sub("<.*?>", " ", plain_language("Dortmund", LINKS))
    known = {"Beispieldaten", "Schwierigkeiten"}
    assert set(re.findall(r"\w{11,}", german)) <= known


def test_names_from_outside_are_text() -> None:
    assert "<i>" not in plain_language("<i>Ort", LINKS)
    statement = accessibility_statement(Operator(name="<b>Amt", kontakt="a@example.org"))
    assert "&lt;b&gt;Amt, a@example.org" in statement


def test_without_an_operator_the_statement_says_where_to_enter_one() -> None:
    assert "[betreiber]" in accessibility_statement(None)
    mediated = Operator(name="Amt", kontakt="x", schlichtungsstelle="Stelle")
    assert "Stelle" in accessibility_statement(mediated)
    assert "[betreiber]" not in accessibility_statement(mediated)
