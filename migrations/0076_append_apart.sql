-- append() as it was, with less to ask of the usual batch: no keys, each stream in it once.

-- Whether each row is the next of its stream, where no stream stands there twice; misfit() tells
-- which is not, and knows streams that stand there twice or begin with version 0.
-- Index: stored_events_pkey, one probe a row.
create function follow(ids uuid[], versions bigint[]) returns boolean language sql stable as $$
    select not exists (
        select from unnest(ids, versions) as u (id, version)
        where u.version <> 1 + coalesce((
            select e.originator_version
            from public.stored_events as e
            where e.originator_id = u.id
            order by e.originator_version desc
            limit 1
        ), 0)
    )
$$;

drop function append(
    uuid[], bigint[], text[], bytea[], bytea[], int[], bytea[], bytea[], bytea[], int[], int[]
);

-- As in 0001_log.sql; `apart` says that no stream stands in `ids` twice. Where that is untrue,
-- nothing is written that does not fit: the key of stored_events refuses it.
create function append(
    ids uuid[], versions bigint[], topics text[], states bytea[], metadata bytea[],
    counts int[], keys bytea[], fingerprints bytea[], responses bytea[],
    dependents int[] default '{}', bases int[] default '{}', apart boolean default false
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
    fits boolean;
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

    if apart then
        fits := public.follow(ids, versions);
    end if;
    if fits is not true then
        fits := not exists (select from public.misfit(ids, versions));
    end if;
    if fits and cardinality(keys) > 0 then
        fits := not public.any_done(keys);
    end if;

    if fits then
        perform public.write_events(base, link, at, ids, versions, topics, states, metadata);
        if cardinality(keys) > 0 then
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

revoke execute on function follow, append from public;
grant execute on function append to twiceshy_app;
