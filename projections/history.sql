-- name: incidents_of
-- To which incidents the streams $1 belong. Index: history_stream_pkey.
select stream_id, incident_id from history_stream where stream_id = any($1::uuid[]);

-- name: note_streams
insert into history_stream (stream_id, incident_id) select * from unnest($1::uuid[], $2::uuid[])
on conflict do nothing;

-- name: note_events
-- Write a row per event; move the view's checkpoint too, where $7 names it.
insert into history (position, incident_id, type, actor, on_behalf_of, other_incident_id)
select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[])
where (select move_follower($7, $8, $9, $10))
on conflict do nothing;

-- name: of_incident
-- At most $3 events of incident $1 after position $2, in order.
-- Index: history_incident_id_position_idx, stored_events_notification_id_idx.
select
    e.notification_id, e.originator_id, e.originator_version, e.topic, e.state, e.recorded_at,
    e.metadata
from (
    select position from history
    where incident_id = $1 and position > $2
    order by position limit $3::bigint
) as h
join stored_events as e on e.notification_id = h.position
order by e.notification_id;

-- name: events
-- At most $5 events after position $4 and up to $7, in order, by the filters $1 to $3, of which $6 may
-- know; null filters nothing. An incident that incident_list does not hold is nobody's to know.
-- Index: the filter's own where it is selective (that of $3 is stored_events_pkey), else history_pkey;
-- stored_events_notification_id_idx; incident_list_pkey for each row where $6 is given.
select
    e.notification_id, e.originator_id, e.originator_version, e.topic, e.state, e.recorded_at,
    e.metadata
from (
    select position from history as h
    where ($1::text is null or type = $1)
    and ($2::text is null or actor = $2 or on_behalf_of = $2)
    and ($3::uuid is null or position in (
        select notification_id from stored_events where originator_id = $3
    ))
    and position > $4
    and ($7::bigint is null or position <= $7)
    and ($6::text[] is null or h.incident_id is null or (
        select i.visible_to is null or i.visible_to && $6 from incident_list as i
        where i.id = h.incident_id
    ))
    and ($6::text[] is null or h.other_incident_id is null or (
        select i.visible_to is null or i.visible_to && $6 from incident_list as i
        where i.id = h.other_incident_id
    ))
    order by position limit $5::bigint
) as h
join stored_events as e on e.notification_id = h.position
order by e.notification_id;

-- name: looked_to
-- The position of the event that comes after $5 others, of those after position $4 and up to $6 by the
-- filters $1 to $3; null filters nothing. No row where there are fewer. Index: as events.
select position from history
where ($1::text is null or type = $1)
and ($2::text is null or actor = $2 or on_behalf_of = $2)
and ($3::uuid is null or position in (
    select notification_id from stored_events where originator_id = $3
))
and position > $4
and ($6::bigint is null or position <= $6)
order by position offset $5::bigint limit 1;
