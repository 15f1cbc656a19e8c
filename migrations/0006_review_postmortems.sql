-- Postmortems are reviewed: the view knows who was asked, and counts editions. It is folded anew from
-- the beginning of the log, for what it has to hold is in events that it has passed.
alter table postmortem_list add column reviewers text[] not null default '{}';
create index on postmortem_list using gin (reviewers);
truncate postmortem_list;
update followers set position = 0 where name = 'postmortem_list';
