from __future__ import annotations

import json
import time
from ipaddress import ip_network

import pytest

from servers.local import Question, Reply, as_json, serving
from sozialraum.connectors.http import Answer, Conditions, Fetcher
from sozialraum.connectors.settings import FetchSettings
from sozialraum.domain.connectors import RemoteFile
from sozialraum.domain.fetches import FetchRefused

pytestmark = pytest.mark.loopback
JSON = ("application/json",)
OPEN = FetchSettings(
    enabled=True, networks=(ip_network("127.0.0.0/8"),), loopback_http=True, attempts=3
)


def remote(url: str, **more: object) -> RemoteFile:
    return RemoteFile.model_validate({"art": "datei", "adresse": url, **more})


def ask(url: str, settings: FetchSettings = OPEN, **more: object) -> Answer:
    with Fetcher(remote(url, **more), settings, wait=lambda _: None) as fetcher:
        return fetcher.get(url, JSON)


def refusal(url: str, settings: FetchSettings = OPEN, **more: object) -> str:
    with pytest.raises(FetchRefused) as caught:
        ask(url, settings, **more)
    return str(caught.value)


def test_a_complete_answer_comes_without_cookies_and_credentials(monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    reply = as_json({"a": 1}, headers={"Set-Cookie": "s=1", "ETag": '"x"'})
    with (
        serving(lambda _: reply) as server,
        Fetcher(remote(f"{server.url}/x"), OPEN) as fetcher,
    ):
        answer = fetcher.get(f"{server.url}/x?a=1", JSON)
        fetcher.get(f"{server.url}/x", JSON)
    assert (answer.status, json.loads(answer.content)) == (200, {"a": 1})
    assert answer.conditions == Conditions('"x"', "")
    assert server.asked[0].query == {"a": "1"}
    for question in server.asked:
        assert question.headers["user-agent"].startswith("Sozialraum/")
        assert not {"cookie", "authorization", "referer"} & set(question.headers)


def test_http_and_private_addresses_need_the_word_of_the_operator() -> None:
    with serving(lambda _: as_json({})) as server:
        closed = FetchSettings(enabled=True, networks=(ip_network("127.0.0.0/8"),))
        assert "nicht verschlüsselt" in refusal(server.url, closed)
        assert "privaten Netz" in refusal(
            server.url, FetchSettings(enabled=True, loopback_http=True)
        )
        assert server.asked == []


def test_redirects_stay_with_the_host() -> None:
    def answer(question: Question) -> Reply:
        if question.path == "/alt":
            return Reply(status=302, headers={"Location": "/neu?b=2"})
        return as_json({"b": question.query["b"]})

    with serving(answer) as server:
        assert json.loads(ask(f"{server.url}/alt").content) == {"b": "2"}


@pytest.mark.parametrize(
    ("target", "word"),
    [
        ("http://169.254.169.254/latest/meta-data", "nicht verschlüsselt"),
        ("https://169.254.169.254/latest/meta-data", "anderen Rechner"),
        ("file:///etc/passwd", "„file:“"),
        ("https://anderswo.example/x", "anderen Rechner"),
        ("//anderswo.example/x", "nicht verschlüsselt"),
        ("http://name:wort@127.0.0.1/x", "Zugangsdaten"),
        ("gopher://127.0.0.1/x", "„gopher:“"),
        ("http://127.0.0.1\\@anderswo.example/", "Zugangsdaten"),
    ],
)
def test_redirects_elsewhere_are_not_followed(target: str, word: str) -> None:
    reply = Reply(status=302, headers={"Location": target})
    with serving(lambda q: reply if q.path == "/" else as_json({})) as server:
        assert word in refusal(f"{server.url}/")
        assert len(server.asked) == 1


def test_a_redirect_to_another_port_needs_a_declared_host() -> None:
    with serving(lambda _: as_json({"there": True})) as other:
        reply = Reply(status=307, headers={"Location": f"{other.url}/x"})
        with serving(lambda _: reply) as server:
            assert "anderen Rechner" in refusal(server.url)
            assert other.asked == []
            answer = ask(server.url, weitere_hosts=[other.host])
            assert json.loads(answer.content) == {"there": True}


def test_endless_redirects_end() -> None:
    reply = Reply(status=301, headers={"Location": "/x"})
    with serving(lambda _: reply) as server:
        assert "mehr als 5-mal" in refusal(server.url)
        assert len(server.asked) == 6


def test_failures_then_success_with_back_off() -> None:
    replies = [Reply(status=500), Reply(status=503), as_json({"ok": 1})]
    pauses: list[float] = []
    with (
        serving(lambda _: replies.pop(0)) as server,
        Fetcher(remote(server.url), OPEN, wait=pauses.append) as fetcher,
    ):
        assert fetcher.get(server.url, JSON).status == 200
    assert 1 <= pauses[0] <= 1.25 and 2 <= pauses[1] <= 2.5


def test_retries_end() -> None:
    with serving(lambda _: Reply(status=502)) as server:
        assert "Fehler 502" in refusal(server.url)
        assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_other_errors_are_asked_once(status: int) -> None:
    with serving(lambda _: Reply(status=status)) as server:
        assert f"Fehler {status}" in refusal(server.url)
        assert len(server.asked) == 1


def test_retry_after_is_honoured_within_a_bound() -> None:
    replies = [Reply(status=429, headers={"Retry-After": "7"}), as_json({})]
    pauses: list[float] = []
    with (
        serving(lambda _: replies.pop(0)) as server,
        Fetcher(remote(server.url), OPEN, wait=pauses.append) as fetcher,
    ):
        fetcher.get(server.url, JSON)
    assert pauses == [7.0]
    with serving(lambda _: Reply(status=429, headers={"Retry-After": "86400"})) as server:
        assert "Fehler 429" in refusal(server.url)
        assert len(server.asked) == 1


def test_retry_after_may_be_a_date() -> None:
    header = {"Retry-After": "Wed, 01 Jan 2020 00:00:00 GMT"}
    replies = [Reply(status=503, headers=header), as_json({})]
    with serving(lambda _: replies.pop(0)) as server:
        assert ask(server.url).status == 200


@pytest.mark.parametrize("pause", [0.05, 0.0])
def test_slow_sources_end_after_the_declared_time(pause: float) -> None:
    reply = Reply(b"[" + b" " * 4000 + b"]", pause=pause) if pause else Reply(silent=2)
    settings = OPEN.model_copy(update={"attempts": 1})
    with serving(lambda _: reply) as server:
        started = time.monotonic()
        assert "nicht rechtzeitig" in refusal(server.url, settings, sekunden=0.4)
        assert time.monotonic() - started < 1.5


def test_timeouts_are_asked_again() -> None:
    replies = [Reply(silent=1), as_json({"ok": 1})]
    with serving(lambda _: replies.pop(0)) as server:
        assert ask(server.url, sekunden=0.3).status == 200


def test_half_answers_are_refused() -> None:
    with serving(lambda _: Reply(b'{"a": 1}', announced=500)) as server:
        assert "unvollständig" in refusal(server.url)


def test_half_packed_answers_are_refused() -> None:
    import gzip

    half = gzip.compress(b'{"a": "' + bytes(range(32, 127)) * 50 + b'"}')[:-20]
    with serving(lambda _: Reply(half, headers={"Content-Encoding": "gzip"})) as server:
        assert "bricht mittendrin ab" in refusal(server.url)


def test_packed_answers_are_unpacked() -> None:
    body = json.dumps({"a": "x" * 1_000_000}).encode()
    with serving(lambda _: Reply(body, zipped=True)) as server:
        assert ask(server.url).content == body


def test_gzip_bombs_end_at_the_limit() -> None:
    bomb = Reply(b"[" + b" " * 60_000_000 + b"]", zipped=True)
    with serving(lambda _: bomb) as server:
        assert "größer als 1 MB" in refusal(server.url, groesse_mb=1)


def test_large_answers_end_at_the_limit() -> None:
    reply = Reply(b"[" + b" " * 3_000_000 + b"]")
    with serving(lambda _: reply) as server:
        assert "größer als 1 MB" in refusal(server.url, groesse_mb=1)


def test_the_limit_counts_all_answers_of_a_source() -> None:
    reply = Reply(b"[" + b" " * 600_000 + b"]")
    with (
        serving(lambda _: reply) as server,
        Fetcher(remote(server.url, groesse_mb=1), OPEN) as fetcher,
    ):
        fetcher.get(server.url, JSON)
        with pytest.raises(FetchRefused, match="größer als 1 MB"):
            fetcher.get(server.url, JSON)


def test_unasked_encodings_are_refused() -> None:
    with serving(lambda _: Reply(b"x", headers={"Content-Encoding": "br"})) as server:
        assert "gepackt" in refusal(server.url)


def test_an_error_page_with_200_is_refused() -> None:
    page = Reply(b"<html>Wartung</html>", type="text/html; charset=utf-8")
    with serving(lambda _: page) as server:
        assert "„text/html“" in refusal(server.url)


def test_conditions_are_sent_and_304_is_an_answer() -> None:
    def answer(question: Question) -> Reply:
        known = question.headers.get("if-none-match") == '"v1"'
        return Reply(status=304) if known else as_json({}, headers={"ETag": '"v1"'})

    with serving(answer) as server, Fetcher(remote(server.url), OPEN) as fetcher:
        first = fetcher.get(server.url, JSON)
        again = fetcher.get(server.url, JSON, first.conditions)
    assert (first.status, again.status, again.content) == (200, 304, b"")


def test_a_proxy_is_used_only_where_it_is_configured() -> None:
    with (
        serving(lambda _: as_json({"via": "proxy"})) as proxy,
        serving(lambda _: as_json({})) as server,
    ):
        settings = OPEN.model_copy(update={"proxy": proxy.url})
        assert json.loads(ask(f"{server.url}/x", settings).content) == {"via": "proxy"}
        assert server.asked == []


def test_an_unreachable_host_is_a_refusal() -> None:
    with serving(lambda _: as_json({})) as server:
        url = server.url
    assert "nicht zu erreichen" in refusal(url)


def test_a_long_error_page_is_no_flood() -> None:
    with serving(lambda _: Reply(b"x" * 5_000_000, type="text/html", status=404)) as server:
        with pytest.raises(FetchRefused) as caught:
            ask(server.url, groesse_mb=1)
        assert (caught.value.status, len(caught.value.body)) == (404, 65_536)
