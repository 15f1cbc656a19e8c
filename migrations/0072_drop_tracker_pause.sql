-- Pauses that a tracker asked for belong to its credential (0009, ticket_gates): this column, which was
-- for them before, has been neither written nor read since.
alter table ticket_trackers drop column asked_until;
