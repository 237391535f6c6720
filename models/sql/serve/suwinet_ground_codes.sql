-- What grounds are called in Suwinet messages, as far as it was loaded: it says nothing about anybody.
create or replace function serve.suwinet_ground_codes() returns table (ground text, code text)
    language sql stable security definer
begin atomic
    select c.ground::text, c.code from register.ground_code_of_suwinet c where c.superseded_by is null;
end;

revoke execute on function serve.suwinet_ground_codes from public;

grant execute on function serve.suwinet_ground_codes to "doelgroepregister_suwinet";
