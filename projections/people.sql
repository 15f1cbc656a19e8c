-- name: load_people
-- The people with the streams $1. Index: person_list_id_key.
select id, version, state from person_list where id = any($1::uuid[]);

-- name: load_teams
-- The teams with the streams $1. Index: team_list_id_key.
select id, version, state from team_list where id = any($1::uuid[]);

-- name: note_guests
-- Write down who is named, unless there is a row already. Lock: new rows.
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
-- At most $7 people after the address $6, by the filters $1 to $5; null filters nothing.
-- Index: the filter's own where it is selective, else person_list_pkey.
select email, version, state from person_list
where ($1::text is null or teams @> array[$1])
and ($2::boolean is null or guest = $2)
and ($3::boolean is null or $3 = (left_on is not null and left_on < $4::date))
and ($5::text is null or search like $5)
and ($6::text is null or email > $6)
order by email
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
