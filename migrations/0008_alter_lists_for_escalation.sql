-- The lists know on which day an action or a postmortem calls on somebody next, and an action's
-- priority. They are emptied, so that they are folded anew from the log.

truncate action_list, postmortem_list;

-- `escalate_on`: the day of the next step, null before the first one.
alter table action_list add column escalate_on date, add column priority text not null;

create index on action_list (priority, number);
create index on action_list (due_on, number);
create index on action_list (due_on, number) where live and escalate_on is null;
create index on action_list (escalate_on, number) where live and escalate_on is not null;
create index on action_list (owner, number) where live;

-- `remind_on`: the day of the reminder, then of the next one.
alter table postmortem_list add column remind_on date not null;

create index on postmortem_list (remind_on, number) where pending;

update followers set position = 0, state = 'running', error = null
where name in ('action_list', 'postmortem_list');
