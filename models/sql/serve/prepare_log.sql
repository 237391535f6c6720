-- Make the log's partitions of this month and the next two.
create or replace function serve.prepare_log() returns void language sql security definer
begin atomic
    select log.make_months(2);
end;

revoke execute on function serve.prepare_log from public;

grant execute on function serve.prepare_log to "doelgroepregister_auditor";
