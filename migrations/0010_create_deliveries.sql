-- What trackers sent by themselves: that it came, of what it speaks, nothing of what it says. Kept for
-- days, so that a delivery which is sent again is known. `unread` is the beginning of a signed body that
-- nobody understood, for whoever has to find out why; null for all others.
create table tracker_deliveries (
    tracker_id uuid not null,
    delivery text not null,                -- the sender's own name for it, or one that we made
    received_at timestamptz not null default clock_timestamp(),
    event text not null,
    keys text[] not null,                  -- of the tickets of which it speaks
    unread bytea,
    primary key (tracker_id, delivery)
);

create index on tracker_deliveries (received_at);

grant select, insert, delete on tracker_deliveries to twiceshy_app;

-- Links are asked for by why they are not in step. The view is folded anew, to fill the column.
alter table action_list add column ticket_code text;

create index on action_list (tracker_id, ticket_code, number) where ticket_code is not null;

truncate action_list;

update followers set position = 0, state = 'running', error = null where name = 'action_list';
