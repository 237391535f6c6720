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
    "doelgroepregister_portal", "doelgroepregister_statistics", "doelgroepregister_messages";
