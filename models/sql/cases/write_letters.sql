-- Writes the letters of a command on a day, with the notice that there is one (Awb 2:10); false if one is for somebody who
-- isn't there by now: who died, who chose another channel, or who employs the person no more. It fails if the command
-- doesn't write such letters (`kinds`, as cases.actions has them), or not in this case.
create or replace function cases.write_letters(letters jsonb, kinds text[], file cases.file, of_bsn integer, of_day date,
        of_time timestamptz) returns boolean language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        goes boolean;
    begin
        if exists (select from jsonb_populate_recordset(null::cases.letter, letters) as l
            where (replace(l.kind || ':' || l.recipient, ':' || coalesce(file.submitter, ''), ':APPLICANT') = any (kinds)
                or l.kind || ':' || l.recipient = any (kinds)) is not true
                or l.case_file is distinct from file.id or l.bsn is distinct from of_bsn
                or l.organisation_id is distinct from case l.recipient when 'SUWINET' then file.organisation_id end
                or (l.recipient = 'CITIZEN' or l.channel = 'PORTAL') is not true
                or l.announced_at is distinct from of_time
                or l.answer_until is distinct from case l.kind when 'REACTION_ASKED' then of_day + 14 end
                or l.objection_until not between of_day + 42 and of_day + 49
                or l.supersedes is not null
                or (l.content ->> 'kind', l.content ->> 'subject', (l.content ->> 'day')::date)
                    is distinct from (l.kind::text, l.subject, of_day)
            )
            or (select count(*) <> count(distinct (l.kind, l.recipient, l.kvk, l.rsin))
                from jsonb_populate_recordset(null::cases.letter, letters) as l) then
            raise exception 'no rule of this role writes this letter' using errcode = '42501';
        end if;
        select bool_and(case l.recipient
            when 'CITIZEN' then l.channel = coalesce((select c.channel from cases.channel c where c.bsn = of_bsn), 'PAPER')
                and not exists (select from register.event e
                    where e.bsn = of_bsn and e.kind = 'DEATH' and e.superseded_by is null)
            when 'EMPLOYER' then exists (select from register.employers_of(of_bsn, of_day) as o
                where (o.kvk, o.rsin, o.name) is not distinct from (l.kvk, l.rsin, l.organisation))
            else true end)
        into goes from jsonb_populate_recordset(null::cases.letter, letters) as l;
        if not goes then
            return false;
        end if;
        insert into cases.letter (id, case_file, kind, recipient, bsn, kvk, rsin, organisation_id, organisation,
            subject, content, announced_at, objection_until, answer_until, channel)
        select l.id, l.case_file, l.kind, l.recipient, l.bsn, l.kvk, l.rsin, l.organisation_id, l.organisation,
            l.subject, l.content, l.announced_at, l.objection_until, l.answer_until, l.channel
        from jsonb_populate_recordset(null::cases.letter, letters) as l;
        insert into cases.outbox (type, subject, receiver, data, at)
        select 'nl.doelgroepregister.brief.beschikbaar', l.id,
            l.recipient || case l.recipient when 'EMPLOYER' then ':' || coalesce(l.kvk, l.rsin) else '' end, '{}', of_time
        from jsonb_populate_recordset(null::cases.letter, letters) as l
        where l.channel = 'PORTAL' and l.recipient <> 'SUWINET';
        return true;
    end $$;

revoke execute on function cases.write_letters from public;
