-- `publication_list.authors` are those of the last edition from now on: who has only written in a draft
-- that amends it is not among them. `postmortem_list` keeps them in its states. Both views are folded
-- anew; until that is done, lists show what was folded so far. The fence makes every worker begin again.
truncate publication_list, receipt_list, thanks_list, recognized_list, postmortem_list;
update followers set position = 0, fence = fence + 1, lease_until = '-infinity'
where name in ('readership', 'postmortem_list');
