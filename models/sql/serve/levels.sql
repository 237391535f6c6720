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
    "doelgroepregister_portal", "doelgroepregister_statistics", "doelgroepregister_messages";
