-- What is stored, as `make generate` prints it of a migrated database: each table and column with what it is.
-- A database is made by the migrations; this is to be read, though psql makes the same of it.

revoke all on schema public from public;

-- The facts as they were delivered, append-only, and what follows from them: who is registered on which day.
create schema register;

-- Own staff (REGULAR), hired in (AGENCY: uitzend, SECONDED: detachering), or protected work (Wsw).
create type register.employment_kind as enum (
    'REGULAR', 'AGENCY', 'SECONDED', 'PROTECTED_WSW'
);

-- Why a registration is over: a direct end, the AOW age (PENSION_AGE), or its last counting day (LAPSED).
create type register.end_cause as enum (
    'DEATH', 'PENSION_AGE', 'PROTECTED_WORK', 'NO_WORK_CAPACITY', 'EMIGRATION', 'VOLUNTARY', 'LAPSED'
);

-- A direct end of a registration (directe uitschrijving) that is recorded: Besluit SUWI 3.2.
create type register.event_kind as enum (
    'DEATH', 'PROTECTED_WORK', 'NO_WORK_CAPACITY', 'EMIGRATION', 'VOLUNTARY'
);

-- A statutory ground of admission (grondslag): Wfsv 38b lid 1 and 2, 38f lid 5; Besluit Wfsv 2.24 and 2.25.
create type register.ground_code as enum (
    'PARTICIPATION_ACT_INDICATION', 'PRACTICE_ROUTE', 'WSW_INDICATION', 'WAJONG', 'SPECIAL_EDUCATION', 'FORMER_WSW',
    'TRANSITIONAL', 'WIW_ID_JOB', 'IVA_WAGE_DISPENSATION', 'WORK_PROVISION'
);

-- What holds once all grounds have stopped, by the day asked about: Besluit SUWI 3.2 lid 2-4 and 8.
create type register.rule_set as enum (
    'TWO_YEARS', 'FIXED_DAY', 'INDEFINITE'
);

-- The sector that an employer counts for in the job agreement (banenafspraak): overheid or markt.
create type register.sector as enum (
    'GOVERNMENT', 'MARKET'
);

-- Where work of the group is counted: overheid, markt, or hired in (inleen), which belongs to neither.
create type register.work_sector as enum (
    'GOVERNMENT', 'MARKET', 'HIRED_IN'
);

\ir sql/register/refuse_change.sql
\ir sql/register/refuse_removal.sql

create table register.alembic_version (
    version_num character varying(32) not null,

    constraint alembic_version_pkc PRIMARY KEY (version_num)
);

-- A row while a service with a day of its own asks the database (TODAY, in development), which may be any.
create table register.any_day (
    -- Always true: there is one row at most.
    only_row boolean not null default true,

    constraint any_day_pkey PRIMARY KEY (only_row),
    constraint any_day_only_row_check CHECK (only_row)
);

-- What the group worked on 31-12-2012, by version of that measurement: Regeling Wfsv 3.29, or a later revision.
create table register.baseline (
    -- What the version is called; a report names it.
    version text not null,
    -- In a sector, or hired in.
    sector register.work_sector not null,
    -- Jobs of 25.5 hours a week, if delivered; else they follow from the hours.
    jobs numeric(11,2),
    -- Paid hours (verloonde uren) in December 2012, if delivered.
    hours numeric(11,2),
    -- The delivery it came with.
    delivery bigint not null,
    -- The delivery that corrected it; empty while it holds.
    superseded_by bigint,

    constraint baseline_hours_check CHECK ((hours >= (0)::numeric)),
    constraint baseline_jobs_check CHECK ((jobs >= (0)::numeric)),
    constraint baseline_version_check CHECK (((length(version) >= 1) AND (length(version) <= 255) AND (version !~ '[\x01-\x1f\x7f-\x9f\u2028\u2029]'::text)))
);
CREATE UNIQUE INDEX baseline_current ON register.baseline USING btree (version, sector) WHERE (superseded_by IS NULL);
CREATE TRIGGER append_only BEFORE UPDATE ON register.baseline FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON register.baseline FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_removal();

-- The levels of the oldest and the newest build that the database serves.
create table register.builds (
    -- Always true: there is one row.
    only_row boolean not null default true,
    -- The level of the oldest build of the service that is served.
    oldest integer not null,
    -- The level of the newest build of the service that is served.
    newest integer not null,

    constraint builds_pkey PRIMARY KEY (only_row),
    constraint builds_check CHECK ((oldest <= newest)),
    constraint builds_only_row_check CHECK (only_row)
);

-- One import run (levering), or one command that changed facts; every fact names the delivery it came with.
create table register.delivery (
    -- The number of the delivery, in the order in which they began.
    id bigint not null generated always as identity,
    -- When it was recorded.
    recorded_at timestamp with time zone not null default now(),
    -- How many facts were new and changed: by the name of the file.
    counts jsonb not null,
    -- The command that recorded the facts, by its name in the schema; empty for an import.
    command text,
    -- The organisation or unit that gave the command, never an officer; empty for an import.
    actor text,
    -- Who gave the command: an HMAC whose key the database never sees; empty for an import.
    user_pseudonym bytea,
    -- Why, in words, where the command asks for it; empty for an import.
    reason text,

    constraint delivery_pkey PRIMARY KEY (id),
    constraint delivery_of_a_command CHECK ((((num_nulls(command, actor, user_pseudonym) = 0) AND (length(user_pseudonym) = 16)) OR (num_nonnulls(command, actor, user_pseudonym, reason) = 0)))
);

-- An employment (dienstverband) of a person with a payroll tax number, also of persons who aren't registered.
create table register.employment (
    -- Loonheffingennummer: the nine digits times 100 plus the two digits after the L.
    payroll_tax_number bigint not null,
    -- Of whom: burgerservicenummer, without its leading zeros.
    bsn integer not null,
    -- Its first day.
    start_date date not null,
    -- Its last day; empty while none is known.
    end_date date,
    -- Of what kind: rosters list REGULAR and PROTECTED_WSW.
    kind register.employment_kind not null,
    -- Paid hours a week (verloonde uren), if delivered; 25.5 make a job.
    hours_per_week numeric(5,2),
    -- The delivery it came with.
    delivery bigint not null,
    -- The delivery that corrected it; empty while it holds.
    superseded_by bigint,

    constraint employment_bsn_check CHECK (((bsn >= 1) AND (bsn <= 999999999))),
    constraint employment_check CHECK ((end_date >= start_date))
);
CREATE INDEX employment_of_person ON register.employment USING btree (bsn) WHERE ((superseded_by IS NULL) AND (kind = ANY (ARRAY['REGULAR'::register.employment_kind, 'PROTECTED_WSW'::register.employment_kind])) AND (COALESCE(end_date, 'infinity'::date) >= '2026-01-01'::date));
CREATE UNIQUE INDEX employment_current ON register.employment USING btree (payroll_tax_number, bsn, start_date, kind) INCLUDE (end_date) WHERE (superseded_by IS NULL);
CREATE TRIGGER append_only BEFORE UPDATE ON register.employment FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON register.employment FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_removal();

-- A direct end (directe uitschrijving) of a person's registration: Besluit SUWI 3.2.
create table register.event (
    -- The number of the row, by which a registration names it.
    id bigint not null generated always as identity,
    -- Whose: burgerservicenummer, without its leading zeros.
    bsn integer not null,
    -- Which direct end.
    kind register.event_kind not null,
    -- The day it happened; of protected work that of the decision, which ends the registration a day later.
    day date not null,
    -- The delivery it came with.
    delivery bigint not null,
    -- The delivery that corrected it; empty while it holds.
    superseded_by bigint,

    constraint event_pkey PRIMARY KEY (id)
);
CREATE INDEX event_superseded ON register.event USING btree (bsn) WHERE (superseded_by IS NOT NULL);
CREATE UNIQUE INDEX event_current ON register.event USING btree (bsn, kind, day) WHERE (superseded_by IS NULL);
CREATE TRIGGER append_only BEFORE UPDATE ON register.event FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON register.event FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_removal();

-- What was released of a quarter of the job agreement, before anybody was told: by it the next release is judged.
create table register.figures_release (
    -- The number of the release, in the order of all of them, from 1.
    number bigint not null,
    -- The calendar year.
    year integer not null,
    -- The quarter of it, from 1 to 4.
    quarter integer not null,
    -- When it was released.
    released_at timestamp with time zone not null default clock_timestamp(),
    -- The figures that may be shown, how much of each table that is, and what of each was shown last.
    released jsonb not null,

    constraint figures_release_pkey PRIMARY KEY (number),
    constraint figures_release_quarter_check CHECK (((quarter >= 1) AND (quarter <= 4)))
);
CREATE INDEX figures_release_of_quarter ON register.figures_release USING btree (year, quarter, number);
CREATE TRIGGER append_only BEFORE UPDATE ON register.figures_release FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON register.figures_release FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_removal();

-- A ground of admission (grondslag) of a person, for a time: Wfsv 38b lid 1 and 2.
create table register.ground (
    -- The number of the row, by which a registration names it.
    id bigint not null generated always as identity,
    -- Whose: burgerservicenummer, without its leading zeros.
    bsn integer not null,
    -- Which ground.
    code register.ground_code not null,
    -- Begindatum: the first day on which it holds.
    start_date date not null,
    -- Einddatum: the first day on which it no longer holds; empty while none is known.
    end_date date,
    -- Reden einde, as delivered; only an assessor reads it.
    end_reason text,
    -- The delivery it came with.
    delivery bigint not null,
    -- The delivery that corrected it; empty while it holds.
    superseded_by bigint,
    -- The article that makes it a ground, where it is recorded; empty: the first of its code.
    article text,

    constraint ground_pkey PRIMARY KEY (id),
    constraint ground_article_check CHECK (((length(article) >= 1) AND (length(article) <= 200) AND (article !~ '[\x01-\x1f\x7f-\x9f\u2028\u2029]'::text))),
    constraint ground_check CHECK ((end_date > start_date)),
    constraint ground_end_reason_check CHECK ((length(end_reason) <= 200))
);
ALTER TABLE register.ground ADD CONSTRAINT ground_end_reason_is_a_line CHECK (((superseded_by IS NOT NULL) OR ((length(end_reason) >= 1) AND (length(end_reason) <= 200) AND (end_reason !~ '[\x01-\x1f\x7f-\x9f\u2028\u2029]'::text)))) NOT VALID;
CREATE INDEX ground_superseded ON register.ground USING btree (bsn) WHERE (superseded_by IS NOT NULL);
CREATE UNIQUE INDEX ground_current ON register.ground USING btree (bsn, code, start_date) WHERE (superseded_by IS NULL);
CREATE TRIGGER append_only BEFORE UPDATE ON register.ground FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON register.ground FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_removal();

-- What a ground is called in Suwinet messages (CdGrondslagArbeidsbeperktheid): configuration, as no list is public.
create table register.ground_code_of_suwinet (
    -- The ground that has this code.
    ground register.ground_code not null,
    -- Its code there.
    code text not null,
    -- The delivery it came with.
    delivery bigint not null,
    -- The delivery that corrected it; empty while it holds.
    superseded_by bigint,

    constraint ground_code_of_suwinet_code_check CHECK ((code ~ '^[A-Za-z0-9]{1,10}$'::text))
);
CREATE UNIQUE INDEX ground_code_of_suwinet_current ON register.ground_code_of_suwinet USING btree (ground) WHERE (superseded_by IS NULL);
CREATE TRIGGER append_only BEFORE UPDATE ON register.ground_code_of_suwinet FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON register.ground_code_of_suwinet FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_removal();

-- The hours that were paid (verloonde uren) to a person by a payroll tax number in a month; they win from hours a week.
create table register.paid_hours (
    -- Loonheffingennummer: the nine digits times 100 plus the two digits after the L.
    payroll_tax_number bigint not null,
    -- Of whom: burgerservicenummer, without its leading zeros.
    bsn integer not null,
    -- The first day of the month.
    month date not null,
    -- The paid hours (verloonde uren) of that month.
    hours numeric(6,2) not null,
    -- The delivery it came with.
    delivery bigint not null,
    -- The delivery that corrected it; empty while it holds.
    superseded_by bigint,

    constraint paid_hours_bsn_check CHECK (((bsn >= 1) AND (bsn <= 999999999))),
    constraint paid_hours_hours_check CHECK ((hours >= (0)::numeric)),
    constraint paid_hours_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);
CREATE UNIQUE INDEX paid_hours_current ON register.paid_hours USING btree (payroll_tax_number, bsn, month) WHERE (superseded_by IS NULL);
CREATE TRIGGER append_only BEFORE UPDATE ON register.paid_hours FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON register.paid_hours FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_removal();

-- A payroll tax number (loonheffingennummer) and the organisation that it belongs to.
create table register.payroll (
    -- The number of the row; the newest of an organisation says its name.
    id bigint not null generated always as identity,
    -- Loonheffingennummer: the nine digits times 100 plus the two digits after the L; may hold a BSN.
    payroll_tax_number bigint not null,
    -- KvK-nummer of the organisation (eight digits), if delivered.
    kvk text,
    -- RSIN of the organisation (nine digits), if delivered; of a sole trader it may be a BSN.
    rsin text,
    -- Name of the organisation, if delivered.
    name text,
    -- Its sector (overheid or markt), if delivered.
    sector register.sector,
    -- The delivery it came with.
    delivery bigint not null,
    -- The delivery that corrected it; empty while it holds.
    superseded_by bigint,

    constraint payroll_pkey PRIMARY KEY (id),
    constraint payroll_kvk_check CHECK ((kvk ~ '^[0-9]{8}$'::text)),
    constraint payroll_payroll_tax_number_check CHECK (((payroll_tax_number >= 100) AND (payroll_tax_number <= '99999999999'::bigint))),
    constraint payroll_rsin_check CHECK ((rsin ~ '^[0-9]{9}$'::text))
);
ALTER TABLE register.payroll ADD CONSTRAINT payroll_name_is_a_name CHECK (((superseded_by IS NOT NULL) OR ((length(name) >= 1) AND (length(name) <= 255) AND (name !~ '[\x01-\x1f\x7f-\x9f\u2028\u2029]'::text)))) NOT VALID;
CREATE INDEX payroll_kvk_rsin ON register.payroll USING btree (kvk, rsin) WHERE (superseded_by IS NULL);
CREATE INDEX payroll_rsin ON register.payroll USING btree (rsin) WHERE (superseded_by IS NULL);
CREATE UNIQUE INDEX payroll_current ON register.payroll USING btree (payroll_tax_number) WHERE (superseded_by IS NULL);
CREATE TRIGGER append_only BEFORE UPDATE ON register.payroll FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON register.payroll FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_removal();

-- A person on file, by BSN; no name and no address.
create table register.person (
    -- The number of the row.
    id bigint not null generated always as identity,
    -- Burgerservicenummer, without its leading zeros (nine digits).
    bsn integer not null,
    -- Geboortedatum, for the AOW age (AOW 7a); never disclosed, empty if not delivered.
    birth_date date,
    -- The delivery it came with.
    delivery bigint not null,
    -- The delivery that corrected it; empty while it holds.
    superseded_by bigint,

    constraint person_pkey PRIMARY KEY (id),
    constraint person_bsn_check CHECK (((bsn >= 1) AND (bsn <= 999999999)))
);
CREATE UNIQUE INDEX person_current ON register.person USING btree (bsn) WHERE (superseded_by IS NULL);
CREATE TRIGGER append_only BEFORE UPDATE ON register.person FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON register.person FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_removal();

-- The quota percentage (quotumpercentage) of a sector in a year, as it was set: Wfsv 38f.
create table register.quota_percentage (
    -- The calendar year that it is set for.
    year integer not null,
    -- The sector that it is set for.
    sector register.sector not null,
    -- Percent of all paid hours.
    percentage numeric(5,2) not null,
    -- The delivery it came with.
    delivery bigint not null,
    -- The delivery that corrected it; empty while it holds.
    superseded_by bigint,

    constraint quota_percentage_percentage_check CHECK (((percentage >= (0)::numeric) AND (percentage <= (100)::numeric)))
);
CREATE UNIQUE INDEX quota_percentage_current ON register.quota_percentage USING btree (year, sector) WHERE (superseded_by IS NULL);
CREATE TRIGGER append_only BEFORE UPDATE ON register.quota_percentage FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON register.quota_percentage FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_removal();

-- Why all registrations must be derived again: the rules changed. Empty once that is done.
create table register.recompute_due (
    -- What changed, in words.
    reason text not null,
    -- When the migration that says so was run.
    since timestamp with time zone not null default now(),

    constraint recompute_due_pkey PRIMARY KEY (reason)
);

-- A labour-market region (arbeidsmarktregio) of a payroll tax number: where the work is done.
create table register.region (
    -- Loonheffingennummer: the nine digits times 100 plus the two digits after the L.
    payroll_tax_number bigint not null,
    -- The number of the region, 1 to 35.
    region integer not null,
    -- The delivery it came with.
    delivery bigint not null,
    -- The delivery that corrected it; empty while it holds.
    superseded_by bigint,

    constraint region_region_check CHECK (((region >= 1) AND (region <= 35)))
);
CREATE UNIQUE INDEX region_current ON register.region USING btree (payroll_tax_number) WHERE (superseded_by IS NULL);
CREATE TRIGGER append_only BEFORE UPDATE ON register.region FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON register.region FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_removal();

-- Who is registered (registratie), derived, for days from from_day up to, not including, until_day; Besluit SUWI 3.2.
create table register.registration (
    -- Who is registered: burgerservicenummer, without its leading zeros.
    bsn integer not null,
    -- The first day asked about that this is the answer for; never before 2013-01-01, the day after the baseline.
    from_day date not null,
    -- The first day asked about that it is no longer the answer for.
    until_day date not null default 'infinity'::date,
    -- The until_day of the row before it of the same person; empty for the first.
    after_day date,
    -- Date of registration: the first day of the earliest ground of this unbroken registration.
    registered_from date not null,
    -- Einddatum registratie: the last counting day that is known on the days asked about; empty for an indefinite time.
    ends_on date,
    -- Begin meetellen Wet banenafspraak en quotumheffing: registered_from, but never before 2013-01-01.
    counting_from date not null,
    -- The rules that it runs on by, once all grounds have stopped; empty while one holds.
    rule_set register.rule_set,
    -- The row of register.person that it follows from.
    person bigint not null,
    -- The rows of register.ground that it follows from.
    grounds bigint[] not null,
    -- Why it is over at until_day; empty if it isn't, or goes on in another row.
    cause register.end_cause,
    -- The row of register.event that ends it at until_day, if one does.
    event bigint,

    constraint registration_key PRIMARY KEY (bsn, until_day),
    constraint registration_comes_after CHECK ((after_day <= from_day)),
    constraint registration_counting_from_check CHECK ((counting_from >= '2013-01-01'::date)),
    constraint registration_follows_one FOREIGN KEY (bsn, after_day) REFERENCES register.registration(bsn, until_day),
    constraint registration_from_day_check CHECK ((from_day >= '2013-01-01'::date)),
    constraint registration_grounds_check CHECK ((cardinality(grounds) > 0)),
    constraint registration_has_days CHECK ((from_day < until_day)),
    constraint registration_is_followed_once UNIQUE NULLS NOT DISTINCT (bsn, after_day)
);

-- What was published of the job agreement, for good; what tells of few persons was left out first.
create table register.report (
    -- The number of the publication, in the order of all of them.
    number bigint not null generated always as identity,
    -- Which report: of a year, of a quarter, or a quarter on one page.
    kind text not null,
    -- The calendar year.
    year integer not null,
    -- The quarter of it, from 1 to 4; of a year its last.
    quarter integer not null,
    -- The version, from 1; a later one corrects the earlier.
    version integer not null,
    -- When it was published.
    published_at timestamp with time zone not null default clock_timestamp(),
    -- What the version corrects; empty of the first.
    what_changed text,
    -- The newest delivery of the facts that were counted.
    delivery bigint,
    -- The figures that may be shown; null is what was left out.
    content jsonb not null,

    constraint report_pkey PRIMARY KEY (number),
    constraint report_kind_check CHECK ((kind = ANY (ARRAY['YEAR'::text, 'QUARTER'::text, 'FACTSHEET'::text]))),
    constraint report_quarter_check CHECK (((quarter >= 1) AND (quarter <= 4))),
    constraint report_version_key UNIQUE (kind, year, quarter, version),
    constraint report_what_changed_check CHECK (((version = 1) = (what_changed IS NULL)))
);
CREATE TRIGGER append_only BEFORE UPDATE ON register.report FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON register.report FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_removal();

\ir sql/register/employers_of.sql
\ir sql/register/fact_ids.sql
\ir sql/register/facts_of.sql
\ir sql/register/replace_facts.sql
\ir sql/register/require_days.sql
\ir sql/register/require_period.sql
\ir sql/register/rest.sql
\ir sql/register/today.sql

-- The disclosure log (verwerkingenlog): who was consulted by whom, why, and what was handed over; append-only.
create schema log;

\ir sql/log/refuse_change.sql

-- Empty: audits lock it, those that only read in share mode.
create table log.audit ();

-- How many persons a user, or an organisation in one role, consulted in the present hour and day: for the quotas.
create table log.consulted (
    -- Who: `user` and a pseudonym, or a role and the number of an organisation.
    holder text not null,
    -- Whether it is a user.
    per_user boolean not null,
    -- The latest hour of the clock that was counted in.
    hour timestamp with time zone not null,
    -- Persons consulted in that hour.
    in_hour integer not null,
    -- Refusals recorded in that hour.
    refused_in_hour integer not null,
    -- The latest day (in the Netherlands) that was counted in.
    day timestamp with time zone not null,
    -- Persons consulted on that day.
    in_day integer not null,

    constraint consulted_pkey PRIMARY KEY (holder)
) with (fillfactor=50);

-- A chain of calls, each of one record or more; one connection of one serving role writes to it at a time.
create table log.lane (
    -- The number of the lane.
    id integer not null generated always as identity,
    -- The serving role that writes to it; empty when it is closed, since a restore or failover lost its last records.
    role text not null,
    -- The number of its last record; 0 before the first.
    number bigint not null default 0,
    -- The time of its last record.
    at timestamp with time zone not null default '-infinity'::timestamp with time zone,
    -- sha256 of the hashes, joined, of the records of the last call (those of one time); empty before the first.
    hash bytea not null default '\x'::bytea,
    -- The key of the advisory lock of the connection that writes to it.
    key bigint default ((('x'::text || substr(md5((gen_random_uuid())::text), 1, 16)))::bit(64))::bigint,

    constraint lane_pkey PRIMARY KEY (id, number)
) with (fillfactor=50);

-- A consultation (raadpleging), whether disclosed or refused: Wet SUWI 62a, AVG 5 lid 2 and 30.
create table log.record (
    -- The lane that it stands in.
    lane integer not null,
    -- Its number in the lane, from 1 on without a gap.
    number bigint not null,
    -- When: the same for all records of one call, and later than any before it in the lane.
    at timestamp with time zone not null,
    -- DISCLOSED, or the code it was refused with.
    decision text not null,
    -- The role of who asked.
    role text not null,
    -- KvK-nummer, RSIN or OIN of the organisation that asked; empty for a citizen.
    organisation_id text not null,
    -- Its name, as its log-in or token says.
    organisation text not null,
    -- Who asked: an HMAC whose key the database never sees.
    user_pseudonym bytea not null,
    -- Who was consulted, as such a pseudonym; empty if that are several, or the consultation was refused.
    subject bytea,
    -- How many persons were consulted.
    subject_count integer not null,
    -- sha256 of the pseudonyms in log.subject that belong to the record, sorted and joined.
    subjects_digest bytea,
    -- Why (doelbinding): Wfsv 38d.
    purpose text not null,
    -- What was handed over: coordinates of the schema, with a space between them.
    fields text not null,
    -- On what legal basis, with a semicolon between several.
    legal_basis text not null,
    -- SHA-256 of the document that asked.
    operation bytea not null,
    -- The trace id of the request (W3C Trace Context).
    trace bytea not null,
    -- sha256 of the hash of the lane before the call and the other columns, parted by the character 31.
    hash bytea not null,

    constraint record_pkey PRIMARY KEY (at, lane, number),
    constraint record_subject_check CHECK ((length(subject) = 16)),
    constraint record_trace_check CHECK ((length(trace) = 16)),
    constraint record_user_pseudonym_check CHECK ((length(user_pseudonym) = 16))
) partition by RANGE (at);
CREATE INDEX record_organisation ON log.record USING btree (organisation_id, at);
CREATE INDEX record_subject ON log.record USING btree (subject, at) WHERE (subject IS NOT NULL);
CREATE INDEX record_trace ON log.record USING brin (trace bytea_bloom_ops) WITH (autosummarize='on');
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON log.record FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_emptying BEFORE TRUNCATE ON log.record FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

-- What no month has; `log.make_months` makes those of log.record.
create table log.record_default partition of log.record DEFAULT;
CREATE TRIGGER no_emptying BEFORE TRUNCATE ON log.record_default FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

-- The persons of a record about several of them, such as a roster.
create table log.subject (
    -- When: as its record.
    at timestamp with time zone not null,
    -- The lane of its record.
    lane integer not null,
    -- The number of its record.
    number bigint not null,
    -- Who was consulted, as a pseudonym.
    subject bytea not null
) partition by RANGE (at);
CREATE INDEX subject_record ON log.subject USING brin (at, lane, number) WITH (pages_per_range='16');
CREATE INDEX subject_subject ON log.subject USING btree (subject, at);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON log.subject FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_emptying BEFORE TRUNCATE ON log.subject FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

-- What no month has; `log.make_months` makes those of log.subject.
create table log.subject_default partition of log.subject DEFAULT;
CREATE TRIGGER no_emptying BEFORE TRUNCATE ON log.subject_default FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

\ir sql/log/append.sql
\ir sql/log/bound_refusals.sql
\ir sql/log/count_persons.sql
\ir sql/log/make_months.sql

-- The sessions of those who logged in to the portals (Mijn UWV, werkgeversportaal).
create schema portal;

-- A session of the portals, or an answer kept for it; nobody reads it here: its key is made of the cookie.
create table portal.session (
    -- sha256 of the value of the cookie.
    id bytea not null,
    -- What it holds, encrypted.
    content bytea not null,
    -- After how many seconds without use it ends.
    idle_seconds integer not null,
    -- When it was used last.
    used_at timestamp with time zone not null,
    -- It ends then, or so many idle_seconds after used_at, if that is sooner.
    ends_at timestamp with time zone not null,

    constraint session_pkey PRIMARY KEY (id),
    constraint session_content_check CHECK ((length(content) <= 65536)),
    constraint session_id_check CHECK ((length(id) = 32)),
    constraint session_idle_seconds_check CHECK ((idle_seconds > 0))
) with (fillfactor=50);
CREATE INDEX session_ends ON portal.session USING btree (ends_at);

-- What administrators (beheerders) of employers let their users do; it only narrows what a log-in brings.
create schema authorisation;

\ir sql/authorisation/refuse_change.sql

-- What an administrator gave to a user, or took from them; append-only. The last one about a user holds.
create table authorisation.change (
    -- The number of the row, in the order of the changes.
    id bigint not null generated always as identity,
    -- When it was changed.
    at timestamp with time zone not null default clock_timestamp(),
    -- KvK-nummer of the organisation (eight digits), if the administrator's log-in says it.
    kvk text,
    -- RSIN of the organisation (nine digits), if that log-in says it; of a sole trader it may be a BSN.
    rsin text,
    -- Whose services: the user's id in authorisation.employer_user.
    user_id bytea not null,
    -- What the user was called then.
    user_name text,
    -- Who changed it: the administrator's id.
    administrator_id bytea not null,
    -- What the administrator was called then.
    administrator_name text,
    -- The services given back by this change.
    given text[] not null,
    -- The services taken by this change.
    removed text[] not null,
    -- All services that are taken from the user since this change.
    taken text[] not null,

    constraint change_pkey PRIMARY KEY (id),
    constraint change_fits CHECK (((removed <@ taken) AND (NOT (given && taken)))),
    constraint change_kvk_check CHECK ((kvk ~ '^[0-9]{8}$'::text)),
    constraint change_organisation_check CHECK ((COALESCE(kvk, rsin) IS NOT NULL)),
    constraint change_rsin_check CHECK ((rsin ~ '^[0-9]{9}$'::text)),
    constraint change_services_check CHECK ((((given || removed) || taken) <@ ARRAY['ROSTER'::text, 'PERSON_LOOKUP'::text, 'LETTERS'::text, 'AUTHORISATIONS'::text])),
    constraint change_user_check CHECK (((length(user_id) = 16) AND (length(administrator_id) = 16)))
);
CREATE INDEX change_kvk ON authorisation.change USING btree (kvk, id);
CREATE INDEX change_rsin ON authorisation.change USING btree (rsin, id);
CREATE INDEX change_user ON authorisation.change USING btree (user_id, id);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON authorisation.change FOR EACH STATEMENT EXECUTE FUNCTION authorisation.refuse_change();

-- A user of an organisation, as the last log-in that used the portal or asked for its organisations shows them.
create table authorisation.employer_user (
    -- The user: the first 16 bytes of sha256 of the issuer and its name for them.
    user_id bytea not null,
    -- The number by which the log-in names the organisation: its kvk, or else its rsin.
    organisation text not null,
    -- KvK-nummer of the organisation (eight digits), if the log-in says it.
    kvk text,
    -- RSIN of the organisation (nine digits), if the log-in says it; of a sole trader it may be a BSN.
    rsin text,
    -- What the user is called, if the log-in says it.
    name text,
    -- The services (machtigingen) that the log-in brought; AUTHORISATIONS is an administrator's (beheerder).
    services text[] not null,
    -- When the user was here last, give or take an hour.
    seen_at timestamp with time zone not null,

    constraint employer_user_pkey PRIMARY KEY (user_id, organisation),
    constraint employer_user_id_check CHECK ((length(user_id) = 16)),
    constraint employer_user_kvk_check CHECK ((kvk ~ '^[0-9]{8}$'::text)),
    constraint employer_user_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255))),
    constraint employer_user_organisation_check CHECK (((organisation = kvk) OR (organisation = rsin))),
    constraint employer_user_rsin_check CHECK ((rsin ~ '^[0-9]{9}$'::text)),
    constraint employer_user_services_check CHECK ((services <@ ARRAY['ROSTER'::text, 'PERSON_LOOKUP'::text, 'LETTERS'::text, 'AUTHORISATIONS'::text]))
) with (fillfactor=80);
CREATE INDEX employer_user_kvk ON authorisation.employer_user USING btree (kvk);
CREATE INDEX employer_user_rsin ON authorisation.employer_user USING btree (rsin);

\ir sql/authorisation/any_change.sql
\ir sql/authorisation/may.sql
\ir sql/authorisation/numbers.sql
\ir sql/authorisation/require.sql
\ir sql/authorisation/taken.sql

-- The work of people on the register: cases, what happened to them, letters, and messages that go out.
create schema cases;

-- What a case (zaak) is about.
create type cases.kind as enum (
    'DEREGISTRATION', 'WORK_CAPACITY_ASSESSMENT', 'WORK_PROVISION_ASSESSMENT', 'PARTICIPATION_ACT_INDICATION',
    'SPECIAL_EDUCATION_REPORT', 'WAGE_VALUE_REPORT'
);

-- How someone gets letters: in the portal, for who chose it (Awb 2:8), or on paper.
create type cases.letter_channel as enum (
    'PORTAL', 'PAPER'
);

-- What a letter (brief) is.
create type cases.letter_kind as enum (
    'RECEIPT', 'REACTION_ASKED', 'COMPLETION_INVITED', 'TERM_EXTENDED', 'NOT_TREATED', 'DECISION', 'EMPLOYER_COPY',
    'ADMISSION_NOTICE', 'CORRECTION', 'PENALTY'
);

-- How far a case is.
create type cases.state as enum (
    'DRAFT', 'SUBMITTED', 'IN_REVIEW', 'SUSPENDED', 'GRANTED', 'REJECTED', 'NOT_TREATED', 'WITHDRAWN'
);

\ir sql/cases/refuse_change.sql
\ir sql/cases/refuse_removal.sql
\ir sql/cases/refuse_rewriting.sql

-- How someone chose to get their letters (Awb 2:8); who isn't here gets them on paper.
create table cases.channel (
    -- Who: burgerservicenummer, without its leading zeros.
    bsn integer not null,
    -- What they chose.
    channel cases.letter_channel not null,
    -- When they chose it.
    chosen_at timestamp with time zone not null,

    constraint channel_pkey PRIMARY KEY (bsn)
);

-- Commands by their idempotency key, with what each was answered; kept for 30 days.
create table cases.command (
    -- The pseudonym of the user who gave it.
    user_pseudonym bytea not null,
    -- The key that the user gave with it.
    key text not null,
    -- SHA-256 of what it asked.
    digest bytea not null,
    -- What it was answered.
    answer jsonb not null,
    -- When it was given.
    at timestamp with time zone not null,

    constraint command_pkey PRIMARY KEY (user_pseudonym, key),
    constraint command_key_check CHECK ((key ~ '^[A-Za-z0-9-]{16,64}$'::text))
);
CREATE INDEX command_age ON cases.command USING btree (at);

-- The draft of a decision (concept van een besluit), which an assessor goes on with later; gone with the decision.
create table cases.decision_draft (
    -- The case that is to be decided.
    case_file uuid not null,
    -- The decision, grounds, start date and motivation, as far as written.
    content jsonb not null,
    -- When it was saved last.
    saved_at timestamp with time zone not null,

    constraint decision_draft_pkey PRIMARY KEY (case_file),
    constraint decision_draft_content_check CHECK (((jsonb_typeof(content) = 'object'::text) AND (length((content)::text) <= 20000)))
);

-- A case (zaak): a request, application or report about one person, from its draft to its decision.
create table cases.file (
    -- By which it is known outside; opaque.
    id uuid not null,
    -- The number in its case number (zaaknummer).
    number bigint not null generated always as identity,
    -- What it is about.
    kind cases.kind not null,
    -- How far it is.
    state cases.state not null,
    -- About whom: burgerservicenummer, without its leading zeros.
    bsn integer not null,
    -- The role that submitted it: CITIZEN (burger) or SUWINET (gemeente).
    submitter text not null,
    -- The OIN of the municipality that submitted it.
    organisation_id text,
    -- The name of that municipality.
    organisation text,
    -- The pseudonym of the user who submitted it.
    user_pseudonym bytea not null,
    -- When it was received (ontvangen); empty for a draft.
    received_at timestamp with time zone,
    -- The day on which it was received, in the Netherlands; empty for a draft.
    received_on date,
    -- The last day of the term (Awb 4:13), without the present standstill.
    due date,
    -- The last day of the term if the present standstill lasts until its set day; the order of the worklist.
    decide_before date,
    -- The first day on which the term stands still (opschorting, Awb 4:15).
    stands_still_since date,
    -- The day of the last invitation to complete (aanvulling, Awb 4:5).
    invited_on date,
    -- The day until which it may be completed.
    invited_until date,
    -- What was asked for in that invitation.
    missing text[],
    -- The day on which it was completed.
    completed_on date,
    -- The day on which the term was extended (verdaging, Awb 4:14); once.
    extended_on date,
    -- The pseudonym of the assessor who has it in hand.
    holder bytea,
    -- The day on which notice of default came (ingebrekestelling, Awb 4:17).
    notice_received_on date,
    -- The day on which the present employers were asked for a reaction.
    reaction_asked_on date,
    -- Who was heard (Awb 4:7, 4:8), on which day, how, and what was said in short.
    hearings jsonb not null,
    -- When it was decided.
    decided_at timestamp with time zone,
    -- The day of the decision, which is the day of its announcement (Awb 3:40); or of the withdrawal.
    decided_on date,
    -- GRANT, REJECT or NOT_TREAT.
    decision text,
    -- The decision in one plain sentence, which names no ground.
    sentence text,
    -- Why (Awb 3:46), as the letter says it.
    motivation text,
    -- What was submitted, as it was entered.
    form jsonb not null,
    -- The facts of the person that an assessor recorded for the admission table.
    facts jsonb not null,
    -- When it was last changed; a draft goes 30 days after that.
    changed_at timestamp with time zone not null,
    -- How often it was written: a command that read another version decides again.
    version integer not null,
    -- The day on which the penalty was fixed before the decision (Awb 4:18).
    penalty_fixed_on date,

    constraint file_pkey PRIMARY KEY (id),
    constraint file_bsn_check CHECK (((bsn >= 1) AND (bsn <= 999999999))),
    constraint file_decided_check CHECK (((state = ANY (ARRAY['GRANTED'::cases.state, 'REJECTED'::cases.state, 'NOT_TREATED'::cases.state, 'WITHDRAWN'::cases.state])) = (decided_on IS NOT NULL))),
    constraint file_number_key UNIQUE (number),
    constraint file_organisation_check CHECK (((submitter = 'SUWINET'::text) = (organisation_id IS NOT NULL))),
    constraint file_received_check CHECK (((state = 'DRAFT'::cases.state) = (received_on IS NULL))),
    constraint file_submitter_check CHECK ((submitter = ANY (ARRAY['CITIZEN'::text, 'SUWINET'::text])))
);
CREATE INDEX file_drafts ON cases.file USING btree (changed_at) WHERE (state = 'DRAFT'::cases.state);
CREATE INDEX file_due ON cases.file USING btree (decide_before, id) WHERE (state <> 'DRAFT'::cases.state);
CREATE INDEX file_municipality ON cases.file USING btree (organisation_id, number) WHERE (submitter = 'SUWINET'::text);
CREATE INDEX file_person ON cases.file USING btree (bsn, number);
CREATE INDEX file_standing_still ON cases.file USING btree (decide_before, id) WHERE (state = 'SUSPENDED'::cases.state);
CREATE INDEX file_worklist ON cases.file USING btree (decide_before, id) WHERE (state = ANY (ARRAY['SUBMITTED'::cases.state, 'IN_REVIEW'::cases.state, 'SUSPENDED'::cases.state]));
CREATE UNIQUE INDEX file_draft ON cases.file USING btree (bsn, kind) WHERE (state = 'DRAFT'::cases.state);
CREATE UNIQUE INDEX file_open ON cases.file USING btree (bsn, kind) WHERE (state = ANY (ARRAY['SUBMITTED'::cases.state, 'IN_REVIEW'::cases.state, 'SUSPENDED'::cases.state]));
CREATE TRIGGER no_removal BEFORE TRUNCATE ON cases.file FOR EACH STATEMENT EXECUTE FUNCTION cases.refuse_removal();
CREATE TRIGGER stays BEFORE DELETE ON cases.file FOR EACH ROW EXECUTE FUNCTION cases.refuse_removal();

-- A letter (brief): never rewritten, corrected by another one.
create table cases.letter (
    -- By which it is known outside; opaque.
    id uuid not null,
    -- The case it belongs to, if it belongs to one.
    case_file uuid,
    -- What the letter is for.
    kind cases.letter_kind not null,
    -- The role it is addressed to: CITIZEN, EMPLOYER, or SUWINET (gemeente).
    recipient text not null,
    -- Whom it is about: burgerservicenummer, without its leading zeros.
    bsn integer not null,
    -- KvK-nummer of the employer it is addressed to.
    kvk text,
    -- RSIN of the employer it is addressed to.
    rsin text,
    -- The OIN of the municipality it is addressed to.
    organisation_id text,
    -- The name of the organisation it is addressed to.
    organisation text,
    -- Its subject (onderwerp).
    subject text not null,
    -- Its headings, paragraphs, lists and articles, of which page and PDF are made.
    content jsonb not null,
    -- When it became accessible (bekendgemaakt, Awb 2:19, 3:41).
    announced_at timestamp with time zone not null,
    -- The last day on which one may object to it (Awb 6:7).
    objection_until date,
    -- The last day on which it may be answered, where it asks something.
    answer_until date,
    -- In the portal or on paper.
    channel cases.letter_channel not null,
    -- The letter that it takes the place of (Awb 2:12).
    supersedes uuid,
    -- When it was opened first.
    read_at timestamp with time zone,
    -- The day of the print run, of one on paper.
    printed_on date,
    -- What the employer answered.
    reaction text,
    -- When it answered.
    reacted_at timestamp with time zone,

    constraint letter_pkey PRIMARY KEY (id),
    constraint letter_bsn_check CHECK (((bsn >= 1) AND (bsn <= 999999999))),
    constraint letter_recipient_check CHECK ((((recipient = 'CITIZEN'::text) AND (COALESCE(kvk, rsin, organisation_id) IS NULL)) OR ((recipient = 'EMPLOYER'::text) AND (COALESCE(kvk, rsin) IS NOT NULL) AND (organisation_id IS NULL)) OR ((recipient = 'SUWINET'::text) AND (organisation_id IS NOT NULL) AND (COALESCE(kvk, rsin) IS NULL))))
);
CREATE INDEX letter_case ON cases.letter USING btree (case_file);
CREATE INDEX letter_citizen ON cases.letter USING btree (bsn, announced_at, id) WHERE (recipient = 'CITIZEN'::text);
CREATE INDEX letter_kvk ON cases.letter USING btree (kvk, announced_at, id) WHERE (recipient = 'EMPLOYER'::text);
CREATE INDEX letter_rsin ON cases.letter USING btree (rsin, announced_at, id) WHERE (recipient = 'EMPLOYER'::text);
CREATE INDEX letter_to_print ON cases.letter USING btree (announced_at, id) WHERE ((channel = 'PAPER'::cases.letter_channel) AND (printed_on IS NULL));
CREATE TRIGGER append_only BEFORE UPDATE ON cases.letter FOR EACH ROW EXECUTE FUNCTION cases.refuse_rewriting();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON cases.letter FOR EACH STATEMENT EXECUTE FUNCTION cases.refuse_change();

-- Messages that go out with what was committed: notices that a letter is there, and change events.
create table cases.outbox (
    -- The order in which they go out.
    id bigint not null generated always as identity,
    -- What the message is.
    type text not null,
    -- What it is about; opaque.
    subject uuid not null,
    -- For whom: a role and, with a colon, the number of an organisation.
    receiver text not null,
    -- What it says.
    data jsonb not null,
    -- When it was written.
    at timestamp with time zone not null,
    -- When it was delivered; empty until it is.
    delivered_at timestamp with time zone,
    -- What its receiver knows it by; a random number, so that one never comes again, also not after a restore.
    event uuid not null default gen_random_uuid(),
    -- How often it was sent, or is being sent, since it was written or sent again by hand.
    attempts integer not null default 0,
    -- When it may be sent: later while it is being sent, and after a failure.
    due_at timestamp with time zone not null default now(),
    -- When it was given up; empty unless it was.
    dead_at timestamp with time zone,
    -- What went wrong the last time, in words of ours.
    failure text,

    constraint outbox_pkey PRIMARY KEY (id)
);
CREATE INDEX outbox_dead ON cases.outbox USING btree (id) WHERE (dead_at IS NOT NULL);
CREATE INDEX outbox_delivered ON cases.outbox USING btree (delivered_at) WHERE (delivered_at IS NOT NULL);
CREATE INDEX outbox_in_order ON cases.outbox USING btree (receiver, subject, id) WHERE ((delivered_at IS NULL) AND (dead_at IS NULL));
CREATE INDEX outbox_waiting ON cases.outbox USING btree (receiver, id) WHERE ((delivered_at IS NULL) AND (dead_at IS NULL));

-- What change events call someone without a case: the same each time, so that they are read in order, and told to
-- nobody else.
create table cases.subject (
    -- Who: burgerservicenummer, without its leading zeros.
    bsn integer not null,
    -- What they are called; opaque.
    subject uuid not null default gen_random_uuid(),

    constraint subject_pkey PRIMARY KEY (bsn),
    constraint subject_subject_key UNIQUE (subject)
);

-- What happened to a case, step by step; append-only.
create table cases.transition (
    -- The case that it happened to.
    case_file uuid not null,
    -- The number of the step, from 1 on.
    number bigint not null,
    -- When it happened.
    at timestamp with time zone not null,
    -- The state before; empty for the first.
    from_state cases.state,
    -- The state after.
    to_state cases.state not null,
    -- What was done.
    action text not null,
    -- Why, where a reason is asked.
    reason text,
    -- Who did it: the citizen, or an organisation by name; never an officer.
    actor text not null,
    -- The pseudonym of the user who did it.
    user_pseudonym bytea not null,

    constraint transition_pkey PRIMARY KEY (case_file, number)
);
CREATE TRIGGER append_only BEFORE UPDATE ON cases.transition FOR EACH ROW EXECUTE FUNCTION cases.refuse_change();
CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON cases.transition FOR EACH STATEMENT EXECUTE FUNCTION cases.refuse_change();

\ir sql/cases/actions.sql
\ir sql/cases/after.sql
\ir sql/cases/apply.sql
\ir sql/cases/command.sql
\ir sql/cases/fact_commands.sql
\ir sql/cases/file_of_submitter.sql
\ir sql/cases/kinds.sql
\ir sql/cases/letter_of_recipient.sql
\ir sql/cases/numbers.sql
\ir sql/cases/of_submitter.sql
\ir sql/cases/refuse_facts.sql
\ir sql/cases/registration.sql
\ir sql/cases/running_again.sql
\ir sql/cases/stands_still.sql
\ir sql/cases/stored.sql
\ir sql/cases/to_decide_before.sql
\ir sql/cases/too_late.sql
\ir sql/cases/whole.sql
\ir sql/cases/write_letters.sql
\ir sql/cases/write_messages.sql

-- The functions that the serving roles may execute: all that they may do.
create schema serve;

grant usage on schema serve to
    "doelgroepregister_assessor", "doelgroepregister_auditor", "doelgroepregister_citizen",
    "doelgroepregister_employer", "doelgroepregister_messages", "doelgroepregister_monitor", "doelgroepregister_portal",
    "doelgroepregister_statistics", "doelgroepregister_suwinet";

\ir sql/serve/assessor_case.sql
\ir sql/serve/assessor_case_counts.sql
\ir sql/serve/assessor_case_history.sql
\ir sql/serve/assessor_case_letters.sql
\ir sql/serve/assessor_cases.sql
\ir sql/serve/assessor_command.sql
\ir sql/serve/assessor_detailed_look_up.sql
\ir sql/serve/assessor_facts.sql
\ir sql/serve/assessor_letter.sql
\ir sql/serve/assessor_look_up.sql
\ir sql/serve/assessor_periods.sql
\ir sql/serve/assessor_person_case_counts.sql
\ir sql/serve/assessor_person_cases.sql
\ir sql/serve/assessor_standings.sql
\ir sql/serve/auditor_disclosures.sql
\ir sql/serve/citizen_case.sql
\ir sql/serve/citizen_case_counts.sql
\ir sql/serve/citizen_case_letters.sql
\ir sql/serve/citizen_cases.sql
\ir sql/serve/citizen_channel.sql
\ir sql/serve/citizen_command.sql
\ir sql/serve/citizen_disclosures.sql
\ir sql/serve/citizen_letter.sql
\ir sql/serve/citizen_letters.sql
\ir sql/serve/citizen_look_up.sql
\ir sql/serve/citizen_read_letter.sql
\ir sql/serve/citizen_unread.sql
\ir sql/serve/employer_authorisation_changes.sql
\ir sql/serve/employer_authorisations.sql
\ir sql/serve/employer_authorise.sql
\ir sql/serve/employer_command.sql
\ir sql/serve/employer_hours.sql
\ir sql/serve/employer_letter.sql
\ir sql/serve/employer_letters.sql
\ir sql/serve/employer_look_up.sql
\ir sql/serve/employer_organisations.sql
\ir sql/serve/employer_quota_percentage.sql
\ir sql/serve/employer_read_letter.sql
\ir sql/serve/employer_roster.sql
\ir sql/serve/employer_roster_csv.sql
\ir sql/serve/employer_unread.sql
\ir sql/serve/employer_visit.sql
\ir sql/serve/levels.sql
\ir sql/serve/log_heads.sql
\ir sql/serve/log_persons.sql
\ir sql/serve/messages_delivered.sql
\ir sql/serve/messages_due.sql
\ir sql/serve/messages_failed.sql
\ir sql/serve/messages_forget.sql
\ir sql/serve/messages_standing.sql
\ir sql/serve/messages_take.sql
\ir sql/serve/monitor_newest_reports.sql
\ir sql/serve/monitor_report.sql
\ir sql/serve/monitor_reports.sql
\ir sql/serve/portal_session_change.sql
\ir sql/serve/portal_session_end.sql
\ir sql/serve/portal_session_start.sql
\ir sql/serve/portal_session_use.sql
\ir sql/serve/prepare_log.sql
\ir sql/serve/record_refusals.sql
\ir sql/serve/revision.sql
\ir sql/serve/statistics_baseline.sql
\ir sql/serve/statistics_counts.sql
\ir sql/serve/statistics_release.sql
\ir sql/serve/statistics_released.sql
\ir sql/serve/suwinet_case.sql
\ir sql/serve/suwinet_case_counts.sql
\ir sql/serve/suwinet_case_letters.sql
\ir sql/serve/suwinet_cases.sql
\ir sql/serve/suwinet_command.sql
\ir sql/serve/suwinet_detailed_look_up.sql
\ir sql/serve/suwinet_ground_codes.sql
\ir sql/serve/suwinet_letter.sql
\ir sql/serve/suwinet_look_up.sql
\ir sql/serve/suwinet_periods.sql
\ir sql/serve/take_lane.sql
\ir sql/serve/touch_log.sql
