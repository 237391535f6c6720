-- A case after an action of a role on a day: what the action sets by itself is worked out here, what it is given is taken
-- from `given`, and it fails if `given` has anything else than that. So a service that was taken over writes no state, no
-- day and no decision that a rule of the role couldn't write. `stored` is the case before; a new one is an empty draft.
--
-- The day on which a term ends is moved to a working day by who knows the holidays: here, to within a week.
create or replace function cases.after(stored cases.file, given jsonb, of_role text, of_action text, of_users bytea[],
        of_day date, of_time timestamptz) returns cases.file language plpgsql stable
    set search_path = pg_catalog, pg_temp as $$
    declare
        wanted constant cases.file := jsonb_populate_record(stored, given);
        one cases.file := stored;
        step record;
        ends date;
        may boolean := true;
    begin
        if one.state = 'SUSPENDED' and of_day > one.invited_until then
            one := cases.running_again(one, one.invited_until + 1);
        end if;
        select a.target, a.in_hand into step from cases.actions() a
        where (a.role, a.action) = (of_role, of_action) and one.state = any (a.sources);
        if not found or (step.in_hand and (one.holder = any (of_users)) is not true) then
            raise exception 'no rule of this role does this now' using errcode = '42501';
        end if;
        one.changed_at := of_time;
        case of_action
            when 'EDIT' then
                one.form := wanted.form;
            when 'SUBMIT' then
                one.form := wanted.form;
                one.received_at := of_time;
                one.received_on := of_day;
                one.due := of_day + 7 * (select k.weeks from cases.kinds() k where k.kind = one.kind);
                may := one.due is not null;
            when 'REPORT_WAGE_VALUE' then
                one.form := wanted.form;
                one.received_at := of_time;
                one.received_on := of_day;
                one.decided_at := of_time;
                one.decided_on := of_day;
                one.decision := 'GRANT';
                one.sentence := 'De loonwaarde is vastgelegd.';
                may := one.kind = 'WAGE_VALUE_REPORT' and one.version = 0;
            when 'COMPLETE' then
                one := cases.running_again(one, of_day);
                one.form := wanted.form;
                one.completed_on := of_day;
            when 'WITHDRAW' then
                one := cases.running_again(one, of_day);
                one.decided_on := of_day;
            when 'TAKE' then
                may := one.holder is null;
                one.holder := of_users[1];
            when 'RELEASE' then
                one.holder := null;
            when 'INVITE_COMPLETION' then
                one.invited_on := of_day;
                one.invited_until := wanted.invited_until;
                one.missing := wanted.missing;
                one.completed_on := null;
                one.stands_still_since := wanted.stands_still_since;
                may := wanted.invited_until > of_day and wanted.invited_until <= of_day + 364
                    and cardinality(wanted.missing) between 1 and 20
                    and case when wanted.stands_still_since is null then of_day > one.due  -- too late to stand still
                        else wanted.stands_still_since = of_day + 1 and of_day <= one.due + 7 end;
                if one.due <= of_day and wanted.due <= one.due + 7 and wanted.stands_still_since is not null then
                    one.due := greatest(one.due, wanted.due);
                end if;
            when 'RESUME' then
                one := cases.running_again(one, of_day);
                one.invited_on := null;
                one.invited_until := null;
                one.missing := null;
            when 'EXTEND' then
                may := one.extended_on is null and of_day <= one.due + 7
                    and wanted.due > one.due and wanted.due <= one.due + 7 + 364;
                one.extended_on := of_day;
                one.due := wanted.due;
            when 'ASK_REACTION' then
                may := one.kind = 'DEREGISTRATION' and one.reaction_asked_on is null;
                one.reaction_asked_on := of_day;
            when 'RECORD_NOTICE_OF_DEFAULT' then
                may := one.notice_received_on is null and wanted.notice_received_on > one.due
                    and wanted.notice_received_on <= of_day;
                one.notice_received_on := wanted.notice_received_on;
            when 'FIX_PENALTY' then
                may := one.penalty_fixed_on is null and one.notice_received_on < of_day;
                one.penalty_fixed_on := of_day;
            when 'RECORD_HEARING' then
                may := wanted.hearings - -1 = one.hearings
                    and wanted.hearings -> -1 ->> 'party' in ('APPLICANT', 'EMPLOYER')
                    and (wanted.hearings -> -1 ->> 'held_on')::date between one.received_on and of_day
                    and length(wanted.hearings -> -1 ->> 'summary') between 1 and 4000;
                one.hearings := wanted.hearings;
            when 'RECORD_FACTS' then
                may := one.kind <> 'DEREGISTRATION' and jsonb_typeof(wanted.facts) = 'object';
                one.facts := wanted.facts;
            when 'GRANT', 'REJECT', 'DECIDE_NOT_TO_TREAT' then
                may := length(wanted.sentence) between 1 and 255 and length(wanted.motivation) between 1 and 4000
                    and (of_action <> 'DECIDE_NOT_TO_TREAT' or one.invited_on is not null);
                one.decided_at := of_time;
                one.decided_on := of_day;
                one.decision := case of_action when 'DECIDE_NOT_TO_TREAT' then 'NOT_TREAT' else of_action end;
                one.sentence := wanted.sentence;
                one.motivation := wanted.motivation;
        end case;
        one.state := coalesce(step.target, one.state);
        one.decide_before := wanted.decide_before;
        ends := one.due + case when one.state = 'SUSPENDED' and one.stands_still_since is not null
            then greatest(0, one.invited_until + 1 - one.stands_still_since) else 0 end;
        if may is not true or wanted is distinct from one
            or (case when ends is null then one.decide_before is null
                else one.decide_before between ends and ends + 7 and extract(isodow from one.decide_before) < 6 end)
                is not true
            or (jsonb_typeof(one.form) = 'object' and one.form - array['requestedOutcome', 'schoolName', 'schoolKind',
                'schoolFrom', 'schoolUntil', 'provisions', 'reference', 'explanation'] = '{}') is not true then
            raise exception 'no rule of this role writes this' using errcode = '42501';
        end if;
        return one;
    end $$;

revoke execute on function cases.after from public;
