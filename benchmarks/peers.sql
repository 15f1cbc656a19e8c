-- name: make_items
-- $1 rows as big as incidents, and a table for what is added to them.
create table item (id uuid primary key, reference text, title text, body text, at timestamptz);
create table entry (
    id uuid primary key, item_id uuid not null, kind text, occurred_at timestamptz, text text
);

-- name: fill_items
-- Fill the items.
insert into item
select gen_random_uuid(), 'INC-' || n, 'Bot described a refund that the policy did not offer',
    repeat('What happened, when, and what users saw. ', 25), now()
from generate_series(1, $1::int) as n
returning id;

-- name: read_item
-- Index: item_pkey.
select id, reference, title, body, at from item where id = $1;

-- name: insert_entry
-- One row per commit.
insert into entry values ($1, $2, $3, $4, $5);
