-- What a role's command may change of the facts of a person, with the action on a case that it is part of, if it is: how
-- many grounds and events it adds at most, of which kinds (null: any), and how many facts it supersedes; whether it may
-- give a birth date; and which letters to the citizen it writes without a case.
create or replace function cases.fact_commands() returns table (role text, command text, action text, grounds integer,
        events integer, superseded integer, kinds text[], birth_date boolean, letters text[])
    language sql immutable set search_path = pg_catalog, pg_temp as $$
    values
        ('SUWINET', 'reportWageValue', 'REPORT_WAGE_VALUE', 1, 0, 1, '{PRACTICE_ROUTE}'::text[], false, '{}'::text[]),
        ('SUWINET', 'reportProtectedWork', null, 0, 1, 0, '{PROTECTED_WORK}', false, '{DECISION:CITIZEN}'),
        ('ASSESSOR', 'decideCase', 'GRANT', 2, 1, 0, '{VOLUNTARY,PARTICIPATION_ACT_INDICATION,WAJONG,WORK_PROVISION,'
            'SPECIAL_EDUCATION}', false, '{}'),
        ('ASSESSOR', 'recordEvent', null, 0, 1, 0, '{DEATH,PROTECTED_WORK,NO_WORK_CAPACITY,EMIGRATION}', false,
            '{DECISION:CITIZEN}'),
        ('ASSESSOR', 'recordGround', null, 1, 0, 0, null, true, '{ADMISSION_NOTICE:CITIZEN}'),
        ('ASSESSOR', 'stopGround', null, 1, 0, 1, null, false, '{CORRECTION:CITIZEN}'),
        ('ASSESSOR', 'correctFact', null, 1, 1, 1, null, true, '{CORRECTION:CITIZEN}')
$$;

revoke execute on function cases.fact_commands from public;
