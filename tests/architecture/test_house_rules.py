"""Rules of the house that no linter knows."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from server.installation import PACKAGES

ROOT = Path(__file__).parents[2]


def sources(*packages: str) -> list[Path]:
    return [file for package in packages for file in (ROOT / package).rglob("*.py")]


def test_no_other_distribution_owns_a_name_of_ours() -> None:
    owners = packages_distributions()
    for package in PACKAGES:
        assert set(owners.get(package, ["doelgroepregister"])) == {"doelgroepregister"}, package


def test_the_wheel_holds_our_packages_and_no_tests() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert sorted(settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == sorted(PACKAGES)
    assert "Private :: Do Not Upload" in settings["project"]["classifiers"]


def test_the_locks_have_hashes_and_no_host_names() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9][^\s]*==[^\s]+.*\\$", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 20


def test_a_serving_connection_never_opens_a_transaction_or_sets_anything() -> None:
    forbidden = re.compile(
        r"\.transaction\(|set_config|\bset local\b|\bset role\b|\bset session\b|\.begin\(", re.IGNORECASE
    )
    for file in [ROOT / "models" / "database.py", *sources("graph"), *(ROOT / "models" / "queries").glob("*.py")]:
        assert not forbidden.search(file.read_text(encoding="utf-8")), file.relative_to(ROOT)


def test_every_statement_of_a_serving_role_stands_in_models() -> None:
    sql = re.compile(r"[\"']\s*(select|insert|update|delete)\s", re.IGNORECASE)
    for file in sources("auth", "graph", "portal"):
        assert not sql.search(file.read_text(encoding="utf-8")), file.relative_to(ROOT)


def test_no_module_that_somebody_writes_grows_past_four_hundred_lines() -> None:
    for file in [*sources(*PACKAGES), *(ROOT / "tests").rglob("*.py")]:
        text = file.read_text(encoding="utf-8")
        assert text.startswith('"""Generated from') or len(text.splitlines()) <= 400, file.relative_to(ROOT)


def test_a_migration_imports_nothing_of_ours() -> None:
    for file in (ROOT / "migrations" / "versions").glob("*.py"):
        assert not re.search(
            rf"^\s*(from|import) ({'|'.join(PACKAGES)})\b", file.read_text(encoding="utf-8"), re.MULTILINE
        )


def test_the_command_line_starts_without_what_only_some_commands_need() -> None:
    heavy = "{'alembic', 'jinja2', 'sqlalchemy', 'strawberry', 'typst'}"
    code = f"import sys, server.cli; print(*{heavy} & sys.modules.keys())"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_what_the_guides_name_is_there() -> None:
    for guide in ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"):
        text = (ROOT / guide).read_text(encoding="utf-8")
        paths = re.findall(rf"`((?:{'|'.join(PACKAGES)}|tests|docs|bench)/[\w./-]*|[\w.-]+\.(?:md|toml|lock))`", text)
        for path in paths:
            assert (ROOT / path).exists(), f"{guide}: {path}"
        assert paths or guide == "README.md"
