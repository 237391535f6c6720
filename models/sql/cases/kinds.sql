-- The kinds of case: who starts one, the weeks in which it is decided (none: at once), and the grounds that a grant may
-- record. domain/case_kinds.py and domain/terms.py have the same; a test compares them.
create or replace function cases.kinds() returns table (kind cases.kind, starters text[], weeks integer, grounds text[])
    language sql immutable set search_path = pg_catalog, pg_temp as $$
    values
        ('DEREGISTRATION'::cases.kind, '{CITIZEN}'::text[], 8, '{}'::text[]),
        ('WORK_CAPACITY_ASSESSMENT', '{CITIZEN}', 14, '{PARTICIPATION_ACT_INDICATION,WAJONG}'),
        ('WORK_PROVISION_ASSESSMENT', '{CITIZEN,SUWINET}', 8, '{WORK_PROVISION}'),
        ('PARTICIPATION_ACT_INDICATION', '{SUWINET}', 8, '{PARTICIPATION_ACT_INDICATION}'),
        ('SPECIAL_EDUCATION_REPORT', '{CITIZEN}', 8, '{SPECIAL_EDUCATION}'),
        ('WAGE_VALUE_REPORT', '{SUWINET}', null, '{PRACTICE_ROUTE}')
$$;

revoke execute on function cases.kinds from public;
