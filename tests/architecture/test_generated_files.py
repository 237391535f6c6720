"""What is generated is committed, and is what the code would make now."""

from pathlib import Path

import pytest

from auth.visibility import policy
from domain.roles import Role
from graph.schema.build import coordinates, printed, schema_for
from migrations.__main__ import migrated
from migrations.functions import files, without_comments
from models import catalog
from portal import operations
from portal.operations.generation import modules
from server import settings
from server.commands.migrate import head

ROOT = Path(__file__).parents[2]


def test_the_committed_schema_is_the_one_of_the_code() -> None:
    assert (ROOT / "schema.graphql").read_text(encoding="utf-8") == printed(), "run `make generate`"


@pytest.mark.parametrize("role", Role)
def test_each_roles_committed_schema_is_the_one_of_the_code(role: Role) -> None:
    file = ROOT / "schema" / f"{role.value.lower()}.graphql"
    assert file.read_text(encoding="utf-8") == printed(role), "run `make generate`"


def test_every_committed_schema_is_a_roles() -> None:
    assert {file.stem for file in (ROOT / "schema").iterdir()} == {role.value.lower() for role in Role}


def test_the_committed_visibility_table_is_the_one_of_the_code() -> None:
    assert (ROOT / "docs" / "visibility.md").read_text(encoding="utf-8") == policy.table(), "run `make generate`"


def test_the_committed_settings_are_those_of_the_code() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings.table(), "run `make generate`"


def test_the_committed_catalog_is_of_the_newest_revision() -> None:
    assert catalog.known()["revision"] == head(), "run `make generate`"


def test_the_migrations_make_the_functions_that_the_files_have() -> None:
    assert without_comments(migrated()) == without_comments(files()), 'run `make migration TITLE="…"`'


def test_the_committed_manifest_of_the_portals_operations_is_the_one_of_their_files() -> None:
    committed = (ROOT / "portal" / "operations" / "manifest.json").read_text(encoding="utf-8")
    assert committed == operations.manifest(), "run `make generate`"


@pytest.mark.parametrize("path", modules())
def test_the_committed_module_of_a_portals_operations_is_the_one_of_their_files(path: str) -> None:
    committed = (ROOT / "portal" / "operations" / path).read_text(encoding="utf-8")
    assert committed == modules()[path], "run `make generate`"


def test_each_audience_of_the_portals_has_its_module() -> None:
    assert sorted(modules()) == [
        f"{one}/__init__.py" for one in ("assessor", "citizen", "employer", "monitor", "public", "suwinet")
    ]


def test_every_field_says_who_may_ask_it() -> None:
    for coordinate, rule in policy.POLICY.items():
        assert rule.roles, coordinate
        assert all(rule.legal_basis(role) for role in rule.roles), coordinate
    assert "Visible to SUWINET, ASSESSOR." in printed()
    assert "Visible to everyone, without a token." in printed()


def test_a_roles_schema_has_nothing_of_what_it_may_not_ask() -> None:
    citizen = printed(Role.CITIZEN)
    for name in ("countingStartDate", "asOf", "persons(", "Organisation", "Period"):
        assert f" {name}" not in citizen
    assert "Ground" not in schema_for(Role.CITIZEN).type_map
    of_grounds = {one for one in coordinates(schema_for(Role.CITIZEN)).fields if "ground" in one.lower()}
    in_public = {one for one in coordinates(schema_for(None)).fields if "ground" in one.lower()}
    assert of_grounds == in_public  # what the law calls a ground, and nothing of anybody's
    assert not any(one.startswith("Person") for one in of_grounds)
    assert "registrationEndDate: Date" in citizen
