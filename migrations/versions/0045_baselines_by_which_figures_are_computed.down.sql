set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 21;

-- squawk-ignore ban-drop-function
drop function serve.statistics_baseline;
