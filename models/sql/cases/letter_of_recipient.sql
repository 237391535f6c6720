-- The row of a letter as the citizen or the employer reads it to whom it is addressed: not of which case it is, which another
-- may have submitted, and by which two employers would know their letters for one matter.
create or replace function cases.letter_of_recipient(one cases.letter) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(one) || '{"case_file": null}'
$$;

revoke execute on function cases.letter_of_recipient from public;
