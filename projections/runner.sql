-- name: head
-- The position of the last event; null in an empty log. Index: stored_events_notification_id_idx.
select max(notification_id) from stored_events;

-- name: events
-- Events after position $1 up to position $2, in order, of the categories $3 (null: of all); their
-- metadata if $4. Positions have no gaps: what is missing is of another category.
-- Index: stored_events_notification_id_idx.
select
    notification_id as position, originator_id as stream_id, originator_version as version, topic,
    state, case when $4::boolean then metadata end as metadata
from stored_events
where notification_id > $1 and notification_id <= $2
and ($3::text[] is null or split_part(topic, '.', 1) = any($3))
order by notification_id;
