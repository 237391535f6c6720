set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 11;

-- Each row gets its own; there are few, and commands that wait for this wait as for any other command.
-- squawk-ignore adding-field-with-default
alter table cases.outbox add column event uuid not null default gen_random_uuid();

alter table cases.outbox
    add column attempts integer not null default 0,
    add column due_at timestamptz not null default now(),
    add column dead_at timestamptz,
    add column failure text;

comment on column cases.outbox.event is
    'What its receiver knows it by; a random number, so that one never comes again, also not after a restore';

comment on column cases.outbox.attempts is 'How often it was sent, or is being sent, since it was written or sent again by hand';

comment on column cases.outbox.due_at is 'When it may be sent: later while it is being sent, and after a failure';

comment on column cases.outbox.dead_at is 'When it was given up; empty unless it was';

comment on column cases.outbox.failure is 'What went wrong the last time, in words of ours';

-- squawk-ignore require-concurrent-index-deletion
drop index cases.outbox_waiting;

-- squawk-ignore require-concurrent-index-creation
create index outbox_waiting on cases.outbox (receiver, id) where delivered_at is null and dead_at is null;

-- squawk-ignore require-concurrent-index-creation
create index outbox_in_order on cases.outbox (receiver, subject, id) where delivered_at is null and dead_at is null;

-- squawk-ignore require-concurrent-index-creation
create index outbox_dead on cases.outbox (id) where dead_at is not null;
