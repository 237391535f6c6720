"""The virtual environment of a checkout: whole or not there, and its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]

CHECKOUT = Path(__file__).parents[2]
BUILDERS = ("hatchling", "editables", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers")
PROJECT = """
[build-system]
requires = ["hatchling", "editables"]
build-backend = "hatchling.build"
[project]
name = "small"
version = "1"
scripts = {small = "small:main"}
[tool.hatch.build.targets.wheel]
packages = ["small"]
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of a test's own."""
    return checkout_at(tmp_path / "a checkout")


def checkout_at(made: Path) -> Path:
    """A checkout with our Makefile, of a program that says where it stands and needs little."""
    (made / ".ci").mkdir(parents=True)
    (made / "small").mkdir()
    shutil.copy(CHECKOUT / "Makefile", made)
    shutil.copy(CHECKOUT / ".ci" / "environment.py", made / ".ci")
    (made / "pyproject.toml").write_text(PROJECT)
    (made / "small" / "__init__.py").write_text("def main():\n    print(__file__)\n")
    lock = (CHECKOUT / "requirements.lock").read_text()
    pinned = "".join(re.findall(rf"^(?:{'|'.join(BUILDERS)})==.*?(?=^\S)", lock, re.MULTILINE | re.DOTALL))
    (made / "requirements.lock").write_text(pinned)
    (made / "requirements-dev.lock").write_text(pinned)
    return made


@dataclass(frozen=True)
class Replaced:
    """A checkout whose environment didn't fit: what was told of it with a wrong lock, and with the right one."""

    checkout: Path
    failed: subprocess.CompletedProcess[str]
    after_failure: tuple[str, list[str]]
    made: subprocess.CompletedProcess[str]
    after: tuple[str, list[str]]


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> Replaced:
    """Made once: an environment takes ten seconds of CPU."""
    checkout = checkout_at(tmp_path_factory.mktemp("environment") / "a checkout")
    (checkout / ".venv" / "bin").mkdir(parents=True)  # of an earlier kind of stamp, say
    (checkout / ".venv" / "bin" / "small").write_text("#!/bin/sh\necho old\n")
    (checkout / ".venv" / "bin" / "small").chmod(0o755)
    (checkout / ".venv.new").mkdir()  # of a build that was killed
    lock = checkout / "requirements.lock"
    text = lock.read_text()
    lock.write_text(text.replace("--hash=sha256:", "--hash=sha256:0"))
    failed = make(checkout, "runtime")
    after_failure = program(checkout), left(checkout)
    lock.write_text(text)
    made = make(checkout, "runtime")
    return Replaced(checkout, failed, after_failure, made, (program(checkout), left(checkout)))


def make(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PYTHON"))}  # noqa: TID251 - handed on
    quick = {"PIP_NO_COMPILE": "1"}  # what is imported is compiled then
    return subprocess.run(  # noqa: S603 - our own program
        ["/usr/bin/make", *arguments], cwd=checkout, env=kept | quick, capture_output=True, text=True, check=False
    )


def program(checkout: Path) -> str:
    """Where the program stands that the environment runs."""
    done = subprocess.run([checkout / ".venv/bin/small"], capture_output=True, text=True, check=True)  # noqa: S603 - the same
    return done.stdout.strip()


def left(checkout: Path) -> list[str]:
    return sorted(one.name for one in checkout.iterdir() if one.name.startswith(".venv") and one.is_dir())


def test_an_environment_is_made_once_and_a_copied_checkout_never_uses_that_of_another(replaced: Replaced) -> None:
    checkout = replaced.checkout
    assert replaced.made.returncode == 0
    assert program(checkout) == str(checkout / "small" / "__init__.py")
    made = (checkout / ".venv").stat().st_ino
    again = make(checkout, "runtime")
    assert (again.returncode, again.stderr, (checkout / ".venv").stat().st_ino) == (0, "", made)
    assert left(checkout) == [".venv"]
    copy = checkout.with_name("copy")
    shutil.copytree(checkout, copy, symlinks=True)
    assert make(copy, "runtime").returncode == 0
    assert program(copy) == str(copy / "small" / "__init__.py")
    assert program(checkout) == str(checkout / "small" / "__init__.py")


def test_a_build_that_is_stopped_by_ctrl_c_leaves_nothing(checkout: Path) -> None:
    building = subprocess.Popen(
        ["/usr/bin/make", "runtime"], cwd=checkout, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert building.stderr is not None
    with building, building.stderr:
        while "Installing" not in building.stderr.readline():
            assert building.poll() is None
        os.killpg(building.pid, signal.SIGINT)
    assert building.returncode != 0
    assert left(checkout) == []


def test_an_environment_replaces_one_that_does_not_fit_when_it_is_whole(replaced: Replaced) -> None:
    assert replaced.failed.returncode != 0
    assert "can't be built" in replaced.failed.stderr
    assert replaced.after_failure == ("old", [".venv"])
    assert replaced.made.returncode == 0
    assert replaced.after == (str(replaced.checkout / "small" / "__init__.py"), [".venv"])


def test_without_a_python_that_will_do_it_says_which_is_needed(checkout: Path) -> None:
    none = make(checkout, "runtime", "PYTHON=/nowhere/python3")
    assert none.returncode != 0
    assert none.stderr.startswith("Needs Python 3.11 or newer")
    as_old = "import sys; sys.version_info = (3, 9); exec(open(sys.argv[1]).read())"
    old = checkout / "python3"
    old.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{as_old}' \"$@\"\n")
    old.chmod(0o755)
    older = make(checkout, "runtime", f"PYTHON={old}")
    assert older.returncode != 0
    assert "Needs Python 3.11 or newer, not 3.9" in older.stderr
    assert left(checkout) == []
