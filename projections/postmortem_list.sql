-- name: load
-- The postmortems with the ids $1. Index: postmortem_list_pkey.
select id, version, state from postmortem_list where id = any($1::uuid[]);

-- name: upsert
-- Write postmortems, newer ones over older ones.
-- Lock: their rows.
insert into postmortem_list as t (
    id, version, number, incident_id, status, pending, due_on, lead, state, reviewers, remind_on
)
select id, version, number, incident_id, status, pending, due_on, lead, state,
    array(select jsonb_array_elements_text(reviewers)), remind_on
from unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::text[], $6::boolean[], $7::date[],
    $8::text[], $9::bytea[], $10::jsonb[], $11::date[]
) as u (
    id, version, number, incident_id, status, pending, due_on, lead, state, reviewers, remind_on
)
on conflict (id) do update set
    version = excluded.version, status = excluded.status, pending = excluded.pending,
    due_on = excluded.due_on, lead = excluded.lead, state = excluded.state,
    reviewers = excluded.reviewers, remind_on = excluded.remind_on
where t.version < excluded.version;

-- name: newest_first
-- At most $9 postmortems below number $8, by the filters $1 to $7 and $10; null filters nothing.
-- Words are searched where the incident has its own and those of the sections.
-- Index: the filter's own where it is selective, else postmortem_list_number_key; for $6
-- incident_list_search_idx, and postmortem_list_incident_id_idx for each row;
-- incident_list_pkey for each row where $5 or $7 looks at the incident.
select p.id, p.version, p.state, p.number from postmortem_list as p
left join incident_list as i on i.id = p.incident_id
where ($1::text is null or p.status = $1)
and ($2::boolean is null or $2 = (p.pending and p.due_on < $3::date))
and ($4::text is null or p.lead = $4)
and ($6::text is null or i.search @@ websearch_to_tsquery('simple', $6))
and ($5::text is null or i.category = $5)
and ($7::text[] is null or (i.id is not null and (i.visible_to is null or i.visible_to && $7)))
and ($10::text[] is null or p.reviewers && $10)
and ($8::bigint is null or p.number < $8)
order by p.number desc
limit $9::bigint;

-- name: to_remind_of
-- At most $4 postmortems after the place ($2, $3) of which somebody is reminded on the day $1 at the
-- latest, in the order of these days. Index: postmortem_list_remind_on_number_idx.
select id, version, state, number, remind_on as day from postmortem_list
where pending and remind_on <= $1::date
and ($2::date is null or (remind_on, number) > ($2::date, $3::bigint))
order by remind_on, number
limit $4::bigint;
