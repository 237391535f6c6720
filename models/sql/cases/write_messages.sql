-- Writes the messages that the registrations of some persons changed: for UWV, and for the municipalities that submitted a
-- case about them, other than the one that changed it. The subject is the receiver's own case about the person, the first
-- that was submitted: it can ask the API for that, as no other municipality can, and two that have a client in common don't
-- find out by their messages. For UWV about a person without a case it is one that nobody can ask for.
create or replace function cases.write_messages(bsns integer[], of_organisation text, of_time timestamptz)
    returns void language sql
    set search_path = pg_catalog, pg_temp as $$
    insert into cases.subject (bsn)
    select p.bsn from unnest(bsns) as p (bsn)
    where not exists (select from cases.file f where f.bsn = p.bsn and f.state <> 'DRAFT')
    on conflict do nothing;
    insert into cases.outbox (type, subject, receiver, data, at)
    select 'nl.doelgroepregister.registratie.gewijzigd', one.subject, one.receiver, '{}', of_time
    from (
        (select distinct on (f.bsn, r.receiver) r.receiver, f.id as subject
        from cases.file f, lateral (values ('ASSESSOR'), ('SUWINET:' || f.organisation_id)) as r (receiver)
        where f.bsn = any (bsns) and f.state <> 'DRAFT' and r.receiver <> 'SUWINET:' || coalesce(of_organisation, '')
        order by f.bsn, r.receiver, f.received_at, f.number)
        union all
        select 'ASSESSOR', s.subject from cases.subject s
        where s.bsn = any (bsns) and not exists (select from cases.file f where f.bsn = s.bsn and f.state <> 'DRAFT')
    ) as one;
    $$;

revoke execute on function cases.write_messages from public;
