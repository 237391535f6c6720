set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 9;

-- squawk-ignore ban-drop-function
drop function serve.monitor_hours;

-- squawk-ignore ban-drop-function
drop function serve.monitor_persons;
