-- name: is_running
-- Every role sees the process numbers, if little else.
select exists (select from pg_stat_activity where pid = $1);

-- name: stored
-- Of the rows given, those that stand in the log exactly so, in the order given.
-- Index: stored_events_pkey, one probe a row.
select e.notification_id as position, e.recorded_at
from unnest($1::uuid[], $2::bigint[], $3::text[], $4::bytea[], $5::bytea[]) with ordinality
    as u (id, version, topic, state, metadata, nth)
join stored_events as e on (e.originator_id, e.originator_version) = (u.id, u.version)
where (e.topic, e.state, e.metadata) = (u.topic, u.state, u.metadata)
order by u.nth;

-- name: command
-- The command done under key $1; `position` is that of its last event. Index: commands_pkey.
select key, fingerprint, response, first_position, count,
    first_position + count - 1 as position, recorded_at
from commands where key = $1;
