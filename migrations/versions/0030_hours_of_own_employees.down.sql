set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 8;

-- squawk-ignore ban-drop-function
drop function serve.employer_hours;

-- squawk-ignore ban-drop-function
drop function serve.employer_quota_percentage;
