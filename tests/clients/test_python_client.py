"""The Python client: its code is ariadne-codegen's for the employer's schema, and it works."""

import filecmp
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.clients import generators
from tests.clients.running import Client, check_applicants, check_letters, check_roster

pytestmark = [pytest.mark.clients, pytest.mark.timeout(600)]  # they install and check a whole program


@pytest.fixture
def client(environment: dict[str, str]) -> Client:
    python = generators.python_environment() / "bin" / "python"
    return Client((python, "-B", "-W", "error", "example.py"), generators.PYTHON, environment)


def test_the_committed_code_is_what_the_generator_makes_now(tmp_path: Path) -> None:
    made = generators.generate_python(generators.copied(tmp_path))
    committed = generators.PYTHON / generators.GENERATED_PYTHON
    names = sorted(file.name for file in made.iterdir())
    assert sorted(file.name for file in committed.iterdir() if file.name != "__pycache__") == names
    same, other, missing = filecmp.cmpfiles(made, committed, names, shallow=False)
    assert (sorted(same), other, missing) == (names, [], []), "run `make generate-clients`"


def test_its_types_hold() -> None:
    python = generators.python_environment() / "bin" / "python"
    mypy = (sys.executable, "-m", "mypy", "--config-file=", "--cache-dir=/dev/null", "--strict")
    generators.run(*mypy, "--follow-imports=silent", "--python-executable", python, "example.py", cwd=generators.PYTHON)


def test_the_lock_has_hashes_and_no_host_names() -> None:
    text = (generators.PYTHON / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    pinned = re.findall(r"^[a-z0-9][^\s]*==[^\s]+.*\\$", text, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 10


def test_what_is_copied_of_the_generator_stands_with_its_licence() -> None:
    [licence] = generators.python_environment().rglob("ariadne_codegen-*.dist-info/licenses/LICENSE")
    assert (generators.PYTHON / "LICENSE.ariadne-codegen").read_bytes() == licence.read_bytes()


def test_it_tells_whether_an_applicant_is_registered(client: Client) -> None:
    check_applicants(client)


def test_it_reads_a_whole_roster_page_by_page(client: Client) -> None:
    check_roster(client)


def test_it_lists_letters_and_a_reaction_that_is_sent_again_stays_one(client: Client) -> None:
    check_letters(client)


def test_it_tells_that_its_token_is_no_good(client: Client) -> None:
    stranger = replace(client, environment={**client.environment, "REGISTER_TOKEN": "expired"})
    assert stranger.said("applicant", given="999900006\n", status=1) == ("The register refused this with status 401.\n")
