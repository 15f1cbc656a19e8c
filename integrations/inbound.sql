-- name: keep
-- Keep delivery $2 of tracker $1; no row when it was kept before. Lock: its row, so that the same
-- delivery sent twice at once is kept once. Index: tracker_deliveries_pkey.
insert into tracker_deliveries (tracker_id, delivery, event, keys, unread)
values ($1, $2, $3, $4, $5)
on conflict do nothing
returning true;

-- name: concerned
-- The actions whose tickets in tracker $1 have the keys $2. Index: ticket_jobs_tracker_key_idx.
select action_id from ticket_jobs where tracker_id = $1 and key = any($2::text[]);

-- name: forget
-- Forget at most $2 of the deliveries older than $1 hours, the oldest first; which they were.
-- Index: tracker_deliveries_received_at_idx. Lock: their rows.
delete from tracker_deliveries where (tracker_id, delivery) in (
    select tracker_id, delivery from tracker_deliveries
    where received_at < clock_timestamp() - make_interval(hours => $1)
    order by received_at limit $2
)
returning delivery;
