-- name: create
-- The log's columns and indexes, without its promises.
create table plain_events (
    id uuid not null,
    version bigint not null,
    topic text not null,
    state bytea not null,
    position bigint generated always as identity,
    recorded_at timestamptz not null default now(),
    primary key (id, version)
);
create unique index on plain_events (position);

-- name: insert
insert into plain_events (id, version, topic, state) values ($1, $2, $3, $4);

-- name: insert_literal
-- The same, for pgbench.
insert into plain_events (id, version, topic, state)
values (gen_random_uuid(), 1, 'note.noted@1', :state);
