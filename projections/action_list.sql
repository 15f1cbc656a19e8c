-- name: load
-- The actions with the ids $1. Index: action_list_pkey.
select id, version, state from action_list where id = any($1::uuid[]);

-- name: upsert
-- Write actions, newer ones over older ones. Lock: their rows.
insert into action_list as t (
    id, version, number, incident_id, postmortem_id, kind, status, live, owner, due_on, proven,
    tracker_id, ticket_state, state, search, ticket_code
)
select id, version, number, incident_id, postmortem_id, kind, status, live, owner, due_on, proven,
    tracker_id, ticket_state, state, words_of(body), ticket_code
from unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],
    $8::boolean[], $9::text[], $10::date[], $11::boolean[], $12::uuid[], $13::text[],
    $14::bytea[], $15::text[], $16::text[]
) as u (
    id, version, number, incident_id, postmortem_id, kind, status, live, owner, due_on, proven,
    tracker_id, ticket_state, state, body, ticket_code
)
on conflict (id) do update set
    version = excluded.version, incident_id = excluded.incident_id,
    postmortem_id = excluded.postmortem_id, kind = excluded.kind, status = excluded.status,
    live = excluded.live, owner = excluded.owner, due_on = excluded.due_on,
    proven = excluded.proven, tracker_id = excluded.tracker_id,
    ticket_state = excluded.ticket_state, state = excluded.state, search = excluded.search,
    ticket_code = excluded.ticket_code
where t.version < excluded.version;

-- name: newest_first
-- At most $15 actions below number $14, by the filters $1 to $13 and $16; null filters nothing.
-- Index: the filter's own where it is selective, else action_list_number_key; incident_list_pkey for
-- each row where $7 or $13 looks at the incident.
select a.id, a.version, a.state, a.number from action_list as a
left join incident_list as i on i.id = a.incident_id
where ($1::text is null or a.status = $1)
and ($2::text is null or a.kind = $2)
and ($3::text[] is null or a.owner = any($3))
and ($4::boolean is null or $4 = (a.live and a.due_on < $5::date))
and ($6::boolean is null or a.proven = $6)
and ($8::text is null or a.ticket_state = $8)
and ($9::text is null or a.search @@ websearch_to_tsquery('simple', $9))
and ($10::uuid is null or a.incident_id = $10)
and ($11::uuid is null or a.postmortem_id = $11)
and ($12::uuid is null or a.tracker_id = $12)
and ($16::text is null or a.ticket_code = $16)
and ($7::text is null or i.category = $7)
and ($13::text[] is null or (i.id is not null and (i.visible_to is null or i.visible_to && $13)))
and ($14::bigint is null or a.number < $14)
order by a.number desc
limit $15::bigint;

-- name: of_incident
-- At most $2 actions of incident $1, the lowest number first.
-- Index: action_list_incident_id_number_idx.
select id, version, state from action_list where incident_id = $1 order by number limit $2::bigint;
