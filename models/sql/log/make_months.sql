-- The partitions of months ahead, so that the default partition stays empty. A month that the default has rows of stays
-- there. One makes months at a time; nobody who only looks whether they are there waits.
create or replace function log.make_months(ahead integer) returns void language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        first_day date;
        parent text;
        part text;
        found boolean;
    begin
        for month in 0 .. ahead loop
            first_day := date_trunc('month', now() at time zone 'UTC') + make_interval(months => month);
            foreach parent in array array['record', 'subject'] loop
                part := parent || to_char(first_day, '_YYYY_MM');
                continue when to_regclass('log.' || part) is not null;
                execute format('select exists (select from log.%I where at >= %L and at < %L)', parent || '_default',
                    first_day::timestamp at time zone 'UTC',
                    (first_day + interval '1 month') at time zone 'UTC') into found;
                continue when found;
                execute format('lock table log.%I in share update exclusive mode', parent);
                continue when to_regclass('log.' || part) is not null;
                execute format('create table log.%I (like log.%I including defaults including constraints)',
                    part, parent);
                execute format('create trigger no_emptying before truncate on log.%I
                    for each statement execute function log.refuse_change()', part);
                execute format('alter table log.%I attach partition log.%I for values from (%L) to (%L)',
                    parent, part, first_day::timestamp at time zone 'UTC',
                    (first_day + interval '1 month') at time zone 'UTC');
            end loop;
        end loop;
    end $$;

revoke execute on function log.make_months from public;
