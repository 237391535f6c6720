set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 12;

-- squawk-ignore ban-drop-function
drop function serve.suwinet_ground_codes;

-- squawk-ignore ban-drop-table
drop table register.ground_code_of_suwinet;
