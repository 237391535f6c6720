-- The quota percentage of a sector in a year, if one was loaded: it says nothing about anybody.
create or replace function serve.employer_quota_percentage(of_year integer, of_sector text) returns numeric
    language sql stable security definer
begin atomic
    select q.percentage from register.quota_percentage q
    where q.year = of_year and q.sector::text = of_sector and q.superseded_by is null;
end;

revoke execute on function serve.employer_quota_percentage from public;

grant execute on function serve.employer_quota_percentage to "doelgroepregister_employer";
