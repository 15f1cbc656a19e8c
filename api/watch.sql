-- name: followers
-- How many events each follower of the log has still to read. Index: the few rows of followers;
-- stored_events_notification_id_idx for the head.
select name, greatest((select max(notification_id) from stored_events) - position, 0)::bigint as behind
from followers;

-- name: jobs
-- Jobs of the mirror that are due (at most $1 are counted), and for how many seconds the oldest of
-- them has been. Index: ticket_jobs_due_at_idx.
select count(*) as due,
    coalesce(extract(epoch from clock_timestamp() - min(due_at)), 0)::float8 as oldest_seconds
from (
    select due_at from ticket_jobs where due_at <= clock_timestamp() order by due_at limit $1
) as due;

-- name: held
-- Links that are held, by code; at most $1 are counted.
-- Index: action_list_tracker_id_ticket_code_number_idx, which holds those alone.
select ticket_code as code, count(*) as links from (
    select ticket_code from action_list where ticket_code is not null limit $1
) as held group by ticket_code order by ticket_code;

-- name: deliveries
-- Seconds since a tracker last sent something; null where none ever did.
-- Index: tracker_deliveries_received_at_idx.
select extract(epoch from clock_timestamp() - max(received_at))::float8 from tracker_deliveries;
