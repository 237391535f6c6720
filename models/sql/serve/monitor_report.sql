-- The published figures of a quarter, with what would tell of few persons left out already; no row: it isn't published.
create or replace function serve.monitor_report(of_year integer, of_quarter integer)
    returns table (published_at timestamptz, figures jsonb)
    language sql stable security definer
begin atomic
    select r.published_at, r.figures from register.quarter_report r where r.year = of_year and r.quarter = of_quarter;
end;

revoke execute on function serve.monitor_report from public;

grant execute on function serve.monitor_report to "doelgroepregister_monitor";
