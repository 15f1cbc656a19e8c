-- View account_list: everybody on the roster, found by the accounts they have in trackers. `github`
-- is the login in lower case, as GitHub compares it.
create table account_list (
    id uuid primary key,
    version bigint not null,
    email text not null,
    github text,
    jira text,
    state bytea not null
);
create index on account_list (email);
create index on account_list (github) where github is not null;
create index on account_list (jira) where jira is not null;

grant select, insert, update, delete on account_list to twiceshy_app;

-- `routed`: whether the tracker has rules for where actions go. Emptied, to be folded anew.
truncate tracker_list;
alter table tracker_list add column routed boolean not null;
create index on tracker_list (number) where routed;

update followers set position = 0, state = 'running', error = null where name = 'tracker_list';
