-- name: of_actions
-- What is to be done for each of the actions $1, and what holds their trackers. Infinite times are
-- told as null. Indexes: ticket_jobs_pkey, ticket_trackers_pkey.
select j.action_id, clock_timestamp() as at, j.last_synced_at, j.due_at, j.attempts, j.probes,
    j.in_step,
    case when isfinite(t.not_before) then t.not_before end as not_before,
    case when isfinite(t.asked_until) then t.asked_until end as asked_until,
    coalesce(t.failures, 0) as failures
from ticket_jobs as j left join ticket_trackers as t using (tracker_id)
where j.action_id = any($1::uuid[]);
