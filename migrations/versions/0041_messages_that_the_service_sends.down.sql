set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 18;

revoke usage on schema serve from "doelgroepregister_messages";

-- squawk-ignore require-concurrent-index-deletion
drop index cases.outbox_delivered;

-- squawk-ignore ban-drop-function
drop function serve.levels;

-- squawk-ignore ban-drop-function
drop function serve.messages_delivered;

-- squawk-ignore ban-drop-function
drop function serve.messages_due;

-- squawk-ignore ban-drop-function
drop function serve.messages_failed;

-- squawk-ignore ban-drop-function
drop function serve.messages_forget;

-- squawk-ignore ban-drop-function
drop function serve.messages_standing;

-- squawk-ignore ban-drop-function
drop function serve.messages_take;

-- squawk-ignore ban-drop-function
drop function serve.revision;

-- Which builds of the service the database serves, the oldest and the newest (`register.builds`).
create or replace function serve.levels() returns table (oldest integer, newest integer)
    language sql stable security definer
begin atomic
    select b.oldest, b.newest from register.builds b;
end;

revoke execute on function serve.levels from public;

grant execute on function serve.levels to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_monitor", "doelgroepregister_auditor",
    "doelgroepregister_portal", "doelgroepregister_statistics";

-- The revision of the migrations that made the database, or that registrations are to be derived again first.
create or replace function serve.revision() returns text language sql stable security definer
begin atomic
    select case when exists (select from register.recompute_due) then 'recompute due' else version_num::text end
    from register.alembic_version;
end;

revoke execute on function serve.revision from public;

grant execute on function serve.revision to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_monitor", "doelgroepregister_auditor",
    "doelgroepregister_portal", "doelgroepregister_statistics";
