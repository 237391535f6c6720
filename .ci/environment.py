"""Makes the virtual environment that the Makefile's targets use: `python .ci/environment.py runtime|development`.

It is built aside and takes its place when it is whole, so Ctrl-C leaves the old one, or none. A stamp in it says where
it stands, which Python made it and from which files: after a move or a copy of the checkout, with another Python or
with other locks it is built anew, and never another checkout's is used. Needs nothing but the standard library.
"""

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - it is this file that says so
    sys.exit(
        "Needs Python 3.11 or newer, not "
        + ".".join(map(str, sys.version_info[:2]))
        + ": say which with `make PYTHON=/path/to/python3.11 ...`."
    )

CHECKOUT = Path(__file__).resolve().parents[1]
PLACE = CHECKOUT / ".venv"
ASIDE = CHECKOUT / ".venv.new"
OLD = CHECKOUT / ".venv.old"
STAMP = "stamp.json"
LOCKS = {"runtime": "requirements.lock", "development": "requirements-dev.lock"}
"""What each kind installs; development's has all of runtime's."""
PIP = ["-m", "pip", "--disable-pip-version-check", "install"]


def main() -> int:
    """Make the environment if there is none that fits; exit status 0, 1, or 130 after Ctrl-C."""
    kind = sys.argv[1]
    with (CHECKOUT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second `make` waits, and finds it made
        if any(made_as(one) == wanted(one) for one in (kind, "development")):
            return 0
        try:
            build(kind)
        except KeyboardInterrupt:
            print("Stopped; the next start builds the environment from the beginning.", file=sys.stderr)
            return 130
        except subprocess.CalledProcessError:
            print(
                "The environment can't be built: what is above says why. On Debian, venv is the package python3-venv.",
                file=sys.stderr,
            )
            return 1
        finally:
            shutil.rmtree(ASIDE, ignore_errors=True)
    return 0


def wanted(kind: str) -> dict[str, object]:
    """The stamp of an environment that fits."""
    files = [CHECKOUT / LOCKS[kind], CHECKOUT / "pyproject.toml"]
    return {
        "kind": kind,
        "place": str(PLACE),
        "python": [sys.base_prefix, *sys.version_info[:2]],
        "files": hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest(),
    }


def made_as(kind: str) -> dict[str, object] | None:
    """The stamp of the environment that is there, if it is of this kind and its Python still runs."""
    try:
        stamp: dict[str, object] = json.loads((PLACE / STAMP).read_bytes())
    except (OSError, ValueError):
        return None
    return stamp if stamp.get("kind") == kind and (PLACE / "bin" / "python").exists() else None


def build(kind: str) -> None:
    """Build it aside, then put it in its place."""
    shutil.rmtree(ASIDE, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(ASIDE)], check=True)
    python = str(ASIDE / "bin" / "python")
    install([python, *PIP, "--require-hashes", "-r", LOCKS[kind]], CHECKOUT / LOCKS[kind])
    subprocess.run([python, *PIP, "--quiet", "--no-deps", "--no-build-isolation", "-e", "."], check=True, cwd=CHECKOUT)
    for file in [ASIDE / "pyvenv.cfg", *(ASIDE / "bin").iterdir()]:  # scripts name the Python that runs them
        if file.is_file() and not file.is_symlink():
            file.write_bytes(file.read_bytes().replace(bytes(ASIDE), bytes(PLACE)))
    (ASIDE / STAMP).write_text(json.dumps(wanted(kind)), encoding="utf-8")
    if PLACE.is_symlink():
        PLACE.unlink()
    elif PLACE.exists():
        shutil.rmtree(OLD, ignore_errors=True)
        PLACE.rename(OLD)
    ASIDE.rename(PLACE)
    shutil.rmtree(OLD, ignore_errors=True)


def install(command: list[str], lock: Path) -> None:
    """Run pip, which names a package a line, and count them."""
    count = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())  # some for other systems only
    print(f"Installing what {lock.name} names ...", file=sys.stderr, flush=True)
    shown = sys.stderr.isatty()
    done = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as pip:
        assert pip.stdout is not None  # noqa: S101 - it is a pipe
        for line in pip.stdout:
            done += line.startswith("Collecting ")
            if shown:
                step = "putting them in place" if line.startswith("Installing") else f"{done} of about {count}"
                print(f"\r\x1b[K  {step}", end="", file=sys.stderr, flush=True)
    if shown:
        print(file=sys.stderr)
    if pip.returncode:
        raise subprocess.CalledProcessError(pip.returncode, command)


if __name__ == "__main__":
    sys.exit(main())
