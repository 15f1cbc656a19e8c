-- name: load
-- The postmortems with the ids $1. Index: publication_list_pkey.
select id, version, state from publication_list where id = any($1::uuid[]);

-- name: upsert
-- Write postmortems, newer ones over older ones. Lock: their rows.
insert into publication_list as t (
    id, version, number, incident_id, edition, published_at, published_on, authors, state
)
select
    id, version, number, incident_id, edition, published_at,
    (published_at at time zone 'UTC')::date, array(select jsonb_array_elements_text(authors)), state
from unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::int[], $6::timestamptz[], $7::jsonb[],
    $8::bytea[]
) as u (id, version, number, incident_id, edition, published_at, authors, state)
on conflict (id) do update set
    version = excluded.version, edition = excluded.edition, published_at = excluded.published_at,
    published_on = excluded.published_on, authors = excluded.authors, state = excluded.state
where t.version < excluded.version;

-- name: note_receipts
-- Write down the latest edition that each person has read. Lock: the receipts' rows.
insert into receipt_list as t (postmortem_id, reader, edition, read_at)
select * from unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[])
on conflict (postmortem_id, reader) do update set
    edition = excluded.edition, read_at = excluded.read_at
where t.edition < excluded.edition;

-- name: note_thanks
insert into thanks_list (position, id, postmortem_id, thanked, thanked_by, text, thanked_at)
select
    position, id, postmortem_id, array(select jsonb_array_elements_text(thanked)), thanked_by, text,
    thanked_at
from unnest(
    $1::bigint[], $2::uuid[], $3::uuid[], $4::jsonb[], $5::text[], $6::text[], $7::timestamptz[]
) as u (position, id, postmortem_id, thanked, thanked_by, text, thanked_at)
on conflict do nothing;

-- name: note_recognized
insert into recognized_list (email) select * from unnest($1::text[]) on conflict do nothing;

-- name: unread
-- At most $6 published postmortems below number $5 that $1, who sees as $2 and whose last day is $3,
-- has not read in their last edition, and that $4 may know of. One pass over the publications from
-- the newest on, as long as the page is not full.
-- Index: publication_list_number_idx; incident_list_pkey and receipt_list_pkey for each row.
select
    p.id, p.number, p.edition, p.published_at, r.edition as read_edition, p.incident_id, i.title,
    i.category
from publication_list as p
join incident_list as i on i.id = p.incident_id
left join receipt_list as r on r.postmortem_id = p.id and r.reader = $1
where p.edition > 0
and (r.edition is null or r.edition < p.edition)
and (i.visible_to is null or i.visible_to && $2::text[])
and ($3::date is null or p.published_on <= $3)
and ($4::text[] is null or i.visible_to is null or i.visible_to && $4)
and ($5::bigint is null or p.number < $5)
order by p.number desc
limit $6::bigint;

-- name: thanks
-- At most $3 thanks for the postmortem $1 after position $2, in order.
-- Index: thanks_list_postmortem_id_position_idx.
select position, id, text, thanked, thanked_by, thanked_at from thanks_list
where postmortem_id = $1 and ($2::bigint is null or position > $2)
order by position
limit $3::bigint;
