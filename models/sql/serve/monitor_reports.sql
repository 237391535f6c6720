-- Published versions of reports, newest first, at most so many: of a kind or of all (null), those before a number.
create or replace function serve.monitor_reports(of_kind text, before bigint, most integer)
    returns table (number bigint, kind text, year integer, quarter integer, version integer, published_at timestamptz,
        what_changed text)
    language sql stable security definer
begin atomic
    select r.number, r.kind, r.year, r.quarter, r.version, r.published_at, r.what_changed
    from register.report r
    where (of_kind is null or r.kind = of_kind) and (before is null or r.number < before)
    order by r.number desc limit most;
end;

revoke execute on function serve.monitor_reports from public;

grant execute on function serve.monitor_reports to "doelgroepregister_monitor";
