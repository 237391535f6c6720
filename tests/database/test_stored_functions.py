"""What stands in models/sql is what the migrations make: a function is read, and reviewed, in one place."""

import re

import pytest

from domain.roles import Role
from migrations.functions import ROLES, files, statements
from models.database import Frontend
from tests.conftest import ROLE_PREFIX
from tests.fixtures.disclosure_log import Owner

_OF_DATABASE = """
    select n.nspname || '.' || p.proname as name, pg_get_functiondef(p.oid) as definition,
        coalesce((select array_agg(x.grantee::regrole::text order by x.grantee::regrole::text)
            from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x where x.grantee <> p.proowner), '{}')
            as granted
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('register', 'log', 'serve', 'portal', 'authorisation', 'cases')
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by 1"""


@pytest.mark.parametrize("name", files())
def test_a_file_has_one_function_and_whose_it_is(name: str) -> None:
    made, *rights = statements(files()[name])
    comment, made = re.fullmatch(r"((?:--(?: .+)?\n)+)(create or replace function .*)", made, re.DOTALL).groups()  # type: ignore[union-attr]
    assert made.startswith(f"create or replace function {name}(")
    assert comment.startswith("-- ")
    schema, _, function = name.partition(".")
    who = function.partition("_")[0]
    nobodys = [f"revoke execute on function {name} from public"]
    assert [one.partition(" to")[0] for one in rights] == {
        "register": [] if " returns trigger " in made else nobodys,
        "authorisation": nobodys,
        "cases": nobodys,
        "log": nobodys,
        "serve": [f"revoke execute on function {name} from public", f"grant execute on function {name}"],
    }[schema]
    if who in {user.value.lower() for user in (*Role, *Frontend)}:
        assert rights[1].endswith(f' to {ROLES}{who}"'), "a role's function is its own"


async def test_the_files_are_the_functions_of_the_database(owner: Owner) -> None:
    made = [tuple(row) for row in await owner.fetch(_OF_DATABASE)]
    texts = files()
    assert [name for name, _, _ in made] == sorted(texts)
    for user in (*Role, *Frontend):
        await owner.execute(
            "revoke execute on all functions in schema serve, log, authorisation"
            f' from public, "{ROLE_PREFIX}_{user.value.lower()}"'
        )
    for text in texts.values():
        await owner.execute(text.replace(ROLES, f'"{ROLE_PREFIX}_'))
    assert [tuple(row) for row in await owner.fetch(_OF_DATABASE)] == made
