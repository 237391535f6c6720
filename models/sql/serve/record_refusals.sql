-- Record refusals, of each user at most so many in an hour.
create or replace function serve.record_refusals(of_lane integer, consultations text, most integer)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        lines text[] := string_to_array(consultations, chr(30));
        kept boolean[];
    begin
        if coalesce(cardinality(lines) not between 1 and 1000 or most < 0, true) then
            raise exception 'a call of the log is not as it should be' using errcode = '22023';
        end if;
        kept := log.bound_refusals(array(select encode(decode(split_part(line, chr(31), 3), 'hex'), 'hex')
            from unnest(lines) with ordinality as l (line, place) order by place), most, clock_timestamp());
        if true = any (kept) then
            perform log.append(of_lane, (select string_agg(l.line, chr(30) order by l.place)
                from unnest(lines) with ordinality as l (line, place) where kept[l.place]), null, null, null, true);
        end if;
    end $$;

revoke execute on function serve.record_refusals from public;

grant execute on function serve.record_refusals to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_monitor", "doelgroepregister_auditor";
