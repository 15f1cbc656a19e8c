-- The log: every fact, in one order, never changed. Everything else in this database can be rebuilt.

-- One row per event. The first five columns are those of the library `eventsourcing`, so that its
-- own recorders read the same rows. Only append() writes here.
create table stored_events (
    originator_id uuid not null,                     -- the stream
    originator_version bigint not null check (originator_version >= 0),
    topic text not null,                             -- name and schema of the body, 'incident.declared@1'
    state bytea not null,                            -- the body, JSON
    notification_id bigint not null,                 -- the position: from 1, no gaps, in commit order
    recorded_at timestamptz not null,                -- never runs backwards along the positions
    metadata bytea not null,                         -- actor, request, correlation, causation; JSON
    chain bytea not null,                            -- sha256(chain of the row before || leaf)
    primary key (originator_id, originator_version)
) with (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);

create unique index stored_events_notification_id_idx on stored_events (notification_id);

-- One row per keyed command, written in the transaction of its events: what was asked, which events
-- it made and what was answered. A command without events has count 0 and stands before the event
-- first_position.
create table commands (
    key bytea primary key,
    fingerprint bytea not null,
    first_position bigint not null,
    count int not null,
    response bytea not null,
    recorded_at timestamptz not null
);

create index commands_recorded_at_idx on commands (recorded_at);

-- One row per reader of the log that remembers how far it came. The fence grows with every change
-- of hands: a checkpoint moved under an older fence is refused.
create table followers (
    name text primary key,
    position bigint not null default 0,
    fence bigint not null default 0,
    owner text,
    lease_until timestamptz not null default '-infinity',
    state text not null default 'running' check (state in ('running', 'stalled')),
    error text,
    updated_at timestamptz not null default now()
) with (fillfactor = 50);

-- One row. Identifiers of aggregates are uuid5(namespace, reference).
create table installation (
    only_row boolean primary key default true check (only_row),
    namespace uuid not null default gen_random_uuid()
);

insert into installation default values;

create sequence incident_number;
create sequence action_number;
create sequence tracker_number;

-- What the chain covers: everything stored of one event, each part of unknown length after its
-- length, so that two different events never look alike. `recorded_us`: microseconds since 1970.
create function leaf(
    place bigint, id uuid, version bigint, topic text, state bytea, metadata bytea, recorded_us bigint
) returns bytea language sql stable as $$
    select sha256(
        '\x00'::bytea || int8send(place) || uuid_send(id) || int8send(version) || int8send(recorded_us)
        || int4send(octet_length(topic)) || convert_to(topic, 'UTF8')
        || int4send(octet_length(state)) || state || metadata
    )
$$;

-- The first row that does not follow the version before it, in the log or in the rows themselves;
-- none when all do. A stream begins with version 1 (or 0, which some applications of the library
-- do). `actual`: the version it should have followed. Index: stored_events_pkey, one probe a stream.
create function misfit(ids uuid[], versions bigint[])
returns table (stream uuid, actual bigint) language sql stable as $$
    select r.id, coalesce(r.before, head.version, 0)
    from (
        select id, version, nth, lag(version) over (partition by id order by nth) as before
        from unnest(ids, versions) with ordinality as u (id, version, nth)
    ) as r
    left join lateral (
        select e.originator_version as version
        from public.stored_events as e
        where e.originator_id = r.id
        order by e.originator_version desc
        limit 1
    ) as head on r.before is null
    where not coalesce(r.version = coalesce(r.before, head.version) + 1, r.version in (0, 1))
    order by r.nth
    limit 1
$$;

-- Whether one of these keys (some null) was done before, or stands there twice.
-- Index: commands_pkey, one probe a key.
create function any_done(keys bytea[]) returns boolean language sql stable as $$
    select exists (
        select from unnest(keys) as k (key)
        where k.key is not null
        group by k.key
        having count(*) > 1 or exists (select from public.commands as c where c.key = k.key)
    )
$$;

-- Insert rows from position base + 1 on, all recorded `at`; answer the chain after the last.
create function write_events(
    base bigint, link bytea, at timestamptz,
    ids uuid[], versions bigint[], topics text[], states bytea[], metadata bytea[]
) returns bytea language plpgsql as $$
declare
    us constant bigint := (extract(epoch from at) * 1000000)::bigint;
    links bytea[] := '{}';
begin
    for i in 1 .. cardinality(ids) loop
        link := sha256(
            link || public.leaf(base + i, ids[i], versions[i], topics[i], states[i], metadata[i], us)
        );
        links[i] := link;
    end loop;
    insert into public.stored_events
    select u.id, u.version, u.topic, u.state, base + u.nth, at, u.metadata, u.link
    from unnest(ids, versions, topics, states, metadata, links) with ordinality
        as u (id, version, topic, state, metadata, link, nth);
    return link;
end
$$;

-- Append many independent appends in one transaction: one round trip, one flush.
--
-- The rows of append i are the next counts[i] rows of ids..metadata, all of them or none. keys[i],
-- fingerprints[i] and responses[i] are its command, null without one. Answers, when every append
-- was accepted, one row with `nth` null and the position before the first event. Otherwise one row
-- per append, in order: accepted with the position of its last event; or refused, `stream` being
-- at version `actual`; or, with a `response`, its command was done before: what was stored then is
-- answered and nothing is written.
--
-- Writers do not wait for each other: an append may have been decided on what another one in this
-- call, bases[n] for the append dependents[n] (both count from 1), is about to make. Where that one
-- writes nothing, the dependent is refused whatever the versions say: an event of somebody else may
-- stand where the other one's was to be.
--
-- The advisory lock is held to the end of the transaction. It makes commit order equal position
-- order, so that readers find no gaps; never call this inside a longer transaction.
create function append(
    ids uuid[], versions bigint[], topics text[], states bytea[], metadata bytea[],
    counts int[], keys bytea[], fingerprints bytea[], responses bytea[],
    dependents int[] default '{}', bases int[] default '{}'
) returns table (
    nth int, place bigint, recorded timestamptz, stream uuid, actual bigint,
    fingerprint bytea, response bytea
) language plpgsql security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan  -- planning takes longer than a small append
set enable_seqscan = off  -- a plan made while the table was empty would scan it for ever
set lock_timeout = '5s'
as $$
declare
    base bigint;
    link bytea;
    at timestamptz;
    lo int := 1;
    hi int := 0;
    void boolean[] := '{}';  -- of each append so far: whether it wrote nothing
begin
    perform pg_advisory_xact_lock('public.stored_events'::regclass::oid::bigint);
    select e.notification_id, e.chain, greatest(clock_timestamp(), e.recorded_at)
    into base, link, recorded
    from public.stored_events as e order by e.notification_id desc limit 1;
    if not found then
        base := 0; link := ''; recorded := clock_timestamp();
    end if;
    at := recorded;
    if cardinality(ids) > 0 then
        perform pg_notify('stored_events', '');
    end if;

    if not exists (select from public.misfit(ids, versions))
        and not public.any_done(keys)
    then
        perform public.write_events(base, link, at, ids, versions, topics, states, metadata);
        if exists (select from unnest(keys) as k (key) where k.key is not null) then
            insert into public.commands
            select k.key, k.fingerprint, base + 1 + k.before, k.count, k.response, at
            from (
                select *, sum(u.count) over (order by u.nth) - u.count as before
                from unnest(keys, fingerprints, counts, responses) with ordinality
                    as u (key, fingerprint, count, response, nth)
            ) as k
            where k.key is not null;
        end if;
        place := base;
        return next;
        return;
    end if;

    for i in 1 .. cardinality(counts) loop
        lo := hi + 1; hi := hi + counts[i]; nth := i; void[i] := true;
        select c.first_position + c.count - 1, c.recorded_at, c.fingerprint, c.response
        into place, recorded, fingerprint, response
        from public.commands as c where c.key = keys[i];
        if found then
            stream := null; actual := null;
            return next;
            continue;
        end if;
        if exists (
            select from unnest(dependents, bases) as u (dependent, base)
            where u.dependent = i and void[u.base]
        ) then
            stream := ids[lo];
            select coalesce(max(e.originator_version), 0) into actual
            from public.stored_events as e where e.originator_id = ids[lo];
        else
            select m.stream, m.actual into stream, actual
            from public.misfit(ids[lo:hi], versions[lo:hi]) as m;
        end if;
        if stream is null then
            void[i] := false;
            link := public.write_events(
                base, link, at,
                ids[lo:hi], versions[lo:hi], topics[lo:hi], states[lo:hi], metadata[lo:hi]
            );
            if keys[i] is not null then
                insert into public.commands
                values (keys[i], fingerprints[i], base + 1, counts[i], responses[i], at);
            end if;
            base := base + counts[i];
        end if;
        place := base; recorded := at;
        return next;
    end loop;
end
$$;

-- Forget at most `at_most` commands recorded more than `keep_hours` ago; answer how many.
-- Index: commands_recorded_at_idx. The trigger below keeps a day's in any case.
create function prune_commands(keep_hours int, at_most int) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
    with gone as (
        delete from public.commands where key in (
            select key from public.commands
            where recorded_at < now() - make_interval(hours => keep_hours)
            order by recorded_at limit at_most
        ) returning 1
    ) select count(*) from gone
$$;

-- Nobody changes history, not even by mistake.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end
$$;

create trigger append_only before update or delete or truncate on stored_events
for each statement execute function refuse_change();
alter table stored_events enable always trigger append_only;

create trigger append_only before update or truncate on commands
for each statement execute function refuse_change();
alter table commands enable always trigger append_only;

create trigger kept_a_day before delete on commands
for each row when (old.recorded_at > now() - interval '24 hours')
execute function refuse_change();
alter table commands enable always trigger kept_a_day;

create trigger append_only before update or delete or truncate on installation
for each statement execute function refuse_change();
alter table installation enable always trigger append_only;

-- The service's role. It reads the log and may append to it by append() alone. Roles belong to the
-- whole server: another database on it may have made this one, perhaps at this very moment.
do $$
begin
    if not exists (select from pg_roles where rolname = 'twiceshy_app') then
        create role twiceshy_app nologin;
    end if;
exception when duplicate_object or unique_violation then null;
end
$$;

-- Whoever migrates may act as the service. A superuser may anyway.
do $$
begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant twiceshy_app to %I', current_user);
    end if;
end
$$;

revoke execute on function leaf, misfit, any_done, write_events, append, prune_commands, refuse_change
from public;
grant execute on function append, prune_commands to twiceshy_app;
grant select on stored_events, commands, installation, migrations to twiceshy_app;
grant select, insert, update, delete on followers to twiceshy_app;
grant usage on sequence incident_number, action_number, tracker_number to twiceshy_app;
