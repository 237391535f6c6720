-- The peers' tables, filled in by format(): a person's answer of one day stands ready in a row; a roster is derived
-- from the same rows as the service's.
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

create table peer.payroll (like register.payroll including constraints including indexes);
create table peer.employment (like register.employment including constraints including indexes);
create table peer.registration (like register.registration including constraints including indexes);
insert into peer.payroll select * from register.payroll;
insert into peer.employment select * from register.employment;
insert into peer.registration select * from register.registration;

-- PostGraphile makes this a connection; the answers of all are compared with it, too.
create function peer.roster(organisation text, year integer)
    returns table (payroll_tax_number text, bsn integer, registration_end_date date)
    language sql stable begin atomic
        select lpad((r.payroll_tax_number / 100)::text, 9, '0')
                || 'L' || lpad((r.payroll_tax_number % 100)::text, 2, '0'),
            r.bsn, r.ends_on
        from (
            select distinct on (e.payroll_tax_number, e.bsn) e.payroll_tax_number, e.bsn, r.ends_on
            from peer.payroll p
            join peer.employment e on e.payroll_tax_number = p.payroll_tax_number and e.superseded_by is null
            join peer.registration r on r.bsn = e.bsn
                and r.from_day <= least(e.end_date, make_date(year, 12, 31))
                and r.until_day > greatest(e.start_date, make_date(year, 1, 1))
            where p.superseded_by is null and p.kvk = organisation
                and e.kind in ('REGULAR', 'PROTECTED_WSW')
                and e.start_date <= make_date(year, 12, 31)
                and (e.end_date is null or e.end_date >= make_date(year, 1, 1))
            order by e.payroll_tax_number, e.bsn, least(r.until_day - 1, e.end_date, make_date(year, 12, 31)) desc
        ) as r;
    end;
revoke execute on function peer.roster from public;

-- PostGraphile lets the database decide: it logs in as nobody in particular and becomes the role of each token.
create role peer_employer nologin;
create role peer_suwinet nologin;
create role peer_authenticator login noinherit password '{password}' in role peer_employer, peer_suwinet;
grant usage on schema peer to peer_employer, peer_suwinet, peer_authenticator;
grant select (bsn, registered, registration_end_date) on peer.person to peer_employer;
grant select on peer.person, peer.ground to peer_suwinet;
grant select (payroll_tax_number, kvk, superseded_by) on peer.payroll to peer_employer;
grant select (payroll_tax_number, bsn, start_date, end_date, kind, superseded_by) on peer.employment to peer_employer;
grant select (bsn, from_day, until_day, ends_on) on peer.registration to peer_employer;
grant execute on function peer.roster to peer_employer;
alter table peer.person enable row level security;
alter table peer.ground enable row level security;
alter table peer.payroll enable row level security;
alter table peer.employment enable row level security;
alter table peer.registration enable row level security;
create policy everybody on peer.person for select to peer_employer, peer_suwinet using (true);
create policy everybody on peer.ground for select to peer_suwinet using (true);
create policy everybody on peer.registration for select to peer_employer using (true);
create policy own on peer.payroll for select to peer_employer
    using (kvk = (select current_setting('jwt.claims.kvk', true)));
create policy own_staff on peer.employment for select to peer_employer
    using (payroll_tax_number = any (
        array(select p.payroll_tax_number from peer.payroll p where p.superseded_by is null)));

-- The other peers check in their own code. The kind of an employment is a type of the register's.
create role peer_application login bypassrls password '{password}';
grant usage on schema peer, register to peer_application;
grant select on all tables in schema peer to peer_application;
