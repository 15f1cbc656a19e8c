-- name: of_actions
-- What is to be done for each of the actions $1, and what holds their trackers: their projects, or the
-- credentials that these are reached by. Infinite times are told as null. Indexes: ticket_jobs_pkey,
-- ticket_trackers_pkey, ticket_gates_pkey.
select j.action_id, clock_timestamp() as at, j.last_synced_at, j.due_at, j.attempts, j.probes,
    j.in_step, nullif(greatest(t.not_before, g.not_before), '-infinity') as not_before,
    nullif(g.asked_until, '-infinity') as asked_until,
    coalesce(t.failures, 0) + coalesce(g.failures, 0) as failures,
    coalesce(j.code, t.code, g.code) as code, coalesce(j.reason, t.reason, g.reason) as reason
from ticket_jobs as j
left join ticket_trackers as t using (tracker_id)
left join ticket_gates as g using (gate)
where j.action_id = any($1::uuid[]);
