-- name: by_owner
-- At most $5 owners of open actions after the name $4, in order: how many actions are open, how many
-- of them overdue on the day $1, since when the longest is due, and which one was planned first. Of
-- members of the teams $2 and of actions that $3 may know of; null is all.
-- Index: action_list_owner_number_idx1 in its order, person_list_teams_idx, incident_list_pkey for
-- each row where $3 looks at the incident; action_list_number_key, stored_events_pkey for each owner.
with page as (
    select
        a.owner as name, count(*) as open, count(*) filter (where a.due_on < $1::date) as overdue,
        min(a.due_on) as earliest_due_on, min(a.number) as oldest
    from action_list as a
    left join incident_list as i on i.id = a.incident_id
    where a.live
    and ($2::text[] is null or a.owner in (select email from person_list where teams && $2))
    and ($3::text[] is null or (i.id is not null and (i.visible_to is null or i.visible_to && $3)))
    and ($4::text is null or a.owner > $4)
    group by a.owner
    order by a.owner
    limit $5::bigint
)
select page.*, o.id as oldest_id, e.recorded_at as planned_at
from page
join action_list as o on o.number = page.oldest
join stored_events as e on e.originator_id = o.id and e.originator_version = 1
order by page.name;

-- name: by_team
-- The same of at most $5 teams after the name $4, also of those whose members have nothing to do.
-- Index: team_list_pkey in its order, person_list_teams_idx, action_list_owner_number_idx1,
-- incident_list_pkey as above; action_list_number_key, stored_events_pkey for each team.
with page as (
    select t.name, work.* from (
        select name from team_list
        where ($2::text[] is null or name = any($2)) and ($4::text is null or name > $4)
        order by name limit $5::bigint
    ) as t
    cross join lateral (
        select
            count(*) as open, count(*) filter (where a.due_on < $1::date) as overdue,
            min(a.due_on) as earliest_due_on, min(a.number) as oldest
        from person_list as p
        join action_list as a on a.owner = p.email and a.live
        left join incident_list as i on i.id = a.incident_id
        where p.teams @> array[t.name]
        and ($3::text[] is null or (i.id is not null and (i.visible_to is null or i.visible_to && $3)))
    ) as work
)
select page.*, o.id as oldest_id, e.recorded_at as planned_at
from page
left join action_list as o on o.number = page.oldest
left join stored_events as e on e.originator_id = o.id and e.originator_version = 1
order by page.name;
