-- One record about several persons, of what the role has read and is about to be told: pseudonyms are made where their
-- key is, so the persons are read first, then recorded, then told.
create or replace function serve.log_persons(of_lane integer, consultations text, many bytea)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if many is null then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        perform log.append(of_lane, consultations, null, many, null, false);
    end $$;

revoke execute on function serve.log_persons from public;

grant execute on function serve.log_persons to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_auditor", "doelgroepregister_monitor";
