-- What a role may do with a case: from which states, to which one (none: it stays), and which letters that writes, to
-- whom; APPLICANT is who submitted the case. An assessor has it in hand (`holder`), or need not. domain/transitions.py
-- decides; none of its rules goes beyond this, and a test compares them.
create or replace function cases.actions() returns table (role text, action text, sources cases.state[],
        target cases.state, in_hand boolean, letters text[])
    language sql immutable set search_path = pg_catalog, pg_temp as $$
    values
        ('CITIZEN', 'EDIT', '{DRAFT}'::cases.state[], null::cases.state, false, '{}'::text[]),
        ('CITIZEN', 'SUBMIT', '{DRAFT}', 'SUBMITTED', false, '{RECEIPT:APPLICANT}'),
        ('CITIZEN', 'COMPLETE', '{SUSPENDED}', 'IN_REVIEW', false, '{RECEIPT:APPLICANT}'),
        ('CITIZEN', 'WITHDRAW', '{SUBMITTED,IN_REVIEW,SUSPENDED}', 'WITHDRAWN', false, '{}'),
        ('SUWINET', 'SUBMIT', '{DRAFT}', 'SUBMITTED', false, '{RECEIPT:APPLICANT}'),
        ('SUWINET', 'REPORT_WAGE_VALUE', '{DRAFT}', 'GRANTED', false,
            '{ADMISSION_NOTICE:CITIZEN,CORRECTION:CITIZEN}'),
        ('SUWINET', 'COMPLETE', '{SUSPENDED}', 'IN_REVIEW', false, '{RECEIPT:APPLICANT}'),
        ('SUWINET', 'WITHDRAW', '{SUBMITTED,IN_REVIEW,SUSPENDED}', 'WITHDRAWN', false, '{}'),
        ('ASSESSOR', 'TAKE', '{SUBMITTED}', 'IN_REVIEW', false, '{}'),
        ('ASSESSOR', 'TAKE', '{IN_REVIEW,SUSPENDED}', null, false, '{}'),
        ('ASSESSOR', 'RELEASE', '{IN_REVIEW,SUSPENDED}', null, true, '{}'),
        ('ASSESSOR', 'INVITE_COMPLETION', '{IN_REVIEW}', 'SUSPENDED', true, '{COMPLETION_INVITED:APPLICANT}'),
        ('ASSESSOR', 'RESUME', '{SUSPENDED}', 'IN_REVIEW', true, '{}'),
        ('ASSESSOR', 'EXTEND', '{IN_REVIEW}', null, true, '{TERM_EXTENDED:APPLICANT}'),
        ('ASSESSOR', 'ASK_REACTION', '{IN_REVIEW}', null, true, '{REACTION_ASKED:EMPLOYER}'),
        ('ASSESSOR', 'RECORD_NOTICE_OF_DEFAULT', '{SUBMITTED,IN_REVIEW,SUSPENDED}', null, false, '{}'),
        ('ASSESSOR', 'FIX_PENALTY', '{SUBMITTED,IN_REVIEW,SUSPENDED}', null, false, '{PENALTY:APPLICANT}'),
        ('ASSESSOR', 'RECORD_HEARING', '{IN_REVIEW,SUSPENDED}', null, true, '{}'),
        ('ASSESSOR', 'RECORD_FACTS', '{IN_REVIEW,SUSPENDED}', null, true, '{}'),
        ('ASSESSOR', 'GRANT', '{IN_REVIEW}', 'GRANTED', true,
            '{DECISION:CITIZEN,EMPLOYER_COPY:EMPLOYER,PENALTY:APPLICANT}'),
        ('ASSESSOR', 'REJECT', '{IN_REVIEW}', 'REJECTED', true, '{DECISION:CITIZEN,PENALTY:APPLICANT}'),
        ('ASSESSOR', 'DECIDE_NOT_TO_TREAT', '{IN_REVIEW}', 'NOT_TREATED', true,
            '{NOT_TREATED:APPLICANT,PENALTY:APPLICANT}')
$$;

revoke execute on function cases.actions from public;
