-- View readership. `publication_list`: every postmortem, by its last edition; 0 before the first.
-- `published_on` is that of the last edition, in UTC; `authors` are people alone.
create table publication_list (
    id uuid primary key,
    version bigint not null,
    number bigint not null,
    incident_id uuid not null,
    edition int not null,
    published_at timestamptz,
    published_on date,
    authors text[] not null,
    state bytea not null
) with (fillfactor = 70);

create unique index publication_list_number_idx on publication_list (number) where edition > 0;
create index on publication_list using gin (authors);

-- The latest edition that each person has read of each postmortem.
create table receipt_list (
    postmortem_id uuid,
    reader text,
    edition int not null,
    read_at timestamptz not null,
    primary key (postmortem_id, reader)
);

create index on receipt_list (reader, postmortem_id);

-- `thanked` are those to whom the thanks go; `position` is that of the event.
create table thanks_list (
    position bigint primary key,
    id uuid not null,
    postmortem_id uuid not null,
    thanked text[] not null,
    thanked_by text not null,
    text text not null,
    thanked_at timestamptz not null
);

create index on thanks_list (postmortem_id, position);
create index on thanks_list using gin (thanked);

-- Whoever wrote a published postmortem, has read one, or was thanked.
create table recognized_list (
    email text primary key
);

grant select, insert, update, delete on
    publication_list, receipt_list, thanks_list, recognized_list
to twiceshy_app;
