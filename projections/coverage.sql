-- name: of_edition
-- What the roster has read of edition $2 of the postmortem $1, published on $3 and visible to $4
-- (null: everybody). One pass over the roster and the receipts of the postmortem.
-- Index: receipt_list_pkey.
select
    count(*) as should_read,
    count(*) filter (where r.edition >= $2::int) as read,
    count(*) filter (where r.edition < $2) as read_earlier,
    (
        select count(*) from receipt_list where postmortem_id = $1 and edition >= $2
    ) as readers
from person_list as m
left join receipt_list as r on r.postmortem_id = $1 and r.reader = m.email
where not m.guest
and (m.left_on is null or m.left_on >= $3::date)
and ($4::text[] is null or m.eyes && $4);

-- name: of_edition_by_team
-- As of_edition, for at most $6 teams after the name $5 that have somebody who should read it.
-- Index: team_list_pkey; person_list_teams_idx for each team, receipt_list_pkey for each member.
select t.name as team, c.* from team_list as t
cross join lateral (
    select
        count(*) as members, count(*) as should_read,
        count(*) filter (where r.edition >= $2::int) as read,
        count(*) filter (where r.edition < $2) as read_earlier
    from person_list as m
    left join receipt_list as r on r.postmortem_id = $1 and r.reader = m.email
    where m.teams @> array[t.name] and not m.guest
    and (m.left_on is null or m.left_on >= $3::date)
    and ($4::text[] is null or m.eyes && $4)
) as c
where ($5::text is null or t.name > $5) and c.should_read > 0
order by t.name
limit $6::bigint;

-- name: publications
-- How many of the last $2 published postmortems $1 may know of.
-- Index: publication_list_number_idx; incident_list_pkey for each row.
select count(*) from (
    select incident_id from publication_list where edition > 0 order by number desc limit $2::bigint
) as p
cross join lateral (
    select visible_to from incident_list as i where i.id = p.incident_id limit 1
) as i
where $1::text[] is null or i.visible_to is null or i.visible_to && $1;

-- name: by_team
-- For at most $4 teams after the name $3: of the last $2 published postmortems that $1 may know of,
-- each with each member who should read it, how many were read. Cost: members times postmortems.
-- Index: team_list_pkey, publication_list_number_idx; incident_list_pkey for each postmortem,
-- person_list_teams_idx for each team, receipt_list_reader_postmortem_id_idx for each member.
with known as materialized (
    select p.id, p.edition, p.published_on, i.visible_to from (
        select id, incident_id, edition, published_on from publication_list
        where edition > 0 order by number desc limit $2::bigint
    ) as p
    cross join lateral (
        select visible_to from incident_list as i where i.id = p.incident_id limit 1
    ) as i
    where $1::text[] is null or i.visible_to is null or i.visible_to && $1
)
select
    t.name as team, count(m.email) as members,
    coalesce(sum(s.should_read), 0)::bigint as should_read,
    coalesce(sum(d.read), 0)::bigint as read,
    coalesce(sum(d.read_earlier), 0)::bigint as read_earlier
from (
    select name from team_list
    where ($3::text is null or name > $3) order by name limit $4::bigint
) as t
left join lateral (
    select email, left_on, eyes from person_list where teams @> array[t.name] and not guest
) as m on true
left join lateral (
    select count(*) as should_read from known as k
    where (m.left_on is null or m.left_on >= k.published_on)
    and (k.visible_to is null or k.visible_to && m.eyes)
) as s on m.email is not null
left join lateral (
    select
        count(*) filter (where r.edition >= k.edition) as read,
        count(*) filter (where r.edition < k.edition) as read_earlier
    from receipt_list as r
    join known as k on k.id = r.postmortem_id
    where r.reader = m.email
    and (m.left_on is null or m.left_on >= k.published_on)
    and (k.visible_to is null or k.visible_to && m.eyes)
) as d on true
group by t.name
order by t.name;

-- name: recognition
-- At most $3 people after the address $2 who wrote, read or were thanked for what $1 may know of.
-- Index: recognized_list_pkey; for each person publication_list_authors_idx,
-- thanks_list_thanked_idx, receipt_list_reader_postmortem_id_idx, person_list_pkey.
select n.email, w.written, t.thanked, r.read, m.state from recognized_list as n
cross join lateral (
    select count(*) as written from publication_list as p
    join incident_list as i on i.id = p.incident_id
    where p.authors @> array[n.email] and p.edition > 0
    and ($1::text[] is null or i.visible_to is null or i.visible_to && $1)
) as w
cross join lateral (
    select count(*) as thanked from thanks_list as x
    join publication_list as p on p.id = x.postmortem_id
    join incident_list as i on i.id = p.incident_id
    where x.thanked @> array[n.email]
    and ($1::text[] is null or i.visible_to is null or i.visible_to && $1)
) as t
cross join lateral (
    select count(*) as read from receipt_list as x
    join publication_list as p on p.id = x.postmortem_id
    join incident_list as i on i.id = p.incident_id
    where x.reader = n.email
    and ($1::text[] is null or i.visible_to is null or i.visible_to && $1)
) as r
left join person_list as m on m.email = n.email
where ($2::text is null or n.email > $2) and w.written + t.thanked + r.read > 0
order by n.email
limit $3::bigint;
