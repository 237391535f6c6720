-- How a citizen gets their letters from now on; that it was chosen is recorded.
create or replace function serve.citizen_channel(of_lane integer, consultation text, of_bsn integer,
        chosen text) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        insert into cases.channel (bsn, channel, chosen_at)
        values (of_bsn, chosen::cases.letter_channel, clock_timestamp())
        on conflict (bsn) do update set channel = excluded.channel, chosen_at = excluded.chosen_at
        where cases.channel.channel <> excluded.channel;
        perform log.append(of_lane, consultation, null, null, array[of_bsn], false);
    end $$;

revoke execute on function serve.citizen_channel from public;

grant execute on function serve.citizen_channel to "doelgroepregister_citizen";
