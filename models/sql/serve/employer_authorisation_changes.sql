-- Who gave what to whom, and took it, at an organisation: the newest first, at most so many; for its administrator.
create or replace function serve.employer_authorisation_changes(of_user bytea, of_kvk text, of_rsin text, most integer)
    returns table (at timestamptz, user_id bytea, user_name text, administrator_id bytea, administrator_name text,
        given text[], removed text[])
    language sql stable security definer
begin atomic
    with organisation as materialized (
            select authorisation.numbers(array[of_kvk, of_rsin]) as numbers
            where authorisation.may('AUTHORISATIONS', of_user, array[of_kvk, of_rsin])
    )
    select c.at, c.user_id, c.user_name, c.administrator_id, c.administrator_name, c.given, c.removed
    from organisation o join authorisation.change c on c.kvk = any (o.numbers) or c.rsin = any (o.numbers)
    order by c.id desc limit most;
end;

revoke execute on function serve.employer_authorisation_changes from public;

grant execute on function serve.employer_authorisation_changes to "doelgroepregister_employer";
