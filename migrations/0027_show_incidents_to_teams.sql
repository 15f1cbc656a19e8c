-- `incident_list.visible_to` names teams in lower case from now on, so the view is folded anew; until
-- that is done, lists show what was folded so far. The fence makes every worker begin again.
truncate incident_list, incident_list_text;
update followers set position = 0, fence = fence + 1, lease_until = '-infinity'
where name = 'incident_list';
