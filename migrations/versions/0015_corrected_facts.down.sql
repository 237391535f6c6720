set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- squawk-ignore ban-drop-function
drop function register.fact_ids;

-- squawk-ignore ban-drop-function
drop function register.facts_of;

-- squawk-ignore ban-drop-function
drop function register.replace_facts;

-- squawk-ignore ban-drop-function
drop function serve.assessor_detailed_look_up;

-- squawk-ignore ban-drop-function
drop function serve.suwinet_detailed_look_up;

update register.builds set newest = 1;

drop index register.employment_of_person;

-- squawk-ignore ban-drop-column
alter table register.delivery
    drop column command,
    drop column actor,
    drop column user_pseudonym,
    drop column reason;

comment on table register.delivery is 'One import run (levering); every fact names the delivery it came with';

drop trigger append_only on register.event;

create trigger append_only before update on register.event
    for each row execute function register.refuse_removal();

create unique index event_key on register.event (bsn, kind, day);

drop index register.event_current;

alter table register.event drop column superseded_by;

alter table register.ground drop column article;
