-- name: lease_sweep
-- Take a tracker whose tickets are to be listed, under token $1 for $2 seconds; no row when none is.
-- Lock: its row, for this statement. A sequential scan: trackers are few.
update ticket_trackers set
    sweep_token = $1, sweep_began = clock_timestamp(),
    sweep_at = clock_timestamp() + make_interval(secs => $2)
where tracker_id = (
    select t.tracker_id
    from ticket_trackers as t left join ticket_gates as g using (gate)
    where greatest(t.sweep_at, t.not_before, g.not_before, g.asked_until) <= clock_timestamp()
    order by t.sweep_at
    limit 1
    for update of t skip locked
)
returning tracker_id, sweep_began;

-- name: count_links
-- Links of tracker $1 that a sweep is about. Index: ticket_jobs_tracker_key_idx.
select count(*) from ticket_jobs where tracker_id = $1 and key is not null and in_step;

-- name: renew_sweep
-- The sweep of tracker $1 under token $2 goes on for $3 seconds more; null when it is another's.
update ticket_trackers set sweep_at = clock_timestamp() + make_interval(secs => $3)
where tracker_id = $1 and sweep_token = $2
returning true;

-- name: note_listed
-- A page of tracker $1: keys $2, digests $3. What is as we saw it last is in step, unless somebody
-- rang for it and it is due; what is not is looked at now. Index: ticket_jobs_tracker_key_idx; a page
-- is at most 100 rows. Lock: the jobs' rows, in the order of their ids.
with listed as (
    select j.action_id, j.seen is distinct from u.digest as differs
    from ticket_jobs as j join unnest($2::text[], $3::bytea[]) as u (key, digest) using (key)
    where j.tracker_id = $1
    order by j.action_id for update of j
)
update ticket_jobs as j set
    listed_at = clock_timestamp(),
    wishes = j.wishes + case when l.differs then 1 else 0 end,
    due_at = case
        when l.differs then greatest(clock_timestamp(), j.hold_until)
        when j.due_at <= greatest(clock_timestamp(), j.hold_until) then j.due_at
        when j.in_step then clock_timestamp() + make_interval(secs => $4)
        else j.due_at
    end,
    last_synced_at = case
        when j.in_step and not l.differs then clock_timestamp() else j.last_synced_at
    end
from listed as l
where j.action_id = l.action_id;

-- name: ring_unlisted
-- Links of tracker $1 that no page showed since $2: each is read by itself, spread over $3 seconds,
-- and none later than it was to be.
-- Index: ticket_jobs_tracker_key_idx.
update ticket_jobs set
    wishes = wishes + 1,
    due_at = least(
        due_at, greatest(clock_timestamp() + make_interval(secs => $3 * random()), hold_until)
    )
where tracker_id = $1 and key is not null and in_step
and (listed_at is null or listed_at < $2);

-- name: settle_sweep
-- The sweep of tracker $1 under token $2 is over; the next one is in $3 seconds.
update ticket_trackers set
    sweep_token = null, sweep_at = clock_timestamp() + make_interval(secs => $3)
where tracker_id = $1 and sweep_token = $2
returning true;
