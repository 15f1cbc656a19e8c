-- View incident_links: which incidents are linked, from either side. `position`: of the last event that
-- tells of the link; `stands`: whether it was not retracted since.
create table incident_link (
    incident_id uuid,
    kind text,
    other_id uuid,
    position bigint not null,
    stands boolean not null,
    primary key (incident_id, kind, other_id)
);

create index on incident_link (incident_id, position) where stands;
create index on incident_link (other_id, position) where stands;

grant select, insert, update, delete on incident_link to twiceshy_app;
