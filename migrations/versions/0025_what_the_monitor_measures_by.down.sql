set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- squawk-ignore ban-drop-table
drop table register.region, register.baseline, register.quota_percentage, register.paid_hours;

drop type register.work_sector;
