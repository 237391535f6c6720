-- Which of these refusals are recorded: of each user at most so many in an hour.
create or replace function log.bound_refusals(users text[], most integer, moment timestamptz)
    returns boolean[] language plpgsql set search_path = pg_catalog, pg_temp as $$
    declare
        this_hour timestamptz := date_trunc('hour', moment);
        this_day timestamptz := date_trunc('day', moment, 'Europe/Amsterdam');
        kept boolean[];
    begin
        with refused as (
            select 'user ' || one.of_user as holder, count(*)::integer as n
            from unnest(users) as one (of_user) where one.of_user is not null group by 1
        ), counted as (
            insert into log.consulted as c
            select refused.holder, true, this_hour, 0, refused.n, this_day, 0 from refused order by refused.holder
            on conflict (holder) do update set
                hour = greatest(c.hour, excluded.hour), day = greatest(c.day, excluded.day),
                in_hour = case when c.hour >= excluded.hour then c.in_hour else 0 end + excluded.in_hour,
                refused_in_hour = case when c.hour >= excluded.hour then c.refused_in_hour else 0 end
                    + excluded.refused_in_hour,
                in_day = case when c.day >= excluded.day then c.in_day else 0 end + excluded.in_day
            returning c.holder, c.refused_in_hour
        )
        select array_agg(coalesce(counted.refused_in_hour - refused.n + one.rank <= most, false) order by one.place)
        into kept
        from (select 'user ' || u.of_user as holder, u.place,
                row_number() over (partition by u.of_user order by u.place) as rank
            from unnest(users) with ordinality as u (of_user, place)) as one
        left join counted on counted.holder = one.holder
        left join refused on refused.holder = one.holder;
        return kept;
    end $$;

revoke execute on function log.bound_refusals from public;
