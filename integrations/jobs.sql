-- name: marker_secret
-- The installation's secret for markers.
select secret from ticket_marker;

-- name: add_tracker
-- Know a tracker. Index: ticket_trackers_pkey.
insert into ticket_trackers (tracker_id) values ($1) on conflict do nothing;

-- name: request
-- Want a ticket for action $1 in tracker $2, now. What was known of a ticket in another tracker is
-- forgotten. Index: ticket_jobs_pkey.
insert into ticket_jobs as j (action_id, tracker_id, due_at) values ($1, $2, clock_timestamp())
on conflict (action_id) do update set
    tracker_id = $2, wishes = j.wishes + 1, in_step = false,
    due_at = greatest(clock_timestamp(), j.hold_until),
    key = case when j.tracker_id = $2 then j.key end,
    pushed = case when j.tracker_id = $2 then j.pushed end,
    seen = case when j.tracker_id = $2 then j.seen end,
    agreed = case when j.tracker_id = $2 then j.agreed end,
    probes = case when j.tracker_id = $2 then j.probes end;

-- name: change
-- Something in action $1 changed: look at its ticket, if it has one. Index: ticket_jobs_pkey.
update ticket_jobs set
    wishes = wishes + 1, in_step = false, due_at = greatest(clock_timestamp(), hold_until)
where action_id = $1;

-- name: change_of_incident
-- What the tickets of incident $1 may tell has changed. Index: ticket_jobs_incident_id_idx; at most
-- as many rows as the incident has actions.
update ticket_jobs set
    wishes = wishes + 1, in_step = false, due_at = greatest(clock_timestamp(), hold_until)
where incident_id = $1;

-- name: retry
-- A person asked for action $1 to be tried again: forget earlier failures and fights, its own and its
-- tracker's, but no pause that the tracker asked for; and what was written, so that what was not taken
-- is written again. Answers the action; no row where it has no job. Index: ticket_jobs_pkey,
-- ticket_trackers_pkey, ticket_gates_pkey.
with job as (
    update ticket_jobs set
        wishes = wishes + 1, attempts = 0, fights = 0, fought_at = null, pushed = null,
        in_step = false, due_at = greatest(clock_timestamp(), hold_until)
    where action_id = $1
    returning action_id, tracker_id
), tracker as (
    update ticket_trackers set not_before = '-infinity', failures = 0
    where tracker_id in (select tracker_id from job)
    returning gate
), gate as (
    update ticket_gates set not_before = '-infinity', failures = 0
    where gate in (select gate from tracker)
)
select action_id from job;

-- name: mend
-- Tracker $1 was configured anew: try at once whatever is not in step, and look at all that is.
-- Index: ticket_trackers_pkey, ticket_gates_pkey, ticket_jobs_out_of_step_idx.
with tracker as (
    update ticket_trackers set
        not_before = '-infinity', failures = 0, poll_at = '-infinity', sweep_at = '-infinity',
        search_at = '-infinity', search_place = ''
    where tracker_id = $1
    returning gate
), gate as (
    update ticket_gates set not_before = '-infinity', failures = 0
    where gate in (select gate from tracker)
)
update ticket_jobs set
    wishes = wishes + 1, attempts = 0, due_at = greatest(clock_timestamp(), hold_until)
where tracker_id = $1 and not in_step;

-- name: lease
-- Take the job that is due longest, under token $1 for $2 seconds; no row when nothing is due.
-- `trouble` counts failures in a row of whatever it needs. Index: ticket_jobs_due_at_idx. Lock: the
-- job's row, for this statement; rows that others are taking at this moment are passed over.
with next as (
    select j.action_id, t.gate, t.answered, t.failures + coalesce(g.failures, 0) as trouble
    from ticket_jobs as j
    join ticket_trackers as t using (tracker_id)
    left join ticket_gates as g using (gate)
    where j.due_at <= clock_timestamp()
    and j.leased_until <= clock_timestamp()
    and greatest(t.not_before, g.not_before, g.asked_until) <= clock_timestamp()
    order by j.due_at
    limit 1
    for update of j skip locked
)
update ticket_jobs as j set
    lease_token = $1, leased_until = clock_timestamp() + make_interval(secs => $2)
from next
where j.action_id = next.action_id
returning j.action_id, j.tracker_id, j.wishes, j.attempts, next.gate, next.answered, next.trouble,
    j.twin, j.probes, j.pushed, j.seen, j.agreed, j.fights, j.fought_at;

-- name: settle
-- End the lease $2 on action $1 (taken at $3 wishes) with what came of it. Due again in $4 seconds,
-- null for never; at once when somebody wished meanwhile. Held back for $5 seconds. The twin $19 is
-- none and forgotten. What was forgiven meanwhile, of the $20 fights at the lease, or forgotten, of
-- what had been written by then, $21, stays so. Null when the lease was somebody else's by now: then
-- nothing is written. Index: ticket_jobs_pkey.
update ticket_jobs set
    lease_token = null, leased_until = '-infinity',
    hold_until = clock_timestamp() + make_interval(secs => $5::float8),
    due_at = clock_timestamp() + make_interval(  -- null seconds make a null
        secs => case when wishes > $3::bigint then $5
            when $4::float8 is not null then greatest($4, $5) end
    ),
    attempts = $6, probes = $7, seen = $9, agreed = $10,
    pushed = case when pushed is not null or $21::bytea is null then $8::bytea end,
    fights = case when fights < $20 then 0 else $11 end,
    fought_at = case when fights < $20 then null else $12::timestamptz end,
    in_step = $13::boolean and wishes = $3,
    key = coalesce($14, key), mark = coalesce($15, mark), incident_id = coalesce($16, incident_id),
    code = $17, reason = $18, twin = nullif(twin, $19),
    last_synced_at = case when $13 then clock_timestamp() else last_synced_at end
where action_id = $1 and lease_token = $2
returning true;

-- name: holds
-- Whether the lease $2 on action $1 is still ours. Index: ticket_jobs_pkey.
select lease_token is not distinct from $2 and leased_until > clock_timestamp()
from ticket_jobs where action_id = $1;

-- name: lease_poll
-- Take a tracker whose changes are to be read, under token $1 for $2 seconds; no row when none is.
-- Lock: its row, for this statement. A sequential scan: trackers are few.
update ticket_trackers set
    lease_token = $1, poll_at = clock_timestamp() + make_interval(secs => $2)
where tracker_id = (
    select t.tracker_id
    from ticket_trackers as t left join ticket_gates as g using (gate)
    where greatest(t.poll_at, t.not_before, g.not_before, g.asked_until) <= clock_timestamp()
    order by t.poll_at
    limit 1
    for update of t skip locked
)
returning tracker_id, gate, cursor;

-- name: ring
-- Somebody saw that the tickets of the actions $1 changed: look at them now. Actions without a job
-- are left out. Index: ticket_jobs_pkey. Lock: the jobs' rows, in the order of their ids, so that two
-- who ring at once do not wait for each other in a ring.
with rung as (
    select action_id from ticket_jobs where action_id = any($1::uuid[])
    order by action_id for update
)
update ticket_jobs as j set
    wishes = j.wishes + 1, due_at = greatest(clock_timestamp(), j.hold_until)
from rung where j.action_id = rung.action_id;

-- name: ring_changed
-- Look again at the tickets with keys $2 of tracker $1, where the digest in $3 is not what we saw
-- last. Our own writes come back here and change nothing. Index: ticket_jobs_tracker_key_idx.
update ticket_jobs as j set
    wishes = j.wishes + 1, due_at = greatest(clock_timestamp(), j.hold_until)
from unnest($2::text[], $3::bytea[]) as u (key, digest)
where j.tracker_id = $1 and j.key = u.key and j.seen is distinct from u.digest;

-- name: settle_poll
-- Move the cursor of tracker $1 to $3 and poll again in $4 seconds; null when the lease $2 is over.
update ticket_trackers set cursor = coalesce($3, cursor), lease_token = null,
    poll_at = clock_timestamp() + make_interval(secs => $4)
where tracker_id = $1 and lease_token = $2
returning true;
