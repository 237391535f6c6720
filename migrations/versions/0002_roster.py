"""The employer roster: own staff in the register in a reference year.

Revision ID: 0002
Revises: 0001
"""

from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

# A row is a person and a payroll tax number. Its end date is the one known on the last day on which the person was both
# employed, of a kind that counts, and registered; registrations never overlap, so that day has one answer.
OWN = """(p.kvk = of_kvk or p.rsin = of_rsin) and (of_payroll is null or p.payroll_tax_number = of_payroll)"""
ROSTER = f"""
    select distinct on (e.payroll_tax_number, e.bsn) e.payroll_tax_number, e.bsn, r.ends_on
    from register.payroll p
    join register.employment e on e.payroll_tax_number = p.payroll_tax_number and e.superseded_by is null
    join register.registration r on r.bsn = e.bsn
        and r.from_day <= least(e.end_date, last_day) and r.until_day > greatest(e.start_date, first_day)
    where p.superseded_by is null and {OWN}
        and e.kind in ('REGULAR', 'PROTECTED_WSW')
        and e.start_date <= last_day and (e.end_date is null or e.end_date >= first_day)
    order by e.payroll_tax_number, e.bsn, least(r.until_day - 1, e.end_date, last_day) desc
"""

# One row: how many there are in all, and a page of them after a position, as arrays.
PAGE = f"""create function serve.employer_roster(of_kvk text, of_rsin text, of_payroll bigint, first_day date,
        last_day date, after_payroll bigint, after_bsn integer, page_size integer)
    returns table (total bigint, payroll_tax_numbers bigint[], bsns integer[], end_dates date[])
    language sql stable security definer begin atomic
        with roster as materialized ({ROSTER}),
        page as (
            select * from roster where (payroll_tax_number, bsn) > (after_payroll, after_bsn)
            order by payroll_tax_number, bsn limit page_size)
        select (select count(*) from roster), array_agg(payroll_tax_number order by payroll_tax_number, bsn),
            array_agg(bsn order by payroll_tax_number, bsn), array_agg(ends_on order by payroll_tax_number, bsn)
        from page;
    end"""
SIGNATURE = "serve.employer_roster(text, text, bigint, date, date, bigint, integer, integer)"


# The lines of the roster's CSV file. COPY takes no parameters: what is asked stands in the text of the statement, so
# the payroll tax numbers are given by their rows. A sole trader's number, and an RSIN, may be a BSN.
CSV = f"""create function serve.employer_roster_csv(of_payrolls bigint[], first_day date, last_day date)
    returns table (bsn text, payroll_tax_number text, end_date text)
    language sql stable security definer begin atomic
        with roster as ({ROSTER.replace(OWN, "p.id = any (of_payrolls)")})
        select lpad(r.bsn::text, 9, '0'),
            lpad((r.payroll_tax_number / 100)::text, 9, '0') || 'L'
                || lpad((r.payroll_tax_number % 100)::text, 2, '0'),
            to_char(r.ends_on, 'DD-MM-YYYY')
        from roster r order by r.payroll_tax_number, r.bsn;
    end"""
CSV_SIGNATURE = "serve.employer_roster_csv(bigint[], date, date)"


def upgrade() -> None:
    prefix = context.config.attributes.get("role_prefix", "doelgroepregister")
    for statement in (
        *PATIENCE,
        PAGE,
        CSV,
        f"revoke execute on function {SIGNATURE}, {CSV_SIGNATURE} from public",
        f'grant execute on function {SIGNATURE}, {CSV_SIGNATURE} to "{prefix}_employer"',
    ):
        op.execute(statement)


def downgrade() -> None:
    for statement in (*PATIENCE, f"drop function {SIGNATURE}, {CSV_SIGNATURE}"):
        op.execute(statement)
