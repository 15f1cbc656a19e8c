-- name: claim
-- Whether this session alone may rebuild the view $1. Lock: advisory, to the session's end.
select pg_try_advisory_lock(hashtextextended('twiceshy rebuild ' || $1, 0));

-- name: unclaim
select pg_advisory_unlock(hashtextextended('twiceshy rebuild ' || $1, 0));

-- name: begin
-- Make the empty twins of the tables $2 of the view $1; see migrations/0002_create_views.sql.
select begin_rebuild($1, $2);

-- name: see_twins
-- From now on this session means the twins of the view $1 where it names their tables.
select set_config('search_path', format('%I, public', 'rebuild_' || $1), false);

-- name: index
-- Complete the twins of the tables $2 of the view $1, once they are filled.
select index_rebuild($1, $2);

-- name: seize
-- Take the follower $1 for owner $2 from whoever holds it, for $3 seconds: nobody else moves its
-- checkpoint from now on. Lock: the follower's row, for this statement.
insert into followers as f (name, owner, fence, lease_until)
values ($1, $2, 1, clock_timestamp() + make_interval(secs => $3))
on conflict (name) do update set
    owner = $2, fence = f.fence + 1,
    lease_until = clock_timestamp() + make_interval(secs => $3), updated_at = clock_timestamp()
returning fence;

-- name: hand_over
-- Set the follower $1 to position $3 and free it; null when fence $2 is not the present one.
-- Lock: the follower's row, to the end of the transaction.
update followers set
    position = $3, state = 'running', error = null, lease_until = '-infinity',
    updated_at = clock_timestamp()
where name = $1 and fence = $2
returning true;

-- name: release
update followers set lease_until = '-infinity', updated_at = clock_timestamp()
where name = $1 and fence = $2;

-- name: limit_lock_wait
-- Give up, in this transaction, on a lock that takes longer than $1 milliseconds.
select set_config('lock_timeout', $1, true);

-- name: finish
-- Put the twins in the place of the tables $2 of the view $1. Lock: all access to the view.
select finish_rebuild($1, $2);
