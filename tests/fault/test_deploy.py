"""docs/production.md and deploy/: what its settings, units and alerts promise, as far as that needs no machine."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from models.dsn import Dsn
from server.postgres.configuration import SETTINGS
from tests.fixtures.production import AUTHORITY, CHECKOUT, DEPLOY, PAGE, blocks, debian_program, unit

pytestmark = pytest.mark.fault


def test_nobody_reads_along_between_the_service_and_its_database(tmp_path: Path) -> None:
    """libpq's own default takes any server, also without TLS."""
    authority = tmp_path / "database-ca.pem"
    authority.touch()
    urls = re.findall(r'^DATABASE_URL="(.*)"$', "".join(text for _, text in blocks()["Settings"]), re.MULTILINE)
    assert len(urls) == 2
    for url in urls:
        driver = Dsn.parse(url.replace(AUTHORITY, str(authority))).driver
        assert (driver["sslmode"], driver["sslrootcert"]) == ("verify-full", str(authority))


def promtool(*arguments: str) -> str:
    """What promtool says to this, which succeeds."""
    program = debian_program("prometheus", "usr/bin/promtool")
    done = subprocess.run([program, *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_page_asks_of_a_server_what_the_embedded_one_has() -> None:
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| (`[\w-]+`(?:, `[\w-]+`)*) \|", PAGE.read_text(), re.MULTILINE)
    asked = [
        (name.strip("`"), value.strip("`"))
        for names, values in rows
        for name, value in zip(names.split(", "), values.split(", ") * len(names.split(", ")), strict=False)
    ]
    assert len(asked) >= 8
    for name, value in asked:
        if name in SETTINGS:
            assert SETTINGS[name] == value


def test_no_unit_opens_the_folder_of_dumps_and_checkpoints() -> None:
    """systemd gives an existing folder the mode that a unit says at each start, and 0755 where it says none."""
    units = [file for file in (DEPLOY / "systemd").iterdir() if "StateDirectory=" in file.read_text()]
    assert len(units) >= 5
    assert {unit(file.name, "StateDirectoryMode") for file in units} == {"0700"}


def test_prometheus_accepts_the_rules_and_their_metrics_exist() -> None:
    [(_, check)] = blocks()["Prometheus"]
    for command in check.splitlines():
        assert "SUCCESS" in promtool(*command.split()[1:])
    told = (CHECKOUT / "server").rglob("*.py")
    sources = "".join(file.read_text() for file in told)
    for name in re.findall(r"doelgroepregister_(\w+)", (DEPLOY / "prometheus" / "rules.yml").read_text()):
        assert re.search(rf'"{name.removesuffix("_total").removesuffix("_bucket")}"', sources), name


def test_the_service_sees_what_its_metrics_of_processes_are_made_from() -> None:
    """prometheus-client reads /proc/stat first, and tells nothing of any process where that is hidden."""
    assert "ProcSubset=pid" not in (DEPLOY / "systemd" / "doelgroepregister.service").read_text().splitlines()


def test_what_sends_messages_writes_its_metrics_where_others_may_read_them() -> None:
    name = "doelgroepregister-deliver.service"
    folder = Path(unit(name, "ExecStart").partition("--metrics ")[2]).parent
    assert unit(name, "ReadWritePaths") == str(folder)
    assert unit(name, "UMask") == "0022"
    assert f"--collector.textfile.directory={folder}" in (DEPLOY / "prometheus" / "prometheus.yml").read_text()


QUIET = {
    'up{job="doelgroepregister", instance="a:9464"}': "1x2000",
    'up{job="node", instance="a:9100"}': "1x2000",
    'doelgroepregister_requests_total{instance="a:9464", status="2xx"}': "0+600x2000",
    'doelgroepregister_requests_total{instance="a:9464", status="5xx"}': "0x2000",
    'doelgroepregister_refusals_total{instance="a:9464", code="INTERNAL"}': "0x2000",
    'doelgroepregister_jwks_age_seconds{instance="a:9464", issuer="https://digid.example"}': "300x2000",
    'node_systemd_unit_state{instance="a:9100", name="doelgroepregister-verify.service", state="failed"}': "0x2000",
    'node_systemd_timer_last_trigger_seconds{instance="a:9100", name="doelgroepregister-verify.timer"}': "0+60x2000",
    'node_textfile_mtime_seconds{instance="a:9100", file="/a/deliver.prom"}': "0+60x2000",
    'doelgroepregister_messages{instance="a:9100", job="node", state="dead"}': "0x2000",
}
"""What Prometheus reads of a machine that is well, each minute for a day and a half."""


@pytest.mark.parametrize(
    ("alerts", "begins", "values"),
    [
        ([], "up", None),
        (["RegisterIsAway"], 'up{job="doelgroepregister"', "0x2000"),
        (["MachineIsNotWatched"], 'up{job="node"', "0x2000"),
        (["AnswersFail"], 'doelgroepregister_requests_total{instance="a:9464", status="5xx"', "0+10x2000"),
        (["AnswersFail", "InternalErrors"], "doelgroepregister_refusals_total", "0+10x2000"),
        (["InternalErrors"], "doelgroepregister_refusals_total", "0x1790 1x209"),
        (["IssuerKeysAreOld"], "doelgroepregister_jwks_age_seconds", "0+60x2000"),
        (["UnitFailed"], "node_systemd_unit_state", "1x2000"),
        (["LogIsNotVerified"], "node_systemd_timer_last_trigger_seconds", "0x2000"),
        (["MessagesWait"], "node_textfile_mtime_seconds", "0x2000"),
        (["MessagesWereGivenUp"], "doelgroepregister_messages", "3x2000"),
    ],
)
def test_an_alert_says_what_is_wrong_and_no_other_does(
    tmp_path: Path, alerts: list[str], begins: str, values: str | None
) -> None:
    assert any(name.startswith(begins) for name in QUIET)
    series = {name: values if values and name.startswith(begins) else well for name, well in QUIET.items()}
    ask = 'count by (alertname) (ALERTS{alertstate="firing"})'
    told = [{"labels": f'{{alertname="{alert}"}}', "value": 1} for alert in alerts]
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [{"expr": ask, "eval_time": "30h", "exp_samples": told}],
    }
    rules = str(DEPLOY / "prometheus" / "rules.yml")
    file = tmp_path / "alerts.yml"  # JSON is YAML
    file.write_text(json.dumps({"rule_files": [rules], "evaluation_interval": "1m", "tests": [test]}))
    assert "SUCCESS" in promtool("test", "rules", str(file))
