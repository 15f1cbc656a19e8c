-- name: upsert
-- Write links, what is told later over what was told earlier. Lock: their rows.
insert into incident_link as t (incident_id, kind, other_id, position, stands)
select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::boolean[])
on conflict (incident_id, kind, other_id) do update set
    position = excluded.position, stands = excluded.stands
where t.position < excluded.position;

-- name: links_of
-- At most $4 links from and to incident $1, told of after position $3, in order, less those whose
-- other end $2 may not know of.
-- Index: incident_link_incident_id_position_idx, incident_link_other_id_position_idx,
-- incident_list_pkey.
select l.position, l.direction, l.kind, l.id, l.number, l.title, l.stage
from (
    (
        select o.position, 'outbound' as direction, o.kind, i.id, i.number, i.title, i.stage
        from incident_link as o join incident_list as i on i.id = o.other_id
        where o.incident_id = $1 and o.stands and o.position > $3
        and ($2::text[] is null or i.visible_to is null or i.visible_to && $2)
        order by o.position limit $4::bigint
    )
    union all
    (
        select o.position, 'inbound' as direction, o.kind, i.id, i.number, i.title, i.stage
        from incident_link as o join incident_list as i on i.id = o.incident_id
        where o.other_id = $1 and o.stands and o.position > $3
        and ($2::text[] is null or i.visible_to is null or i.visible_to && $2)
        order by o.position limit $4::bigint
    )
) as l
order by l.position
limit $4::bigint;

-- name: hidden_among
-- Those of the incidents $1 that $2 may not know of. Index: incident_list_pkey.
select id from incident_list
where id = any($1::uuid[]) and visible_to is not null and not visible_to && $2::text[];
