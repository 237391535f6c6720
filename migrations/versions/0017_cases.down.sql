set local lock_timeout = '5s';

set local statement_timeout = '5min';

do $$ begin
    if exists (select from cases.file where state <> 'DRAFT') or exists (select from cases.letter) then
        raise exception 'there are cases and letters: they are not thrown away with a downgrade';
    end if;
end $$;

drop trigger stays on cases.file;

drop trigger no_removal on cases.file;

drop trigger append_only on cases.transition;

drop trigger no_removal on cases.transition;

drop trigger append_only on cases.letter;

drop trigger no_removal on cases.letter;

-- squawk-ignore ban-drop-function
drop function cases.apply;

-- squawk-ignore ban-drop-function
drop function cases.command;

-- squawk-ignore ban-drop-function
drop function cases.numbers;

-- squawk-ignore ban-drop-function
drop function cases.of_submitter;

-- squawk-ignore ban-drop-function
drop function cases.refuse_change;

-- squawk-ignore ban-drop-function
drop function cases.refuse_removal;

-- squawk-ignore ban-drop-function
drop function cases.refuse_rewriting;

-- squawk-ignore ban-drop-function
drop function cases.registration;

-- squawk-ignore ban-drop-function
drop function cases.stored;

-- squawk-ignore ban-drop-function
drop function cases.whole;

-- squawk-ignore ban-drop-function
drop function serve.assessor_case;

-- squawk-ignore ban-drop-function
drop function serve.assessor_case_counts;

-- squawk-ignore ban-drop-function
drop function serve.assessor_cases;

-- squawk-ignore ban-drop-function
drop function serve.assessor_command;

-- squawk-ignore ban-drop-function
drop function serve.assessor_letter;

-- squawk-ignore ban-drop-function
drop function serve.assessor_log;

-- squawk-ignore ban-drop-function
drop function serve.assessor_person_case_counts;

-- squawk-ignore ban-drop-function
drop function serve.assessor_person_cases;

-- squawk-ignore ban-drop-function
drop function serve.citizen_case;

-- squawk-ignore ban-drop-function
drop function serve.citizen_case_counts;

-- squawk-ignore ban-drop-function
drop function serve.citizen_cases;

-- squawk-ignore ban-drop-function
drop function serve.citizen_channel;

-- squawk-ignore ban-drop-function
drop function serve.citizen_command;

-- squawk-ignore ban-drop-function
drop function serve.citizen_letter;

-- squawk-ignore ban-drop-function
drop function serve.citizen_letters;

-- squawk-ignore ban-drop-function
drop function serve.citizen_log;

-- squawk-ignore ban-drop-function
drop function serve.citizen_read_letter;

-- squawk-ignore ban-drop-function
drop function serve.citizen_unread;

-- squawk-ignore ban-drop-function
drop function serve.employer_command;

-- squawk-ignore ban-drop-function
drop function serve.employer_letter;

-- squawk-ignore ban-drop-function
drop function serve.employer_letters;

-- squawk-ignore ban-drop-function
drop function serve.employer_read_letter;

-- squawk-ignore ban-drop-function
drop function serve.employer_unread;

-- squawk-ignore ban-drop-function
drop function serve.suwinet_case;

-- squawk-ignore ban-drop-function
drop function serve.suwinet_command;

-- squawk-ignore ban-drop-function
drop function serve.suwinet_letter;

-- squawk-ignore ban-drop-function
drop function serve.suwinet_log;

-- squawk-ignore ban-drop-table
drop table cases.outbox, cases.command, cases.channel, cases.letter, cases.transition, cases.file;

drop type cases.kind, cases.state, cases.letter_kind, cases.letter_channel;

drop schema cases;

update register.builds set newest = 3;
