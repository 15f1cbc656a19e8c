-- Work of the ticket mirror. What happened to a ticket is in the log, on its action's stream; here is
-- only what is left to do, and when. Losing these rows costs fresh reads, never a second ticket.

-- One row per action that has a tracker: the newest wish wins.
create table ticket_jobs (
    action_id uuid primary key,
    tracker_id uuid not null,
    key text,                              -- of the ticket, once linked
    due_at timestamptz,                    -- null: nothing to do until something changes
    hold_until timestamptz not null default '-infinity', -- a look before then would prove nothing
    wishes bigint not null default 1,      -- counts what made it due, also while somebody works on it
    attempts int not null default 0,       -- failures in a row
    probes int,                            -- looks for an unconfirmed ticket so far; null: none is
    in_step boolean not null default false,
    pushed bytea,                          -- digest of what we wanted when we last wrote
    seen bytea,                            -- digest of what the tracker held after that
    last_synced_at timestamptz,
    lease_token uuid,
    leased_until timestamptz not null default '-infinity'
) with (fillfactor = 50);

create index ticket_jobs_due_at_idx on ticket_jobs (due_at) where due_at is not null;
create index ticket_jobs_tracker_key_idx on ticket_jobs (tracker_id, key);

-- One row per tracker: until when to stay away from it, and how far its changes were read.
create table ticket_trackers (
    tracker_id uuid primary key,
    not_before timestamptz not null default '-infinity',  -- our own backing off
    asked_until timestamptz not null default '-infinity', -- a pause that the tracker asked for
    failures int not null default 0,       -- in a row, whatever job met them
    cursor timestamptz,                    -- by the tracker's own clock
    poll_at timestamptz not null default '-infinity',
    lease_token uuid
) with (fillfactor = 50);

-- One row: the secret under which tickets are marked as ours. 244 random bits.
create table ticket_marker (
    only_row boolean primary key default true check (only_row),
    secret bytea not null default sha256(
        convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')
    )
);

insert into ticket_marker default values;

grant select, insert, update, delete on ticket_jobs, ticket_trackers to twiceshy_app;
grant select on ticket_marker to twiceshy_app;
