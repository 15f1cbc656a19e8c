-- name: since
-- The events of each stream $1[n] after version $2[n], after n as the first column; in order within
-- a stream. Index: stored_events_pkey, one probe a stream.
select u.nth, e.originator_version, e.topic, e.state
from unnest($1::uuid[], $2::bigint[]) with ordinality as u (id, after, nth)
cross join lateral (
    select originator_version, topic, state from stored_events
    where originator_id = u.id and originator_version > u.after
    order by originator_version
) as e;
