-- View people: what the events tell of that name somebody, so that a guest is shown to those alone who
-- may know of it. `stream_id` is an incident, a postmortem or an action, null where an event belongs to
-- no incident; `other_incident_id` as in history.
create table person_named (
    email text not null,
    stream_id uuid,
    other_incident_id uuid,
    unique nulls not distinct (email, stream_id, other_incident_id)
);

grant select, insert, update, delete on person_named to twiceshy_app;

-- The view goes through the log once more; meanwhile its rows stay as they are. The fence makes every
-- worker begin again.
update followers set position = 0, fence = fence + 1, lease_until = '-infinity'
where name = 'people';
