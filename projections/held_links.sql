-- name: newest_first
-- At most $5 actions of tracker $1 whose links are held by code $2 (null: by any), below number $4.
-- Index: action_list_tracker_id_ticket_code_number_idx; incident_list_pkey for each where $3 looks.
select a.id, a.version, a.state, a.number from action_list as a
left join incident_list as i on i.id = a.incident_id
where a.tracker_id = $1 and a.ticket_code is not null
and ($2::text is null or a.ticket_code = $2)
and ($3::text[] is null or (i.id is not null and (i.visible_to is null or i.visible_to && $3)))
and ($4::bigint is null or a.number < $4)
order by a.number desc
limit $5::bigint;

-- name: count
-- How many there are of them below number $4; at most $5. Indexes: as newest_first.
select count(*) from (
    select from action_list as a
    left join incident_list as i on i.id = a.incident_id
    where a.tracker_id = $1 and a.ticket_code is not null
    and ($2::text is null or a.ticket_code = $2)
    and ($3::text[] is null or (i.id is not null and (i.visible_to is null or i.visible_to && $3)))
    and ($4::bigint is null or a.number < $4)
    limit $5::bigint
) as held;
