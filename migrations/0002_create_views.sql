-- The views: what is read from them can be rebuilt from stored_events at any time. One row per
-- aggregate holds its whole state as JSON, beside the columns by which it is found.

create extension if not exists pg_trgm;

-- The words of a text. PostgreSQL takes no more than 1 MiB of them: of a longer text, the beginning.
create function words_of(body text) returns tsvector
language plpgsql immutable as $$
begin
    return to_tsvector('simple', body);
exception when program_limit_exceeded then
    return public.words_of(left(body, length(body) / 2));
end
$$;

-- View incident_list. `closed`: whether the stage is; `visible_to`: null for everybody, else people
-- and 'team:<name>'. `search` covers the title, the summary and the sections of the postmortem.
create table incident_list (
    id uuid primary key,
    version bigint not null,
    number bigint not null unique,
    category text not null,
    severity text not null,
    stage text not null,
    closed boolean not null,
    feature text not null,
    lead text,
    labels text[] not null,
    visible_to text[],
    detected_at timestamptz not null,
    title text not null,
    postmortem_id uuid unique,
    state bytea not null,
    search tsvector not null default ''
) with (fillfactor = 70);

create index on incident_list (detected_at, number);
create index on incident_list (detected_at, number) where not closed;
create index on incident_list (category, detected_at, number);
create index on incident_list (severity, detected_at, number);
create index on incident_list (stage, detected_at, number);
create index on incident_list (feature, detected_at, number);
create index on incident_list (lead, detected_at, number);
create index on incident_list using gin (labels);
create index on incident_list using gin (search);

-- What `incident_list.search` is made of. `id` is the stream that the part came from.
create table incident_list_text (
    id uuid,
    part text,
    version bigint not null,
    body text not null,
    primary key (id, part)
);

-- View postmortem_list. `pending`: never published so far, so that it can be overdue.
create table postmortem_list (
    id uuid primary key,
    version bigint not null,
    number bigint not null unique,
    incident_id uuid not null,
    status text not null,
    pending boolean not null,
    due_on date not null,
    lead text,
    state bytea not null,
    search tsvector not null default ''
) with (fillfactor = 70);

create index on postmortem_list (incident_id);
create index on postmortem_list (status, number);
create index on postmortem_list (due_on) where pending;
create index on postmortem_list (lead, number);
create index on postmortem_list using gin (search);

-- View action_list. `live`: open or in progress, so that it can be overdue.
create table action_list (
    id uuid primary key,
    version bigint not null,
    number bigint not null unique,
    incident_id uuid not null,
    postmortem_id uuid,
    kind text not null,
    status text not null,
    live boolean not null,
    owner text not null,
    due_on date not null,
    proven boolean not null,
    tracker_id uuid,
    ticket_state text not null,
    state bytea not null,
    search tsvector not null default ''
) with (fillfactor = 70);

create index on action_list (incident_id, number);
create index on action_list (postmortem_id, number);
create index on action_list (kind, number);
create index on action_list (status, number);
create index on action_list (due_on) where live;
create index on action_list (owner, number);
create index on action_list (number) where proven;
create index on action_list (ticket_state, number);
create index on action_list (tracker_id, ticket_state, number);
create index on action_list using gin (search);

-- View tracker_list. `position`: of the tracker's last event.
create table tracker_list (
    id uuid primary key,
    version bigint not null,
    number bigint not null unique,
    name text not null,
    is_default boolean not null,
    position bigint not null,
    state bytea not null
);

create index on tracker_list (lower(name), number);
create index on tracker_list (position) where is_default;

-- View history: by what an event can be found; the event itself, and of which stream it is, stays in
-- the log. `incident_id` is that of its incident, postmortem or action; `type` is its topic without
-- the schema.
create table history (
    position bigint primary key,
    incident_id uuid,
    type text not null,
    actor text not null,
    on_behalf_of text
);

create index on history (incident_id, position);
create index on history (type, position);
create index on history (actor, position);
create index on history (on_behalf_of, position) where on_behalf_of is not null;

-- Of which incident a postmortem's or an action's stream tells.
create table history_stream (
    stream_id uuid primary key,
    incident_id uuid not null
);

grant select, insert, update, delete on
    incident_list, incident_list_text, postmortem_list, action_list, tracker_list, history, history_stream
to twiceshy_app;

-- Make the schema rebuild_<view> anew, holding an empty twin of each of the view's tables: columns,
-- constraints, settings and rights alike. Its other indexes come when it is filled, in one go.
create function begin_rebuild(view text, tables text[]) returns void language plpgsql as $$
declare
    twins constant text := 'rebuild_' || view;
    t text;
    copied record;
begin
    execute format('drop schema if exists %I cascade', twins);
    execute format('create schema %I', twins);
    foreach t in array tables loop
        execute format(
            'create table %I.%I (like public.%I including all excluding indexes)', twins, t, t
        );
        execute format('grant select, insert, update, delete on %I.%I to twiceshy_app', twins, t);
        for copied in
            select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
            where conrelid = format('public.%I', t)::regclass and contype in ('p', 'u')
        loop
            execute format(
                'alter table %I.%I add constraint %I %s', twins, t, copied.name, copied.definition
            );
        end loop;
        for copied in
            select array_to_string(reloptions, ', ') as options from pg_class
            where oid = format('public.%I', t)::regclass and reloptions is not null
        loop
            execute format('alter table %I.%I set (%s)', twins, t, copied.options);
        end loop;
    end loop;
end
$$;

-- Give the twins the indexes of the view's tables, and gather their statistics, without which their
-- first readers would be badly planned.
create function index_rebuild(view text, tables text[]) returns void language plpgsql as $$
declare
    twins constant text := 'rebuild_' || view;
    t text;
    definition text;
begin
    foreach t in array tables loop
        for definition in
            select pg_get_indexdef(indexrelid) from pg_index
            where indrelid = format('public.%I', t)::regclass
            and not exists (select from pg_constraint where conindid = indexrelid)
        loop
            execute replace(
                definition, format(' ON public.%I ', t), format(' ON %I.%I ', twins, t)
            );
        end loop;
        execute format('analyze %I.%I', twins, t);
    end loop;
end
$$;

-- Put the twins in the place of the view's tables.
-- Lock: all access to the view, to the end of the transaction.
create function finish_rebuild(view text, tables text[]) returns void language plpgsql as $$
declare
    twins constant text := 'rebuild_' || view;
    t text;
begin
    foreach t in array tables loop
        execute format('drop table public.%I', t);
        execute format('alter table %I.%I set schema public', twins, t);
    end loop;
    execute format('drop schema %I', twins);
end
$$;

revoke execute on function begin_rebuild, index_rebuild, finish_rebuild from public;
