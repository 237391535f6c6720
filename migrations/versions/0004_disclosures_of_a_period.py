"""A citizen asks who saw what of them in a period: citizen_disclosures takes from when and until when.

Revision ID: 0004
Revises: 0003
"""

from alembic import context, op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

POSITION = "before_at timestamptz, before_lane integer, before_number bigint, before_subject bytea, page_size integer"
POSITION_TYPES = "timestamptz, integer, bigint, bytea, integer"
PERIOD = "from_time timestamptz, until_time timestamptz"

WHOLE_LOG = f"citizen_disclosures(integer, text, bytea[], {POSITION_TYPES})"
OF_A_PERIOD = f"citizen_disclosures(integer, text, bytea[], timestamptz, timestamptz, {POSITION_TYPES})"


def citizen_disclosures(arguments: str, condition: str) -> str:
    """The log of one person as a page, newest first, for themselves; that they looked is appended."""
    return f"""create function serve.citizen_disclosures(of_lane integer, consultations text, known bytea[],
        {arguments})
    returns table (at timestamptz, lane integer, number bigint, role text, organisation text, purpose text,
        handed_over text, legal_basis text, trace bytea, of_user bytea, subject bytea)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    begin
        return query select r.at, r.lane, r.number, r.role, r.organisation, r.purpose, r.fields as handed_over,
                r.legal_basis, r.trace, r.user_pseudonym, one.subject
            from (
                select l.at, l.lane, l.number, l.subject from log.record l where l.subject = any (known)
                union all
                select s.at, s.lane, s.number, s.subject from log.subject s where s.subject = any (known)) as one
            join log.record r on r.at = one.at and r.lane = one.lane and r.number = one.number
            where r.decision = 'DISCLOSED'{condition}
            and (before_at is null or (r.at, r.lane, r.number, one.subject)
                < (before_at, before_lane, before_number, before_subject))
            order by r.at desc, r.lane desc, r.number desc, one.subject desc limit page_size;
        perform log.append(of_lane, consultations, null, null);
    end $$"""


IN_THE_PERIOD = """
            and (from_time is null or one.at >= from_time) and (until_time is null or one.at < until_time)"""


# A service that still calls the old one isn't ready any more anyway: the database isn't at its revision.
DROP = "-- squawk-ignore ban-drop-function\ndrop function serve."


def replace(old: str, new: str, definition: str) -> None:
    """Put a function in the place of another, for the citizen's role alone."""
    prefix = context.config.attributes.get("role_prefix", "doelgroepregister")
    for statement in (
        *PATIENCE,
        f"{DROP}{old}",
        definition,
        f"revoke execute on function serve.{new} from public",
        f'grant execute on function serve.{new} to "{prefix}_citizen"',
    ):
        op.execute(statement)


def upgrade() -> None:
    replace(WHOLE_LOG, OF_A_PERIOD, citizen_disclosures(f"{PERIOD}, {POSITION}", IN_THE_PERIOD))


def downgrade() -> None:
    replace(OF_A_PERIOD, WHOLE_LOG, citizen_disclosures(POSITION, ""))
