-- name: load
-- The actions with the ids $1. Index: action_list_pkey.
select id, version, state from action_list where id = any($1::uuid[]);

-- name: upsert
-- Write actions, newer ones over older ones. Lock: their rows.
insert into action_list as t (
    id, version, number, incident_id, postmortem_id, kind, status, live, owner, due_on, proven,
    tracker_id, ticket_state, state, search, ticket_code, escalate_on,
    priority
)
select id, version, number, incident_id, postmortem_id, kind, status, live, owner, due_on, proven,
    tracker_id, ticket_state, state, words_of(body), ticket_code, escalate_on,
    priority
from unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],
    $8::boolean[], $9::text[], $10::date[], $11::boolean[], $12::uuid[], $13::text[],
    $14::bytea[], $15::text[], $16::text[], $17::date[], $18::text[]
) as u (
    id, version, number, incident_id, postmortem_id, kind, status, live, owner, due_on, proven,
    tracker_id, ticket_state, state, body, ticket_code, escalate_on, priority
)
on conflict (id) do update set
    version = excluded.version, incident_id = excluded.incident_id,
    postmortem_id = excluded.postmortem_id, kind = excluded.kind, status = excluded.status,
    live = excluded.live, owner = excluded.owner, due_on = excluded.due_on,
    proven = excluded.proven, tracker_id = excluded.tracker_id,
    ticket_state = excluded.ticket_state, state = excluded.state, search = excluded.search,
    ticket_code = excluded.ticket_code, escalate_on = excluded.escalate_on,
    priority = excluded.priority
where t.version < excluded.version;

-- name: listed
-- At most $18 actions after the place ($16, $17) in the order $15, by the filters $1 to $14, $19
-- and $20; null filters nothing. What depends on $15 is settled when the call is planned, for its own values.
-- Index: the filter's own where it is selective, else action_list_number_key or
-- action_list_due_on_number_idx; incident_list_pkey for each row where $7 or $14 looks at the incident;
-- person_list_teams_idx; incident_list_postmortem_id_key for $11.
select a.id, a.version, a.state, a.number, a.due_on,
    coalesce(i.postmortem_id, a.postmortem_id) as postmortem_id
from action_list as a
left join incident_list as i on i.id = a.incident_id
where ($1::text[] is null or a.status = any($1))
and ($2::text[] is null or a.kind = any($2))
and ($3::text[] is null or a.owner = any($3))
and ($4::boolean is null or $4 = (a.live and a.due_on < $5::date))
and ($6::boolean is null or a.proven = $6)
and ($8::text[] is null or a.ticket_state = any($8))
and ($9::text is null or a.search @@ websearch_to_tsquery('simple', $9))
and ($10::uuid is null or a.incident_id = $10)
and ($11::uuid is null or a.incident_id = (select id from incident_list where postmortem_id = $11))
and ($12::uuid is null or a.tracker_id = $12)
and ($19::text is null or a.ticket_code = $19)
and ($20::text[] is null or a.owner in (select email from person_list where teams && $20))
and ($13::text[] is null or a.priority = any($13))
and ($7::text[] is null or i.category = any($7))
and ($14::text[] is null or (i.id is not null and (i.visible_to is null or i.visible_to && $14)))
and ($17::bigint is null or case $15::text
    when 'number' then a.number > $17
    when '-number' then a.number < $17
    when 'due_on' then $16::date is null or (a.due_on, a.number) > ($16, $17)
    else $16 is null or (a.due_on, a.number) < ($16, $17)
end)
order by
    case when $15 = 'due_on' then a.due_on end,
    case when $15 = '-due_on' then a.due_on end desc,
    case when $15 in ('number', 'due_on') then a.number end,
    a.number desc
limit $18::bigint;

-- name: to_escalate
-- At most $5 actions after the place ($3, $4) that call on somebody on the day $1 at the latest: the
-- first time $2 days after they were due, then on the day that the last step named. In that order.
-- Index: action_list_due_on_number_idx1, action_list_escalate_on_number_idx.
select * from (
    (
        select id, version, state, number, due_on + $2::int as day from action_list
        where live and escalate_on is null and due_on <= $1::date - $2::int
        and ($3::date is null or (due_on, number) > ($3::date - $2::int, $4::bigint))
        order by due_on, number limit $5::bigint
    )
    union all
    (
        select id, version, state, number, escalate_on as day from action_list
        where live and escalate_on is not null and escalate_on <= $1::date
        and ($3::date is null or (escalate_on, number) > ($3::date, $4::bigint))
        order by escalate_on, number limit $5::bigint
    )
) as due
order by day, number
limit $5::bigint;

-- name: count_of_incident
-- How many actions the incident $1 has, at most $2. Index: action_list_incident_id_number_idx.
select count(*) from (
    select from action_list where incident_id = $1 limit $2::bigint
) as counted;

-- name: of_incident
-- At most $2 actions of incident $1, the lowest number first.
-- Index: action_list_incident_id_number_idx.
select id, version, state from action_list where incident_id = $1 order by number limit $2::bigint;
