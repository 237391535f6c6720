set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 16;

create table register.report (
    number bigint not null generated always as identity,
    kind text not null,
    year integer not null,
    quarter integer not null,
    version integer not null,
    published_at timestamptz not null default clock_timestamp(),
    what_changed text,
    delivery bigint,
    content jsonb not null,

    constraint report_pkey primary key (number),
    constraint report_version_key unique (kind, year, quarter, version),
    constraint report_kind_check check (kind in ('YEAR', 'QUARTER', 'FACTSHEET')),
    constraint report_quarter_check check (quarter between 1 and 4),
    constraint report_what_changed_check check ((version = 1) = (what_changed is null))
);

create trigger append_only before update on register.report
    for each row execute function register.refuse_change();

create trigger no_removal before delete or truncate on register.report
    for each statement execute function register.refuse_removal();

comment on table register.report is
    'What was published of the job agreement, for good; what tells of few persons was left out first';

comment on column register.report.number is 'The number of the publication, in the order of all of them';

comment on column register.report.kind is 'Which report: of a year, of a quarter, or a quarter on one page';

comment on column register.report.year is 'The calendar year';

comment on column register.report.quarter is 'The quarter of it, from 1 to 4; of a year its last';

comment on column register.report.version is 'The version, from 1; a later one corrects the earlier';

comment on column register.report.published_at is 'When it was published';

comment on column register.report.what_changed is 'What the version corrects; empty of the first';

comment on column register.report.delivery is 'The newest delivery of the facts that were counted';

comment on column register.report.content is 'The figures that may be shown; null is what was left out';

insert into register.report (kind, year, quarter, version, published_at, content)
select 'QUARTER', q.year, q.quarter, 1, q.published_at,
    jsonb_build_object('figures', q.figures, 'quarter_before', null, 'year_before', null)
from register.quarter_report q order by q.published_at;

-- squawk-ignore ban-drop-function
drop function serve.monitor_report;

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

-- squawk-ignore ban-drop-table
drop table register.quarter_report;
