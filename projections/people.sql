-- name: load_people
-- The people with the streams $1. Index: person_list_id_key.
select id, version, state from person_list where id = any($1::uuid[]);

-- name: load_teams
-- The teams with the streams $1. Index: team_list_id_key.
select id, version, state from team_list where id = any($1::uuid[]);

-- name: note_guests
-- Write down who is named, unless there is a row already, and by what: people $5, in events of what
-- $6, that tell of the other incidents $7. Lock: new rows.
with named as (
    insert into person_named (email, stream_id, other_incident_id)
    select * from unnest($5::text[], $6::uuid[], $7::uuid[])
    on conflict do nothing
)
insert into person_list (email, version, guest, teams, eyes, search, state)
select email, 0, true, '{}', array(select jsonb_array_elements_text(eyes)), search, state
from unnest($1::text[], $2::jsonb[], $3::text[], $4::bytea[]) as u (email, eyes, search, state)
on conflict (email) do nothing;

-- name: upsert_people
-- Write people, newer ones over older ones. Lock: their rows.
insert into person_list as t (
    email, id, version, guest, teams, eyes, left_on, search, state
)
select
    email, id, version, guest, array(select jsonb_array_elements_text(teams)),
    array(select jsonb_array_elements_text(eyes)), left_on, search, state
from unnest(
    $1::text[], $2::uuid[], $3::bigint[], $4::boolean[], $5::jsonb[], $6::jsonb[], $7::date[],
    $8::text[], $9::bytea[]
) as u (email, id, version, guest, teams, eyes, left_on, search, state)
on conflict (email) do update set
    id = excluded.id, version = excluded.version, guest = excluded.guest, teams = excluded.teams,
    eyes = excluded.eyes, left_on = excluded.left_on, search = excluded.search,
    state = excluded.state
where t.version < excluded.version;

-- name: note_teams
-- Write down which teams are named, unless there is a row already. Lock: new rows.
insert into team_list (name, version, state)
select name, 0, state from unnest($1::text[], $2::bytea[]) as u (name, state)
on conflict (name) do nothing;

-- name: upsert_teams
-- Write teams, newer ones over older ones. Lock: their rows.
insert into team_list as t (name, id, version, state)
select * from unnest($1::text[], $2::uuid[], $3::bigint[], $4::bytea[])
on conflict (name) do update set
    id = excluded.id, version = excluded.version, state = excluded.state
where t.version < excluded.version;

-- name: people_by_email
-- The people with the addresses $1. Index: person_list_pkey.
select email, version, state from person_list where email = any($1::text[]);

-- name: by_address
-- At most $7 people after the address $6, by the filters $1 to $5 and $9, of whom $8 may know; null
-- filters nothing. A guest is known by an event that names them; what its incident is, other lists tell.
-- Index: the filter's own where it is selective, else person_list_pkey. For each guest where $8 is given
-- person_named_email_stream_id_other_incident_id_key; postmortem_list_pkey, action_list_pkey,
-- incident_list_pkey for each row of it, up to the first that $8 may know of.
select p.email, p.version, p.state from person_list as p
where ($1::text is null or p.teams @> array[$1])
and ($2::boolean is null or p.guest = $2)
and ($3::boolean is null or $3 = (p.left_on is not null and p.left_on < $4::date))
and ($5::text is null or p.search like $5)
and ($6::text is null or p.email > $6)
and ($9::text is null or p.email = $9)
and ($8::text[] is null or p.version > 0 or (
    select true from person_named as n
    where n.email = p.email
    and (n.stream_id is null or (
        select i.visible_to is null or i.visible_to && $8 from incident_list as i
        where i.id = coalesce(
            (select incident_id from postmortem_list where id = n.stream_id),
            (select incident_id from action_list where id = n.stream_id),
            n.stream_id
        )
    ))
    and (n.other_incident_id is null or (
        select i.visible_to is null or i.visible_to && $8 from incident_list as i
        where i.id = n.other_incident_id
    ))
    limit 1
))
order by p.email
limit $7::bigint;

-- name: members_of
-- At most $2 addresses of the team $1, in order. Index: person_list_teams_idx.
select email from person_list where teams @> array[$1::text] order by email limit $2::bigint;

-- name: team
-- The team of the name $1. Index: team_list_pkey, person_list_teams_idx.
select
    name, version, state,
    (select count(*) from person_list where teams @> array[t.name]) as member_count
from team_list as t where name = $1;

-- name: managers_of_teams
-- Who manages the teams $1, of those that have a manager. Index: team_list_pkey.
select name, state from team_list where name = any($1::text[]);

-- name: by_name
-- At most $2 teams after the name $1. Index: team_list_pkey; person_list_teams_idx for each row.
select
    name, version, state,
    (select count(*) from person_list where teams @> array[t.name]) as member_count
from team_list as t
where ($1::text is null or name > $1)
order by name
limit $2::bigint;
