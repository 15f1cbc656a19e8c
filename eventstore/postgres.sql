-- name: load
-- At most $3 events (null: all) of stream $1 after version $2, oldest first.
-- Index: stored_events_pkey.
select notification_id, originator_id, originator_version, topic, state, recorded_at, metadata
from stored_events
where originator_id = $1 and originator_version > $2
order by originator_version
limit $3::bigint;

-- name: load_of
-- At most $3 events of the kinds $4 of stream $1 after version $2, oldest first.
-- Index: stored_events_pkey.
select notification_id, originator_id, originator_version, topic, state, recorded_at, metadata
from stored_events
where originator_id = $1 and originator_version > $2 and split_part(topic, '@', 1) = any($4::text[])
order by originator_version
limit $3::bigint;

-- name: load_each
-- All events of the streams $1 that were recorded up to the moment $2, oldest first in each.
-- Index: stored_events_pkey. Bound: the streams that the caller names.
select notification_id, originator_id, originator_version, topic, state, recorded_at, metadata
from stored_events
where originator_id = any($1::uuid[]) and recorded_at <= $2
order by originator_id, originator_version;

-- name: read_after
-- At most $2 events of any stream after position $1, in order.
-- Index: stored_events_notification_id_idx.
select notification_id, originator_id, originator_version, topic, state, recorded_at, metadata
from stored_events
where notification_id > $1
order by notification_id
limit $2::bigint;

-- name: head
-- The last position; null in an empty log. Index: stored_events_notification_id_idx, its last entry.
select max(notification_id) from stored_events;

-- name: command
-- What was done under key $1, with the position of its last event. Index: commands_pkey.
select fingerprint, response, first_position + count - 1 as position
from commands where key = $1;

-- name: prune_commands
-- Forget at most $2 commands recorded more than $1 hours ago; see migrations/0001_log.sql.
select prune_commands($1, $2);
