-- Move a follower's checkpoint to `reached` and prolong its lease; as `advance` does, but for a
-- statement that writes the view as well, which is then one round trip and one transaction by itself.
-- A null name moves nothing. Lock: the follower's row, to the end of the transaction.
create function move_follower(
    follower text, held bigint, reached bigint, lease_seconds double precision
) returns boolean language plpgsql as $$
begin
    if follower is null then
        return true;
    end if;
    update followers set
        position = reached, state = 'running', error = null,
        lease_until = clock_timestamp() + make_interval(secs => lease_seconds),
        updated_at = clock_timestamp()
    where name = follower and fence = held and position <= reached;
    if not found then
        raise exception 'the lease of % was lost', follower using errcode = 'TW001';
    end if;
    return true;
end
$$;
