-- name: acquire
-- Take the follower $1 for owner $2, who last held fence $3, for $4 seconds: no row when another
-- owner's lease still runs. A change of hands moves the fence; prolonging does not.
-- Index: followers_pkey. Lock: the follower's row, for this statement.
insert into followers as f (name, owner, fence, lease_until)
values ($1, $2, 1, clock_timestamp() + make_interval(secs => $4))
on conflict (name) do update set
    owner = $2,
    fence = f.fence + (f.owner is distinct from $2 or f.fence <> $3)::int,
    lease_until = clock_timestamp() + make_interval(secs => $4),
    updated_at = clock_timestamp()
where f.lease_until < clock_timestamp() or f.owner = $2
returning position, fence;

-- name: advance
-- Move the follower $1 to position $3 and prolong its lease by $4 seconds; null when fence $2 is
-- not the present one. Lock: the follower's row, to the end of the caller's transaction.
update followers set
    position = $3, state = 'running', error = null,
    lease_until = clock_timestamp() + make_interval(secs => $4), updated_at = clock_timestamp()
where name = $1 and fence = $2 and position <= $3
returning true;

-- name: stall
-- Say what keeps the follower $1 where it is; null when fence $2 is not the present one.
update followers set state = 'stalled', error = $3, updated_at = clock_timestamp()
where name = $1 and fence = $2
returning true;

-- name: release
-- End the lease of the follower $1 under fence $2, if it is the present one.
update followers set lease_until = '-infinity', updated_at = clock_timestamp()
where name = $1 and fence = $2;

-- name: ping
-- Whether the connection still answers.
select 1;
