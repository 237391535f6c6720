-- The users of an organisation, for its administrator: what each log-in brings (`services`) and what was taken from it.
-- No row, not even of the administrator, if that is no longer theirs to see.
create or replace function serve.employer_authorisations(of_user bytea, of_kvk text, of_rsin text)
    returns table (user_id bytea, name text, services text[], seen_at timestamptz,
        taken text[], changed_at timestamptz, change bigint)
    language sql stable security definer
begin atomic
    with organisation as materialized (
            select authorisation.numbers(array[of_kvk, of_rsin]) as numbers
            where authorisation.may('AUTHORISATIONS', of_user, array[of_kvk, of_rsin])
    ),
    users as (
        select distinct on (u.user_id) u.user_id, u.name, u.services, u.seen_at, o.numbers
        from organisation o
        join authorisation.employer_user u on u.kvk = any (o.numbers) or u.rsin = any (o.numbers)
        order by u.user_id, u.seen_at desc)
    select u.user_id, u.name, u.services, u.seen_at, coalesce(c.taken, '{}'), c.at, c.id
    from users u
    left join lateral (
        select c.id, c.at, c.taken from authorisation.change c
        where c.user_id = u.user_id and (c.kvk = any (u.numbers) or c.rsin = any (u.numbers))
        order by c.id desc limit 1) as c on true
    order by u.name, u.user_id;
end;

revoke execute on function serve.employer_authorisations from public;

grant execute on function serve.employer_authorisations to "doelgroepregister_employer";
