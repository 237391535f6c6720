set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 10;

-- squawk-ignore require-concurrent-index-deletion
drop index cases.outbox_dead;

-- squawk-ignore require-concurrent-index-deletion
drop index cases.outbox_in_order;

-- squawk-ignore require-concurrent-index-deletion
drop index cases.outbox_waiting;

-- squawk-ignore require-concurrent-index-creation
create index outbox_waiting on cases.outbox (id) where delivered_at is null;

-- squawk-ignore ban-drop-column
alter table cases.outbox
    drop column event,
    drop column attempts,
    drop column due_at,
    drop column dead_at,
    drop column failure;
