set local lock_timeout = '5s';

set local statement_timeout = '5min';

create type register.work_sector as enum ('GOVERNMENT', 'MARKET', 'HIRED_IN');

comment on type register.work_sector is
    'Where work of the group is counted: overheid, markt, or hired in (inleen), which belongs to neither';

create table register.region (
    payroll_tax_number bigint not null,
    region integer not null,
    delivery bigint not null,
    superseded_by bigint,

    constraint region_region_check check (region between 1 and 35)
);

create unique index region_current on register.region (payroll_tax_number) where superseded_by is null;

create trigger append_only before update on register.region
    for each row execute function register.refuse_change();

create trigger no_removal before delete or truncate on register.region
    for each statement execute function register.refuse_removal();

comment on table register.region is
    'A labour-market region (arbeidsmarktregio) of a payroll tax number: where the work is done';

comment on column register.region.payroll_tax_number is
    'Loonheffingennummer: the nine digits times 100 plus the two digits after the L';

comment on column register.region.region is 'The number of the region, 1 to 35';

comment on column register.region.delivery is 'The delivery it came with';

comment on column register.region.superseded_by is 'The delivery that corrected it; empty while it holds';

create table register.baseline (
    version text not null,
    sector register.work_sector not null,
    jobs numeric(11, 2),
    hours numeric(11, 2),
    delivery bigint not null,
    superseded_by bigint,

    constraint baseline_version_check
        check (length(version) >= 1 and length(version) <= 255 and version !~ '[\x01-\x1f\x7f-\x9f\u2028\u2029]'),
    constraint baseline_jobs_check check (jobs >= 0),
    constraint baseline_hours_check check (hours >= 0)
);

create unique index baseline_current on register.baseline (version, sector) where superseded_by is null;

create trigger append_only before update on register.baseline
    for each row execute function register.refuse_change();

create trigger no_removal before delete or truncate on register.baseline
    for each statement execute function register.refuse_removal();

comment on table register.baseline is
    'What the group worked on 31-12-2012, by version of that measurement: Regeling Wfsv 3.29, or a later revision';

comment on column register.baseline.version is 'What the version is called; a report names it';

comment on column register.baseline.sector is 'In a sector, or hired in';

comment on column register.baseline.jobs is
    'Jobs of 25.5 hours a week, if delivered; else they follow from the hours';

comment on column register.baseline.hours is 'Paid hours (verloonde uren) in December 2012, if delivered';

comment on column register.baseline.delivery is 'The delivery it came with';

comment on column register.baseline.superseded_by is 'The delivery that corrected it; empty while it holds';

create table register.quota_percentage (
    year integer not null,
    sector register.sector not null,
    percentage numeric(5, 2) not null,
    delivery bigint not null,
    superseded_by bigint,

    constraint quota_percentage_percentage_check check (percentage between 0 and 100)
);

create unique index quota_percentage_current on register.quota_percentage (year, sector) where superseded_by is null;

create trigger append_only before update on register.quota_percentage
    for each row execute function register.refuse_change();

create trigger no_removal before delete or truncate on register.quota_percentage
    for each statement execute function register.refuse_removal();

comment on table register.quota_percentage is
    'The quota percentage (quotumpercentage) of a sector in a year, as it was set: Wfsv 38f';

comment on column register.quota_percentage.year is 'The calendar year that it is set for';

comment on column register.quota_percentage.sector is 'The sector that it is set for';

comment on column register.quota_percentage.percentage is 'Percent of all paid hours';

comment on column register.quota_percentage.delivery is 'The delivery it came with';

comment on column register.quota_percentage.superseded_by is
    'The delivery that corrected it; empty while it holds';

create table register.paid_hours (
    payroll_tax_number bigint not null,
    bsn integer not null,
    month date not null,
    hours numeric(6, 2) not null,
    delivery bigint not null,
    superseded_by bigint,

    constraint paid_hours_bsn_check check (bsn between 1 and 999999999),
    constraint paid_hours_month_check check (extract(day from month) = 1),
    constraint paid_hours_hours_check check (hours >= 0)
);

create unique index paid_hours_current on register.paid_hours (payroll_tax_number, bsn, month) where superseded_by is null;

create trigger append_only before update on register.paid_hours
    for each row execute function register.refuse_change();

create trigger no_removal before delete or truncate on register.paid_hours
    for each statement execute function register.refuse_removal();

comment on table register.paid_hours is
    'The hours that were paid (verloonde uren) to a person by a payroll tax number in a month; they win from hours a week';

comment on column register.paid_hours.payroll_tax_number is
    'Loonheffingennummer: the nine digits times 100 plus the two digits after the L';

comment on column register.paid_hours.bsn is 'Of whom: burgerservicenummer, without its leading zeros';

comment on column register.paid_hours.month is 'The first day of the month';

comment on column register.paid_hours.hours is 'The paid hours (verloonde uren) of that month';

comment on column register.paid_hours.delivery is 'The delivery it came with';

comment on column register.paid_hours.superseded_by is 'The delivery that corrected it; empty while it holds';
