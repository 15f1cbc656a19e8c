-- name: next_number
-- The number of the next action; one that is not used in the end leaves a gap, no harm.
select nextval('action_number');
