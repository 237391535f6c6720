"""What each serving role may ask: its functions answer for its own columns, and write down what they answer.

Revision ID: 0003
Revises: 0002
"""

from alembic import context, op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

# One row an item, whether the person is known or not, in the order asked; without an answer if a quota refuses it.
# With `many` the items are one consultation of several persons. `bsns` and `days` are parted by commas.
LOOK_UP = "of_lane integer, consultations text, quotas integer[], many bytea, bsns text, days text"
ASKED = """
    from unnest(string_to_array(bsns, ',')::integer[], string_to_array(days, ',')::date[]) with ordinality
        as asked (bsn, day, place)
    left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
        and waits[case when many is null then asked.place else 1 end] = 0
"""
ANSWERS = "place bigint, wait integer, registered boolean, ends_on date"
ANSWERED = """asked.place, waits[case when many is null then asked.place else 1 end], r.bsn is not null,
        r.ends_on"""

# A ground's end isn't known before its day, nor is why it ended.
GROUNDS = """
    left join lateral (
        select
            array_agg(g.code::text order by g.start_date, g.code::text collate "C") as codes,
            array_agg(g.start_date order by g.start_date, g.code::text collate "C") as starts,
            array_agg(case when g.end_date <= asked.day then g.end_date end
                order by g.start_date, g.code::text collate "C") as ends,
            array_agg(case when g.end_date <= asked.day then g.end_reason end
                order by g.start_date, g.code::text collate "C") as reasons
        from register.ground g
        where g.id = any (r.grounds) and g.start_date <= asked.day
    ) as held on true
"""
GROUND_ANSWERS = "counting_from date, ground_codes text[], ground_starts date[], ground_ends date[]"
GROUND_COLUMNS = "r.counting_from, held.codes, held.starts, held.ends"


def logged(name: str, arguments: str, columns: str, append: str, query: str) -> str:
    """A security-definer function that appends to the log, then answers."""
    return f"""create function serve.{name}({arguments}) returns table ({columns})
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        waits integer[] := log.append({append});
    begin
        return query {query};
    end $$"""


def look_up(role: str, columns: str, query: str) -> str:
    """Persons by BSN, for a day each."""
    append = "of_lane, consultations, quotas, many"
    return logged(f"{role}_look_up", LOOK_UP, columns, append, f"{query} order by asked.place")


def periods(role: str) -> str:
    """The days of a year up to a day on which someone is registered; adjacent spells are one period."""
    return logged(
        f"{role}_periods",
        "of_lane integer, consultations text, of_bsn integer, first_day date, last_day date",
        "from_day date, until_day date",
        "of_lane, consultations, null, null",
        """select lower(days), upper(days) - 1
        from unnest((
            select range_agg(daterange(r.from_day, r.until_day) * daterange(first_day, last_day, '[]'))
            from register.registration r
            where r.bsn = of_bsn and r.from_day <= last_day and r.until_day > first_day)) as days
        order by 1""",
    )


# Which payroll tax numbers are whose says nothing about a person.
ORGANISATIONS = """create function serve.employer_organisations(kvks text[], rsins text[])
    returns table (kvk text, rsin text, name text, payroll_tax_numbers bigint[], payroll_rows bigint[])
    language sql stable security definer begin atomic
        select p.kvk, p.rsin, (array_agg(p.name order by p.id desc) filter (where p.name is not null))[1],
            array_agg(p.payroll_tax_number order by p.payroll_tax_number),
            array_agg(p.id order by p.payroll_tax_number)
        from register.payroll p
        where p.superseded_by is null and (p.kvk = any (kvks) or p.rsin = any (rsins))
        group by p.kvk, p.rsin;
    end"""

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
ROSTER_SIGNATURE = "employer_roster(text, text, bigint, date, date, bigint, integer, integer)"


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
CSV_SIGNATURE = "employer_roster_csv(bigint[], date, date)"


# A roster is read first, since pseudonyms are made where their key is; then its persons are recorded, then it is told.
# So is a page of the log.
def log_only(role: str) -> str:
    """One record about several persons, of what the role has read and is about to be told."""
    return f"""create function serve.{role}_log(of_lane integer, consultations text, many bytea)
    returns void
    language sql security definer set search_path = pg_catalog, pg_temp as $$
        select log.append(of_lane, consultations, null, many) $$"""


# The log as a page, newest first: one row a person and record. `known` are the pseudonyms of one person under the
# present key and the retired ones.
DISCLOSURES = """at timestamptz, lane integer, number bigint, role text, organisation text, purpose text,
        handed_over text, legal_basis text, trace bytea, of_user bytea, subject bytea"""
POSITION = "before_at timestamptz, before_lane integer, before_number bigint, before_subject bytea, page_size integer"
COLUMNS = """r.at, r.lane, r.number, r.role, r.organisation, r.purpose, r.fields as handed_over, r.legal_basis, r.trace,
            r.user_pseudonym, one.subject"""
NEWEST = """(before_at is null or (r.at, r.lane, r.number, one.subject)
                < (before_at, before_lane, before_number, before_subject))
            order by r.at desc, r.lane desc, r.number desc, one.subject desc limit page_size"""
OF_PERSON = f"""select {COLUMNS} from (
                select l.at, l.lane, l.number, l.subject from log.record l where l.subject = any (known)
                union all
                select s.at, s.lane, s.number, s.subject from log.subject s where s.subject = any (known)) as one
            join log.record r on r.at = one.at and r.lane = one.lane and r.number = one.number
            where r.decision = 'DISCLOSED'"""
OF_ALL = f"""select {COLUMNS} from log.record r cross join lateral (
                select r.subject as subject where r.subject is not null
                union all
                select s.subject from log.subject s
                where r.subject is null and s.at = r.at and s.lane = r.lane and s.number = r.number) as one
            where r.decision = 'DISCLOSED'"""
FILTERS = """(of_organisation is null or r.organisation_id = of_organisation)
            and (of_trace is null or r.trace = of_trace)
            and (from_time is null or r.at >= from_time) and (until_time is null or r.at < until_time)"""

CITIZEN_DISCLOSURES = f"""create function serve.citizen_disclosures(of_lane integer, consultations text, known bytea[],
        {POSITION})
    returns table ({DISCLOSURES})
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    begin
        return query {OF_PERSON} and {NEWEST};
        perform log.append(of_lane, consultations, null, null);
    end $$"""

AUDITOR_DISCLOSURES = f"""create function serve.auditor_disclosures(known bytea[], of_organisation text,
        of_trace bytea, from_time timestamptz, until_time timestamptz, {POSITION})
    returns table ({DISCLOSURES})
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    begin
        if known is null then
            return query {OF_ALL} and {FILTERS} and {NEWEST};
        else
            return query {OF_PERSON} and {FILTERS} and {NEWEST};
        end if;
    end $$"""

_LOOK_UP = "(integer, text, integer[], bytea, text, text)"
_PERIODS = "(integer, text, integer, date, date)"
_POSITION = "timestamptz, integer, bigint, bytea, integer"

FUNCTIONS = {
    f"citizen_look_up{_LOOK_UP}": look_up("citizen", ANSWERS, f"select {ANSWERED} {ASKED}"),
    f"citizen_disclosures(integer, text, bytea[], {_POSITION})": CITIZEN_DISCLOSURES,
    f"employer_look_up{_LOOK_UP}": look_up("employer", ANSWERS, f"select {ANSWERED} {ASKED}"),
    "employer_organisations(text[], text[])": ORGANISATIONS,
    ROSTER_SIGNATURE: PAGE,
    CSV_SIGNATURE: CSV,
    "employer_log(integer, text, bytea)": log_only("employer"),
    f"suwinet_look_up{_LOOK_UP}": look_up(
        "suwinet", f"{ANSWERS}, {GROUND_ANSWERS}", f"select {ANSWERED}, {GROUND_COLUMNS} {ASKED} {GROUNDS}"
    ),
    f"suwinet_periods{_PERIODS}": periods("suwinet"),
    f"assessor_look_up{_LOOK_UP}": look_up(
        "assessor",
        f"{ANSWERS}, {GROUND_ANSWERS}, ground_end_reasons text[]",
        f"select {ANSWERED}, {GROUND_COLUMNS}, held.reasons {ASKED} {GROUNDS}",
    ),
    f"assessor_periods{_PERIODS}": periods("assessor"),
    f"auditor_disclosures(bytea[], text, bytea, timestamptz, timestamptz, {_POSITION})": AUDITOR_DISCLOSURES,
    "auditor_log(integer, text, bytea)": log_only("auditor"),
}


def upgrade() -> None:
    prefix = context.config.attributes.get("role_prefix", "doelgroepregister")
    for statement in (*PATIENCE, *FUNCTIONS.values()):
        op.execute(statement)
    for signature in FUNCTIONS:
        role = signature.partition("_")[0]
        op.execute(f"revoke execute on function serve.{signature} from public")
        op.execute(f'grant execute on function serve.{signature} to "{prefix}_{role}"')


def downgrade() -> None:
    for statement in (*PATIENCE, *(f"drop function serve.{signature}" for signature in reversed(FUNCTIONS))):
        op.execute(statement)
