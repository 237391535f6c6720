-- All numbers of an organisation: those that a log-in names it by, and what the register knows them to go with. A user
-- may log in by the KvK number today and by the RSIN tomorrow; who has one RSIN is one, whatever its KvK numbers are.
create or replace function authorisation.numbers(named text[]) returns text[] language sql stable
begin atomic
    with given as (
        select one.number from unnest(named) as one (number) where one.number is not null
    ),
    rsins as (
        select p.rsin as number from given g join register.payroll p on p.superseded_by is null and p.kvk = g.number
        where p.rsin is not null
        union
        select g.number from given g
    )
    select array(
        select r.number from rsins r
        union
        select p.kvk from rsins r join register.payroll p on p.superseded_by is null and p.rsin = r.number
        where p.kvk is not null);
end;

revoke execute on function authorisation.numbers from public;
