"""The program as it is delivered: a wheel, in an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.fault

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the wheel is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)  # noqa: S603 - our own program
    [wheel] = folder.glob("doelgroepregister-*.whl")
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--quiet",
        "--target",
        str(folder / "site"),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)  # noqa: S603 - the same
    return folder / "site"


def command(*path: Path, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    kept = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}  # noqa: TID251 - handed on
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "server", *arguments], cwd="/", env=kept, capture_output=True, text=True, check=False
    )


def test_the_wheel_has_all_that_a_checkout_has(site: Path) -> None:
    assert command(site, arguments=("schema",)).stdout == (CHECKOUT / "schema.graphql").read_text(encoding="utf-8")
    shipped = {file.relative_to(site) for file in site.rglob("*") if file.is_file() and file.suffix != ".pyc"}
    listed = subprocess.check_output(["/usr/bin/git", "ls-files"], cwd=CHECKOUT, text=True)
    ours = {Path(name) for name in listed.splitlines() if Path(name).parts[0] in {one.name for one in site.iterdir()}}
    assert ours
    assert ours <= shipped
    assert not [name for name in shipped if name.parts[0] in {"tests", "bench", "clients", "docs"}]


def test_another_programs_package_is_never_taken_for_one_of_ours(site: Path, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("raise SystemExit('ran')")
    refused = command(tmp_path, site, arguments=("schema",))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "doelgroepregister: Another package named models stands in this environment; "
        "install the register in a virtual environment of its own.\n"
    )
