from sozialraum.web.address import choice, is_new, trail

A, B, C = {"ort": "a"}, {"ort": "b"}, {"ort": "c"}


def test_the_first_address_counts() -> None:
    assert is_new(A, (), {}, {})


def test_our_own_address_is_not_new() -> None:
    assert not is_new(B, (A, B), B, B)


def test_the_back_button_brings_an_older_address_without_a_click() -> None:
    assert is_new(A, (A, B), B, B)


def test_a_click_before_the_browser_took_over_the_address_counts() -> None:
    assert not is_new(A, (A, B), B, C)


def test_a_link_that_nobody_wrote_counts_even_beside_a_click() -> None:
    assert is_new(C, (A, B), B, A)


def test_an_empty_widget_is_no_click() -> None:
    assert is_new(A, (A, B), B, {"ort": "b", "gebiet": ""})


def test_the_trail_stays_short_and_without_repetition() -> None:
    assert trail((A,), A) == (A,)
    written = ()
    for number in range(30):
        written = trail(written, {"n": str(number)})
    assert len(written) <= 8
    assert written[-1] == {"n": "29"}


def test_an_unknown_choice_is_named() -> None:
    notices: list[str] = []
    assert choice("x", {"a": "Anfang"}, "a", "Der Abschnitt", notices) == "a"
    assert notices == ["Der Abschnitt „x“ ist hier nicht bekannt. Gezeigt wird „Anfang“."]
    assert choice("", {"a": "Anfang"}, "a", "Der Abschnitt", notices) == "a"
    assert len(notices) == 1
