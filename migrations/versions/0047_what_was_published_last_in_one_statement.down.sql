set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 23;

-- squawk-ignore ban-drop-function
drop function serve.monitor_newest_reports;
