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

-- name: next
-- The position up to which to read, at most $2 beyond $1, on every row; with it the events after $1
-- up to there, in order, of the categories $3 (null: of all), their metadata if $4. One row without
-- an event where there are none: positions have no gaps, what is missing is of another category.
-- Index: stored_events_notification_id_idx.
select
    reach.upto, e.notification_id as position, e.originator_id as stream_id,
    e.originator_version as version, e.topic, e.state,
    case when $4::boolean then e.metadata end as metadata
from (
    select least(coalesce(max(notification_id), 0), $1::bigint + $2::bigint) as upto
    from stored_events
) as reach
left join lateral (
    select * from stored_events
    where notification_id > $1 and notification_id <= reach.upto
    and ($3::text[] is null or split_part(topic, '.', 1) = any($3))
) as e on true
order by e.notification_id;
