-- An append is refused together with the one in whose belief it was made.

drop function append(
    uuid[], bigint[], text[], bytea[], bytea[], int[], bytea[], bytea[], bytea[]
);

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

revoke execute on function append from public;
grant execute on function append to twiceshy_app;
