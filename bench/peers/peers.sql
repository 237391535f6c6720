-- The peers' tables: the register's answers of one day, ready to be read. The day and the years are filled in by format().
-- What the service derives from facts per question, its peers find in a row.
create schema peer;

create table peer.person (
    bsn integer primary key,
    registered boolean not null,
    registration_end_date date,
    counting_start_date date);
insert into peer.person
    select p.bsn, r.bsn is not null, r.ends_on, r.counting_from
    from register.person p
    left join register.registration r on r.bsn = p.bsn and r.from_day <= '{day}' and r.until_day > '{day}'
    where p.superseded_by is null;

create table peer.ground (
    bsn integer not null references peer.person,
    start_date date not null,
    code text collate "C" not null,
    end_date date,
    primary key (bsn, start_date, code));
insert into peer.ground
    select g.bsn, g.start_date, g.code::text, case when g.end_date <= '{day}' then g.end_date end
    from register.registration r
    join register.ground g on g.id = any (r.grounds) and g.start_date <= '{day}'
    where r.from_day <= '{day}' and r.until_day > '{day}';

create table peer.roster_entry (
    organisation text not null,
    year integer not null,
    payroll_tax_number text not null,
    bsn integer not null,
    registration_end_date date,
    primary key (organisation, year, payroll_tax_number, bsn));
insert into peer.roster_entry
    select distinct on (p.kvk, y.year, e.payroll_tax_number, e.bsn) p.kvk, y.year,
        lpad((e.payroll_tax_number / 100)::text, 9, '0') || 'L' || lpad((e.payroll_tax_number % 100)::text, 2, '0'),
        e.bsn, r.ends_on
    from generate_series({first_year}, {last_year}) as y (year)
    cross join lateral (select make_date(y.year, 1, 1), make_date(y.year, 12, 31)) as days (first, last)
    join register.payroll p on p.superseded_by is null and p.kvk is not null
    join register.employment e on e.payroll_tax_number = p.payroll_tax_number and e.superseded_by is null
    join register.registration r on r.bsn = e.bsn
        and r.from_day <= least(e.end_date, days.last) and r.until_day > greatest(e.start_date, days.first)
    where e.kind in ('REGULAR', 'PROTECTED_WSW')
        and e.start_date <= days.last and (e.end_date is null or e.end_date >= days.first)
    order by p.kvk, y.year, e.payroll_tax_number, e.bsn, least(r.until_day - 1, e.end_date, days.last) desc;

-- PostGraphile lets the database decide: it logs in as nobody in particular and becomes the role of each token.
create role peer_employer nologin;
create role peer_suwinet nologin;
create role peer_authenticator login noinherit password '{password}' in role peer_employer, peer_suwinet;
grant usage on schema peer to peer_employer, peer_suwinet, peer_authenticator;
grant select (bsn, registered, registration_end_date) on peer.person to peer_employer;
grant select on peer.person, peer.ground to peer_suwinet;
grant select on peer.roster_entry to peer_employer;
alter table peer.person enable row level security;
alter table peer.ground enable row level security;
alter table peer.roster_entry enable row level security;
create policy everybody on peer.person for select to peer_employer, peer_suwinet using (true);
create policy everybody on peer.ground for select to peer_suwinet using (true);
create policy own_staff on peer.roster_entry for select to peer_employer
    using (organisation = (select current_setting('jwt.claims.kvk', true)));

-- The other peers check in their own code.
create role peer_application login bypassrls password '{password}';
grant usage on schema peer to peer_application;
grant select on all tables in schema peer to peer_application;
