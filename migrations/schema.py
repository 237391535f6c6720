"""What a migrated database stores, as one reads it: `models/schema.sql`.

It is printed from the catalogue of a database, in the same words by each version of PostgreSQL, and is the whole of it:
run by psql, it makes the same tables, types and rights. Functions are named by their files.
"""

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Any, Final

from migrations.functions import ROLES, ROOT

FILE: Final = ROOT / "models" / "schema.sql"
SCHEMAS: Final = ("register", "log", "portal", "authorisation", "cases", "serve")

_HEAD: Final = """\
-- What is stored, as `make generate` prints it of a migrated database: each table and column with what it is.
-- A database is made by the migrations; this is to be read, though psql makes the same of it.
"""
_WIDTH: Final = 120
# Each of the statements below begins with it.
_OURS: Final = """
    with ours as (
        select n.nspname || '.' || quote_ident(c.relname) as called, n.nspname, c.* from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = any ($1) and c.relkind in ('r', 'p') and c.relname !~ '_[0-9]{4}_[0-9]{2}$'
            and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e'))"""
_SCHEMAS: Final = """
    select nspname, obj_description(oid) as comment, (
        select array_agg(x.grantee::regrole::text order by x.grantee::regrole::text) from aclexplode(nspacl) x
        where x.grantee not in (0, nspowner)) as users
    from pg_namespace where nspname = any ($1)"""
_TYPES: Final = """
    select n.nspname, t.typname, obj_description(t.oid) as comment, (
        select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) as labels
    from pg_type t join pg_namespace n on n.oid = t.typnamespace
    where n.nspname = any ($1) and t.typtype = 'e' order by t.typname"""
_TABLES: Final = f"""{_OURS}
    select nspname, called, obj_description(oid) as comment, array_to_string(reloptions, ', ') as options,
        pg_get_partkeydef(oid) as parted, pg_get_expr(relpartbound, oid) as bound,
        (select inhparent::regclass::text from pg_inherits where inhrelid = ours.oid) as parent
    from ours order by relname"""  # noqa: S608 - of this module's own texts
_COLUMNS: Final = f"""{_OURS}
    select called, col_description(ours.oid, attnum) as comment, concat_ws(' ', quote_ident(attname),
        format_type(atttypid, atttypmod), case when attnotnull then 'not null' end,
        case attidentity when 'a' then 'generated always as identity' end,
        'default ' || pg_get_expr(adbin, adrelid)) as line
    from ours join pg_attribute on attrelid = ours.oid and attnum > 0 and not attisdropped
    left join pg_attrdef on adrelid = ours.oid and adnum = attnum order by attnum"""  # noqa: S608 - of this module's own texts
_CONSTRAINTS: Final = f"""{_OURS}
    select called, 'constraint ' || quote_ident(conname) || ' ' || pg_get_constraintdef(p.oid) as line
    from ours join pg_constraint p on conrelid = ours.oid and conislocal and convalidated and contype <> 'n'
    order by contype <> 'p', conname"""  # noqa: S608 - of this module's own texts
_AFTER: Final = f"""{_OURS}
    select called, pg_get_indexdef(indexrelid) as line, 1 as place from ours join pg_index on indrelid = ours.oid
    where not exists (select from pg_constraint where conindid = indexrelid)
        and not exists (select from pg_inherits where inhrelid = indexrelid)
    union all
    select called, format('ALTER TABLE %s ADD CONSTRAINT %I %s', called, conname, pg_get_constraintdef(p.oid)), 0
    from ours join pg_constraint p on conrelid = ours.oid and not convalidated
    union all
    select called, pg_get_triggerdef(t.oid), 2 from ours join pg_trigger t on tgrelid = ours.oid
    where not tgisinternal and tgparentid = 0
    order by place, line"""  # noqa: S608 - of this module's own texts
_FUNCTIONS: Final = """
    select n.nspname, p.proname, p.prorettype = 'trigger'::regtype as is_of_trigger
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = any ($1) and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by p.proname"""
_PUBLIC: Final = """
    select from pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) x
    where nspname = 'public' and x.grantee = 0"""

Fetch = Callable[..., Awaitable[Sequence[Any]]]


async def text_of(fetch: Fetch, prefix: str) -> str:
    """All of it, of the database that `fetch` asks; `prefix` begins the names of its serving roles."""

    async def by(key: str, statement: str) -> defaultdict[str, list[Any]]:
        found = defaultdict(list)
        for row in await fetch(statement, SCHEMAS):
            found[row[key]].append(row)
        return found

    schemas, types, tables, functions = [await by("nspname", one) for one in (_SCHEMAS, _TYPES, _TABLES, _FUNCTIONS)]
    columns, constraints, after = [await by("called", one) for one in (_COLUMNS, _CONSTRAINTS, _AFTER)]
    parts = [_HEAD]
    if not await fetch(_PUBLIC):
        parts.append("revoke all on schema public from public;\n")
    for schema in SCHEMAS:
        [found] = schemas[schema]
        parts.append(f"{_comment(found['comment'])}create schema {schema};\n")
        if found["users"]:
            users = sorted(re.sub(rf'^"?{prefix}_(.*?)"?$', rf'{ROLES}\1"', user) for user in found["users"])
            parts.append(f"grant usage on schema {schema} to\n{_list(users)};\n")
        for one in types[schema]:
            labels = _list(f"'{label}'" for label in one["labels"])
            parts.append(f"{_comment(one['comment'])}create type {schema}.{one['typname']} as enum (\n{labels}\n);\n")
        parts += _files(functions[schema], of_triggers=True)
        for table in tables[schema]:
            name = table["called"]
            lines = [row["line"].replace(" ON ONLY ", " ON ", 1) for row in after[name]]  # partitions follow
            parts.append(
                (_partition(table) if table["parent"] else _table(table, columns[name], constraints[name]))
                + "".join(f"{line};\n" for line in lines)
            )
        parts += _files(functions[schema], of_triggers=False)
    return "\n".join(parts)


def _table(table: Any, columns: Iterable[Any], constraints: Iterable[Any]) -> str:
    inside = [_comment(row["comment"], "    ") + f"    {row['line']}" for row in columns]
    inside += [f"    {row['line']}" for row in constraints]
    lines = ",\n".join(inside).replace(",\n    constraint", ",\n\n    constraint", 1)
    end = f" partition by {table['parted']}" if table["parted"] else ""
    end += f" with ({table['options']})" if table["options"] else ""
    body = f"\n{lines}\n" if inside else ""
    return f"{_comment(table['comment'])}create table {table['called']} ({body}){end};\n"


def _partition(table: Any) -> str:
    comment = f"-- What no month has; `log.make_months` makes those of {table['parent']}.\n"
    return f"{comment}create table {table['called']} partition of {table['parent']} {table['bound']};\n"


def _files(functions: Iterable[Any], *, of_triggers: bool) -> Iterator[str]:
    names = [f"sql/{one['nspname']}/{one['proname']}.sql" for one in functions if one["is_of_trigger"] == of_triggers]
    if names:
        yield "".join(f"\\ir {name}\n" for name in names)


def _comment(comment: str | None, indent: str = "") -> str:
    lines = wrap(f"{comment}.", _WIDTH, initial_indent=f"{indent}-- ", subsequent_indent=f"{indent}-- ")
    return "".join(f"{line}\n" for line in lines) if comment else ""


def _list(names: Iterable[str]) -> str:
    return "\n".join(wrap(", ".join(names), _WIDTH, initial_indent="    ", subsequent_indent="    "))
