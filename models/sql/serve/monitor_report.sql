-- A published version of a report, or the newest, with what would tell of few persons left out already; no row: it wasn't
-- published.
create or replace function serve.monitor_report(of_kind text, of_year integer, of_quarter integer, of_version integer)
    returns table (number bigint, kind text, year integer, quarter integer, version integer, published_at timestamptz,
        what_changed text, content jsonb)
    language sql stable security definer
begin atomic
    select r.number, r.kind, r.year, r.quarter, r.version, r.published_at, r.what_changed, r.content
    from register.report r
    where r.kind = of_kind and r.year = of_year and r.quarter = of_quarter
        and (of_version is null or r.version = of_version)
    order by r.version desc limit 1;
end;

revoke execute on function serve.monitor_report from public;

grant execute on function serve.monitor_report to "doelgroepregister_monitor";
