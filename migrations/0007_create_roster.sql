-- View people. `person_list`: everybody who is on the roster or named anywhere, one row per address;
-- `id` is the stream of those who have one, `eyes` the address and 'team:<name>' for each team, as in
-- incident_list.visible_to; `search` is the name and the address in lower case.
create table person_list (
    email text primary key,
    id uuid unique,
    version bigint not null,
    guest boolean not null,
    teams text[] not null,
    eyes text[] not null,
    left_on date,
    search text not null,
    state bytea not null
) with (fillfactor = 70);

create index on person_list using gin (teams);
create index on person_list (email) where guest;
create index on person_list (left_on) where left_on is not null;
create index on person_list using gin (search gin_trgm_ops);

-- `team_list`: every team that was added, or that a person names.
create table team_list (
    name text primary key,
    id uuid unique,
    version bigint not null,
    state bytea not null
);

grant select, insert, update, delete on person_list, team_list to twiceshy_app;
