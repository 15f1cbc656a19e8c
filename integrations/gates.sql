-- name: know
-- Tracker $1 is reached through gate $2. Index: ticket_gates_pkey, ticket_trackers_pkey.
with gate as (insert into ticket_gates (gate) values ($2) on conflict do nothing)
update ticket_trackers set gate = $2 where tracker_id = $1 and gate is distinct from $2;

-- name: hold
-- Who counts at gate $1 counts alone until the transaction ends. Lock: the gate's row.
-- Index: ticket_gates_pkey.
select from ticket_gates where gate = $1 for update;

-- name: room
-- Seconds until one more write at gate $1 makes no more than $2 in a minute and $3 in an hour;
-- none or fewer: there is room. Index: ticket_creations_gate_created_at_idx; at most $3 entries.
select extract(epoch from greatest(
    (select created_at + interval '1 minute' from ticket_creations
     where gate = $1 order by created_at desc offset $2::int - 1 limit 1),
    (select created_at + interval '1 hour' from ticket_creations
     where gate = $1 order by created_at desc offset $3::int - 1 limit 1)
) - clock_timestamp())::float8;

-- name: count
-- One more write at gate $1; those that no longer count are forgotten, at most 100 at a time.
-- Index: ticket_creations_gate_created_at_idx.
with old as (
    delete from ticket_creations where ctid in (
        select ctid from ticket_creations
        where gate = $1 and created_at < clock_timestamp() - interval '1 hour'
        limit 100
    )
)
insert into ticket_creations (gate, created_at) values ($1, clock_timestamp());

-- name: pause
-- Seconds until the pause that was asked of gate $1 is over; no row where none is on.
-- Index: ticket_gates_pkey.
select extract(epoch from asked_until - clock_timestamp())::float8
from ticket_gates where gate = $1 and asked_until > clock_timestamp();

-- name: ask
-- The tracker asked for $2 seconds of pause at gate $1. Index: ticket_gates_pkey.
update ticket_gates set
    asked_until = greatest(asked_until, clock_timestamp() + make_interval(secs => $2))
where gate = $1;

-- name: shut
-- Gate $1 failed by code $4 for reason $5: leave it alone for $2 seconds at least, and for $3 because
-- the tracker asked. Index: ticket_gates_pkey.
update ticket_gates set
    failures = failures + 1,
    not_before = clock_timestamp() + make_interval(secs => $2),
    asked_until = greatest(asked_until, clock_timestamp() + make_interval(secs => $3)),
    code = $4, reason = $5
where gate = $1;

-- name: close
-- Tracker $1 lost its project by code $3 for reason $4: leave it alone for $2 seconds.
-- Index: ticket_trackers_pkey.
update ticket_trackers set
    failures = failures + 1, not_before = clock_timestamp() + make_interval(secs => $2),
    code = $3, reason = $4
where tracker_id = $1;

-- name: failures
-- Failures in a row: of tracker $1's project, and of its gate. Index: both primary keys.
select t.failures as project, coalesce(g.failures, 0) as gate
from ticket_trackers as t left join ticket_gates as g using (gate)
where t.tracker_id = $1;

-- name: try_one
-- Somebody tries whether tracker $1 answers again: nobody else does for $2 seconds. Answers until
-- when. Index: ticket_trackers_pkey, ticket_gates_pkey.
with trial as materialized (
    select clock_timestamp() + make_interval(secs => $2) as ends_at
), tracker as (
    update ticket_trackers set not_before = ends_at from trial
    where tracker_id = $1 and failures > 0
), gate as (
    update ticket_gates set not_before = ends_at from trial
    where failures > 0 and gate = (select gate from ticket_trackers where tracker_id = $1)
)
select ends_at from trial;

-- name: end_trial
-- The trial of tracker $1 until $2 is over. Unless it shut or opened something, or the next one has
-- begun: now others may try. Index: ticket_trackers_pkey, ticket_gates_pkey.
with tracker as (
    update ticket_trackers set not_before = clock_timestamp()
    where tracker_id = $1 and not_before = $2
)
update ticket_gates set not_before = clock_timestamp()
where not_before = $2 and gate = (select gate from ticket_trackers where tracker_id = $1);

-- name: open
-- Tracker $1 answered, and its gate with it. Whatever waits there is due, spread over $2 seconds so
-- that it does not come at once. Index: ticket_trackers_pkey, ticket_gates_pkey,
-- ticket_trackers_gate_idx, ticket_jobs_out_of_step_idx.
with gate as (
    update ticket_gates set failures = 0, not_before = '-infinity', code = null, reason = null
    where failures > 0 and gate = (select gate from ticket_trackers where tracker_id = $1)
    returning gate
), reached as (
    update ticket_trackers set
        answered = true, failures = 0, not_before = '-infinity', code = null, reason = null
    where tracker_id = $1 and (failures > 0 or not answered)
    returning tracker_id
), waiting as (
    select tracker_id from ticket_trackers where gate in (select gate from gate)
    union select tracker_id from reached
)
update ticket_jobs as j set
    due_at = greatest(clock_timestamp() + make_interval(secs => $2 * random()), j.hold_until)
from waiting as w
where j.tracker_id = w.tracker_id and not j.in_step and j.code is not null
and j.due_at > clock_timestamp() + make_interval(secs => $2);
