from __future__ import annotations

import pytest

from sozialraum.web.moved_session import had_another_session


@pytest.mark.parametrize(
    ("protocols", "moved"),
    [
        ("streamlit, PLACEHOLDER_AUTH_TOKEN, frueher", True),
        ("streamlit, PLACEHOLDER_AUTH_TOKEN, jetzt", False),
        ("streamlit, PLACEHOLDER_AUTH_TOKEN", False),
        ("streamlit, PLACEHOLDER_AUTH_TOKEN, ", False),
        ("", False),
    ],
)
def test_a_session_before_this_one_is_seen(protocols: str, moved: bool) -> None:
    assert had_another_session({"Sec-WebSocket-Protocol": protocols}, "jetzt") is moved


def test_without_the_header_nothing_is_said() -> None:
    assert not had_another_session({}, "jetzt")
