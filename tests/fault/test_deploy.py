"""deploy/: what its units and alerts promise, as far as that needs no machine."""

import re
import subprocess

import pytest

from tests.fixtures.production import CHECKOUT, DEPLOY, blocks, debian_program, unit

pytestmark = pytest.mark.fault


def promtool(*arguments: str) -> str:
    """What promtool says to this, which succeeds."""
    program = debian_program("prometheus", "usr/bin/promtool")
    done = subprocess.run([program, *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


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
