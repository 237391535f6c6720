"""The serving roles of the database: making them, and proving that each may do what it should and nothing else."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.roles import Role
from models.database import STATEMENTS, USERS, Frontend, ServingPools, User, role_name
from models.levels import Levels

LOCK_SECONDS: Final = 2
_IDLE_SECONDS: Final = 5


def settings(user: User) -> dict[str, str]:
    """The settings of a serving role. It may change them for itself, which is noticed."""
    return {
        "statement_timeout": f"{STATEMENTS[user]}s",
        "synchronous_commit": "on",
        "lock_timeout": f"{LOCK_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{_IDLE_SECONDS}s",
    }


_SCRAM_ITERATIONS: Final = 4096

_LOOK_UP: Final = "(integer,text,integer[],bytea,text,text)"
_PERIODS: Final = "(integer,text,integer,date,date)"
_TIMES: Final = "timestamp with time zone"
_PLACE: Final = f"{_TIMES},integer,bigint,bytea"
_OF_CASES: Final = "(integer,bigint,bigint,integer,boolean)"
_OF_LETTERS: Final = f"{_TIMES},uuid,{_TIMES},uuid,integer,boolean,boolean"
_WORKLIST: Final = "date,text[],text[],bytea[],boolean,boolean"
_COMMAND: Final = "integer,bytea[],text,bytea,jsonb,jsonb"

_LOGGED: Final = frozenset(
    {"levels()", "revision()", "take_lane()", "touch_log(integer)", "record_refusals(integer,text,integer)"}
)
"""The functions of schema `serve` that every viewer's role may execute."""

GRANTED: Final[dict[User, frozenset[str]]] = {
    Role.CITIZEN: _LOGGED
    | {
        f"citizen_look_up{_LOOK_UP}",
        f"citizen_disclosures(integer,text,bytea[],{_TIMES},{_TIMES},{_PLACE},{_PLACE},integer,boolean)",
        "log_persons(integer,text,bytea)",
        "citizen_case(bytea[],text,bytea,integer,uuid,text,date)",
        f"citizen_command(integer,text,{_COMMAND})",
        f"citizen_cases{_OF_CASES}",
        "citizen_case_counts(integer,date)",
        "citizen_case_letters(integer,uuid[])",
        f"citizen_letters(integer,{_OF_LETTERS})",
        "citizen_unread(integer)",
        "citizen_letter(integer,uuid)",
        "citizen_read_letter(integer,text,integer,uuid)",
        "citizen_channel(integer,text,integer,text)",
    },
    Role.EMPLOYER: _LOGGED
    | {
        f"employer_look_up{_LOOK_UP}",
        "employer_organisations(text[],text[])",
        "employer_roster(bytea,text,text,bigint,date,date,bigint,integer,bigint,integer,integer,boolean)",
        "employer_roster_csv(bytea,bigint[],date,date)",
        "employer_visit(bytea,text,text[],text[],text[],text[])",
        "employer_authorisations(bytea,text,text)",
        "employer_authorisation_changes(bytea,text,text,integer)",
        "employer_authorise(integer,text,bytea,text,text,bytea[],text,bytea,jsonb,jsonb)",
        "log_persons(integer,text,bytea)",
        f"employer_command(integer,text,bytea,text,text,{_COMMAND})",
        f"employer_letters(bytea,text,text,{_OF_LETTERS})",
        "employer_unread(bytea,text,text)",
        "employer_hours(bytea,text,text,date,date,integer)",
        "employer_quota_percentage(integer,text)",
        "employer_letter(bytea,text,text,uuid)",
        "employer_read_letter(integer,text,bytea,text,text,integer,uuid)",
    },
    Role.SUWINET: _LOGGED
    | {
        f"suwinet_look_up{_LOOK_UP}",  # of builds of level 1
        f"suwinet_detailed_look_up{_LOOK_UP}",
        f"suwinet_periods{_PERIODS}",
        "log_persons(integer,text,bytea)",
        "suwinet_case(bytea[],text,bytea,text,integer,uuid,text,date)",
        f"suwinet_command(integer,text,integer[],text,{_COMMAND})",
        "suwinet_cases(text,bigint,bigint,integer,boolean)",
        "suwinet_case_counts(text,date)",
        "suwinet_case_letters(text,uuid[])",
        "suwinet_letter(text,uuid)",
        "suwinet_ground_codes()",
    },
    Role.ASSESSOR: _LOGGED
    | {
        f"assessor_look_up{_LOOK_UP}",  # of builds of level 1
        f"assessor_detailed_look_up{_LOOK_UP}",
        f"assessor_periods{_PERIODS}",
        "log_persons(integer,text,bytea)",
        "assessor_case(bytea[],text,bytea,uuid,integer,date)",
        f"assessor_command(integer,text,integer[],{_COMMAND})",
        f"assessor_cases({_WORKLIST},boolean,date,uuid,boolean,date,uuid,integer,boolean,date,boolean)",
        f"assessor_case_counts({_WORKLIST},date,boolean)",
        "assessor_case_letters(uuid[])",
        "assessor_case_history(uuid[])",
        "assessor_standings(integer[],date)",
        f"assessor_person_cases{_OF_CASES}",
        "assessor_person_case_counts(integer,date)",
        "assessor_letter(uuid)",
        "assessor_facts(integer,text,integer)",
    },
    Role.MONITOR: _LOGGED
    | {
        "monitor_report(text,integer,integer,integer)",
        "monitor_reports(text,bigint,integer)",
        "monitor_newest_reports()",
        "log_persons(integer,text,bytea)",
    },
    Role.AUDITOR: _LOGGED
    | {
        f"auditor_disclosures(bytea[],text,bytea,{_TIMES},{_TIMES},{_PLACE},{_PLACE},integer,boolean)",
        "log_persons(integer,text,bytea)",
        "log_heads()",
        "prepare_log()",
    },
    Frontend.PORTAL: frozenset(
        {
            "levels()",
            "revision()",
            "portal_session_start(bytea,bytea,integer,integer)",
            "portal_session_use(bytea)",
            "portal_session_change(bytea,bytea)",
            "portal_session_end(bytea)",
        }
    ),
    Frontend.STATISTICS: frozenset(
        {
            "levels()",
            "revision()",
            "statistics_counts(integer,integer,text[],date[],date[])",
            "statistics_baseline()",
            "statistics_released(integer[],integer[])",
            "statistics_release(bigint,integer,integer,jsonb)",
        }
    ),
    Frontend.MESSAGES: frozenset(
        {
            "levels()",
            "revision()",
            "messages_due(text[],text[])",
            "messages_take(text,text[],text[])",
            "messages_delivered(bigint)",
            "messages_failed(bigint,integer,text,double precision)",
            "messages_forget(integer,text[])",
            "messages_standing()",
        }
    ),
}
"""The functions that each serving role may execute. It may do nothing else."""


def scram_verifier(password: str, salt: bytes) -> str:
    """What PostgreSQL stores of a password (RFC 5802, RFC 7677), so that the password itself is never sent."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _SCRAM_ITERATIONS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    server = hmac.digest(salted, b"Server Key", "sha256")
    parts = (salt, hashlib.sha256(client).digest(), server)
    encoded = [base64.b64encode(part).decode() for part in parts]
    return f"SCRAM-SHA-256${_SCRAM_ITERATIONS}:{encoded[0]}${encoded[1]}:{encoded[2]}"


def statements(prefix: str, database: str, passwords: Mapping[User, str]) -> list[str]:
    """The SQL that makes the serving roles, or makes them right again; for `migrate`, or for a DBA to run."""
    made: list[str] = []
    for role in USERS:
        name = role_name(prefix, role)
        verifier = scram_verifier(passwords[role], hashlib.sha256(name.encode()).digest()[:16])
        made += [
            f"""do $$ begin
                if not exists (select from pg_catalog.pg_roles where rolname = '{name}') then
                    create role "{name}";
                end if;
            end $$""",
            (
                f'alter role "{name}" with login noinherit nocreaterole connection limit -1'
                f" valid until 'infinity' password '{verifier}'"
            ),
            f"""do $$ begin
                if exists (select from pg_catalog.pg_roles where rolname = '{name}' and rolcreatedb) then
                    alter role "{name}" nocreatedb;  -- which only who has it may say
                end if;
            end $$""",
            f'alter role "{name}" reset all',  # a role may change its own settings
            f'alter role "{name}" in database "{database}" reset all',
            *(f"alter role \"{name}\" set {setting} = '{value}'" for setting, value in settings(role).items()),
            f'grant connect on database "{database}" to "{name}"',
        ]
    return [*made, f'revoke temporary, create on database "{database}" from public']


async def ensure(connection: AsyncConnection, prefix: str, database: str, passwords: Mapping[User, str]) -> None:
    """Make the serving roles, which belong to the whole cluster, or set them right."""
    for statement in statements(prefix, database, passwords):
        await connection.execute(text(statement.replace(":", "\\:")))


_RIGHTS: Final = """
with reachable as (
    select n.oid, n.nspname from pg_catalog.pg_namespace n
    where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
        and has_schema_privilege(n.oid, 'usage')
)
select 'executes ' || p.proname || '(' || replace(oidvectortypes(p.proargtypes), ', ', ',') || ')' as has
from pg_catalog.pg_proc p join reachable n on n.oid = p.pronamespace
where has_function_privilege(p.oid, 'execute')
union all
select 'reaches table ' || c.relname
from pg_catalog.pg_class c join reachable n on n.oid = c.relnamespace
where c.relkind in ('r', 'v', 'm', 'f', 'p')
    and (has_table_privilege(c.oid, 'select, insert, update, delete, truncate, references, trigger')
        or has_any_column_privilege(c.oid, 'select, insert, update, references'))
union all
select 'creates in schema ' || n.nspname from pg_catalog.pg_namespace n where has_schema_privilege(n.oid, 'create')
union all
select 'uses schema ' || n.nspname from reachable n where n.nspname not in ('serve', 'public')
union all
select 'may create or use temporary tables'
where has_database_privilege(current_database(), 'create') or has_database_privilege(current_database(), 'temporary')
union all
select 'is more than a serving role' from pg_catalog.pg_roles r
where r.rolname = current_user
    and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
union all
select 'is a member of ' || m.roleid::regrole::text
from pg_catalog.pg_auth_members m where m.member = current_user::regrole
"""


async def drift(pools: ServingPools, role: User, *, newer: bool = False) -> list[str]:
    """What a serving role has that it shouldn't, and lacks that it should, by the database's own catalogue.

    Args:
        pools: the connections.
        role: whose rights are looked at.
        newer: whether the database also serves newer builds, whose functions this one doesn't know.
    """
    actual = {row["has"] for row in await pools.call(role, _RIGHTS)}
    wanted = {f"executes {signature}" for signature in GRANTED[role]}
    too_much = actual - wanted
    if newer:
        known = {f"executes {signature}" for granted in GRANTED.values() for signature in granted}
        too_much = {one for one in too_much if one in known or not one.startswith("executes ")}
    return [
        *(f"{one}, too much" for one in sorted(too_much)),
        *(f"lacks: {one}" for one in sorted(wanted - actual)),
    ]


async def levels(pools: ServingPools, role: User) -> Levels:
    """Which builds the database serves.

    Raises:
        UnavailableError: it can't be asked.
        asyncpg.UndefinedFunctionError: it is older than any of the builds that have a level.
    """
    [row] = await pools.call(role, "select oldest, newest, serve.revision() as revision from serve.levels()")
    return Levels(row["oldest"], row["newest"], row["revision"])


async def revision(pools: ServingPools, role: User) -> str | None:
    """The revision of the migrations that the database is at."""
    rows = await pools.call(role, "select serve.revision() as revision")
    return rows[0]["revision"] if rows else None
