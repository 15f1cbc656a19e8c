-- name: load
-- The incidents with the ids $1. Index: incident_list_pkey.
select id, version, state from incident_list where id = any($1::uuid[]);

-- name: upsert
-- Write incidents, newer ones over older ones; move the view's checkpoint too, where $16 names it.
-- Lock: their rows.
insert into incident_list as t (
    id, version, number, category, severity, stage, closed, feature, lead, labels, visible_to,
    detected_at, title, postmortem_id, state
)
select
    id, version, number, category, severity, stage, closed, feature, lead,
    array(select jsonb_array_elements_text(labels)),
    case when visible_to is not null then array(select jsonb_array_elements_text(visible_to)) end,
    detected_at, title, postmortem_id, state
from unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::boolean[],
    $8::text[], $9::text[], $10::jsonb[], $11::jsonb[], $12::timestamptz[], $13::text[],
    $14::uuid[], $15::bytea[]
) as u (
    id, version, number, category, severity, stage, closed, feature, lead, labels, visible_to,
    detected_at, title, postmortem_id, state
)
where (select move_follower($16, $17, $18, $19))
on conflict (id) do update set
    version = excluded.version, number = excluded.number, category = excluded.category,
    severity = excluded.severity, stage = excluded.stage, closed = excluded.closed,
    feature = excluded.feature, lead = excluded.lead, labels = excluded.labels,
    visible_to = excluded.visible_to, detected_at = excluded.detected_at, title = excluded.title,
    postmortem_id = excluded.postmortem_id, state = excluded.state
where t.version < excluded.version;

-- name: count
-- Write the versions of incidents which events did not change otherwise; move the view's checkpoint
-- too, where $3 names it. Index: incident_list_pkey. Lock: their rows.
update incident_list as t set version = u.version
from unnest($1::uuid[], $2::bigint[]) as u (id, version)
where t.id = u.id and t.version < u.version
and (select move_follower($3, $4, $5, $6));

-- name: upsert_text
-- Write the newest text of each part. Lock: the parts' rows.
insert into incident_list_text as t (id, part, version, body)
select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[])
on conflict (id, part) do update set version = excluded.version, body = excluded.body
where t.version < excluded.version;

-- name: refresh_search
-- Collect the words of the incidents $1 and of those whose postmortems are $2.
-- Index: incident_list_pkey, incident_list_postmortem_id_key, incident_list_text_pkey.
with texts as (
    select i.id, string_agg(t.body, e'\n' order by t.id <> i.id, t.part desc) as body
    from (
        select id, postmortem_id from incident_list where id = any($1::uuid[])
        union
        select id, postmortem_id from incident_list where postmortem_id = any($2::uuid[])
    ) as i
    join incident_list_text as t on t.id in (i.id, i.postmortem_id)
    group by i.id
)
update incident_list as i set search = words_of(texts.body) from texts where i.id = texts.id;

-- name: newest_first
-- At most $13 incidents after the place ($11, $12), by the filters $1 to $10; null filters nothing.
-- Index: the filter's own where it is selective, else one of those on (…, detected_at, number).
select id, version, state, detected_at, number from incident_list
where ($1::text is null or category = $1)
and ($2::text is null or severity = $2)
and ($3::text is null or stage = $3)
and ($4::boolean is null or closed = $4)
and ($5::text is null or feature = $5)
and ($6::text is null or lead = $6)
and ($7::text is null or labels @> array[$7])
and ($8::text is null or search @@ websearch_to_tsquery('simple', $8))
and ($9::timestamptz is null or detected_at > $9)
and ($10::timestamptz is null or detected_at < $10)
and ($14::text[] is null or visible_to is null or visible_to && $14)
and ($11::timestamptz is null or (detected_at, number) < ($11, $12::bigint))
order by detected_at desc, number desc
limit $13::bigint;

-- name: oldest_first
-- As newest_first, the other way round.
select id, version, state, detected_at, number from incident_list
where ($1::text is null or category = $1)
and ($2::text is null or severity = $2)
and ($3::text is null or stage = $3)
and ($4::boolean is null or closed = $4)
and ($5::text is null or feature = $5)
and ($6::text is null or lead = $6)
and ($7::text is null or labels @> array[$7])
and ($8::text is null or search @@ websearch_to_tsquery('simple', $8))
and ($9::timestamptz is null or detected_at > $9)
and ($10::timestamptz is null or detected_at < $10)
and ($14::text[] is null or visible_to is null or visible_to && $14)
and ($11::timestamptz is null or (detected_at, number) > ($11, $12::bigint))
order by detected_at, number
limit $13::bigint;

-- name: similar
-- At most $6 incidents like one of category $1 and feature $2, titled $3, the likeliest first: out of
-- the newest 100 of the feature and the newest 100 of the category that $4 may see, $5 left out. So the
-- cost is bounded by these and by the hidden ones between them.
-- Index: incident_list_feature_detected_at_number_idx, incident_list_category_detected_at_number_idx.
select
    id, number, title, category, feature, category = $1 as same_category,
    feature = $2 as same_feature, likeness
from (
    (
        select id, number, title, category, feature, similarity(title, $3) as likeness
        from incident_list
        where feature = $2 and id is distinct from $5::uuid
        and ($4::text[] is null or visible_to is null or visible_to && $4)
        order by detected_at desc, number desc limit 100
    )
    union all
    (
        select id, number, title, category, feature, similarity(title, $3) as likeness
        from incident_list
        where category = $1 and feature <> $2 and id is distinct from $5::uuid
        and ($4::text[] is null or visible_to is null or visible_to && $4)
        order by detected_at desc, number desc limit 100
    )
) as candidate
order by (category = $1)::int * 0.25 + (feature = $2)::int * 0.35 + likeness desc, number desc
limit $6::bigint;
