-- What is shared by all who use one credential, whatever tracker they use it for: pauses, failures in
-- a row, and how much was created lately. The name of a gate tells an address and where its secret is
-- kept, never the secret.
create table ticket_gates (
    gate text primary key,
    not_before timestamptz not null default '-infinity',  -- our own backing off
    asked_until timestamptz not null default '-infinity', -- a pause that the tracker asked for
    failures int not null default 0,       -- in a row, whatever job met them
    code text,                             -- of the last failure, while there is one
    reason text
) with (fillfactor = 50);

-- One row per ticket that was created, for an hour: the services count, and so do we.
create table ticket_creations (
    gate text not null,
    created_at timestamptz not null
);
create index on ticket_creations (gate, created_at desc);

-- A tracker's own pauses are those of its project: access that was lost.
alter table ticket_trackers
    add column gate text,                               -- null until the tracker was first used
    add column answered boolean not null default false, -- it was fine once: not found is not gone
    add column code text,
    add column reason text,
    add column sweep_at timestamptz not null default '-infinity',
    add column sweep_began timestamptz,
    add column sweep_token uuid;

alter table ticket_jobs
    add column agreed bytea,               -- what both sides said when they last agreed
    add column fights int not null default 0, -- how often somebody undid what we wrote
    add column fought_at timestamptz,      -- the first of those
    add column mark text,                  -- the end of the marker, as tickets carry it
    add column twin text,                  -- key of a second open ticket with our marker
    add column incident_id uuid,
    add column listed_at timestamptz,      -- when the ticket was last in a list of all of ours
    add column code text,                  -- why the last look came to nothing, while it did
    add column reason text;

create index ticket_trackers_gate_idx on ticket_trackers (gate);
create index ticket_jobs_incident_id_idx on ticket_jobs (incident_id) where incident_id is not null;
create index ticket_jobs_tracker_mark_idx on ticket_jobs (tracker_id, mark) where mark is not null;
create index ticket_jobs_out_of_step_idx on ticket_jobs (tracker_id, due_at) where not in_step;

grant select, insert, update, delete on ticket_gates, ticket_creations to twiceshy_app;
