-- name: take_turn
-- Lock: advisory, to the end of the transaction; one migration of this database at a time.
select pg_advisory_xact_lock(hashtextextended('twiceshy migrations', 0));

-- name: create_table
create table if not exists migrations (
    name text primary key,
    digest bytea not null,
    applied_at timestamptz not null default now()
);

-- name: applied
-- Every migration applied so far, in order; a few dozen rows.
select name, digest from migrations order by name;

-- name: record
insert into migrations (name, digest) values ($1, $2);
