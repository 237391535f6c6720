set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 15;

create table register.quarter_report (
    year integer not null,
    quarter integer not null,
    published_at timestamptz not null,
    figures jsonb not null,

    constraint quarter_report_pkey primary key (year, quarter),
    constraint quarter_report_quarter_check check (quarter between 1 and 4)
);

create trigger append_only before update on register.quarter_report
    for each row execute function register.refuse_change();

create trigger no_removal before delete or truncate on register.quarter_report
    for each statement execute function register.refuse_removal();

comment on table register.quarter_report is
    'What was published of a quarter of the job agreement, for good; what tells of few persons was left out first';

comment on column register.quarter_report.year is 'The calendar year';

comment on column register.quarter_report.quarter is 'The quarter of it, from 1 to 4';

comment on column register.quarter_report.published_at is 'When it was published';

comment on column register.quarter_report.figures is 'The figures that may be shown; null is what was left out';

insert into register.quarter_report (year, quarter, published_at, figures)
select r.year, r.quarter, r.published_at, r.content -> 'figures' from register.report r
where r.kind = 'QUARTER' and r.version = 1;

-- squawk-ignore ban-drop-function
drop function serve.monitor_report;

-- squawk-ignore ban-drop-function
drop function serve.monitor_reports;

-- The published figures of a quarter, with what would tell of few persons left out already; no row: it isn't published.
create or replace function serve.monitor_report(of_year integer, of_quarter integer)
    returns table (published_at timestamptz, figures jsonb)
    language sql stable security definer
begin atomic
    select r.published_at, r.figures from register.quarter_report r where r.year = of_year and r.quarter = of_quarter;
end;

revoke execute on function serve.monitor_report from public;

grant execute on function serve.monitor_report to "doelgroepregister_monitor";

-- squawk-ignore ban-drop-table
drop table register.report;
