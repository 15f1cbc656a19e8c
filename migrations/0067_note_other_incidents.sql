-- View history: of which other incident an event tells, so that it is kept from whoever may not know
-- of that one. The view is folded anew; until that is done, filters find what was folded so far. The
-- fence makes every worker begin again.
alter table history add column other_incident_id uuid;
truncate history, history_stream;
update followers set position = 0, fence = fence + 1, lease_until = '-infinity'
where name = 'history';
