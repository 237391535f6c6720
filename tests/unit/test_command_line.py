"""The command line's help, as somebody who knows nothing reads it."""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from server.cli import cli
from server.commands.run import banner
from server.database import Database
from server.secrets import KeyPurpose
from server.settings import Settings


def groups(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Group]]:
    if isinstance(command, click.Group):
        yield path, command
        for name, below in command.commands.items():
            yield from groups(below, (*path, name))


@pytest.mark.parametrize("path", [path for path, _ in groups(cli)], ids=" ".join)
def test_a_list_of_commands_cuts_no_sentence_off(path: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli, [*path, "--help"]).output
    assert "Commands:" in shown
    assert "..." not in shown.partition("Commands:")[2]
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("path", [path for path, _ in groups(cli)], ids=" ".join)
def test_a_bare_command_shows_its_help_line_by_line_and_fails(path: tuple[str, ...]) -> None:
    bare, helped = (
        subprocess.run([sys.executable, "-m", "server", *path, *more], capture_output=True, text=True, check=False)  # noqa: S603 - our own program
        for more in ([], ["--help"])
    )
    assert (bare.returncode, bare.stdout) == (2, "")
    assert bare.stderr == helped.stdout


def pasted(settings: Settings, capsys: pytest.CaptureFixture[str], line: str = "a token:") -> str:
    """What the banner says on one of its lines."""
    banner(settings, Database("postgresql:///x"))
    [found] = [one for one in capsys.readouterr().out.splitlines() if line in one]
    return found.partition(line)[2].strip().partition("    ")[0]


def test_the_banners_commands_can_be_pasted_wherever_the_checkout_stands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", "/home/an owner's/register; rm x/.venv/bin/python3")
    monkeypatch.chdir(tmp_path)
    assert shlex.split(pasted(Settings.read(development=True), capsys))[:3] == [
        f"DATA_DIR={tmp_path}/.data",
        "/home/an owner's/register; rm x/.venv/bin/doelgroepregister",
        "token",
    ]


def test_the_banners_commands_find_the_data_of_the_service_from_any_directory(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data, elsewhere = tmp_path / "an owner's data", tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("DATA_DIR", str(data))
    command = pasted(Settings.read(development=True), capsys)
    monkeypatch.delenv("DATA_DIR")
    ran = subprocess.run(["/bin/sh", "-c", command], cwd=elsewhere, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert ran.stdout.startswith("eyJ")
    assert [file.name for file in data.iterdir()] == ["development-issuer.json"]
    assert list(elsewhere.iterdir()) == []


def test_in_a_checkout_the_banners_commands_are_those_of_the_readme(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv" / "bin" / "python3"))
    monkeypatch.chdir(tmp_path)
    assert pasted(Settings.read(development=True), capsys) == ".venv/bin/doelgroepregister token --role suwinet"
    import_files = pasted(Settings.read(development=True), capsys, "your files:")
    assert import_files == ".venv/bin/doelgroepregister import DIR"


def test_a_place_that_cannot_be_written_is_told_with_what_to_do() -> None:
    arguments = ["demo-data", "--out", "/proc/nowhere", "--persons", "1", "--employments", "1"]
    done = subprocess.run([sys.executable, "-m", "server", *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    told = "/proc/nowhere: No such file or directory; see to it that it exists and that this user may write there."
    assert (done.returncode, done.stderr) == (1, f"doelgroepregister: {told}\n")


def test_the_help_of_rotating_keys_names_each_kind_of_them() -> None:
    shown = CliRunner().invoke(cli, ["secrets", "rotate", "--help"]).output
    assert [one.value for one in KeyPurpose if one.value not in shown] == []


INTERRUPTED_EARLY = """
import os, signal, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder())
from server.__main__ import main
main()
"""


@pytest.mark.parametrize("name", ["models", "server.cli", "server.telemetry"])
def test_ctrl_c_ends_a_command_that_has_only_begun_without_a_word(name: str) -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED_EARLY, name], capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize("name", ["--persons", "--employments"])
def test_demo_data_have_a_size_that_a_disk_can_hold(name: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["demo-data", "--out", str(tmp_path / "demo"), name, "99999999999"])
    assert (done.exit_code, (tmp_path / "demo").exists()) == (2, False)
    assert f"Invalid value for '{name}'" in done.output


def paths() -> Iterator[tuple[list[str], click.Parameter]]:
    """Every option and argument of a command that is a path."""
    for above, group in groups(cli):
        for name, command in group.commands.items():
            yield from (([*above, name], one) for one in command.params if isinstance(one.type, click.Path))


@pytest.mark.parametrize(("path", "parameter"), list(paths()), ids=str)
def test_no_command_takes_nothing_for_the_working_directory(path: list[str], parameter: click.Parameter) -> None:
    given = [parameter.opts[0], ""] if isinstance(parameter, click.Option) else [""]
    done = CliRunner().invoke(cli, [*path, *given])
    assert done.exit_code == 2
    assert "Name a file or a directory." in done.output
