"""The command line's help, as somebody who knows nothing reads it."""

import shlex
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from server.cli import cli
from server.database import Database
from server.running import banner
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


def test_the_banners_commands_can_be_pasted_wherever_the_checkout_stands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "executable", "/home/an owner's/register; rm x/.venv/bin/python3")
    banner(Settings.read(development=True), Database("postgresql:///x"))
    [token] = [line for line in capsys.readouterr().out.splitlines() if "a token:" in line]
    assert shlex.split(token.partition("a token:")[2])[:2] == [
        "/home/an owner's/register; rm x/.venv/bin/doelgroepregister",
        "token",
    ]
