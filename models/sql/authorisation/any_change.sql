-- Whether something was ever changed about one of the users in whose name consultations are asked (lines as
-- models/record.py says): mostly nothing was, and then this is all that a look-up costs more. Null unless each line
-- names its user.
create or replace function authorisation.any_change(consultations text[]) returns boolean language plpgsql stable
    set plan_cache_mode = force_generic_plan
    set search_path = pg_catalog, pg_temp as $$
    begin
        return (
            select case when bool_and(length(who.id) = 16)
                then bool_or(exists (select from authorisation.change c where c.user_id = who.id)) end
            from (select decode(split_part(one.line, chr(31), 13), 'hex') as id
                from unnest(consultations) as one (line) offset 0) as who);
    end $$;

revoke execute on function authorisation.any_change from public;
