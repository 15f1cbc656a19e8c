-- name: load
-- The trackers with the ids $1. Index: tracker_list_pkey.
select id, version, state from tracker_list where id = any($1::uuid[]);

-- name: upsert
-- Write trackers, newer ones over older ones. Lock: their rows.
insert into tracker_list as t (id, version, number, name, is_default, position, state, routed)
select * from unnest(
    $1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::boolean[], $6::bigint[], $7::bytea[],
    $8::boolean[]
)
on conflict (id) do update set
    version = excluded.version, name = excluded.name, is_default = excluded.is_default,
    position = excluded.position, state = excluded.state, routed = excluded.routed
where t.version < excluded.version;

-- name: lowest_first
-- At most $2 trackers above number $1. Index: tracker_list_number_key.
select id, version, state, number from tracker_list
where ($1::bigint is null or number > $1)
order by number
limit $2::bigint;

-- name: default
-- Of the trackers that are default, the one that changed last. Index: tracker_list_position_idx.
select id, version, state from tracker_list where is_default order by position desc limit 1;

-- name: routed
-- At most $1 trackers with routes, the lowest number first. Index: tracker_list_number_idx.
select id, version, state from tracker_list where routed order by number limit $1::bigint;

-- name: named
-- The first tracker of the name $1, in any case. Index: tracker_list_lower_number_idx.
select id, version, state from tracker_list where lower(name) = lower($1) order by number limit 1;
