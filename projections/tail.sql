-- name: after
-- At most $2 events after position $1, in order, of all categories.
-- Index: stored_events_notification_id_idx.
select
    notification_id as position, originator_id as stream_id, originator_version as version, topic,
    state, metadata
from stored_events
where notification_id > $1::bigint and notification_id <= $1::bigint + $2::bigint
order by notification_id;
