set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- Nobody writes a record between the look and what comes of it.
lock table log.record in access exclusive mode;

do $$ begin
    if exists (select from log.record) then
        raise exception 'the disclosure log has records: it is not thrown away with a downgrade';
    end if;
end $$;

drop schema serve cascade;

drop schema portal cascade;

drop schema log cascade;

drop table register.registration, register.employment, register.payroll, register.event, register.ground,
    register.person, register.delivery, register.recompute_due, register.builds;

drop function register.refuse_change, register.refuse_removal;

drop type register.end_cause, register.rule_set, register.sector, register.employment_kind, register.event_kind,
    register.ground_code;
