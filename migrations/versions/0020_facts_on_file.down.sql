set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- squawk-ignore ban-drop-function
drop function serve.assessor_facts;

drop index register.event_superseded;

drop index register.ground_superseded;
