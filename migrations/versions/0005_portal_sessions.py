"""The sessions of who logged in to the portals: encrypted, under the hash of a cookie.

Revision ID: 0005
Revises: 0004
"""

from alembic import context, op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

# What a session holds is encrypted by a key that is made of its cookie, so nobody reads it here.
SESSIONS = (
    "create schema portal",
    """create table portal.session (
        id bytea primary key check (length(id) = 32),
        content bytea not null check (length(content) <= 65536),
        idle_seconds integer not null check (idle_seconds > 0),
        used_at timestamptz not null,
        ends_at timestamptz not null) with (fillfactor = 50)""",
    "create index session_ends on portal.session (ends_at)",
    """comment on column portal.session.id is
        'sha256 of the value of the cookie'""",
    """comment on column portal.session.ends_at is
        'It ends then, or so many idle_seconds after used_at, if that is sooner'""",
)

STILL_LIVES = "clock_timestamp() < s.ends_at and clock_timestamp() < s.used_at + make_interval(secs => s.idle_seconds)"

FUNCTIONS = {
    "portal_session_start(bytea, bytea, integer, integer)": """
        create function serve.portal_session_start(of_id bytea, new_content bytea, idle integer, lasts integer)
            returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
            delete from portal.session where id in (
                select id from portal.session where ends_at < statement_timestamp() limit 1000 for update skip locked);
            insert into portal.session (id, content, idle_seconds, used_at, ends_at)
            values (of_id, new_content, idle, clock_timestamp(), clock_timestamp() + make_interval(secs => lasts));
        $$""",
    "portal_session_use(bytea)": f"""
        create function serve.portal_session_use(of_id bytea)
            returns table (content bytea, idle integer, lasts integer)
            language sql security definer set search_path = pg_catalog, pg_temp as $$
            update portal.session s set used_at = clock_timestamp() where s.id = of_id and {STILL_LIVES}
            returning s.content, s.idle_seconds, extract(epoch from s.ends_at - clock_timestamp())::integer;
        $$""",
    "portal_session_change(bytea, bytea)": f"""
        create function serve.portal_session_change(of_id bytea, new_content bytea)
            returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
            update portal.session s set content = new_content where s.id = of_id and {STILL_LIVES};
        $$""",
    "portal_session_end(bytea)": """
        create function serve.portal_session_end(of_id bytea)
            returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
            delete from portal.session where id = of_id;
        $$""",
}


def upgrade() -> None:
    prefix = context.config.attributes.get("role_prefix", "doelgroepregister")
    for statement in (*PATIENCE, *SESSIONS, *FUNCTIONS.values()):
        op.execute(statement)
    op.execute(f'grant usage on schema serve to "{prefix}_portal"')
    for signature in FUNCTIONS:
        op.execute(f"revoke execute on function serve.{signature} from public")
    for signature in ("revision()", *FUNCTIONS):
        op.execute(f'grant execute on function serve.{signature} to "{prefix}_portal"')


def downgrade() -> None:
    prefix = context.config.attributes.get("role_prefix", "doelgroepregister")
    for statement in (
        *PATIENCE,
        *(f"drop function serve.{signature}" for signature in FUNCTIONS),
        f'revoke execute on function serve.revision() from "{prefix}_portal"',
        f'revoke usage on schema serve from "{prefix}_portal"',
        "drop schema portal cascade",
    ):
        op.execute(statement)
