"""What the migrations made, by the database's own catalogue, held against what this build knows that they make.

`catalog.txt` is generated from a freshly migrated database and is part of the build: whoever owns the database can
change the one, not the other. It holds for one revision; of another this build knows nothing but
`catalog_of_baseline.txt`, which is what the baseline makes and version 0.1.0 made: `migrate` goes on from that only.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

FILE: Final = Path(__file__).with_name("catalog.txt")
FILE_OF_BASELINE: Final = Path(__file__).with_name("catalog_of_baseline.txt")
_MONTH: Final = re.compile(r"(?<=_)[0-9]{4}_[0-9]{2}(?=_|\b)")
_ANY_MONTH: Final = "MONTH"
_PARTED: Final = ("relation log.record_", "relation log.subject_")

# $1: what the names of the serving roles begin with. A row is what something is called, and what it is. Grants to the
# owner of all of it aren't told, nor what an extension owns. A partition's bounds are told as what its name says.
_CATALOG: Final = r"""
with ours as (select oid, nspname::text as name, nspowner as owner, nspacl as acl from pg_namespace
    where nspname in ('register', 'log', 'serve', 'portal', 'authorisation', 'cases')),
owner as (select owner from ours where name = 'register'),
serving as (select oid, substr(rolname, length($1) + 2) as name from pg_roles
    where rolname ~ ('^' || $1 || '_(citizen|employer|suwinet|assessor|monitor|auditor|portal|statistics|messages)$')),
extended as (select classid, objid from pg_depend where deptype = 'e'),
relations as (select c.*, ours.name || '.' || c.relname as called from pg_class c join ours on ours.oid = c.relnamespace
    where not exists (select from extended e where e.classid = 'pg_class'::regclass and e.objid = c.oid)),
acls as (
    select 'schema ' || name as what, coalesce(acl, acldefault('n', owner)) as acl, owner from ours
    union all
    select 'relation ' || called, coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char",
        relowner)), relowner from relations where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union all
    select 'column ' || r.called || '.' || a.attname, a.attacl, r.relowner
    from relations r join pg_attribute a on a.attrelid = r.oid where a.attacl is not null
    union all
    select 'function ' || ours.name || '.' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')',
        coalesce(p.proacl, acldefault('f', p.proowner)), p.proowner
    from pg_proc p join ours on ours.oid = p.pronamespace
    where not exists (select from extended e where e.classid = 'pg_proc'::regclass and e.objid = p.oid)
),
told as (
    select 'schema ' || name as what, '' as definition from ours where owner = (select owner from owner)
    union all
    select 'grant on ' || what || ' of ' || x.privilege_type || ' to '
            || case when x.grantee = 0 then 'everybody' else coalesce('role ' || s.name, x.grantee::regrole::text) end,
        case when x.is_grantable then 'may be granted on' else '' end
    from acls cross join aclexplode(acl) x left join serving s on s.oid = x.grantee
    where x.grantee not in (acls.owner, (select owner from owner))
    union all
    select 'relation ' || called, concat_ws(' ', relkind, relpersistence, relrowsecurity, relforcerowsecurity,
        relispartition, array_to_string(reloptions, ','),
        case when relowner <> (select owner from owner) then 'of another owner' end)
    from relations where relkind not in ('i', 'I')
    union all
    select 'column ' || r.called || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.attidentity, a.attgenerated, a.attcollation::regcollation, pg_get_expr(d.adbin, d.adrelid))
    from relations r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where r.relkind in ('r', 'p', 'v', 'm', 'f')
    union all
    select 'constraint ' || c.conname || ' of ' || r.called, pg_get_constraintdef(c.oid)
    from relations r join pg_constraint c on c.conrelid = r.oid where c.contype <> 'n'
    union all
    select 'index ' || i.indexrelid::regclass::text, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid)
    from relations r join pg_index i on i.indrelid = r.oid where r.relkind <> 't'
    union all
    select 'trigger ' || t.tgname || ' of ' || r.called, concat_ws(' ', t.tgenabled, pg_get_triggerdef(t.oid))
    from relations r join pg_trigger t on t.tgrelid = r.oid where not t.tgisinternal or t.tgenabled <> 'O'
    union all
    select 'rule ' || w.rulename || ' of ' || r.called, pg_get_ruledef(w.oid)
    from relations r join pg_rewrite w on w.ev_class = r.oid
    union all
    select 'policy ' || p.polname || ' of ' || r.called, '' from relations r join pg_policy p on p.polrelid = r.oid
    union all
    select 'inheritance of ' || r.called || ' by ' || c.oid::regclass::text, case
        when c.relpartbound is null then ''
        when to_char((regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''(.+?)''\)'))[1]::timestamptz
                at time zone 'UTC', 'YYYY_MM-DD HH24:MI:SS.US') = right(c.relname, 7) || '-01 00:00:00.000000'
            and to_char((regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''(.+?)''\)'))[1]::timestamptz
                at time zone 'UTC' - interval '1 month', 'YYYY_MM-DD HH24:MI:SS.US')
                = right(c.relname, 7) || '-01 00:00:00.000000'
            then 'its month'
        else pg_get_expr(c.relpartbound, c.oid) end
    from relations r join pg_inherits i on i.inhparent = r.oid join pg_class c on c.oid = i.inhrelid
    where r.relkind not in ('i', 'I')
    union all
    select 'function ' || ours.name || '.' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')',
        concat_ws(' ', p.prokind, l.lanname, p.provolatile, p.proparallel, p.proisstrict, p.proleakproof, p.proretset,
            case when p.prosecdef then 'security definer' end, array_to_string(p.proconfig, ','),
            case when p.proowner <> (select owner from owner) then 'of another owner' end,
            'returns ' || pg_get_function_result(p.oid),
            encode(sha256(convert_to(p.prosrc || coalesce(pg_get_function_sqlbody(p.oid), ''), 'UTF8')), 'hex'))
    from pg_proc p join ours on ours.oid = p.pronamespace join pg_language l on l.oid = p.prolang
    where not exists (select from extended e where e.classid = 'pg_proc'::regclass and e.objid = p.oid)
    union all
    select 'type ' || ours.name || '.' || t.typname, (select string_agg(quote_literal(e.enumlabel), ', '
        order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
    from pg_type t join ours on ours.oid = t.typnamespace where t.typtype in ('e', 'd', 'r')
        and not exists (select from extended e where e.classid = 'pg_type'::regclass and e.objid = t.oid)
    union all
    select 'event trigger ' || evtname, concat_ws(' ', evtevent, evtenabled) from pg_event_trigger
    union all
    select 'default privileges of ' || defaclrole::regrole::text || ' for ' || defaclobjtype::text, ''
    from pg_default_acl d where d.defaclrole = (select owner from owner) or d.defaclnamespace in (select oid from ours)
    union all
    select 'role ' || s.name, concat_ws(' ', case when r.rolsuper then 'superuser' end,
        case when r.rolinherit then 'inherits' end, case when r.rolcreaterole then 'creates roles' end,
        case when r.rolcreatedb then 'creates databases' end, case when r.rolcanlogin then 'logs in' end,
        case when r.rolreplication then 'replicates' end, case when r.rolbypassrls then 'bypasses policies' end,
        'at most ' || r.rolconnlimit, 'until ' || coalesce(r.rolvaliduntil, 'infinity'))
    from serving s join pg_roles r on r.oid = s.oid
    union all
    select 'setting ' || split_part(one, '=', 1) || ' of ' || coalesce('role ' || s.name, 'the database')
            || case when c.setdatabase <> 0 and s.name is not null then ' in this database' else '' end,
        substr(one, position('=' in one) + 1)
    from pg_db_role_setting c cross join unnest(c.setconfig) as one left join serving s on s.oid = c.setrole
    where c.setdatabase in (0, (select oid from pg_database where datname = current_database()))
        and (s.name is not null or c.setrole = 0 and split_part(one, '=', 1) in ('session_replication_role',
            'synchronous_commit', 'search_path', 'default_transaction_read_only', 'session_preload_libraries',
            'local_preload_libraries'))
    union all
    select 'membership of role ' || s.name || ' in ' || m.roleid::regrole::text, ''
    from pg_auth_members m join serving s on s.oid = m.member
    union all
    select 'membership of ' || m.member::regrole::text || ' in role ' || s.name, ''
    from pg_auth_members m join serving s on s.oid = m.roleid where m.member <> (select owner from owner)
    union all
    select 'right or property of role ' || s.name || ': ' || coalesce(o.type || ' ' || o.identity, 'something'), ''
    from pg_shdepend d join serving s on d.refclassid = 'pg_authid'::regclass and d.refobjid = s.oid
    cross join pg_identify_object(d.classid, d.objid, d.objsubid) as o
    where d.dbid in (0, (select oid from pg_database where datname = current_database()))
        and d.classid <> 'pg_database'::regclass and d.deptype in ('a', 'o')
        and not (d.deptype = 'a' and (
            d.classid = 'pg_namespace'::regclass and d.objid in (select oid from ours)
            or d.classid = 'pg_proc'::regclass
                and d.objid in (select oid from pg_proc where pronamespace in (select oid from ours))
            or d.classid = 'pg_class'::regclass and d.objid in (select oid from relations)))
    union all
    select 'the session', 'runs triggers as a replica' where current_setting('session_replication_role') <> 'origin'
)
select what, coalesce(definition, '') as definition from told where what is not null
union all
select 'revision', serve.revision()"""

_NEW_ROLES: Final = ("role statistics", "role messages")

Fetch: TypeAlias = Callable[..., Awaitable[Sequence[Any]]]
"""Fetches the rows of a statement with its arguments."""

Catalog = dict[str, str]
"""What something is called -> what it is."""


async def read(fetch: Fetch, prefix: str) -> Catalog:
    """The catalogue of the database as it is; `prefix` begins the names of the serving roles."""
    return {row["what"]: row["definition"] for row in await fetch(_CATALOG, prefix)}


def known(file: Path = FILE) -> Catalog:
    """What the migrations of this build make."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return {what: definition for what, _, definition in (line.partition("\t") for line in lines)}


def without_new_roles(found: Catalog) -> Catalog:
    """What is found, without a serving role that came after the baseline: it is made before any migration is run."""
    made = known().items()
    return {
        what: one
        for what, one in found.items()
        if not ((what, one) in made and any(role in what for role in _NEW_ROLES))
    }


def text(catalog: Catalog) -> str:
    """The file for a catalogue: a line each, in order; one for all months."""
    lines = {_MONTH.sub(_ANY_MONTH, f"{what}\t{definition}") for what, definition in catalog.items()}
    return "".join(f"{line}\n" for line in sorted(lines))


def differences(found: Catalog, wanted: Catalog) -> list[str] | None:
    """What isn't as the migrations made it, a line each; None if the database is at another revision than the build."""
    if found.get("revision") != wanted.get("revision"):
        return None
    expected = dict(_of_months(wanted.items(), found))
    return [
        *(f"{what} is missing" for what in sorted(expected.keys() - found.keys())),
        *(f"{what} is of no migration" for what in sorted(found.keys() - expected.keys())),
        *(f"{what} was changed" for what in sorted(found.keys() & expected.keys()) if found[what] != expected[what]),
    ]


def _of_months(lines: Iterable[tuple[str, str]], found: Catalog) -> Iterator[tuple[str, str]]:
    """The lines, those of a table's month for each month that the table has."""
    months = {table: [one.removeprefix(table) for one in found if _is_month(one, table)] for table in _PARTED}
    for what, definition in lines:
        table = next((one for one in _PARTED if f"{one.rpartition('.')[2]}{_ANY_MONTH}" in what), None)
        for month in [_ANY_MONTH] if table is None else months[table]:
            yield what.replace(_ANY_MONTH, month), definition.replace(_ANY_MONTH, month)


def _is_month(what: str, table: str) -> bool:
    return what.startswith(table) and _MONTH.fullmatch(what, len(table)) is not None
