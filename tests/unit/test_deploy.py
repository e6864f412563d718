"""The files of deploy/ fit together, and to the settings that the dashboard has on a laptop."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from proxy import nginx_path

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = ("sozialraum@.service", "sozialraum-sicherung.service", "sozialraum-sicherung.timer")


def _toml(path: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / path).read_text("utf-8"))


def _unit(name: str) -> dict[str, list[str]]:
    """Settings of a unit; the same one may occur more than once."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / name).read_text("utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            found.setdefault(key, []).append(value)
    return found


def _nginx() -> str:
    return (DEPLOY / "nginx.conf").read_text("utf-8")


def test_the_server_looks_like_the_laptop() -> None:
    """Appearance and speed must not depend on where it runs."""
    laptop, server = _toml(".streamlit/config.toml"), _toml("deploy/config.toml")
    for section in ("theme", "global", "runner"):
        assert server[section] == laptop[section], section
    for section in ("server", "browser", "client"):
        different = {"address", "serverAddress"}
        for key, value in laptop[section].items():
            assert key in server[section], key
            assert key in different or server[section][key] == value, key


def test_streamlit_knows_every_setting() -> None:
    from streamlit import config

    for section, settings in _toml("deploy/config.toml").items():
        for key, value in settings.items():
            if not isinstance(value, dict):
                assert f"{section}.{key}" in config._config_options_template, key


def test_the_server_is_closed() -> None:
    config = _toml("deploy/config.toml")
    server, client = config["server"], config["client"]
    assert server["address"] == "127.0.0.1"
    assert server["enableCORS"] is True
    assert server["enableXsrfProtection"] is True
    assert server["enableStaticServing"] is False
    assert server["enableAgentApi"] is False
    assert server["corsAllowedOrigins"] == []
    assert client["allowedOrigins"] == []
    assert client["showErrorDetails"] == "none"
    assert config["browser"]["gatherUsageStats"] is False
    assert config["logger"]["enableRich"] is False


def test_one_name_and_one_size_everywhere() -> None:
    config = _toml("deploy/config.toml")
    name = config["browser"]["serverAddress"]
    assert config["server"]["allowedHosts"] == [name]
    assert set(re.findall(r"server_name (\S+);", _nginx())) == {name}
    megabytes = config["server"]["maxUploadSize"]
    assert f"client_max_body_size {megabytes + 1}m;" in _nginx()
    assert f"höchstens {megabytes} MB" in _nginx()


def test_the_ports_of_nginx_are_those_of_the_guide() -> None:
    ports = set(re.findall(r"server 127\.0\.0\.1:(\d+)", _nginx()))
    guide = (ROOT / "docs" / "betrieb.md").read_text("utf-8")
    assert ports == {"8501", "8502"}
    assert all(f"sozialraum@{port}" in guide for port in ports)


def test_nginx_keeps_what_people_ask_to_itself() -> None:
    text = _nginx()
    (form,) = re.findall(r"log_format kurz (.*?);", text, re.DOTALL)
    for word in (
        "$request ",
        "$request_uri",
        "$args",
        "$http_",
        "$cookie",
        "$remote_addr",
        "$uri ",
    ):
        assert word not in form
    assert re.findall(r"error_log \S+ (\w+);", text) == ["crit"]
    assert set(re.findall(r"access_log (.*?);", text)) == {
        "/var/log/nginx/sozialraum.log kurz",
        "off",
    }


def test_nginx_tells_the_application_the_truth_about_the_visitor() -> None:
    text = _nginx()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in text
    assert 'proxy_set_header Forwarded "";' in text
    assert "proxy_add_x_forwarded_for" not in text


def test_no_rule_of_nginx_is_hidden_by_another() -> None:
    """A location by expression wins over one by beginning, unless that one says ^~."""
    locations = re.findall(r"location (=|~|\^~)? ?(/\S*|\^\S+) \{", _nginx())
    expressions = [re.compile(path) for kind, path in locations if kind == "~"]
    beginnings = [path for kind, path in locations if kind == "" and path != "/"]
    assert len(expressions) == 2
    assert len(beginnings) >= 3
    for path in beginnings:
        assert not any(expression.match(path) for expression in expressions), path


def test_nginx_accepts_the_file(tmp_path: Path) -> None:
    from proxy import _nginx_conf, certificate

    nginx = nginx_path()
    if nginx is None:
        pytest.skip("nginx is not installed; tests/browser/test_nginx.py says so loudly")
    certificate(tmp_path)
    file = tmp_path / "nginx.conf"
    file.write_text(_nginx_conf(tmp_path, 18501, 18502, 18443, 18080), "utf-8")
    done = subprocess.run(
        [nginx, "-t", "-q", "-c", str(file), "-p", str(tmp_path)], capture_output=True, text=True, timeout=30, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_the_unit_may_write_to_one_folder_only() -> None:
    unit = _unit("sozialraum@.service")
    assert unit["ReadWritePaths"] == ["/var/lib/sozialraum"]
    assert "SOZIALRAUM_HOME=/var/lib/sozialraum" in unit["Environment"]
    assert "SOZIALRAUM_LOKAL=nein" in unit["Environment"]
    for key, value in {
        "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "UMask": "0077",
        "CapabilityBoundingSet": "", "PrivateTmp": "yes", "Restart": "always", "User": "sozialraum",
    }.items():  # fmt: skip
        assert unit[key] == [value], key
    assert "MemoryMax" in unit
    assert unit["ExecStart"] == [
        "/opt/sozialraum/.venv/bin/sozialraum serve --address 127.0.0.1 --port %i"
    ]
    assert unit["BindReadOnlyPaths"][0].endswith("/opt/sozialraum/.streamlit/config.toml")


@pytest.mark.parametrize("name", UNITS)
def test_systemd_accepts_the_units(name: str) -> None:
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        pytest.skip("systemd-analyze is not installed")
    done = subprocess.run(
        [analyse, "verify", str(DEPLOY / name)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    stem = re.split("[.@]", name)[0]
    faults = [line for line in done.stderr.splitlines() if stem in line]
    assert [line for line in faults if "is not executable" not in line] == []


def test_the_container_runs_without_rights() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    assert re.search(r"^USER 10001$", text, re.MULTILINE)
    assert "/bereit" in text
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    for source in (part for line in copied for part in line.split()):
        assert (ROOT / source).exists(), source
