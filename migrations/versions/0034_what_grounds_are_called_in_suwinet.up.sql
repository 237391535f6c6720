set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 13;

create table register.ground_code_of_suwinet (
    ground register.ground_code not null,
    code text not null,
    delivery bigint not null,
    superseded_by bigint,

    constraint ground_code_of_suwinet_code_check check (code ~ '^[A-Za-z0-9]{1,10}$')
);

create unique index ground_code_of_suwinet_current on register.ground_code_of_suwinet (ground)
    where superseded_by is null;

create trigger append_only before update on register.ground_code_of_suwinet
    for each row execute function register.refuse_change();

create trigger no_removal before delete or truncate on register.ground_code_of_suwinet
    for each statement execute function register.refuse_removal();

comment on table register.ground_code_of_suwinet is
    'What a ground is called in Suwinet messages (CdGrondslagArbeidsbeperktheid): configuration, as no list is public';

comment on column register.ground_code_of_suwinet.ground is 'The ground that has this code';

comment on column register.ground_code_of_suwinet.code is 'Its code there';

comment on column register.ground_code_of_suwinet.delivery is 'The delivery it came with';

comment on column register.ground_code_of_suwinet.superseded_by is
    'The delivery that corrected it; empty while it holds';

-- What grounds are called in Suwinet messages, as far as it was loaded: it says nothing about anybody.
create or replace function serve.suwinet_ground_codes() returns table (ground text, code text)
    language sql stable security definer
begin atomic
    select c.ground::text, c.code from register.ground_code_of_suwinet c where c.superseded_by is null;
end;

revoke execute on function serve.suwinet_ground_codes from public;

grant execute on function serve.suwinet_ground_codes to "doelgroepregister_suwinet";
