-- name: create_tables
-- Made under the lock of the migrations.
create table if not exists snapshots (
    originator_id uuid not null,
    originator_version bigint not null,
    topic text not null,
    state bytea not null,
    primary key (originator_id, originator_version)
);
create table if not exists trackings (
    reader text not null,
    application_name text not null,
    notification_id bigint not null,
    primary key (reader, application_name)
);

-- name: stream
-- At most $4 events of stream $1 after version $2 and up to $3 (null: no bound), oldest first.
-- Index: stored_events_pkey.
select originator_version, topic, state from stored_events
where originator_id = $1
    and ($2::bigint is null or originator_version > $2)
    and ($3::bigint is null or originator_version <= $3)
order by originator_version
limit $4::bigint;

-- name: stream_descending
-- The same, newest first.
select originator_version, topic, state from stored_events
where originator_id = $1
    and ($2::bigint is null or originator_version > $2)
    and ($3::bigint is null or originator_version <= $3)
order by originator_version desc
limit $4::bigint;

-- name: snapshots
-- At most $4 snapshots of stream $1 after version $2 and up to $3 (null: no bound), oldest first.
-- Index: snapshots_pkey.
select originator_version, topic, state from snapshots
where originator_id = $1
    and ($2::bigint is null or originator_version > $2)
    and ($3::bigint is null or originator_version <= $3)
order by originator_version
limit $4::bigint;

-- name: snapshots_descending
-- The same, newest first.
select originator_version, topic, state from snapshots
where originator_id = $1
    and ($2::bigint is null or originator_version > $2)
    and ($3::bigint is null or originator_version <= $3)
order by originator_version desc
limit $4::bigint;

-- name: insert_snapshots
-- One row per element; unique_violation when one is there already.
insert into snapshots (originator_id, originator_version, topic, state)
select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::bytea[]);

-- name: notifications
-- At most $2 events after position $1 and up to $3 (null: no bound), of the topics $4 (null: all).
-- Index: stored_events_notification_id_idx.
select originator_id, originator_version, topic, state, notification_id from stored_events
where notification_id > $1
    and ($3::bigint is null or notification_id <= $3)
    and ($4::text[] is null or topic = any ($4))
order by notification_id
limit $2::bigint;

-- name: last_notification
-- The last position; null in an empty log. Index: stored_events_notification_id_idx.
select max(notification_id) from stored_events;

-- name: track
-- Move the reader $1 of the application $2 on to $3; null when it came that far before.
-- Lock: its row, to the end of the transaction.
insert into trackings as t (reader, application_name, notification_id) values ($1, $2, $3)
on conflict (reader, application_name) do update set notification_id = excluded.notification_id
where t.notification_id < excluded.notification_id
returning true;

-- name: last_tracking
-- How far the reader $1 came in the application $2; null when it never began.
select notification_id from trackings where reader = $1 and application_name = $2;
