"""The TypeScript client: its code is graphql-codegen's for the employer's schema, its types hold, and it works."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.clients import generators
from tests.clients.running import Client, check_applicants, check_letters, check_roster

pytestmark = [pytest.mark.clients, pytest.mark.timeout(600)]  # they install and check a whole program


@pytest.fixture
def client(environment: dict[str, str]) -> Client:
    return Client((generators.NODE, "src/example.ts"), generators.TYPESCRIPT, environment)


def test_the_committed_code_is_what_the_generator_makes_now_and_its_types_hold(tmp_path: Path) -> None:
    made = generators.generate_typescript(generators.copied(tmp_path))
    committed = generators.TYPESCRIPT / generators.GENERATED_TYPESCRIPT
    assert committed.read_text(encoding="utf-8") == made.read_text(encoding="utf-8"), "run `make generate-clients`"
    home = made.parents[1]
    generators.run(generators.NODE, "node_modules/.bin/tsc", "--project", "tsconfig.json", cwd=home)


def test_a_field_that_the_query_does_not_ask_is_a_type_error(tmp_path: Path) -> None:
    made = generators.generate_typescript(generators.copied(tmp_path))
    example = made.with_name("example.ts")
    text = example.read_text(encoding="utf-8")
    example.write_text(text.replace("person?.registered)", "person?.grounds)"), encoding="utf-8")
    with pytest.raises(generators.GeneratorError, match=r"src/example\.ts.*Property 'grounds' does not exist"):
        generators.run(generators.NODE, "node_modules/.bin/tsc", "--project", "tsconfig.json", cwd=made.parents[1])


def test_the_lock_has_hashes_and_no_registry_in_it() -> None:
    lock = json.loads((generators.TYPESCRIPT / "package-lock.json").read_text(encoding="utf-8"))
    packages = [package for name, package in lock["packages"].items() if name]
    assert len(packages) > 100
    for package in packages:
        assert "resolved" not in package
        assert package["integrity"].startswith("sha512-")


def test_it_tells_whether_an_applicant_is_registered(client: Client) -> None:
    check_applicants(client)


def test_it_reads_a_whole_roster_page_by_page(client: Client) -> None:
    check_roster(client)


def test_it_lists_letters_and_a_reaction_that_is_sent_again_stays_one(client: Client) -> None:
    check_letters(client)


def test_it_tells_that_its_token_is_no_good(client: Client) -> None:
    stranger = replace(client, environment={**client.environment, "REGISTER_TOKEN": "expired"})
    assert stranger.said("applicant", given="999900006\n", status=1) == (
        "UNAUTHENTICATED: The access token is not valid; ask the issuer for a new one.\n"
    )
